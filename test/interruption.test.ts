import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { closedPortUrl } from '@reelwright/test-kit';
import { describe, expect, test } from 'vitest';
import { reel, startReel } from './support/reel.ts';
import { useRig } from './support/rig.ts';

describe('a run that does not come to its end', () => {
  const rig = useRig();

  const start = () => startReel(['run', 'small.reel.yaml', '--reporter', 'ndjson'], { cwd: rig.project.path, env: rig.emulator.env });
  const finish = () => reel(['run', 'small.reel.yaml', '--reporter', 'ndjson'], { cwd: rig.project.path, env: rig.emulator.env });
  const film = () => join(rig.project.path, 'out', 'small', 'default', 'video.mp4');

  test.each(['voice', 'speech', 'film'])(
    'killed while %s is at the provider: the next run polls the task and starts no second one',
    async (step) => {
      const first = start();
      await first.printed(new RegExp(`"type":"task-started"[^\n]*"step":"${step}"|"step":"${step}"[^\n]*"type":"task-started"`));
      first.child.kill('SIGKILL');
      await first.ended;
      expect(existsSync(film())).toBe(false);

      const second = await finish();
      expect(second.code).toBe(0);
      expect(second.stdout).toMatch(/"type":"task-resumed"/);
      expect(existsSync(film())).toBe(true);
      const report = await rig.emulator.report();
      expect(report.createdTwice).toEqual([]);
      expect(report.tasks).toHaveLength(3);
    },
  );

  test('Ctrl-C leaves with 130, says how to go on, and the next run collects what was under way', async () => {
    const first = start();
    await first.printed(/"type":"task-started"/);
    first.child.kill('SIGINT');
    const outcome = await first.ended;
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toMatch(/again|resume/i);
    expect((await finish()).code).toBe(0);
    expect((await rig.emulator.report()).createdTwice).toEqual([]);
  });

  test('two runs at once in one project share every task', async () => {
    const outcomes = await Promise.all([finish(), finish()]);
    expect(outcomes.map((outcome) => outcome.code)).toEqual([0, 0]);
    const report = await rig.emulator.report();
    expect(report.createdTwice).toEqual([]);
    expect(report.tasks).toHaveLength(3);
  });

  test('a provider that cannot be reached is told as such, with its address and without a stack', async () => {
    const env = { ...rig.emulator.env, CHANJING_OPENAPI_BASE_URL: await closedPortUrl() };
    const outcome = await reel(['run', 'small.reel.yaml'], { cwd: rig.project.path, env });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/127\.0\.0\.1:9|refused|reach/i);
    expect(outcome.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });
});
