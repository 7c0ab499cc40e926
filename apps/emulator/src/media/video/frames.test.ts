import { expect, test } from 'vitest';
import { createI420, planesOf } from '../drawing/i420.ts';
import { letterColumns } from '../drawing/letters.ts';
import { lookFor } from '../drawing/look.ts';
import { createPresenter } from '../drawing/presenter.ts';
import { lay } from '../drawing/sprite.ts';
import { labelSprite, presenterFrames } from './frames.ts';
import { idleMotion } from './idle-motion.ts';

const long = 'EMULATED · Chanjing lip-sync · high';
const tagColumns = (text: string) => text.length * letterColumns + 7;

test.each([
  { widthPx: 720, heightPx: 1280, label: long, shown: long, dot: 3 },
  { widthPx: 360, heightPx: 640, label: long, shown: 'EMULATED', dot: 2 },
  { widthPx: 1920, heightPx: 1080, label: 'EMULATED', shown: 'EMULATED', dot: 5 },
  { widthPx: 64, heightPx: 64, label: long, shown: 'EMULATED', dot: 1 },
])('a frame of $widthPx x $heightPx shows "$shown"', ({ widthPx, heightPx, label, shown, dot }) => {
  const sprite = labelSprite(label, widthPx, heightPx);
  expect(sprite?.picture.widthPx).toBe(Math.ceil((tagColumns(shown) * dot) / 2) * 2);
  expect((sprite?.leftPx ?? 0) + (sprite?.picture.widthPx ?? 0)).toBeLessThanOrEqual(widthPx);
  const frame = createI420(widthPx, heightPx);
  if (sprite) lay(sprite, frame);
  expect([...planesOf(frame)[0]].filter((luma) => luma === 235).length).toBeGreaterThan(100);
});

test.each([
  ['no label', '', 720, 1280],
  ['no room', 'EMULATED', 40, 640],
  ['no height', 'EMULATED', 640, 10],
])('a frame with %s has no tag', (_why, label, widthPx, heightPx) => {
  expect(labelSprite(label, widthPx, heightPx)).toBeUndefined();
});

test('hands out one frame for every pose, each whole', () => {
  const presenter = createPresenter(lookFor('a'), 64, 96);
  const sizes: number[] = [];
  for (const frame of presenterFrames(presenter, idleMotion('a', 30, 25), [], []))
    sizes.push(frame.bytes.filter((value) => value === 0).length);
  expect(sizes).toEqual(Array(30).fill(0));
});
