import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FootageOrder, footageOrder, footageRuns } from './footage-order.ts';

const order = (playback: FootageOrder['playback'], frames: FootageOrder['frames'] = 'sequential', seed = 'a'): FootageOrder => ({
  playback,
  frames,
  seed,
});

test.each([
  ['forward', 'starts again at the end', [0, 1, 2, 3, 0, 1, 2, 3, 0]],
  ['reverse', 'runs backwards from the end', [0, 1, 2, 3, 2, 1, 0, 1, 2]],
] as const)('%s footage %s', (playback, _what, expected) => {
  expect(footageOrder(9, 4, order(playback))).toEqual(expected);
});

test('a single picture is shown all along', () => {
  for (const playback of ['forward', 'reverse'] as const) expect(footageOrder(3, 1, order(playback))).toEqual([0, 0, 0]);
});

test('random footage jumps, always the same way for a seed', () => {
  const jumps = (list: readonly number[]) => list.filter((index, i) => i > 0 && Math.abs(index - (list[i - 1] ?? 0)) > 1).length;
  const first = footageOrder(500, 200, order('forward', 'random'));
  expect(jumps(first)).toBeGreaterThan(5);
  expect(footageOrder(500, 200, order('forward', 'random'))).toEqual(first);
  expect(footageOrder(500, 200, order('forward', 'random', 'b'))).not.toEqual(first);
  expect(footageOrder(500, 200, order('reverse', 'random')).some((index, i, all) => index === (all[i - 1] ?? 0) - 1)).toBe(true);
});

const anyOrder = fc.record({
  playback: fc.constantFrom('forward' as const, 'reverse' as const),
  frames: fc.constantFrom('sequential' as const, 'random' as const),
  seed: fc.string(),
});

test('every frame of the film gets a frame that the footage has', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 120 }), anyOrder, (film, footage, asked) => {
      const list = footageOrder(film, footage, asked);
      expect(list).toHaveLength(film);
      expect(list.every((index) => Number.isInteger(index) && index >= 0 && index < footage)).toBe(true);
    }),
  );
});

test('runs put together again are the order, ascend within, and backward ones stay short', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 120 }),
      anyOrder,
      fc.integer({ min: 1, max: 40 }),
      (film, footage, asked, maxBackward) => {
        const list = footageOrder(film, footage, asked);
        const runs = footageRuns(list, maxBackward);
        expect(runs.flatMap((run) => (run.backwards ? run.indexes.toReversed() : run.indexes))).toEqual(list);
        for (const { indexes, backwards } of runs) {
          expect(indexes.every((index, i) => i === 0 || index > (indexes[i - 1] ?? 0))).toBe(true);
          if (backwards) expect(indexes.length).toBeLessThanOrEqual(maxBackward);
        }
      },
    ),
  );
});
