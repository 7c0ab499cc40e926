import { expect, test } from 'vitest';
import { createCollectingHost } from '../testing/collecting-host.ts';
import { nodeOf, numbered, startOf, switchOf } from '../testing/recorded-run.ts';
import { createPlainReporter } from './plain.ts';

function report(facts: Parameters<typeof numbered>[0], secondsPerEvent = 1): string[] {
  const host = createCollectingHost();
  let now = 0;
  const reporter = createPlainReporter(host.stderr, { now: () => now, speed: 1 });
  for (const event of numbered(facts)) {
    reporter.event(event);
    now += secondsPerEvent * 1000;
  }
  return host.written.stderr.split('\n').slice(0, -1);
}

test('every line names recipe, instance and step', () => {
  const film = nodeOf('film', 'lang=cn', 'weekly');
  expect(
    report([
      startOf(['lang=cn'], 'weekly'),
      { type: 'node-reused', from: 'store', ...nodeOf('voice', 'lang=cn', 'weekly') },
      { type: 'node-started', ...film },
      { type: 'medium-staged', field: 'video', reused: false, sizeBytes: 1_200_000, ...film },
      { type: 'task-started', provider: 'chanjing', task: '1', attempt: 1, ...film },
      { type: 'artifact-saved', output: 'video', sha256: '', sizeBytes: 2_000, ...film },
      { type: 'node-finished', elapsedMs: 5, ...film },
    ]),
  ).toEqual([
    'weekly/lang=cn/voice: unchanged, reused',
    'weekly/lang=cn/film: video handed over (1.2 MB)',
    'weekly/lang=cn/film: started at chanjing',
    'weekly/lang=cn/film: video saved (2.0 kB)',
    'weekly/lang=cn/film: done in 4.0 s',
  ]);
});

test('progress is told twice a minute at most', () => {
  const speech = nodeOf('speech');
  const polls = Array.from({ length: 80 }, (_, i) => ({ type: 'task-polled' as const, progress: i / 80, ...speech }));
  expect(report([startOf(), { type: 'node-started', ...speech }, ...polls])).toEqual([
    'welcome/default/speech: 36 %',
    'welcome/default/speech: 73 %',
  ]);
});

test('a wait is told when it is worth a line', () => {
  const film = nodeOf('film');
  expect(
    report([
      { type: 'node-waiting', reason: 'rate-window', forMs: 500, ...film },
      { type: 'node-waiting', reason: 'rate-window', forMs: 12_000, ...film },
    ]),
  ).toEqual(['welcome/default/film: waiting for a rate window (12 s)']);
});

test('failures, retries, skips and warnings are told in cleaned words', () => {
  const film = nodeOf('film');
  const error = { code: 'PROVIDER_FAILED' as const, message: '视频\u001b[2J失败', provider: 'chanjing' };
  expect(
    report([
      { type: 'attempt-failed', error, retryInMs: 2_000, ...film },
      { type: 'node-failed', error, ...film },
      { type: 'node-skipped', because: 'film failed', ...nodeOf('captions') },
      { type: 'warning-raised', message: 'odd\nthing', node: film.node },
    ]),
  ).toEqual([
    'welcome/default/film: again in 2.0 s: 视频\\u{1b}[2J失败',
    'welcome/default/film: failed: 视频\\u{1b}[2J失败',
    'welcome/default/captions: skipped: film failed',
    'welcome/default/film: warning: odd thing',
  ]);
});

test('a film that goes on elsewhere says so, and why', () => {
  expect(report([startOf(), switchOf()])).toEqual(['welcome: goes on at studio instead of chanjing: The balance is used up.']);
});

test('a result that is fetched by its own link is not said to be handed over', () => {
  const film = nodeOf('film');
  expect(report([{ type: 'medium-staged', field: 'audio', reused: false, sizeBytes: 1000, passedOn: true, ...film }])).toEqual([
    'welcome/default/film: audio is fetched by the link of its own provider',
  ]);
});
