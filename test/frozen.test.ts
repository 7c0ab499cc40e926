import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPresenterProject } from './support/presenter.ts';
import { type Outcome, reel } from './support/reel.ts';
import { useRig } from './support/rig.ts';

/** Lock and store: what one machine has made, another gets without an account; a wrong byte is found and never handed on. */
describe('locks and the store remote', () => {
  const rig = useRig();
  const lock = 'small.reel.lock.yaml';
  const videoOf = (folder: string) => readFileSync(join(folder, 'out/small/default/video.mp4'));

  const call = (folder: string, ...args: string[]): Promise<Outcome> => reel(args, { cwd: folder, env: rig.emulator.env });
  /** No credentials, no address of any service. */
  const frozen = (folder: string, ...args: string[]) => reel(['run', '--frozen', '--emulate', ...args], { cwd: folder });

  /** A machine that has made the film, pinned it, and pushed it to the remote beside the project. */
  async function makeAndPush(): Promise<string> {
    const { path } = rig.project;
    rig.project.write('reelwright.yaml', 'version: 1\nstore: { kind: directory, path: remote }\n');
    const made = await call(path, 'run', 'small.reel.yaml', '--lock');
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining(`Pinned in ${lock}.`)]);
    const pushed = await call(path, 'store', 'push');
    expect([pushed.code, pushed.stderr]).toEqual([
      0,
      expect.stringMatching(/Pushed \d+ objects \(.*\) to the folder .*remote; 0 were there already\./),
    ]);
    return path;
  }

  /** What git brings to another machine, which has the remote as well. */
  function cleanCheckout(path: string): { readonly path: string } & Disposable {
    const other = realpathSync(mkdtempSync(join(tmpdir(), 'reel checkout ')));
    for (const name of readdirSync(path))
      if (name !== '.reel' && name !== 'out') cpSync(join(path, name), join(other, name), { recursive: true });
    return { path: other, [Symbol.dispose]: () => rmSync(other, { recursive: true, force: true, maxRetries: 3 }) };
  }

  const calls = async () => Object.values((await rig.emulator.report()).calls).reduce((sum, { count }) => sum + count, 0);

  test('a frozen run of a clean checkout gives the same bytes, without credentials and without a call', async () => {
    const path = await makeAndPush();
    using other = cleanCheckout(path);
    const before = await calls();
    const outcome = await frozen(other.path);
    expect(outcome.stderr).not.toContain('error');
    expect(outcome.code).toBe(0);
    expect(videoOf(other.path).equals(videoOf(path))).toBe(true);
    for (const name of ['audio.wav', 'captions.srt', 'manifest.json'])
      expect(readFileSync(join(other.path, 'out/small/default', name)).equals(readFileSync(join(path, 'out/small/default', name)))).toBe(
        true,
      );
    expect(await calls()).toBe(before);
    expect(readFileSync(join(other.path, lock), 'utf8')).toBe(readFileSync(join(path, lock), 'utf8'));
    expect((await reel(['plan', '--frozen', '--emulate'], { cwd: other.path })).stderr).toContain('The lock holds: 4 steps as pinned.');
  });

  test('what has changed since is named, with exit code 3, and nothing is made', async () => {
    const path = await makeAndPush();
    using other = cleanCheckout(path);
    const recipe = join(other.path, 'small.reel.yaml');
    writeFileSync(recipe, readFileSync(recipe, 'utf8').replace('A small film', 'A smaller film'));
    const outcome = await frozen(other.path, '--json');
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(
      /RUN_FROZEN: The lock does not hold: 3 differences\.\n {3}small\/default\/speech is not made of what the lock has/,
    );
    expect(JSON.parse(outcome.stdout)).toEqual({
      outcome: 'frozen',
      differences: expect.arrayContaining([expect.stringContaining('small/default/film follows from')]),
    });
    rmSync(join(other.path, lock));
    const without = await frozen(other.path);
    expect([without.code, without.stderr]).toEqual([3, expect.stringContaining(`${lock} is not there.`)]);
  });

  test('a lock is a fact for runs that are not frozen: another machine pays for nothing that it pins', async () => {
    const path = await makeAndPush();
    using other = cleanCheckout(path);
    const plan = await call(other.path, 'plan', '--json');
    expect(JSON.parse(plan.stdout).nodes.map(({ decision }: { decision: { action: string } }) => decision.action)).toEqual(
      Array(4).fill('reuse'),
    );
    expect((await call(other.path, 'run')).code).toBe(0);
    expect(videoOf(other.path).equals(videoOf(path))).toBe(true);
    expect((await rig.emulator.report()).tasks.map(({ kind }) => kind).sort()).toEqual(['clone-voice', 'lip-sync', 'tts']);
    expect((await call(other.path, 'run')).stderr).toContain('Nothing to do');
  });

  test('an emulator that knows nothing of what a lock pins makes an edited film from its own', async () => {
    const path = await makeAndPush();
    using other = cleanCheckout(path);
    const recipe = join(other.path, 'small.reel.yaml');
    writeFileSync(recipe, readFileSync(recipe, 'utf8').replace('A small film', 'A smaller film'));
    const made = await reel(['run', '--emulate'], { cwd: other.path });
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining(`Pinned in ${lock}.`)]);
    expect((await frozen(other.path)).code).toBe(0);
  });

  test('where a list of providers leaves a choice, a film stays where its lock has it; an edited one begins anew with the first', async () => {
    using presenter = createPresenterProject();
    presenter.write('reelwright.yaml', `${presenter.read('reelwright.yaml')}store: { kind: directory, path: remote }\n`);
    const made = await call(presenter.path, 'run', 'presenter.reel.yaml', '--provider', 'guiji', '--lock');
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('Pinned in presenter.reel.lock.yaml.')]);
    expect((await call(presenter.path, 'store', 'push')).code).toBe(0);
    using other = cleanCheckout(presenter.path);
    const decisions = async () => {
      const { stdout } = await call(other.path, 'plan', 'presenter.reel.yaml', '--provider', 'chanjing,guiji', '--json');
      const { nodes } = JSON.parse(stdout) as { nodes: { provider: string; decision: { action: string } }[] };
      return new Set(
        nodes.filter(({ provider }) => provider !== 'local').map(({ provider, decision }) => `${provider} ${decision.action}`),
      );
    };
    expect(await decisions()).toEqual(new Set(['guiji reuse']));
    const recipe = join(other.path, 'presenter.reel.yaml');
    writeFileSync(recipe, readFileSync(recipe, 'utf8').replace('Good evening', 'Good morning'));
    expect([...(await decisions())].every((one) => one.startsWith('chanjing'))).toBe(true);
  });

  test.each(['remote', 'store'])('a flipped byte in the %s is found and named, and what it spoils is not handed on', async (where) => {
    const path = await makeAndPush();
    using other = cleanCheckout(path);
    const film = /video:\n\s+sha256: ([0-9a-f]{64})/.exec(readFileSync(join(path, lock), 'utf8'))?.[1] ?? '';
    if (where === 'remote') {
      flip(join(other.path, 'remote'), film);
      const refused = await frozen(other.path);
      expect(refused.code).toBe(3);
      expect(refused.stderr).toContain(film);
      expect(refused.stderr).toContain('is something else');
      return;
    }
    expect((await frozen(other.path)).code).toBe(0);
    flip(join(other.path, '.reel/store'), film);
    const verified = await call(other.path, 'store', 'verify');
    expect(verified.code).toBe(1);
    expect(verified.stderr).toContain(`damaged: ${film}`);
    rmSync(join(other.path, 'out'), { recursive: true });
    expect((await frozen(other.path)).code).toBe(0);
    expect(videoOf(other.path).equals(videoOf(path))).toBe(true);
    expect((await call(other.path, 'store', 'verify')).code).toBe(0);
  });

  test('a flipped byte that nobody looked for is fetched anew by a frozen run', async () => {
    const path = await makeAndPush();
    using other = cleanCheckout(path);
    const film = /video:\n\s+sha256: ([0-9a-f]{64})/.exec(readFileSync(join(path, lock), 'utf8'))?.[1] ?? '';
    expect((await frozen(other.path)).code).toBe(0);
    flip(join(other.path, '.reel/store'), film);
    rmSync(join(other.path, 'out'), { recursive: true });
    expect((await frozen(other.path)).code).toBe(0);
    expect(videoOf(other.path).equals(videoOf(path))).toBe(true);
  });

  test('the store is listed with what pins it, and cleared of what nothing pins', async () => {
    const path = await makeAndPush();
    const listed = await call(path, 'store', 'ls');
    expect(listed.stdout).toMatch(/^FINGERPRINT +USES +PROVIDER +SIZE +PINNED BY\n/);
    expect(listed.stdout).toMatch(/ lip-sync +chanjing \(emulated\) .* small\.reel\.lock\.yaml: default\/film/);
    const gc = async (...args: string[]) => JSON.parse((await call(path, 'store', 'gc', '--json', ...args)).stdout);
    expect((await gc()).removedResults).toEqual([]);
    rmSync(join(path, lock));
    expect((await gc('--dry-run')).removedBlobs.length).toBeGreaterThan(2);
    expect((await call(path, 'store', 'verify')).stderr).toContain('all as they were put there');
  });

  test('locks of two branches merge; where both changed a film, repair takes what the recipe makes now', async () => {
    const path = await makeAndPush();
    const mine = readFileSync(join(path, lock), 'utf8');
    rig.project.write(lock, mine.replace(/^(emulated:\n)([\s\S]*)$/m, `$1<<<<<<< ours\n$2=======\n${otherFilm(mine)}>>>>>>> theirs\n`));
    const stopped = await call(path, 'run');
    expect([stopped.code, stopped.stderr]).toEqual([
      2,
      expect.stringMatching(/LOCK_CONFLICT[\s\S]*reel lock repair small\.reel\.lock\.yaml[\s\S]*Nothing was started/),
    ]);
    const repaired = await call(path, 'lock', 'repair', lock, '--emulate');
    expect([repaired.code, repaired.stderr]).toEqual([0, expect.stringContaining('Repaired: ')]);
    expect((await frozen(path)).code).toBe(0);
  });
});

/** The film of a lock as another branch has it: made of another text. */
function otherFilm(lock: string): string {
  const block = /^emulated:\n([\s\S]*)$/m.exec(lock)?.[1] ?? '';
  return block.replaceAll(/fingerprint: [0-9a-f]{8}/g, 'fingerprint: 00000000');
}

/** Turns one bit of the file of this name, wherever it lies below the folder. */
function flip(folder: string, name: string): void {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
    (path) => path.endsWith(name) && statSync(join(folder, path)).isFile(),
  );
  if (found === undefined) throw new Error(`${folder} holds no ${name}`);
  const bytes = readFileSync(join(folder, found));
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  writeFileSync(join(folder, found), bytes);
}
