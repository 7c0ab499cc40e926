import type { Canvas, Rgb } from './canvas.ts';
import { createI420, type I420, lumaOf, planesOf, yuvOf } from './i420.ts';

/** A small picture with transparency, ready to be laid over frames. Its place is even, as chroma needs. */
export interface Sprite {
  readonly leftPx: number;
  readonly topPx: number;
  readonly picture: I420;
  /** 0 to 255 for each luma sample, then for each chroma sample. */
  readonly opacity: Uint8Array;
  readonly chromaOpacity: Uint8Array;
}

/**
 * Makes a sprite of a canvas with transparency.
 *
 * @param leftPx,topPx Where the canvas' corner lands; both even.
 */
export function toSprite(canvas: Canvas, leftPx: number, topPx: number): Sprite {
  const { widthPx, heightPx, pixels } = canvas;
  const picture = createI420(widthPx, heightPx);
  const [luma, cb, cr] = planesOf(picture);
  const opacity = new Uint8Array(luma.length);
  const chromaOpacity = new Uint8Array(cb.length);
  for (let i = 0; i < opacity.length; i++) {
    opacity[i] = pixels[i * 4 + 3] ?? 0;
    luma[i] = lumaOf(pixels[i * 4] ?? 0, pixels[i * 4 + 1] ?? 0, pixels[i * 4 + 2] ?? 0);
  }
  for (let y = 0, i = 0; y < heightPx; y += 2) {
    for (let x = 0; x < widthPx; x += 2, i++) {
      const block = weightedBlock(canvas, (y * widthPx + x) * 4);
      chromaOpacity[i] = block.opacity;
      [, cb[i], cr[i]] = yuvOf(block.color);
    }
  }
  return { leftPx, topPx, picture, opacity, chromaOpacity };
}

/** Mean colour of two by two pixels, each counting as much as it can be seen: the black of nothing must not darken the rim. */
function weightedBlock({ widthPx, pixels }: Canvas, at: number): { readonly color: Rgb; readonly opacity: number } {
  let [red, green, blue, weight] = [0, 0, 0, 0];
  for (const corner of [at, at + 4, at + widthPx * 4, at + widthPx * 4 + 4]) {
    const alpha = pixels[corner + 3] ?? 0;
    red += (pixels[corner] ?? 0) * alpha;
    green += (pixels[corner + 1] ?? 0) * alpha;
    blue += (pixels[corner + 2] ?? 0) * alpha;
    weight += alpha;
  }
  const total = Math.max(1, weight);
  return { color: [red / total, green / total, blue / total], opacity: (weight + 2) >> 2 };
}

/** Lays the sprite over the frame, in place. What hangs over the frame's border is cut off. */
export function lay(sprite: Sprite, frame: I420): void {
  const sources = planesOf(sprite.picture);
  const targets = planesOf(frame);
  for (let plane = 0; plane < 3; plane++) {
    const shift = plane === 0 ? 0 : 1;
    const source = {
      samples: sources[plane] ?? new Uint8Array(),
      stride: sprite.picture.widthPx >> shift,
      rows: sprite.picture.heightPx >> shift,
    };
    const target = { samples: targets[plane] ?? new Uint8Array(), stride: frame.widthPx >> shift, rows: frame.heightPx >> shift };
    layPlane(source, plane === 0 ? sprite.opacity : sprite.chromaOpacity, target, sprite.leftPx >> shift, sprite.topPx >> shift);
  }
}

interface Plane {
  readonly samples: Uint8Array;
  readonly stride: number;
  readonly rows: number;
}

function layPlane(source: Plane, opacity: Uint8Array, target: Plane, left: number, top: number): void {
  const firstColumn = Math.max(0, -left);
  const lastColumn = Math.min(source.stride, target.stride - left);
  const lastRow = Math.min(source.rows, target.rows - top);
  for (let row = Math.max(0, -top); row < lastRow; row++) {
    const from = row * source.stride;
    const to = (top + row) * target.stride + left;
    for (let column = firstColumn; column < lastColumn; column++) {
      const share = opacity[from + column] ?? 0;
      if (share === 0) continue;
      const below = target.samples[to + column] ?? 0;
      target.samples[to + column] = below + Math.round((((source.samples[from + column] ?? 0) - below) * share) / 255);
    }
  }
}
