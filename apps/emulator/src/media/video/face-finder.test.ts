import { expect, test } from 'vitest';
import { createCanvas } from '../drawing/canvas.ts';
import { face } from '../drawing/figure.ts';
import { type I420, planesOf, toI420 } from '../drawing/i420.ts';
import { layoutFor } from '../drawing/layout.ts';
import { createRandom, lookFor, namedLooks } from '../drawing/look.ts';
import { closedMouth } from '../drawing/mouth.ts';
import { breathSteps, createPresenter, drawPortrait } from '../drawing/presenter.ts';
import { lay } from '../drawing/sprite.ts';
import { findMouth, followMouth } from './face-finder.ts';

const looks = Object.entries({ ...namedLooks, ...Object.fromEntries([...'abcdefgh'].map((seed) => [seed, lookFor(seed)])) });
const sizes = [
  [720, 1280],
  [1280, 720],
  [540, 960],
] as const;

test.each(looks.flatMap(([name, look]) => sizes.map(([width, height]) => ({ name, look, width, height }))))(
  'finds the mouth of $name at $width x $height, and its colours',
  ({ look, width, height }) => {
    const found = findMouth(toI420(drawPortrait(look, width, height)));
    const { head } = layoutFor(width, height);
    expect(Math.abs((found?.place.x ?? 0) - head.x)).toBeLessThan(1);
    expect(Math.abs((found?.place.y ?? 0) - (head.y + face.mouthY * head.scale))).toBeLessThan(1.5);
    expect(Math.abs((found?.place.scale ?? 0) / head.scale - 1)).toBeLessThan(0.08);
    found?.skin.forEach((value, i) => {
      expect(Math.abs(value - (look.skin[i] ?? 0))).toBeLessThan(4);
    });
  },
);

test('follows the mouth while the head rises, to a part of a pixel', () => {
  const presenter = createPresenter(namedLooks.mei, 720, 1280);
  const at = (step: number): I420 => {
    const frame = { ...presenter.base(step), bytes: presenter.base(step).bytes.slice() };
    lay(presenter.mouth(step, closedMouth), frame);
    return frame;
  };
  let mouth = findMouth(at(0));
  const start = mouth?.place.y ?? 0;
  const { scale } = layoutFor(720, 1280).head;
  for (let step = 1; step <= breathSteps; step++) {
    mouth = mouth && followMouth(at(step), mouth);
    expect(Math.abs(start - (mouth?.place.y ?? 0) - (3 * scale * step) / breathSteps)).toBeLessThan(0.4);
  }
});

test('loses a mouth that is no longer there', () => {
  const found = findMouth(toI420(drawPortrait(namedLooks.mei, 360, 640)));
  expect(found && followMouth(toI420(createCanvas(360, 640, namedLooks.mei.skin)), found)).toBeUndefined();
});

test.each([
  ['a plain wall', () => toI420(createCanvas(360, 640, [223, 208, 185]))],
  ['plain skin', () => toI420(createCanvas(360, 640, namedLooks.mei.skin))],
  ['a room without anybody', () => createPresenter(namedLooks.omar, 360, 640).base(0)],
  ['noise', noise],
  ['a shaded face, as a photograph has it', shadedFace],
])('finds no mouth in %s', (_what, picture) => {
  expect(findMouth(picture())).toBeUndefined();
});

function noise(): I420 {
  const picture = toI420(createCanvas(360, 640, [200, 150, 120]));
  const random = createRandom('noise');
  picture.bytes.forEach((_, i) => {
    picture.bytes[i] = Math.floor(random() * 256);
  });
  return picture;
}

/** The drawn portrait under a light that falls from one side. */
function shadedFace(): I420 {
  const picture = toI420(drawPortrait(namedLooks.mei, 360, 640));
  const [luma] = planesOf(picture);
  luma.forEach((value, i) => {
    luma[i] = Math.max(16, value - ((i % 360) - 130) * 0.5);
  });
  return picture;
}
