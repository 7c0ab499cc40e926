import { createCanvas, type Rgb } from '../drawing/canvas.ts';
import { fillShape, flat } from '../drawing/fill.ts';
import { createI420, type I420 } from '../drawing/i420.ts';
import type { MouthShape } from '../drawing/mouth.ts';
import { mouthSprite, type Presenter } from '../drawing/presenter.ts';
import { roundedBox } from '../drawing/shape.ts';
import { lay, type Sprite, toSprite } from '../drawing/sprite.ts';
import { type FoundMouth, findMouth, followMouth } from './face-finder.ts';
import { presenterFrames } from './frames.ts';
import type { IdlePose } from './idle-motion.ts';

/** How a face comes into a picture of footage. */
type Speak = (picture: I420, frame: number) => void;

/** A card in the lower right corner for footage without a drawn face. */
export interface Inset {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Where the card stands: upright, two fifths of the shorter side wide, all numbers even. */
export function insetFor(widthPx: number, heightPx: number): Inset {
  const even = (value: number) => Math.max(2, Math.round(value / 2) * 2);
  const width = even(Math.min(widthPx * 0.4, heightPx * 0.34));
  const height = even(width * 1.2);
  const margin = even(Math.min(widthPx, heightPx) * 0.035);
  return {
    leftPx: Math.max(0, widthPx - width - margin),
    topPx: Math.max(0, heightPx - height - margin),
    widthPx: width,
    heightPx: height,
  };
}

export interface FootageScene {
  readonly mouths: readonly MouthShape[];
  readonly overlays: readonly Sprite[];
  /** Made when the footage turns out to show no drawn face; without it such footage stays as it is. */
  readonly presenter: ((inset: Inset) => { readonly presenter: Presenter; readonly poses: readonly IdlePose[] }) | undefined;
}

/**
 * Lets the footage speak: over a drawn face's mouth another is laid that moves; other footage gets a drawn presenter on a
 * card in its corner. The first picture decides. The same picture is handed out again and again.
 */
export async function* footageFrames(pictures: AsyncGenerator<I420>, scene: FootageScene): AsyncGenerator<I420> {
  let frame: I420 | undefined;
  let speak: Speak | undefined;
  let index = 0;
  for await (const picture of pictures) {
    frame ??= createI420(picture.widthPx, picture.heightPx);
    frame.bytes.set(picture.bytes);
    speak ??= chooseSpeaker(picture, scene);
    speak(frame, index);
    for (const overlay of scene.overlays) lay(overlay, frame);
    yield frame;
    index++;
  }
}

function chooseSpeaker(picture: I420, scene: FootageScene): Speak {
  const found = findMouth(picture);
  if (found !== undefined) return onFace(found, scene.mouths);
  return scene.presenter === undefined ? () => {} : onCard(picture, scene, scene.presenter);
}

/** Mouths are drawn for places half a pixel apart, so that a face that sways has few of them. */
const placesPerPixel = 2;

function onFace(first: FoundMouth, mouths: readonly MouthShape[]): Speak {
  let mouth = first;
  const sprites = new Map<string, Sprite>();
  return (picture, frame) => {
    const now = followMouth(picture, mouth);
    if (now === undefined) return; // the face is turned away or out of sight: its own mouth, if any, stays
    mouth = now;
    const shape = mouths[frame] ?? { open: 0, spread: 0 };
    const x = Math.round(now.place.x * placesPerPixel) / placesPerPixel;
    const y = Math.round(now.place.y * placesPerPixel) / placesPerPixel;
    const key = `${x} ${y} ${shape.open} ${shape.spread}`;
    const sprite = sprites.get(key) ?? mouthSprite(first.lips, shape, { ...now.place, x, y }, first.skin);
    sprites.set(key, sprite);
    lay(sprite, picture);
  };
}

function onCard(picture: I420, scene: FootageScene, present: NonNullable<FootageScene['presenter']>): Speak {
  const inset = insetFor(picture.widthPx, picture.heightPx);
  const { presenter, poses } = present(inset);
  const frames = presenterFrames(presenter, poses, scene.mouths, []);
  const opacity = roundedOpacity(inset);
  return (target) => {
    const next = frames.next();
    if (next.done !== true) lay({ ...opacity, picture: next.value }, target);
  };
}

/** A sprite whose picture is to be filled in: only its form counts. */
function roundedOpacity({ leftPx, topPx, widthPx, heightPx }: Inset): Sprite {
  const canvas = createCanvas(widthPx, heightPx);
  const white: Rgb = [255, 255, 255];
  fillShape(canvas, roundedBox(0, 0, widthPx, heightPx, widthPx * 0.09), flat(white));
  return toSprite(canvas, leftPx - (leftPx % 2), topPx - (topPx % 2));
}
