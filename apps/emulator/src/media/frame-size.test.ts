import { expect, test } from 'vitest';
import { frameSize } from './frame-size.ts';

test.each([
  [720, 1280, 720, 1280],
  [721, 1279, 722, 1280],
  [2, 2, 16, 16],
  [3840, 2160, 3840, 2160],
])('%i x %i is made as %i x %i', (widthPx, heightPx, madeWidth, madeHeight) => {
  expect(frameSize({ widthPx, heightPx })).toEqual({ widthPx: madeWidth, heightPx: madeHeight });
});

test.each([
  [0, 100],
  [100, -2],
  [Number.NaN, 100],
  [5000, 100],
  [4096, 4096],
  [1e9, 1e9],
])('%d x %d cannot be made', (widthPx, heightPx) => {
  expect(() => frameSize({ widthPx, heightPx })).toThrow(expect.objectContaining({ kind: 'input' }));
});
