import { expect, test } from 'vitest';
import { createCanvas, rgb } from '../drawing/canvas.ts';
import { fillShape, flat } from '../drawing/fill.ts';
import { createI420, type I420, planesOf, toI420, yuvOf } from '../drawing/i420.ts';
import { roundedBox } from '../drawing/shape.ts';
import { createFitter, rotated } from './fit.ts';

const red = rgb('#c03030');
const blue = rgb('#3040c0');

/** Left third red, the rest blue. */
function striped(widthPx: number, heightPx: number): I420 {
  const canvas = createCanvas(widthPx, heightPx, blue);
  fillShape(canvas, roundedBox(0, 0, widthPx / 3, heightPx), flat(red));
  return toI420(canvas);
}

function at(picture: I420, x: number, y: number): readonly number[] {
  const [luma, cb, cr] = planesOf(picture);
  const chroma = (y >> 1) * (picture.widthPx >> 1) + (x >> 1);
  return [luma[y * picture.widthPx + x] ?? 0, cb[chroma] ?? 0, cr[chroma] ?? 0];
}

test('a picture of the right size is not touched', () => {
  const picture = striped(24, 16);
  expect(createFitter(picture, 24, 16)(picture)).toBe(picture);
});

test.each([
  ['larger', 60, 40],
  ['a little smaller', 18, 12],
  ['far smaller', 6, 4],
])('scales to %s without moving anything', (_how, widthPx, heightPx) => {
  const source = striped(96, 64);
  const fitted = createFitter(source, widthPx, heightPx)(source);
  expect([fitted.widthPx, fitted.heightPx]).toEqual([widthPx, heightPx]);
  expect(at(fitted, 0, heightPx - 1)).toEqual(yuvOf(red));
  expect(at(fitted, widthPx - 1, 0)).toEqual(yuvOf(blue));
  expect(at(fitted, Math.floor(widthPx * 0.55), 1)).toEqual(yuvOf(blue));
});

test('fills the frame and cuts off evenly what hangs over', () => {
  const source = striped(90, 30);
  const square = createFitter(source, 30, 30)(source);
  expect(at(square, 0, 15)).toEqual(yuvOf(blue));
  expect(at(square, 29, 15)).toEqual(yuvOf(blue));
  const tall = createFitter(striped(30, 90), 30, 30)(striped(30, 90));
  expect(at(tall, 2, 2)).toEqual(yuvOf(red));
});

test('gives the same bytes for the same picture, one after the other', () => {
  const fit = createFitter({ widthPx: 48, heightPx: 32 }, 30, 46);
  const first = fit(striped(48, 32)).bytes.slice();
  fit(createI420(48, 32));
  expect(Buffer.from(fit(striped(48, 32)).bytes).equals(Buffer.from(first))).toBe(true);
});

test.each([
  [90, 2, 1],
  [180, 17, 10],
  [270, 10, 17],
] as const)('turns a picture by %i degrees', (rotation, redX, redY) => {
  // The left third is red: turned clockwise it becomes the upper third, and so on.
  const turned = rotated(striped(18, 12), rotation);
  expect([turned.widthPx, turned.heightPx]).toEqual(rotation === 180 ? [18, 12] : [12, 18]);
  expect(at(turned, redX, redY)).toEqual(yuvOf(red));
  expect(rotated(rotated(striped(18, 12), rotation), (360 - rotation) as 90 | 180 | 270)).toEqual(striped(18, 12));
});
