import type { Box, Scene } from '../../media-studio.ts';
import type { Canvas } from '../drawing/canvas.ts';
import { createI420, type I420, planesOf, toI420 } from '../drawing/i420.ts';
import { lay, type Sprite } from '../drawing/sprite.ts';

/** A box whose corner and size are even, as chroma needs. */
export function evenBox<T extends Box>(box: T): T {
  const even = (value: number) => Math.round(value / 2) * 2;
  return {
    ...box,
    leftPx: even(box.leftPx),
    topPx: even(box.topPx),
    widthPx: Math.max(2, even(box.widthPx)),
    heightPx: Math.max(2, even(box.heightPx)),
  };
}

/** The scene with every figure on even places. */
export function evenScene(scene: Scene): Scene {
  return { ...scene, figure: evenBox(scene.figure) };
}

/**
 * Pictures of a figure in their box, in front of a background that stands still.
 * The same picture is handed out again and again: whoever takes one is done with it before asking for the next.
 */
export async function* inFrontOf(background: Canvas, pictures: AsyncGenerator<I420>, box: Box): AsyncGenerator<I420> {
  const still = toI420(background);
  const frame = createI420(still.widthPx, still.heightPx);
  for await (const picture of pictures) {
    frame.bytes.set(still.bytes);
    place(picture, frame, box);
    yield frame;
  }
}

/** Copies a picture into another one, cut off at its border. */
export function place(picture: I420, frame: I420, { leftPx, topPx }: Pick<Box, 'leftPx' | 'topPx'>): void {
  const [sources, targets] = [planesOf(picture), planesOf(frame)];
  for (let plane = 0; plane < 3; plane++) {
    const shift = plane === 0 ? 0 : 1;
    const [source, target] = [sources[plane] ?? new Uint8Array(), targets[plane] ?? new Uint8Array()];
    const [stride, across] = [picture.widthPx >> shift, frame.widthPx >> shift];
    const [left, top] = [leftPx >> shift, topPx >> shift];
    const [first, last] = [Math.max(0, -left), Math.min(stride, across - left)];
    if (last <= first) continue;
    const rows = Math.min(picture.heightPx >> shift, (frame.heightPx >> shift) - top);
    for (let row = Math.max(0, -top); row < rows; row++) {
      target.set(source.subarray(row * stride + first, row * stride + last), (top + row) * across + left + first);
    }
  }
}

/** Frames with more laid over them, in place: what there is for the frame of that number. */
export async function* laidOver(frames: AsyncGenerator<I420>, spritesAt: (index: number) => readonly Sprite[]): AsyncGenerator<I420> {
  let index = 0;
  for await (const frame of frames) {
    for (const sprite of spritesAt(index)) lay(sprite, frame);
    yield frame;
    index++;
  }
}
