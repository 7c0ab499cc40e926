import type { RunFact } from '@reelwright/runner';
import { expect, test } from 'vitest';
import type { CommandContext } from './context.ts';
import { createPalette } from './palette.ts';
import { RunRecord } from './run-record.ts';
import { createSecretRegistry } from './secrets.ts';
import { tellSummary } from './summary.ts';
import { createCollectingHost } from './testing/collecting-host.ts';
import { nodeOf, numbered, startOf } from './testing/recorded-run.ts';

type Outcome = Extract<RunFact, { type: 'run-finished' }>['outcome'];

function summarize(facts: readonly RunFact[], { isTTY = false } = {}) {
  const host = createCollectingHost({ cwd: '/project', isTTY });
  const context: CommandContext = { host, secrets: createSecretRegistry(), palette: createPalette(false), debug: false };
  const record = new RunRecord();
  for (const event of numbered(facts)) record.apply(event);
  tellSummary(
    { record, elapsedMs: 12_000, outFolder: '/project/out', credentialsOf: () => ['TEST_ID', 'TEST_KEY'], emulate: false },
    context,
  );
  return host.written;
}

function end(outcome: Outcome, counts: Partial<Extract<RunFact, { type: 'run-finished' }>> = {}): RunFact {
  return { type: 'run-finished', outcome, elapsedMs: 240_000, finished: 0, reused: 0, failed: 0, skipped: 0, started: {}, ...counts };
}

const output = (name: string, instance = 'default'): RunFact => ({
  type: 'output-written',
  recipe: 'welcome',
  instance,
  output: name.replace(/\..*/, ''),
  path: `/project/out/welcome/${instance}/${name}`,
  unchanged: false,
});

test('a run that did something says what, how long it really took, and what was paid for', () => {
  const real: RunFact = { type: 'run-started', run: 'r', emulated: false, nodes: [] };
  const { stderr } = summarize([real, end('done', { finished: 3, reused: 1, started: { tts: 1, 'lip-sync': 1, 'clone-voice': 0 } })]);
  expect(stderr).toBe('Done in 12 s: 3 steps run, 1 reused. Paid tasks started: 1 tts, 1 lip-sync.\n');
});

test('an emulated run never speaks of payment', () => {
  expect(summarize([startOf(), end('done', { finished: 1, started: { tts: 1 } })]).stderr).toContain('1 tts (emulated: nothing was paid)');
});

test('a run without work says so', () => {
  expect(summarize([startOf(), end('done', { reused: 4 })]).stderr).toMatch(/^Nothing to do: all 4 steps are unchanged/);
});

test('paths go to stdout, relative, sorted, with the film of each instance last', () => {
  const { stdout } = summarize([
    output('video.mp4', 'b'),
    output('video.mp4', 'a'),
    output('captions.srt', 'a'),
    output('cover.jpg', 'a'),
    end('done'),
  ]);
  expect(stdout.trimEnd().split('\n')).toEqual([
    'out/welcome/a/captions.srt',
    'out/welcome/a/cover.jpg',
    'out/welcome/a/video.mp4',
    'out/welcome/b/video.mp4',
  ]);
});

test('a terminal is spared hundreds of paths, a pipe gets them all', () => {
  const facts = [...Array.from({ length: 100 }, (_, i) => output('video.mp4', `row-${i}`)), end('done')];
  expect(summarize(facts, { isTTY: true }).stdout.split('\n')[0]).toBe('… and 60 more in out');
  expect(summarize(facts).stdout.trimEnd().split('\n')).toHaveLength(100);
});

test('a failure names step, provider, its words and what to do', () => {
  const error = {
    code: 'PROVIDER_AUTH' as const,
    message: 'The credentials were refused.',
    provider: 'chanjing',
    wire: { code: '10400', message: '无效 APPID' },
  };
  const { stderr } = summarize([startOf(), { type: 'node-failed', error, ...nodeOf('voice') }, end('failed', { failed: 1, skipped: 3 })]);
  expect(stderr).toContain('error PROVIDER_AUTH: welcome/default/voice (chanjing): The credentials were refused.\n');
  expect(stderr).toContain('   chanjing answered: 10400 "无效 APPID"\n   hint: Check TEST_ID and TEST_KEY.\n');
  expect(stderr).toContain('Failed after 12 s: 0 steps done, 1 failed, 3 not run.');
});

test('hundreds of failures are counted', () => {
  const error = { code: 'PROVIDER_FAILED' as const, message: 'no' };
  const failures = Array.from({ length: 100 }, (_, i) => ({ type: 'node-failed' as const, error, ...nodeOf('film', `row-${i}`) }));
  const { stderr } = summarize([...failures, end('failed', { failed: 100 })]);
  expect(stderr.match(/error PROVIDER_FAILED/g)).toHaveLength(20);
  expect(stderr).toContain('… and 80 more failures');
});

test.each([
  { inFlight: 0, says: 'Nothing is left at the provider.' },
  { inFlight: 1, says: '1 task goes on at the provider.' },
  { inFlight: 2, says: '2 tasks go on at the provider.' },
])('an interrupted run tells that $inFlight are in flight, and how to resume', ({ inFlight, says }) => {
  const { stderr } = summarize([startOf(), { type: 'run-interrupted', inFlight }, end('interrupted', { finished: 1, skipped: 2 })]);
  expect(stderr).toContain(says);
  expect(stderr).toContain('Run the same command again');
});

test('an uncertain run names the step and the words with which a person decides', () => {
  const failed: RunFact = { type: 'node-failed', ...nodeOf('speech'), error: { code: 'RUN_START_UNCERTAIN', message: 'Nobody knows.' } };
  expect(summarize([startOf(), failed, end('uncertain', { failed: 1 })]).stderr).toMatch(
    /reel tasks --ask [\s\S]*reel adopt welcome\/default\/speech <task id> [\s\S]*reel adopt welcome\/default\/speech --none /,
  );
});
