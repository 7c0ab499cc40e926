import { createI420, type I420, planesOf } from '../drawing/i420.ts';

/** Clockwise, as containers note it. */
export type Rotation = 0 | 90 | 180 | 270;

/** Turns a picture the right way up. */
export function rotated(picture: I420, rotation: Rotation): I420 {
  if (rotation === 0) return picture;
  const swapped = rotation !== 180;
  const result = createI420(swapped ? picture.heightPx : picture.widthPx, swapped ? picture.widthPx : picture.heightPx);
  const [sources, targets] = [planesOf(picture), planesOf(result)];
  for (let plane = 0; plane < 3; plane++) {
    const shift = plane === 0 ? 0 : 1;
    turnPlane(sources[plane] ?? empty, targets[plane] ?? empty, picture.widthPx >> shift, picture.heightPx >> shift, rotation);
  }
  return result;
}

const empty = new Uint8Array();

function turnPlane(from: Uint8Array, to: Uint8Array, width: number, height: number, rotation: Rotation): void {
  // Where the first sample lands, and how far a step right and a step down lead in the result.
  const [start, right, down] =
    rotation === 90 ? [height - 1, height, -1] : rotation === 180 ? [width * height - 1, -1, -width] : [height * (width - 1), -height, 1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, at = start + y * down; x < width; x++, at += right) to[at] = from[i++] ?? 0;
  }
}

/** Scales to fill the size and cuts off what hangs over, evenly on both sides. */
export function createFitter(
  source: { readonly widthPx: number; readonly heightPx: number },
  widthPx: number,
  heightPx: number,
): (picture: I420) => I420 {
  if (source.widthPx === widthPx && source.heightPx === heightPx) return (picture) => picture;
  const ratio = Math.max(widthPx / source.widthPx, heightPx / source.heightPx);
  const halvings = Math.max(0, Math.floor(Math.log2(1 / ratio)));
  const [sourceWidth, sourceHeight] = [evenHalf(source.widthPx, halvings), evenHalf(source.heightPx, halvings)];
  const result = createI420(widthPx, heightPx);
  const taps = [0, 1].map((shift) => {
    const [fullWidth, fullHeight] = [sourceWidth >> shift, sourceHeight >> shift];
    const scale = Math.max(widthPx / sourceWidth, heightPx / sourceHeight);
    return { columns: tapsFor(fullWidth, widthPx >> shift, scale), rows: tapsFor(fullHeight, heightPx >> shift, scale), stride: fullWidth };
  });
  return (picture) => {
    let small = picture;
    for (let i = 0; i < halvings; i++) small = halved(small);
    const [from, to] = [planesOf(small), planesOf(result)];
    for (let plane = 0; plane < 3; plane++) scalePlane(from[plane] ?? empty, to[plane] ?? empty, taps[plane === 0 ? 0 : 1]);
    return result;
  };
}

function evenHalf(size: number, times: number): number {
  let result = size;
  for (let i = 0; i < times; i++) result = Math.max(2, (result >> 2) * 2);
  return result;
}

/** For each target sample: the source sample before it, and the share (of 256) of the one after. */
interface Taps {
  readonly index: Int32Array;
  readonly share: Int32Array;
}

function tapsFor(sourceLength: number, targetLength: number, scale: number): Taps {
  const index = new Int32Array(targetLength);
  const share = new Int32Array(targetLength);
  const offset = (sourceLength - targetLength / scale) / 2;
  for (let i = 0; i < targetLength; i++) {
    const place = Math.max(0, Math.min(sourceLength - 1, (i + 0.5) / scale - 0.5 + offset));
    index[i] = Math.min(Math.floor(place), Math.max(0, sourceLength - 2));
    share[i] = Math.round((place - (index[i] ?? 0)) * 256);
  }
  return { index, share };
}

/** Widens the two source rows that a target row lies between, then mixes them; neighbouring target rows share most of that work. */
function scalePlane(
  from: Uint8Array,
  to: Uint8Array,
  taps: { readonly columns: Taps; readonly rows: Taps; readonly stride: number } | undefined,
): void {
  if (taps === undefined) return;
  const { columns, rows, stride } = taps;
  const width = columns.index.length;
  let [above, below] = [new Uint16Array(width), new Uint16Array(width)];
  let held = -2;
  for (let y = 0, i = 0; y < rows.index.length; y++) {
    const row = rows.index[y] ?? 0;
    if (row === held + 1) [above, below] = [below, above];
    else if (row !== held) widenRow(from, row * stride, columns, above);
    if (row !== held) widenRow(from, (row + 1) * stride, columns, below);
    held = row;
    const low = rows.share[y] ?? 0;
    const high = 256 - low;
    for (let x = 0; x < width; x++) to[i++] = ((above[x] ?? 0) * high + (below[x] ?? 0) * low + 32768) >> 16;
  }
}

/** One row at the target's width, in 256ths. */
function widenRow(from: Uint8Array, start: number, { index, share }: Taps, to: Uint16Array): void {
  for (let x = 0; x < to.length; x++) {
    const at = start + (index[x] ?? 0);
    const right = share[x] ?? 0;
    to[x] = (from[at] ?? 0) * (256 - right) + (from[at + 1] ?? 0) * right;
  }
}

/** Half the size, each sample the mean of four: without it, scaling far down would shimmer. */
function halved(picture: I420): I420 {
  const result = createI420(evenHalf(picture.widthPx, 1), evenHalf(picture.heightPx, 1));
  const [sources, targets] = [planesOf(picture), planesOf(result)];
  for (let plane = 0; plane < 3; plane++) {
    const shift = plane === 0 ? 0 : 1;
    const [from, to] = [sources[plane] ?? empty, targets[plane] ?? empty];
    const [stride, width, height] = [picture.widthPx >> shift, result.widthPx >> shift, result.heightPx >> shift];
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0, at = y * 2 * stride; x < width; x++, at += 2) {
        to[i++] = ((from[at] ?? 0) + (from[at + 1] ?? 0) + (from[at + stride] ?? 0) + (from[at + stride + 1] ?? 0) + 2) >> 2;
      }
    }
  }
  return result;
}
