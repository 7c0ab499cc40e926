import { expect, test } from 'vitest';
import { type Canvas, createCanvas } from './canvas.ts';
import { lookFor } from './look.ts';
import { drawBackground, isCutOut, stagePresenter } from './stage.ts';

const [widthPx, heightPx] = [120, 200];
const look = lookFor('chanjing Zhixia');
const whole = { leftPx: 0, topPx: 0, widthPx, heightPx };

function pixel({ pixels, widthPx: width }: Canvas, x: number, y: number): readonly number[] {
  return [...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

async function staged(figure: Parameters<typeof stagePresenter>[2], backgroundColor?: string): Promise<Canvas> {
  const scene = { figure, ...(backgroundColor && { backgroundColor }) };
  const background = await drawBackground(scene, widthPx, heightPx);
  return stagePresenter(look, background, figure, isCutOut(scene)).canvas(0);
}

const green = [0, 200, 0, 255];

test.each(['sitting', 'standing'] as const)('a %s figure is cut out of its room where there is a background', async (form) => {
  const canvas = await staged({ ...whole, form }, '#00c800');
  expect([pixel(canvas, 2, 2), pixel(canvas, widthPx - 3, 2)]).toEqual([green, green]);
  expect(pixel(canvas, widthPx / 2, heightPx - 30)).not.toEqual(form === 'sitting' ? green : []);
});

test('whoever stands has feet on the lower edge, and nothing between them', async () => {
  const canvas = await staged({ ...whole, form: 'standing' }, '#00c800');
  const row = Array.from({ length: widthPx }, (_, x) => pixel(canvas, x, heightPx - 4).join(' ') === green.join(' '));
  const turns = row.filter((isGreen, x) => x > 0 && isGreen !== row[x - 1]).length;
  expect(turns).toBe(4);
});

test('a round figure has its room in a circle, and the background around it', async () => {
  const canvas = await staged({ leftPx: 20, topPx: 40, widthPx: 80, heightPx: 80, form: 'round' }, '#00c800');
  expect([pixel(canvas, 21, 41), pixel(canvas, 98, 118), pixel(canvas, 60, 10)]).toEqual([green, green, green]);
  expect(pixel(canvas, 60, 45)).not.toEqual(green);
});

test('without a background the figure keeps its room, and the rest is black', async () => {
  const canvas = await staged({ leftPx: 0, topPx: 50, widthPx, heightPx: 150, form: 'sitting' });
  expect(pixel(canvas, 5, 10)).toEqual([0, 0, 0, 255]);
  expect(pixel(canvas, 5, 60)).not.toEqual([0, 0, 0, 255]);
});

test('on nothing, there is nothing but the figure', () => {
  const canvas = stagePresenter(look, createCanvas(widthPx, heightPx), { ...whole, form: 'sitting' }, true).canvas(0);
  expect(pixel(canvas, 2, 2)[3]).toBe(0);
  expect(pixel(canvas, widthPx / 2, heightPx - 5)[3]).toBe(255);
});

test('a figure may hang over the border', async () => {
  const canvas = await staged({ leftPx: -60, topPx: 100, widthPx, heightPx, form: 'round' }, '#00c800');
  expect(pixel(canvas, 118, 198)).toEqual(green);
  expect(pixel(canvas, 5, 190)).not.toEqual(green);
});
