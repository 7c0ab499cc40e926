import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reel } from './support/reel.ts';
import { useRig } from './support/rig.ts';

/** What an author meets at each border: a clear error naming step and provider, and nothing half done in `out/`. */
describe('a provider that misbehaves', () => {
  const rig = useRig();

  const run = (env: Record<string, string> = {}) =>
    reel(['run', 'small.reel.yaml'], { cwd: rig.project.path, env: { ...rig.emulator.env, ...env } });
  const leftovers = () => {
    const folder = join(rig.project.path, 'out');
    return existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:mp4|part|tmp)/.test(name))
      : [];
  };

  test.each([
    {
      border: 'malformed JSON in the answer to a paid start',
      fault: { call: 'create_audio_task', fault: { kind: 'malformed-json' }, times: 99 },
      step: 'speech',
      code: 4,
      says: /create_audio_task|may or may not/,
    },
    {
      border: 'malformed JSON while polling',
      fault: { call: 'audio_task_state', fault: { kind: 'malformed-json' }, times: 99 },
      step: 'speech',
      code: 1,
      says: /unreadable instead of JSON/,
    },
    {
      border: 'HTML with 502 while polling, for good',
      fault: { call: 'audio_task_state', fault: { kind: 'html-502' }, times: 100_000 },
      step: 'speech',
      code: 1,
      says: /502|deadline/i,
    },
    {
      border: 'success without an address',
      fault: { task: 'lip-sync', fault: { kind: 'success-without-url' } },
      step: 'film',
      code: 1,
      says: /without|no result|left no/i,
    },
    {
      border: 'a failed task with a Chinese message',
      fault: { task: 'lip-sync', fault: { kind: 'fail', msg: '视频合成失败' } },
      step: 'film',
      code: 1,
      says: /视频合成失败/,
    },
    {
      border: 'footage that fails the safety check',
      fault: { file: 98 },
      step: 'film|voice',
      code: 1,
      says: /safety|98|安全/i,
    },
  ])('$border is told with step and provider, exit $code, nothing partial', async ({ fault, step, code, says }) => {
    await rig.emulator.control('POST', 'faults', fault);
    const outcome = await run();
    expect(outcome.stderr).toMatch(says);
    expect(outcome.stderr).toMatch(new RegExp(`\\b(?:${step})\\b`));
    expect(outcome.stderr).toMatch(/chanjing/i);
    expect(outcome.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(outcome.code).toBe(code);
    expect(leftovers()).toEqual([]);
  });

  test('a start whose answer was lost waits for a decision, run after run, until --on-uncertain restart makes it', async () => {
    await rig.emulator.control('POST', 'faults', { call: 'create_audio_task', fault: { kind: 'drop-after' }, times: 1 });
    for (const attempt of ['first', 'second']) {
      const outcome = await run();
      expect(outcome.code, attempt).toBe(4);
      expect(outcome.stderr).toContain('--on-uncertain restart');
    }
    const kinds = async () => (await rig.emulator.report()).tasks.map((task) => task.kind).sort();
    expect(await kinds()).toEqual(['clone-voice', 'tts']);
    const decided = await reel(['run', 'small.reel.yaml', '--on-uncertain', 'restart'], { cwd: rig.project.path, env: rig.emulator.env });
    expect(decided.code).toBe(0);
    expect(await kinds()).toEqual(['clone-voice', 'lip-sync', 'tts', 'tts']);
  });

  test('wrong credentials fail at once, name the variables and show neither value', async () => {
    const outcome = await run({ CHANJING_SECRET_KEY: 'not-the-secret-of-this-app' });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/CHANJING_SECRET_KEY/);
    expect(outcome.stderr).toMatch(/无效 APPID 和 SecretKey/);
    expect(outcome.stderr).not.toContain('not-the-secret-of-this-app');
  });

  test('what a service on this machine made is marked as emulated, so that it never stands in for a real film', async () => {
    const outcome = await run();
    expect(outcome.stderr).toMatch(/emulated/);
    const manifest = JSON.parse(readFileSync(join(rig.project.path, 'out', 'small', 'default', 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ emulated: true });
  });

  test('no token, key or signed address stays behind in state, store or outputs', async () => {
    const outcome = await run();
    expect(outcome.code).toBe(0);
    const written = readdirSync(rig.project.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
      .join('\n');
    const secret = rig.emulator.env.CHANJING_SECRET_KEY ?? '';
    expect(secret).not.toBe('');
    expect(written + outcome.stderr + outcome.stdout).not.toContain(secret);
    expect(written + outcome.stderr + outcome.stdout).not.toMatch(/[?&](?:signature|sign|token)=/i);
  });
});
