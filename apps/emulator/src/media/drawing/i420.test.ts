import { expect, test } from 'vitest';
import { createCanvas, type Rgb, rgb } from './canvas.ts';
import { fillShape, flat } from './fill.ts';
import { createI420, planesOf, rgbOf, toCanvas, toI420, yuvOf } from './i420.ts';
import { roundedBox } from './shape.ts';
import { lay, toSprite } from './sprite.ts';

test.each([
  ['black', '#000000', [16, 128, 128]],
  ['white', '#ffffff', [235, 128, 128]],
  ['red', '#ff0000', [63, 102, 240]],
  ['green', '#00ff00', [173, 42, 26]],
  ['blue', '#0000ff', [32, 240, 118]],
  ['grey', '#808080', [126, 128, 128]],
])('%s is as BT.709 in limited range says', (_name, hex, expected) => {
  expect(yuvOf(rgb(hex))).toEqual(expected);
});

test('a picture comes back nearly as it was', () => {
  const colors = ['#f4cdb0', '#2f5d73', '#b98a63', '#c8545c'].map(rgb);
  for (const color of colors) {
    const { pixels } = toCanvas(toI420(createCanvas(4, 4, color)));
    color.forEach((value, i) => {
      expect(Math.abs((pixels[i] ?? 0) - value)).toBeLessThanOrEqual(2);
    });
    expect(rgbOf(...yuvOf(color)).map((value, i) => Math.abs(value - (color[i] ?? 0)) <= 2)).toEqual([true, true, true]);
  }
});

const background: Rgb = rgb('#204060');
const foreground: Rgb = rgb('#d0a080');

function background8() {
  return toI420(createCanvas(8, 8, background));
}

test('a sprite covers what is under it, and leaves what shows through', () => {
  const canvas = createCanvas(4, 4);
  fillShape(canvas, roundedBox(0, 0, 4, 2), flat(foreground));
  const frame = background8();
  lay(toSprite(canvas, 2, 4), frame);
  const [luma] = planesOf(frame);
  expect([luma[4 * 8 + 2], luma[5 * 8 + 5], luma[6 * 8 + 2], luma[4 * 8 + 1], luma[4 * 8 + 6]]).toEqual([
    yuvOf(foreground)[0],
    yuvOf(foreground)[0],
    yuvOf(background)[0],
    yuvOf(background)[0],
    yuvOf(background)[0],
  ]);
});

test('the rim of a sprite takes its colour from what is drawn, not from the black of nothing', () => {
  const canvas = createCanvas(4, 4);
  fillShape(canvas, roundedBox(0, 0, 3, 3), flat(foreground));
  const frame = createI420(4, 4);
  const [, cb, cr] = planesOf(toSprite(canvas, 0, 0).picture);
  expect([cb[1], cr[1]]).toEqual([yuvOf(foreground)[1], yuvOf(foreground)[2]]);
  lay(toSprite(canvas, 0, 0), frame);
});

test.each([
  [-2, -2],
  [6, 6],
  [-20, 0],
  [100, 100],
])('a sprite at %i, %i is cut off at the border', (left, top) => {
  const sprite = toSprite(createCanvas(4, 4, foreground), left, top);
  const frame = background8();
  lay(sprite, frame);
  const [luma] = planesOf(frame);
  const covered = luma.filter((value) => value === yuvOf(foreground)[0]).length;
  const overlap = (start: number) => Math.max(0, Math.min(8, start + 4) - Math.max(0, start));
  expect(covered).toBe(overlap(left) * overlap(top));
});
