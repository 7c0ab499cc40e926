import type { PollPacing } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { afterLook, firstHistory, nextLookMs, type Sighting } from './look-pacing.ts';

const pacing: PollPacing = { firstAfterMs: 10_000, intervalMs: 5_000, maxIntervalMs: 15_000, growth: 1.5, deadlineMs: 1e9, batchSize: 1 };

/** The pauses between looks at a task that is seen like this. */
function pausesFor(look: (at: number) => Sighting, count: number, from = 10_000): number[] {
  let history = firstHistory(pacing);
  let at = from;
  return Array.from({ length: count }, () => {
    history = afterLook(history, look(at), at, pacing);
    const pause = nextLookMs(history, at, pacing);
    at += pause;
    return Math.round(pause);
  });
}

test('grows while nothing changes, up to the longest interval', () => {
  expect(pausesFor(() => ({}), 6)).toEqual([7_500, 11_250, 15_000, 15_000, 15_000, 15_000]);
});

test('a change sets the interval back', () => {
  const pauses = pausesFor((at) => ({ progress: at < 30_000 ? 0 : 0.1 }), 4);
  expect(pauses.slice(0, 3)).toEqual([5_000, 7_500, 11_250]);
});

test('with progress it waits for a part of the foretold rest, longer than the interval, and tightens near the end', () => {
  const total = 300_000;
  const pauses = pausesFor((at) => ({ progress: Math.min(0.99, at / total) }), 40);
  expect(Math.max(...pauses)).toBe(30_000);
  expect(pauses.at(-1)).toBe(5_000);
  // Looks until the end of a task of five minutes: less than half of what a fixed interval of five seconds takes.
  const ends = pauses.map((_, i) => 10_000 + pauses.slice(0, i + 1).reduce((sum, pause) => sum + pause, 0));
  expect(ends.findIndex((end) => end >= total) + 1).toBeLessThan(25);
});

test('time in the queue is not taken for slow work', () => {
  const queuedFor = 600_000;
  const look = (at: number): Sighting =>
    at < queuedFor ? { queued: true, progress: 0 } : { progress: Math.min(0.95, (at - queuedFor) / 60_000) };
  let history = firstHistory(pacing);
  for (let at = 10_000; at < queuedFor + 30_000; at += 10_000) history = afterLook(history, look(at), at, pacing);
  const at = queuedFor + 30_000;
  expect(nextLookMs(afterLook(history, look(at), at, pacing), at, pacing)).toBeCloseTo(30_000 * 0.7, -2);
});

test('progress that falls or stands still does not stop the looking', () => {
  expect(pausesFor((at) => ({ progress: Math.max(0, 0.5 - at / 1e6) }), 5).every((pause) => pause >= 5_000 && pause <= 15_000)).toBe(true);
});
