import { expect, test } from 'vitest';
import { type Canvas, createCanvas, rgb } from './canvas.ts';
import { fillShape, flat, vertical } from './fill.ts';
import { ellipse, flipped, mirrored, pathShape, ring, roundedBox } from './shape.ts';

const black = rgb('#000000');
const white = rgb('#ffffff');

/** Brightness of the pixels of a row, 0 to 255. */
function row(canvas: Canvas, y: number): number[] {
  return Array.from({ length: canvas.widthPx }, (_, x) => canvas.pixels[(y * canvas.widthPx + x) * 4] ?? -1);
}

function area(canvas: Canvas): number {
  let sum = 0;
  for (let i = 0; i < canvas.pixels.length; i += 4) sum += canvas.pixels[i] ?? 0;
  return sum / 255;
}

test.each([
  { title: 'whole pixels', box: [1, 1, 2, 1], expected: [0, 255, 255, 0] },
  { title: 'half a pixel on either side', box: [0.5, 1, 2, 1], expected: [128, 255, 128, 0] },
  { title: 'less than a pixel', box: [2.25, 1, 0.5, 1], expected: [0, 0, 128, 0] },
  { title: 'beyond the left border', box: [-5, 1, 6.5, 1], expected: [255, 128, 0, 0] },
  { title: 'beyond the right border', box: [2.5, 1, 9, 1], expected: [0, 0, 128, 255] },
])('covers $title by its share', ({ box: [x = 0, y = 0, w = 0, h = 0], expected }) => {
  const canvas = createCanvas(4, 3, black);
  fillShape(canvas, roundedBox(x, y, w, h), flat(white));
  row(canvas, 1).forEach((value, i) => {
    expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThanOrEqual(1);
  });
  expect([row(canvas, 0), row(canvas, 2)]).toEqual([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
});

test.each([
  { title: 'a circle', shape: ellipse(20, 20, 15), expected: Math.PI * 225 },
  { title: 'a ring', shape: ring(ellipse(20, 20, 15), ellipse(20, 20, 10)), expected: Math.PI * 125 },
  { title: 'a slanted triangle', shape: pathShape('M 3.3 5.1 L 30.2 11.7 12.9 37.4 Z'), expected: 402.7 },
  { title: 'the same outline the other way round', shape: flipped(flipped(ellipse(20, 20, 15))), expected: Math.PI * 225 },
])('gives $title its exact area', ({ shape, expected }) => {
  const canvas = createCanvas(40, 40, black);
  fillShape(canvas, shape, flat(white));
  expect(Math.abs(area(canvas) - expected)).toBeLessThan(expected * 0.01);
});

test('mirrors about the vertical axis', () => {
  const canvas = createCanvas(20, 4, black);
  fillShape(canvas, mirrored(roundedBox(3, 1, 4, 2)), flat(white), { x: 10, y: 0, scale: 1 });
  expect(row(canvas, 1)).toEqual(row(canvas, 1).toReversed());
  expect(area(canvas)).toBe(16);
});

test('moves and scales a shape', () => {
  const canvas = createCanvas(8, 8, black);
  fillShape(canvas, roundedBox(0, 0, 1, 1), flat(white), { x: 3, y: 2, scale: 2 });
  expect(row(canvas, 3)).toEqual([0, 0, 0, 255, 255, 0, 0, 0]);
});

test('runs a gradient from one colour to the other', () => {
  const canvas = createCanvas(1, 5);
  fillShape(canvas, roundedBox(0, 0, 1, 5), vertical(0.5, black, 4.5, white));
  expect(Array.from({ length: 5 }, (_, y) => row(canvas, y)[0])).toEqual([0, 64, 128, 191, 255]);
});

test('keeps the colour of what is half seen through, on nothing as on something', () => {
  const canvas = createCanvas(2, 1);
  fillShape(canvas, roundedBox(0, 0, 1, 1), flat(rgb('#ff8000'), 0.5));
  expect([...canvas.pixels.subarray(0, 4)]).toEqual([255, 128, 0, 128]);
  fillShape(canvas, roundedBox(0, 0, 1, 1), flat(white, 0.5));
  expect([...canvas.pixels.subarray(0, 4)]).toEqual([255, 213, 170, 192]);
});

test('refuses a path command that it does not know', () => {
  expect(() => pathShape('M 0 0 A 1 1 0 0 0 2 2')).toThrow('"A"');
});
