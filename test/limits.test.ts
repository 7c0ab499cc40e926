import { closedPortUrl } from '@reelwright/test-kit';
import { describe, expect, test } from 'vitest';
import { smallFilm } from './support/project.ts';
import { type Outcome, reel } from './support/reel.ts';
import { useRig } from './support/rig.ts';

/** What keeps a run within bounds, and what makes it look sooner. */
describe('limits and callbacks', () => {
  const rig = useRig();
  const run = (...args: string[]): Promise<Outcome> =>
    reel(['run', 'small.reel.yaml', ...args], { cwd: rig.project.path, env: rig.emulator.env });
  const kinds = async () => (await rig.emulator.report()).tasks.map(({ kind }) => kind).sort();

  test('a deadline ends a run as an interrupt does, says so, and the next one collects what goes on', async () => {
    const stopped = await run('--deadline', '2s');
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('The run reached its deadline of 2 seconds.');
    expect(stopped.stderr).toContain('Run the same command again');
    expect((await run()).code).toBe(0);
    expect(await kinds()).toEqual(['clone-voice', 'lip-sync', 'tts']);
  });

  test('a budget of a profile stops before the start that would pass it, exit code 5', async () => {
    rig.project.write('reelwright.yaml', 'version: 1\nprofiles:\n  tiny: { budget: { speech: 10 } }\n');
    const refused = await run('--profile', 'tiny');
    expect([refused.code, refused.stderr]).toEqual([5, expect.stringMatching(/RUN_BUDGET.*10 characters of speech/)]);
    expect(await kinds()).toEqual([]);
  });

  test('callbacks are taken where they are sent, and a port that cannot be had is told once and does no harm', async () => {
    const port = new URL(await closedPortUrl()).port;
    const heard = await run('--callback-url', `http://127.0.0.1:${port}`, '--callback-listen', `127.0.0.1:${port}`);
    expect([heard.code, heard.stderr]).toEqual([0, expect.stringContaining(`Callbacks are heard on 127.0.0.1:${port}.`)]);
    const { callbacks } = (await rig.emulator.control('GET', 'report')) as { callbacks: { answer: unknown }[] };
    expect(callbacks.map(({ answer }) => answer)).toContain(200);
    rig.project.write('small.reel.yaml', smallFilm('Other words.'));
    const taken = new URL(rig.emulator.env.CHANJING_OPENAPI_BASE_URL ?? '').port;
    const deaf = await run('--callback-url', 'https://films.example', '--callback-listen', `127.0.0.1:${taken}`);
    expect([deaf.code, deaf.stderr.match(/Note: Callbacks cannot be listened for/g)?.length]).toEqual([0, 1]);
  });

  test.each([
    { words: ['--deadline', 'soon'], says: '--deadline soon is not a time' },
    { words: ['--callback-listen', '127.0.0.1:1'], says: '--callback-listen needs --callback-url' },
    { words: ['--callback-url', 'ftp://films.example'], says: 'is no address that callbacks could be sent to' },
  ])('$words is refused', async ({ words, says }) => {
    const refused = await run(...words);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(says)]);
    expect(await kinds()).toEqual([]);
  });
});

describe('reel run --retake', () => {
  const rig = useRig();
  const run = (...args: string[]): Promise<Outcome> =>
    reel(['run', 'small.reel.yaml', ...args], { cwd: rig.project.path, env: rig.emulator.env });

  test('makes a step anew, and that once; what does not follow from it is reused', async () => {
    expect((await run()).code).toBe(0);
    const again = await run('--retake', 'film');
    expect([again.code, again.stderr]).toEqual([0, expect.stringMatching(/started: 1 lip-sync \(/)]);
    expect((await rig.emulator.report()).tasks.map(({ kind }) => kind).sort()).toEqual(['clone-voice', 'lip-sync', 'lip-sync', 'tts']);
    expect((await run()).stderr).toContain('Nothing to do');
    const slip = await run('--retake', 'flim');
    expect([slip.code, slip.stderr]).toEqual([2, expect.stringContaining('Did you mean "film"?')]);
    expect((await run('--retake', 'film', '--frozen')).code).toBe(2);
  });
});

describe('two runs at once in one project', () => {
  const rig = useRig();

  test('share every task, and both leave the same lock', async () => {
    const run = () => reel(['run', 'small.reel.yaml', '--lock'], { cwd: rig.project.path, env: rig.emulator.env });
    const outcomes = await Promise.all([run(), run()]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    const { tasks, createdTwice } = await rig.emulator.report();
    expect(tasks.map(({ kind }) => kind).sort()).toEqual(['clone-voice', 'lip-sync', 'tts']);
    expect(createdTwice).toEqual([]);
    const frozen = await reel(['run', 'small.reel.yaml', '--frozen', '--emulate'], { cwd: rig.project.path });
    expect([frozen.code, frozen.stderr]).toEqual([0, expect.stringContaining('Nothing to do')]);
  });
});
