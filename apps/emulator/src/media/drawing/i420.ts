import type { Canvas, Rgb } from './canvas.ts';

/** A picture as H.264 wants it: full-size luma, chroma at half the width and height, BT.709, limited range. Sizes are even. */
export interface I420 {
  readonly widthPx: number;
  readonly heightPx: number;
  /** All of luma, then all of Cb, then all of Cr. */
  readonly bytes: Uint8Array;
}

export function createI420(widthPx: number, heightPx: number): I420 {
  return { widthPx, heightPx, bytes: new Uint8Array((widthPx * heightPx * 3) / 2) };
}

/** The three planes as views. */
export function planesOf({ widthPx, heightPx, bytes }: I420): readonly [luma: Uint8Array, cb: Uint8Array, cr: Uint8Array] {
  const size = widthPx * heightPx;
  return [bytes.subarray(0, size), bytes.subarray(size, size + size / 4), bytes.subarray(size + size / 4, size + size / 2)];
}

// BT.709 with 16 fraction bits: luma 16 to 235, chroma 16 to 240.
const [lumaRed, lumaGreen, lumaBlue] = [11966, 40254, 4064];
const [cbRed, cbGreen, cbBlue] = [-6596, -22189, 28784];
const [crRed, crGreen, crBlue] = [28784, -26145, -2639];
const half = 32768;

export function lumaOf(red: number, green: number, blue: number): number {
  return 16 + ((lumaRed * red + lumaGreen * green + lumaBlue * blue + half) >> 16);
}

/** Luma, Cb and Cr of one colour. */
export function yuvOf([red, green, blue]: Rgb): readonly [number, number, number] {
  return [
    lumaOf(red, green, blue),
    128 + ((cbRed * red + cbGreen * green + cbBlue * blue + half) >> 16),
    128 + ((crRed * red + crGreen * green + crBlue * blue + half) >> 16),
  ];
}

/** The inverse of `yuvOf`, clamped to 0..255. */
export function rgbOf(luma: number, cb: number, cr: number): Rgb {
  const y = 1.164384 * (luma - 16);
  const clamp = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  return [clamp(y + 1.792741 * (cr - 128)), clamp(y - 0.213249 * (cb - 128) - 0.532909 * (cr - 128)), clamp(y + 2.112402 * (cb - 128))];
}

/** Converts an opaque canvas of even size. */
export function toI420(canvas: Canvas): I420 {
  const { widthPx, heightPx, pixels } = canvas;
  const picture = createI420(widthPx, heightPx);
  const [luma, cb, cr] = planesOf(picture);
  for (let i = 0, at = 0; i < luma.length; i++, at += 4) {
    luma[i] = lumaOf(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
  }
  const stride = widthPx * 4;
  let chroma = 0;
  for (let y = 0; y < heightPx; y += 2) {
    for (let at = y * stride; at < (y + 1) * stride; at += 8, chroma++) {
      const red = (pixels[at] ?? 0) + (pixels[at + 4] ?? 0) + (pixels[at + stride] ?? 0) + (pixels[at + stride + 4] ?? 0);
      const green = (pixels[at + 1] ?? 0) + (pixels[at + 5] ?? 0) + (pixels[at + stride + 1] ?? 0) + (pixels[at + stride + 5] ?? 0);
      const blue = (pixels[at + 2] ?? 0) + (pixels[at + 6] ?? 0) + (pixels[at + stride + 2] ?? 0) + (pixels[at + stride + 6] ?? 0);
      cb[chroma] = 128 + ((((cbRed * red + cbGreen * green + cbBlue * blue) >> 2) + half) >> 16);
      cr[chroma] = 128 + ((((crRed * red + crGreen * green + crBlue * blue) >> 2) + half) >> 16);
    }
  }
  return picture;
}

/** Converts back, for covers. */
export function toCanvas(picture: I420): Canvas {
  const { widthPx, heightPx } = picture;
  const [luma, cb, cr] = planesOf(picture);
  const pixels = new Uint8ClampedArray(widthPx * heightPx * 4);
  for (let y = 0, i = 0, at = 0; y < heightPx; y++) {
    const row = (y >> 1) * (widthPx >> 1);
    for (let x = 0; x < widthPx; x++, i++, at += 4) {
      const base = 1.164384 * ((luma[i] ?? 0) - 16);
      const u = (cb[row + (x >> 1)] ?? 0) - 128;
      const v = (cr[row + (x >> 1)] ?? 0) - 128;
      pixels[at] = base + 1.792741 * v;
      pixels[at + 1] = base - 0.213249 * u - 0.532909 * v;
      pixels[at + 2] = base + 2.112402 * u;
      pixels[at + 3] = 255;
    }
  }
  return { widthPx, heightPx, pixels };
}
