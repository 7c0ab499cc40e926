import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closedPortUrl } from '@reelwright/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EmulatorServer, startEmulatorServer } from './support/emulator.ts';
import { createPresenterProject } from './support/presenter.ts';
import { createProject, smallFilm } from './support/project.ts';
import { reel } from './support/reel.ts';

const speech = `name: speech
steps:
  words:
    uses: tts
    with: { voice: '\${{ steps.voice.voice }}', text: Two accounts have two pasts. }
  voice:
    uses: clone-voice
    with: { sample: assets/mei.wav, name: mei, language: en }
outputs:
  audio: \${{ steps.words.audio }}
`;

describe('two accounts of one provider', () => {
  const home = createProject();
  let own: EmulatorServer;
  let studio: EmulatorServer;
  beforeAll(async () => {
    [own, studio] = await Promise.all([startEmulatorServer(home.path), startEmulatorServer(home.path)]);
  });
  afterAll(async () => {
    await Promise.all([own.stop(), studio.stop()]);
    home[Symbol.dispose]();
  });

  const project = () =>
    createProject({
      'speech.reel.yaml': speech,
      'reelwright.yaml': `providers:
  studio:
    uses: chanjing
    appId: { env: STUDIO_APP }
    secretKey: { env: STUDIO_KEY }
    baseUrl: { env: STUDIO_URL }
`,
    });
  const environment = () => ({
    ...own.env,
    STUDIO_APP: studio.env.CHANJING_APP_ID ?? '',
    STUDIO_KEY: studio.env.CHANJING_SECRET_KEY ?? '',
    STUDIO_URL: studio.env.CHANJING_OPENAPI_BASE_URL ?? '',
  });

  test('each makes its own, and neither stands in for the other', async () => {
    using films = project();
    const run = (...words: string[]) => reel(['run', 'speech.reel.yaml', ...words], { cwd: films.path, env: environment() });
    expect((await run('--provider', 'studio')).code).toBe(0);
    const kinds = async ({ report }: EmulatorServer) => (await report()).tasks.map(({ kind }) => kind).sort();
    expect([await kinds(own), await kinds(studio)]).toEqual([[], ['clone-voice', 'tts']]);
    expect((await run()).code).toBe(0);
    expect([await kinds(own), await kinds(studio)]).toEqual([
      ['clone-voice', 'tts'],
      ['clone-voice', 'tts'],
    ]);
    for (const words of [['--provider', 'studio'], []]) expect((await run(...words)).stderr).toContain('Nothing to do');
  });

  test('the plan names account and provider, and several accounts are known by name', async () => {
    using films = project();
    const look = (...words: string[]) => reel(['plan', 'speech.reel.yaml', ...words], { cwd: films.path, env: environment() });
    expect((await look('--provider', 'studio')).stdout).toMatch(/clone-voice +studio \(chanjing\) +run/);
    const slip = await look('--provider', 'stdio');
    expect([slip.code, slip.stderr]).toEqual([
      2,
      expect.stringMatching(/There is no provider "stdio"\.\n {3}hint: Did you mean "studio"\?/),
    ]);
  });

  test('variables of the environment are the defaults of the account with the name of its provider alone', async () => {
    using films = project();
    films.write('reelwright.yaml', 'providers:\n  studio: { uses: chanjing }\n');
    const poor = await reel(['run', 'speech.reel.yaml', '--provider', 'studio'], { cwd: films.path, env: environment() });
    expect(poor.code).toBe(2);
    expect(poor.stderr).toMatch(
      /The account studio \(chanjing\) has no credentials: studio\.appId in reelwright\.yaml and studio\.secretKey in reelwright\.yaml are not set\./,
    );
    expect(existsSync(join(films.path, '.reel'))).toBe(false);
  });
});

test('in the emulator, too, two accounts of one provider live side by side', async () => {
  using films = createProject({
    'reelwright.yaml': 'providers:\n  studio: { uses: chanjing }\n',
    'both.reel.yaml': `name: both
steps:
  here:
    uses: clone-voice
    with: { sample: assets/mei.wav, name: here }
  there:
    uses: clone-voice
    provider: studio
    with: { sample: assets/mei.wav, name: there }
  one:
    uses: tts
    with: { voice: '\${{ steps.here.voice }}', text: Made here and nowhere else. }
  other:
    uses: tts
    provider: studio
    with: { voice: '\${{ steps.there.voice }}', text: Made there and nowhere else. }
outputs:
  one: \${{ steps.one.audio }}
  other: \${{ steps.other.audio }}
`,
  });
  const outcome = await reel(['run', 'both.reel.yaml', '--emulate', '--json'], { cwd: films.path });
  expect(outcome.code).toBe(0);
  expect(JSON.parse(outcome.stdout)).toMatchObject({ outcome: 'done', started: { 'clone-voice': 2, tts: 2 } });
  const again = await reel(['run', 'both.reel.yaml', '--emulate'], { cwd: films.path });
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('Nothing to do')]);
});

test.each([
  {
    title: 'nothing',
    env: {},
    says: /The provider guiji has no address: GUIJI_BASE_URL is not set, and none can be assumed; it has no credentials: GUIJI_API_KEY and GUIJI_API_SECRET are not set, nor is GUIJI_ACCESS_TOKEN\./,
  },
  {
    title: 'half of the pair',
    env: { GUIJI_BASE_URL: 'https://guiji.invalid', GUIJI_API_KEY: 'test-key' },
    says: /has no credentials: GUIJI_API_SECRET is not set, nor is GUIJI_ACCESS_TOKEN\./,
  },
  {
    title: 'no address',
    env: { GUIJI_ACCESS_TOKEN: 'test-token' },
    says: /has no address: GUIJI_BASE_URL is not set, and none can be assumed\./,
  },
])('an account with $title says what is missing, and that the emulator needs none', async ({ env, says }) => {
  using films = createProject({
    'a.reel.yaml': 'steps:\n  s:\n    uses: tts\n    with: { voice: C_173, text: hello }\noutputs:\n  audio: ${{ steps.s.audio }}\n',
  });
  const outcome = await reel(['run', 'a.reel.yaml', '--provider', 'guiji'], { cwd: films.path, env });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(says);
  expect(outcome.stderr).toContain('--emulate');
});

test('a bridge that is wrongly set up is told at its place, and its secret is not', async () => {
  using films = createProject({ 'small.reel.yaml': smallFilm() });
  films.write(
    'reelwright.yaml',
    'providers:\n  guiji:\n    baseUrl: https://guiji.invalid\n    bridge: { kind: s4, secretAccessKey: { env: TEST_KEY } }\n',
  );
  const outcome = await reel(['check', 'small.reel.yaml'], { cwd: films.path, env: { TEST_KEY: 'test-secret-value' } });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(/reelwright\.yaml:4:13 error PROJECT_INVALID: guiji\.bridge\.kind: .*s3/);
  expect(outcome.stderr).not.toContain('test-secret-value');
});

test('local media reach a provider that only fetches over the bridge that is set up, by no other name', async () => {
  using films = createPresenterProject();
  await using emulator = await startEmulatorServer(films.path);
  const address = await closedPortUrl();
  films.edit(
    'reelwright.yaml',
    'consents:',
    `providers:
  guiji:
    bridge: { kind: public-url, url: '${address}/reel', listen: ${new URL(address).port} }
consents:`,
  );
  const outcome = await reel(['run', 'presenter.reel.yaml', '--provider', 'guiji', '--reporter', 'ndjson'], {
    cwd: films.path,
    env: emulator.env,
  });
  expect(outcome.code).toBe(0);
  const staged = outcome.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'medium-staged');
  expect(staged.map(({ step, field, passedOn = false }) => `${step} ${field} ${passedOn}`).sort()).toEqual([
    'cast.lena.voice consent false',
    'cast.lena.voice sample false',
    'film audio true',
    'film.avatar consent false',
    'film.avatar video false',
  ]);
  expect(outcome.stdout).not.toContain(address);
  // Whoever serves is gone with the run.
  await expect(fetch(address)).rejects.toThrow();
});

describe('a list of providers', () => {
  const home = createProject();
  let emulator: EmulatorServer;
  beforeAll(async () => {
    emulator = await startEmulatorServer(home.path);
  });
  afterAll(async () => {
    await emulator.stop();
    home[Symbol.dispose]();
  });
  beforeEach(() => emulator.control('POST', 'reset'));

  const only = (area: string) =>
    Object.fromEntries(Object.entries(emulator.env).filter(([name]) => name.startsWith(area) || name.startsWith('REEL')));

  test('passes over an account that cannot be called, says so, and needs nothing of it', async () => {
    using films = createPresenterProject();
    const list = ['presenter.reel.yaml', '--provider', 'chanjing,guiji'];
    const outcome = await reel(['run', ...list], { cwd: films.path, env: only('GUIJI') });
    expect(outcome.stderr).toMatch(/chanjing is passed over: The provider chanjing has no credentials/);
    expect(outcome.code).toBe(0);
    expect((await emulator.report()).tasks.map(({ kind }) => kind).sort()).toEqual(['avatar-video', 'clone-avatar', 'clone-voice', 'tts']);
    const again = await reel(['run', ...list], { cwd: films.path, env: only('GUIJI') });
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('Nothing to do')]);
  });

  test('names where a film falls back to', async () => {
    using films = createPresenterProject();
    const { stdout } = await reel(['plan', 'presenter.reel.yaml', '--profile', 'final'], { cwd: films.path, env: emulator.env });
    expect(stdout).toContain('presenter/default falls back to guiji, as long as nothing of it is paid for.');
    const data = await reel(['plan', 'presenter.reel.yaml', '--profile', 'final', '--json'], { cwd: films.path, env: emulator.env });
    expect(JSON.parse(data.stdout).alternatives).toMatchObject([{ film: 'presenter/default', providers: [{ provider: 'guiji' }] }]);
  });

  test('goes on at the next when the first refuses the first paid task, and pays the first nothing', async () => {
    using films = createPresenterProject();
    const refusal = { kind: 'envelope', code: 40000, msg: '蝉豆余额不足' };
    await emulator.control('POST', 'faults', { call: 'create_customised_audio', fault: refusal, times: 'always' });
    const words = ['run', 'presenter.reel.yaml', '--provider', 'chanjing,guiji'];
    const outcome = await reel([...words, '--reporter', 'ndjson'], { cwd: films.path, env: emulator.env });
    expect(outcome.code).toBe(0);
    const events = outcome.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter(({ type }) => type === 'instance-switched')).toMatchObject([
      { recipe: 'presenter', instance: 'default', from: 'chanjing', to: 'guiji' },
    ]);
    expect((await emulator.report()).tasks.map(({ kind }) => kind).sort()).toEqual(['avatar-video', 'clone-avatar', 'clone-voice', 'tts']);
    const manifest = JSON.parse(readFileSync(join(films.path, 'out', 'presenter', 'default', 'manifest.json'), 'utf8'));
    expect(JSON.stringify(manifest)).toContain('guiji');
    const again = await reel(words, { cwd: films.path, env: emulator.env });
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('Nothing to do')]);
  });

  test('says in words that a film goes on elsewhere', async () => {
    using films = createPresenterProject();
    await emulator.control('POST', 'faults', {
      call: 'create_customised_audio',
      fault: { kind: 'envelope', code: 40000, msg: '蝉豆余额不足' },
      times: 'always',
    });
    const outcome = await reel(['run', 'presenter.reel.yaml', '--provider', 'chanjing,guiji'], { cwd: films.path, env: emulator.env });
    expect(outcome.stderr).toMatch(/presenter: goes on at guiji instead of chanjing: /);
  });

  test('one account on this machine and one elsewhere are not mixed in one run', async () => {
    using films = createPresenterProject();
    const env = {
      ...only('CHANJING'),
      GUIJI_BASE_URL: 'https://guiji.invalid',
      GUIJI_API_KEY: 'test-key',
      GUIJI_API_SECRET: 'test-secret',
    };
    const outcome = await reel(['run', 'presenter.reel.yaml', '--provider', 'chanjing,guiji'], { cwd: films.path, env });
    expect([outcome.code, outcome.stderr]).toEqual([2, expect.stringContaining('one run makes real films or emulated ones')]);
  });
});
