import { expect, test } from 'vitest';
import type { DurationSample, DurationStore } from '../state/duration-store.ts';
import { Estimates, spokenMs } from './estimates.ts';

function storeOf(samples: { size: number; elapsedMs: number }[]): DurationStore & { added: DurationSample[] } {
  const added: DurationSample[] = [];
  return { added, add: (sample) => void added.push(sample), samples: (_, kind) => (kind === 'lip-sync' ? samples : []) };
}

test('guesses by kind and length until there is experience, longer sound taking longer', () => {
  const estimates = new Estimates(storeOf([]), false);
  expect(estimates.of('fake', 'lip-sync', 60_000).typicalMs).toBeGreaterThan(estimates.of('fake', 'lip-sync', 5_000).typicalMs);
  expect(estimates.of('fake', 'tts', 5_000)).toMatchObject({ earlyMs: undefined });
  expect(estimates.of('local', 'captions', 0).typicalMs).toBe(0);
});

test('what was seen of tasks of about this size decides', () => {
  const samples = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].flatMap((n) => [
    { size: 1_000, elapsedMs: 20_000 + n },
    { size: 100_000, elapsedMs: 400_000 + n },
  ]);
  const estimates = new Estimates(storeOf(samples), false);
  const [short, long] = [estimates.of('fake', 'lip-sync', 1_200), estimates.of('fake', 'lip-sync', 80_000)];
  expect(Math.round(short.typicalMs / 1000)).toBe(20);
  expect(Math.round(long.typicalMs / 1000)).toBe(400);
  expect(short.earlyMs).toBeLessThanOrEqual(short.typicalMs);
});

test('learns within the run and for the next one', () => {
  const store = storeOf([]);
  const estimates = new Estimates(store, true);
  for (let n = 0; n < 6; n++) estimates.learn('fake', 'tts', 100, 7_000, 5);
  expect(estimates.of('fake', 'tts', 100)).toEqual({ earlyMs: 7_000, typicalMs: 7_000 });
  expect(store.added).toHaveLength(6);
  expect(store.added[0]).toEqual({ provider: 'fake', kind: 'tts', emulated: true, size: 100, elapsedMs: 7_000, at: 5 });
});

test('wide characters take longer to say than letters', () => {
  expect(spokenMs('你好')).toBe(500);
  expect(spokenMs('ab')).toBe(140);
});
