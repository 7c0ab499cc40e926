import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmulatorServer, startEmulatorServer } from './support/emulator.ts';
import { wavSeconds } from './support/media.ts';
import { createPresenterProject, type PresenterProject } from './support/presenter.ts';
import { reel } from './support/reel.ts';

/** What can be asked of each provider, and who it is known by in the emulator. */
const providers = [
  { provider: 'chanjing', lists: ['voices', 'avatars', 'fonts', 'files', 'jobs'], absent: [], voice: '若兰', avatar: 'Grace' },
  { provider: 'guiji', lists: ['voices', 'avatars', 'jobs'], absent: ['fonts', 'files'], voice: '李白', avatar: 'Newsroom' },
] as const;

describe.each(providers)('the catalogue of $provider', ({ provider, lists, absent, voice, avatar }) => {
  let project: PresenterProject;
  let emulator: EmulatorServer;
  beforeAll(async () => {
    project = createPresenterProject();
    emulator = await startEmulatorServer(project.path);
    const made = await reel(['run', 'presenter.reel.yaml', '--provider', provider], { cwd: project.path, env: emulator.env });
    expect(made.code).toBe(0);
  });
  afterAll(async () => {
    await emulator.stop();
    project[Symbol.dispose]();
  });

  const ask = (...words: string[]) => reel([...words, '--provider', provider], { cwd: project.path, env: emulator.env });
  const json = async (...words: string[]) => {
    const { code, stdout, stderr } = await ask(...words, '--json');
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };

  test('tables name voices and avatars; addresses are shown without what follows their path', async () => {
    const voices = await ask('voices');
    expect(voices.stdout).toMatch(/^ID +NAME +SEX +LANGUAGES/);
    expect(voices.stdout).toContain(voice);
    expect((await ask('avatars')).stdout).toMatch(new RegExp(`^\\S+ +${avatar} .*\\b\\d+x\\d+`, 'm'));
    expect(voices.stdout).not.toMatch(/[?&]/);
  });

  test('--json has keys that stay as they are, for every list', async () => {
    for (const list of lists) {
      const page = await json(list);
      expect(Object.keys(page)).toEqual(['provider', 'adapter', 'emulated', 'page', 'pageSize', 'total', 'hasMore', 'items']);
      expect(page).toMatchObject({ provider, adapter: provider, emulated: true, page: 1, pageSize: 20 });
    }
    const account = await json('account');
    expect(account.quotas.length).toBeGreaterThan(0);
  });

  test('a list that the provider does not have is told with those that it has', async () => {
    for (const list of absent) {
      const { code, stdout, stderr } = await ask(list);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(new RegExp(`PLAN_UNSUPPORTED: ${provider} has no list of ${list}\\.\\n {3}hint: It answers to reel voices, `));
    }
  });

  test('pages, filters and all of it', async () => {
    const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
    const [first, second] = [await json('voices', '--page-size', '2'), await json('voices', '--page-size', '2', '--page', '2')];
    expect(first.hasMore).toBe(true);
    expect(new Set([...ids(first), ...ids(second)]).size).toBe(4);
    const all = await json('voices', '--page-size', '2', '--all');
    expect([ids(all), all.hasMore]).toEqual([[...ids(first), ...ids(second)], false]);
    const men = await json('voices', '--sex', 'male');
    expect(new Set(men.items.map(({ sex }: { sex: string }) => sex))).toEqual(new Set(['male']));
    expect(men.items.length).toBeLessThan(all.items.length);
    expect((await ask('voices', '--page-size', '2')).stderr).toMatch(/more: --page 2, or --all/);
    expect((await ask('voices', '--page', '0')).code).toBe(2);
  });

  test('previews are saved under the ids, and not fetched twice', async () => {
    const once = await ask('voices', '--preview', 'heard');
    expect([once.code, once.stderr]).toEqual([0, expect.stringContaining('4 previews saved in heard.')]);
    const files = readdirSync(join(project.path, 'heard'));
    expect(files.map((name) => name.replace(/\.wav$/, '')).sort()).toEqual(
      (await json('voices')).items.map(({ id }: { id: string }) => id).sort(),
    );
    for (const name of files) expect(wavSeconds(readFileSync(join(project.path, 'heard', name)))).toBeGreaterThan(0.3);
    expect((await ask('voices', '--preview', 'heard')).stderr).toContain('0 previews saved in heard, 4 there already.');
  });

  test('what the account has made is listed as its own, and removed only when that is meant', async () => {
    const own = await json('voices', '--own', '--detailed');
    expect(own.items).toMatchObject([{ own: true, state: 'ready' }]);
    const { id } = own.items[0];
    if (provider === 'chanjing') {
      const asked = await ask('voices', '--delete', id);
      expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('add --yes')]);
      expect((await json('voices', '--own')).items).toHaveLength(1);
      expect((await ask('voices', '--delete', id, '--yes')).code).toBe(0);
      expect((await json('voices', '--own')).items).toEqual([]);
    } else {
      const refused = await ask('voices', '--delete', id, '--yes');
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('has no call that removes a voice')]);
    }
  });

  test('jobs are those of the runs, by kind', async () => {
    const jobs = await json('jobs', '--all');
    const film = provider === 'chanjing' ? 'lip-sync' : 'avatar-video';
    expect(jobs.items.map(({ kind }: { kind: string }) => kind)).toContain(film);
    const films = await json('jobs', '--kind', film);
    expect(films.items).toMatchObject([{ kind: film, state: 'ready' }]);
    const missing = await ask('jobs', '--kind', 'authorize');
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('has no list of authorize jobs')]);
  });
});

test('a catalogue is asked of the emulator without any account or project, and nothing is left behind', async () => {
  using project = createPresenterProject();
  const folder = join(project.path, 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'reelwright.yaml'), '');
  const listed = await reel(['avatars', '--emulate', '--name', '知夏'], { cwd: folder });
  expect([listed.code, listed.stdout]).toEqual([0, expect.stringMatching(/^ID +NAME[^\n]*\n\S+ +知夏 [^\n]*\n$/)]);
  expect(readdirSync(folder)).toEqual(['reelwright.yaml']);
});

describe('reel authorize', () => {
  let project: PresenterProject;
  let emulator: EmulatorServer;
  beforeAll(async () => {
    project = createPresenterProject();
    emulator = await startEmulatorServer(project.path);
  });
  afterAll(async () => {
    await emulator.stop();
    project[Symbol.dispose]();
  });
  const ask = (...words: string[]) => reel(['authorize', ...words], { cwd: project.path, env: emulator.env });

  test('puts a consent on record for an older clone, once', async () => {
    const words = ['--voice', 'C_125', '--consent', 'lena-2026', '--provider', 'guiji'];
    const calls = async () => (await emulator.report()).calls['speaker/v3/authorize']?.count ?? 0;
    const done = await ask(...words);
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('1 step run')]);
    expect(await calls()).toBe(1);
    const again = await ask(...words);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('Nothing to do')]);
    expect(await calls()).toBe(1);
  });

  test.each([
    {
      title: 'a consent that nobody knows',
      words: ['--voice', 'C_125', '--consent', 'lena-2025', '--provider', 'guiji'],
      code: 2,
      says: /Did you mean "lena-2026"\?/,
    },
    {
      title: 'a clone that is not there',
      words: ['--voice', 'C_999', '--consent', 'lena-2026', '--provider', 'guiji'],
      code: 1,
      says: /PROVIDER_MISSING_RESOURCE/,
    },
    {
      title: 'a provider that needs none',
      words: ['--voice', 'C-1', '--consent', 'lena-2026'],
      code: 2,
      says: /cannot carry out "authorize"/,
    },
    { title: 'neither voice nor avatar', words: ['--consent', 'lena-2026'], code: 2, says: /Give --voice ID or --avatar ID/ },
    {
      title: 'both',
      words: ['--voice', 'C_125', '--avatar', '-292', '--consent', 'lena-2026'],
      code: 2,
      says: /Give --voice ID or --avatar ID/,
    },
  ])('$title is refused', async ({ words, code, says }) => {
    const refused = await ask(...words);
    expect(refused.stderr).toMatch(says);
    expect(refused.code).toBe(code);
  });
});
