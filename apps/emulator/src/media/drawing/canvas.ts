/** A picture in memory: 8-bit RGBA, straight (not premultiplied) alpha, rows from the top. */
export interface Canvas {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Uint8ClampedArray;
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** A transparent canvas, or an opaque one when a colour is given. */
export function createCanvas(widthPx: number, heightPx: number, fill?: Rgb): Canvas {
  const pixels = new Uint8ClampedArray(widthPx * heightPx * 4);
  if (fill !== undefined) new Uint32Array(pixels.buffer).fill(packOpaque(fill));
  return { widthPx, heightPx, pixels };
}

export function copyCanvas(canvas: Canvas): Canvas {
  return { ...canvas, pixels: new Uint8ClampedArray(canvas.pixels) };
}

/** `#rrggbb` as numbers. */
export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The colour `share` of the way from one to the other. */
export function mixRgb(from: Rgb, to: Rgb, share: number): Rgb {
  const mix = (a: number, b: number) => Math.round(a + (b - a) * share);
  return [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])];
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function packOpaque([red, green, blue]: Rgb): number {
  return littleEndian ? (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0 : ((red << 24) | (green << 16) | (blue << 8) | 0xff) >>> 0;
}
