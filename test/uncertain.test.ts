import { beforeEach, describe, expect, test } from 'vitest';
import { type Outcome, reel } from './support/reel.ts';
import { useRig } from './support/rig.ts';

const node = 'small/default/speech';

/** The answer to a paid start is lost, and its provider has no way to tell what became of it. */
describe('a start whose answer was lost', () => {
  const rig = useRig();

  const call = (...args: string[]): Promise<Outcome> => reel(args, { cwd: rig.project.path, env: rig.emulator.env });
  const made = async () => (await rig.emulator.report()).tasks;
  const kinds = async () => (await made()).map(({ kind }) => kind).sort();
  const lose = (kind: 'drop-after' | 'drop-before') =>
    rig.emulator.control('POST', 'faults', { call: 'create_audio_task', fault: { kind }, times: 1 });

  describe('after the task was made', () => {
    beforeEach(() => lose('drop-after'));

    test('stops the run with the commands that decide, and once adopted is collected without being paid for again', async () => {
      const stopped = await call('run', 'small.reel.yaml');
      expect(stopped.code).toBe(4);
      expect(stopped.stderr).toMatch(/reel tasks --ask [\s\S]*reel adopt small\/default\/speech <task id> [\s\S]*--none/);

      const listed = await call('tasks', '--ask', '--json');
      expect(listed.code).toBe(0);
      const { tasks } = JSON.parse(listed.stdout);
      expect(tasks).toEqual([
        expect.objectContaining({ state: 'uncertain', kind: 'tts', node, account: 'chanjing', task: null, found: { kind: 'unknowable' } }),
      ]);
      expect(tasks[0].price.speechCharacters).toBeGreaterThan(10);
      expect(listed.stderr).toMatch(/Uncertain: small\/default\/speech .*a tts task at chanjing[\s\S]*no way to know/);

      const task = (await made()).find(({ kind }) => kind === 'tts')?.id ?? '';
      const adopted = await call('adopt', node, task);
      expect(adopted.stderr).toContain(`Adopted: ${node} is task ${task} at chanjing`);
      expect(adopted.code).toBe(0);
      expect((await call('tasks')).stdout).toMatch(new RegExp(`in-flight +tts +chanjing +${task}`));

      expect((await call('run', 'small.reel.yaml')).code).toBe(0);
      expect(await kinds()).toEqual(['clone-voice', 'lip-sync', 'tts']);
      expect((await call('tasks')).stderr).toContain('Nothing is in flight or uncertain');
    });

    test('is bound neither to what its provider does not know nor to the task of another step, and to no step that is not uncertain', async () => {
      await call('run', 'small.reel.yaml');
      const stranger = await call('adopt', node, 'no-such-task');
      expect(stranger.code).toBe(1);
      expect(stranger.stderr).toMatch(/RUN_ADOPTION: .*no-such-task/);
      const slip = await call('adopt', 'small/default/film', 'x');
      expect([slip.code, slip.stderr]).toEqual([2, expect.stringContaining(`Uncertain: ${node}.`)]);
      expect((await call('adopt', node)).stderr).toContain('--none');
      expect(JSON.parse((await call('tasks', '--json')).stdout).tasks).toHaveLength(1);
    });

    test('asks for nothing and calls nobody where only the records are wanted', async () => {
      await call('run', 'small.reel.yaml');
      const calls = async () => Object.values((await rig.emulator.report()).calls).reduce((sum, { count }) => sum + count, 0);
      const before = await calls();
      const listed = await call('tasks');
      expect(listed.stdout).toMatch(/^STATE +KIND +ACCOUNT +AGE +PRICE +STEP\nuncertain +tts +chanjing/);
      expect(listed.stderr).toContain('reel tasks --ask');
      expect(await calls()).toBe(before);
      expect((await reel(['tasks', '--emulate'], { cwd: rig.project.path })).stderr).toContain('Nothing is in flight');
    });
  });

  test('on its way is made once after a person has seen that nothing was made', async () => {
    await lose('drop-before');
    expect((await call('run', 'small.reel.yaml')).code).toBe(4);
    const { tasks } = JSON.parse((await call('tasks', '--json')).stdout);
    // Refused until the start can no longer be on its way.
    const decide = () => call('adopt', tasks[0].fingerprint.slice(0, 12), '--none', '--json');
    await expect
      .poll(async () => (await decide()).stdout, { timeout: 30_000 })
      .toMatch(/"decision": "none",\n {2}"node": "small\/default\/speech"/);
    expect((await call('run', 'small.reel.yaml')).code).toBe(0);
    expect(await kinds()).toEqual(['clone-voice', 'lip-sync', 'tts']);
  });
});
