import { drawBackdrop, drawDesk } from './backdrop.ts';
import { type Canvas, copyCanvas, createCanvas, type Rgb } from './canvas.ts';
import { drawEyes, type Eyes } from './eyes.ts';
import { drawFigure, face, headPlacement } from './figure.ts';
import { fillShape, flat } from './fill.ts';
import { type I420, toI420 } from './i420.ts';
import { type Layout, layoutFor } from './layout.ts';
import type { Look } from './look.ts';
import { closedMouth, drawMouth, type MouthShape, mouthWidthUnits } from './mouth.ts';
import { ellipse, type Placement } from './shape.ts';
import { type Sprite, toSprite } from './sprite.ts';

/** Steps from breathing out (0) to breathing in; each is half a pixel of the head at the size films mostly have. */
export const breathSteps = 6;

/** A drawn person in a room, made of a picture for every step of breath and small pictures of eyes and mouth to lay over it. */
export interface Presenter {
  /** Eyes open, no mouth. */
  base(breathStep: number): I420;
  eyes(breathStep: number, eyes: Exclude<Eyes, 'open'>): Sprite;
  mouth(breathStep: number, shape: MouthShape): Sprite;
}

/** The room is drawn at once, every other picture when it is first asked for, and then kept. */
export function createPresenter(look: Look, widthPx: number, heightPx: number): Presenter {
  const layout = layoutFor(widthPx, heightPx);
  const backdrop = drawnBackdrop(look, layout);
  const bases = new Map<number, I420>();
  const sprites = new Map<string, Sprite>();
  return {
    base: (step) => remembered(bases, step, () => toI420(drawnBase(backdrop, look, layout, step / breathSteps))),
    eyes: (step, eyes) =>
      remembered(sprites, `${step} ${eyes}`, () => eyesSprite(look, eyes, headPlacement(layout.head, step / breathSteps))),
    mouth: (step, shape) =>
      remembered(sprites, `${step} ${shape.open} ${shape.spread}`, () =>
        mouthOn(look, shape, headPlacement(layout.head, step / breathSteps)),
      ),
  };
}

/**
 * A mouth to lay over a face.
 *
 * @param skin With it, the place of a closed mouth is painted over first: for faces that have one already.
 */
export function mouthSprite(lips: Rgb, shape: MouthShape, place: Placement, skin?: Rgb): Sprite {
  const half = mouthWidthUnits * 0.7 * place.scale;
  return sprite(place, { left: -half, right: half, top: -20 * place.scale, bottom: 52 * place.scale }, (canvas, at) => {
    if (skin !== undefined) fillShape(canvas, ellipse(0, 1, mouthWidthUnits * 0.66, 18), flat(skin), at);
    drawMouth(canvas, lips, shape, at);
  });
}

/** The mouth of a head. */
export function mouthOn(look: Look, shape: MouthShape, head: Placement): Sprite {
  return mouthSprite(look.lips, shape, { ...head, y: head.y + face.mouthY * head.scale });
}

function drawnBackdrop(look: Look, layout: Layout): Canvas {
  const canvas = createCanvas(layout.widthPx, layout.heightPx, look.wall[0]);
  drawBackdrop(canvas, look, layout);
  return canvas;
}

function drawnBase(backdrop: Canvas, look: Look, layout: Layout, breath: number): Canvas {
  const canvas = copyCanvas(backdrop);
  drawFigure(canvas, look, layout.head, breath);
  drawEyes(canvas, look, 'open', headPlacement(layout.head, breath));
  drawDesk(canvas, look, layout);
  return canvas;
}

/** The still picture of a presenter, mouth closed. */
export function drawPortrait(look: Look, widthPx: number, heightPx: number): Canvas {
  const layout = layoutFor(widthPx, heightPx);
  const canvas = drawnBase(drawnBackdrop(look, layout), look, layout, 0);
  drawMouth(canvas, look.lips, closedMouth, { ...layout.head, y: layout.head.y + face.mouthY * layout.head.scale });
  return canvas;
}

/** The eyes of a head, where they are not open. */
export function eyesSprite(look: Look, eyes: Eyes, head: Placement): Sprite {
  const box = { left: -(face.eyeX + 40), right: face.eyeX + 40, top: face.eyeY - 34, bottom: face.eyeY + 36 };
  const scaled = { left: box.left * head.scale, right: box.right * head.scale, top: box.top * head.scale, bottom: box.bottom * head.scale };
  return sprite(head, scaled, (canvas, at) => drawEyes(canvas, look, eyes, at));
}

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws onto a transparent canvas that covers the extent around a place, on even pixels. */
function sprite(place: Placement, extent: Extent, draw: (canvas: Canvas, at: Placement) => void): Sprite {
  const left = Math.floor((place.x + extent.left) / 2) * 2;
  const top = Math.floor((place.y + extent.top) / 2) * 2;
  const right = Math.ceil((place.x + extent.right) / 2) * 2;
  const bottom = Math.ceil((place.y + extent.bottom) / 2) * 2;
  const canvas = createCanvas(Math.max(2, right - left), Math.max(2, bottom - top));
  draw(canvas, { x: place.x - left, y: place.y - top, scale: place.scale });
  return toSprite(canvas, left, top);
}

function remembered<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const found = cache.get(key);
  if (found !== undefined) return found;
  const made = make();
  cache.set(key, made);
  return made;
}
