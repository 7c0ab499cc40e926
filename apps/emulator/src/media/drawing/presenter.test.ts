import { expect, test } from 'vitest';
import { planesOf } from './i420.ts';
import { isDot, letterColumns, letterRows } from './letters.ts';
import { lookFor, namedLooks } from './look.ts';
import { breathSteps, createPresenter, drawPortrait } from './presenter.ts';
import { lay } from './sprite.ts';

const [width, height] = [180, 320];

test('the same seed draws the same presenter, others draw others', () => {
  const drawn = ['a', 'b', 'c', 'a'].map((seed) => Buffer.from(drawPortrait(lookFor(seed), width, height).pixels).toString('base64'));
  expect(drawn[3]).toBe(drawn[0]);
  expect(new Set(drawn).size).toBe(3);
});

test('a wider mouth shows more of the dark within', () => {
  const presenter = createPresenter(namedLooks.mei, width, height);
  const dark = [0, 0.36, 0.62, 0.92].map((open) => {
    const frame = { ...presenter.base(0), bytes: presenter.base(0).bytes.slice() };
    const before = darkPixels(frame);
    lay(presenter.mouth(0, { open, spread: 0 }), frame);
    return darkPixels(frame) - before;
  });
  expect(dark).toEqual(dark.toSorted((a, b) => a - b));
  expect((dark[3] ?? 0) - (dark[0] ?? 0)).toBeGreaterThan(40);
});

function darkPixels(frame: Parameters<typeof planesOf>[0]): number {
  return planesOf(frame)[0].filter((luma) => luma < 60).length;
}

test('breathing lifts the head and leaves the room and the desk alone', () => {
  const presenter = createPresenter(namedLooks.omar, width, height);
  const [out, full] = [planesOf(presenter.base(0))[0], planesOf(presenter.base(breathSteps))[0]];
  const changedRows = new Set<number>();
  out.forEach((luma, i) => {
    if (luma !== full[i]) changedRows.add(Math.floor(i / width));
  });
  expect(changedRows.size).toBeGreaterThan(20);
  expect(Math.max(...changedRows)).toBeLessThan(height * 0.82);
});

test('closed eyes hide the whites', () => {
  const presenter = createPresenter(namedLooks.mei, width, height);
  const frame = { ...presenter.base(0), bytes: presenter.base(0).bytes.slice() };
  const bright = () => planesOf(frame)[0].filter((luma) => luma > 225).length;
  const before = bright();
  lay(presenter.eyes(0, 'closed'), frame);
  expect(bright()).toBeLessThan(before);
});

test('letters are drawn in five by seven dots, and what is no letter as a box', () => {
  const rows = Array.from({ length: letterRows }, (_, row) =>
    Array.from({ length: letterColumns * 2 }, (_, column) => (isDot('T字', column, row) ? '#' : '.')).join(''),
  );
  expect(rows).toEqual(['#####.#####.', '..#...#####.', '..#...#####.', '..#...#####.', '..#...#####.', '..#...#####.', '..#...#####.']);
});
