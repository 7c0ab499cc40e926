import { inflateSync } from 'node:zlib';

/** A glyph: outlines as polygons in units of the em, y down, from the base line. */
export interface Glyph {
  readonly advance: number;
  readonly outlines: readonly Float64Array[];
}

/** The outlines of a typeface, read from a WOFF file. */
export interface Typeface {
  /** `undefined` for a character that the typeface does not have. */
  glyph(character: string): Glyph | undefined;
}

/**
 * Reads a WOFF (1.0) file with TrueType outlines: what captions are drawn with needs no more of a font than its
 * characters' outlines and widths.
 *
 * @throws {Error} when it is none.
 */
export function readWoff(bytes: Uint8Array): Typeface {
  const table = openTables(bytes);
  const head = table('head');
  const [unitsPerEm, longOffsets] = [head.getUint16(18), head.getInt16(50) === 1];
  const [glyf, loca, hmtx] = [table('glyf'), table('loca'), table('hmtx')];
  const advances = table('hhea').getUint16(34);
  const indexOf = readCharacterMap(table('cmap'));
  const offsetOf = (index: number) => (longOffsets ? loca.getUint32(index * 4) : loca.getUint16(index * 2) * 2);
  const source: GlyphSource = { glyf, range: (index) => [offsetOf(index), offsetOf(index + 1)] };
  const known = new Map<string, Glyph | undefined>();
  return {
    glyph(character) {
      if (known.has(character)) return known.get(character);
      const index = indexOf(character.codePointAt(0) ?? 0);
      const made =
        index === 0
          ? undefined
          : { advance: hmtx.getUint16(Math.min(index, advances - 1) * 4) / unitsPerEm, outlines: outlinesOf(source, index, unitsPerEm) };
      known.set(character, made);
      return made;
    },
  };
}

/** Tables are compressed one by one; each is opened when it is first read. */
function openTables(bytes: Uint8Array): (tag: string) => DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== 0x774f4646) throw new Error('This is no WOFF file.');
  const places = new Map<string, number>();
  for (let at = 44, left = view.getUint16(12); left > 0; left--, at += 20) {
    places.set(String.fromCharCode(...bytes.subarray(at, at + 4)), at);
  }
  return (tag) => {
    const at = places.get(tag);
    if (at === undefined) throw new Error(`The font has no table "${tag}".`);
    const [offset, stored, length] = [view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12)];
    const part = bytes.subarray(offset, offset + stored);
    const whole = stored < length ? inflateSync(part) : part;
    return new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  };
}

/** Formats 4 and 12, which between them hold every Unicode character. @returns 0 for those that are not there. */
function readCharacterMap(cmap: DataView): (codePoint: number) => number {
  const maps = Array.from({ length: cmap.getUint16(2) }, (_, i) => cmap.getUint32(4 + i * 8 + 4));
  const readers = maps.flatMap((at) => {
    const format = cmap.getUint16(at);
    return format === 12 ? [{ format, find: groupedMap(cmap, at) }] : format === 4 ? [{ format, find: segmentMap(cmap, at) }] : [];
  });
  const best = readers.toSorted((left, right) => right.format - left.format)[0];
  if (best === undefined) throw new Error('The font has no map of characters that can be read here.');
  return best.find;
}

function groupedMap(cmap: DataView, at: number): (codePoint: number) => number {
  const count = cmap.getUint32(at + 12);
  return (codePoint) => {
    for (let group = 0, place = at + 16; group < count; group++, place += 12) {
      if (codePoint > cmap.getUint32(place + 4)) continue;
      const start = cmap.getUint32(place);
      return codePoint < start ? 0 : cmap.getUint32(place + 8) + codePoint - start;
    }
    return 0;
  };
}

function segmentMap(cmap: DataView, at: number): (codePoint: number) => number {
  const doubled = cmap.getUint16(at + 6);
  const [ends, starts] = [at + 14, at + 16 + doubled];
  const [deltas, offsets] = [starts + doubled, starts + 2 * doubled];
  return (codePoint) => {
    for (let i = 0; i < doubled; i += 2) {
      if (codePoint > cmap.getUint16(ends + i)) continue;
      const start = cmap.getUint16(starts + i);
      if (codePoint < start) return 0;
      const offset = cmap.getUint16(offsets + i);
      const index = offset === 0 ? codePoint : cmap.getUint16(offsets + i + offset + 2 * (codePoint - start));
      return index === 0 ? 0 : (index + cmap.getUint16(deltas + i)) & 0xffff;
    }
    return 0;
  };
}

interface GlyphSource {
  readonly glyf: DataView;
  range(index: number): readonly [start: number, end: number];
}

function outlinesOf(source: GlyphSource, index: number, unitsPerEm: number): Float64Array[] {
  return contoursOf(source, index).map((points) => flattened(points, unitsPerEm));
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

function contoursOf(source: GlyphSource, index: number): Point[][] {
  const [start, end] = source.range(index);
  if (end <= start) return []; // a space
  const count = source.glyf.getInt16(start);
  return count >= 0 ? simpleContours(source.glyf, start, count) : composedContours(source, start);
}

function simpleContours(glyf: DataView, start: number, count: number): Point[][] {
  const ends = Array.from({ length: count }, (_, i) => glyf.getUint16(start + 10 + i * 2));
  const total = (ends.at(-1) ?? -1) + 1;
  let at = start + 10 + count * 2;
  at += 2 + glyf.getUint16(at);
  const flags: number[] = [];
  while (flags.length < total) {
    const flag = glyf.getUint8(at++);
    const times = flag & 8 ? glyf.getUint8(at++) + 1 : 1;
    for (let i = 0; i < times; i++) flags.push(flag);
  }
  const [xs, afterX] = coordinates(glyf, at, flags, { short: 2, same: 16 });
  const [ys] = coordinates(glyf, afterX, flags, { short: 4, same: 32 });
  const points = flags.map((flag, i) => ({ x: xs[i] ?? 0, y: ys[i] ?? 0, onCurve: (flag & 1) === 1 }));
  return ends.map((end, i) => points.slice(i === 0 ? 0 : (ends[i - 1] ?? -1) + 1, end + 1));
}

/** Differences of one or two bytes; a flag says which, another that there is none (or, of one byte, that it counts up). */
function coordinates(
  glyf: DataView,
  start: number,
  flags: readonly number[],
  bits: { readonly short: number; readonly same: number },
): readonly [values: number[], next: number] {
  let [at, value] = [start, 0];
  const values = flags.map((flag) => {
    if (flag & bits.short) value += (flag & bits.same ? 1 : -1) * glyf.getUint8(at++);
    else if (!(flag & bits.same)) {
      value += glyf.getInt16(at);
      at += 2;
    }
    return value;
  });
  return [values, at];
}

/** A glyph made of others, moved and perhaps scaled. */
function composedContours(source: GlyphSource, start: number): Point[][] {
  const { glyf } = source;
  const contours: Point[][] = [];
  for (let at = start + 10, more = true; more; ) {
    const [flags, index] = [glyf.getUint16(at), glyf.getUint16(at + 2)];
    const words = (flags & 1) !== 0;
    const [dx, dy] = words ? [glyf.getInt16(at + 4), glyf.getInt16(at + 6)] : [glyf.getInt8(at + 4), glyf.getInt8(at + 5)];
    at += words ? 8 : 6;
    const fraction = () => {
      at += 2;
      return glyf.getInt16(at - 2) / 16384;
    };
    let [xx, xy, yx, yy] = [1, 0, 0, 1];
    if (flags & 8) xx = yy = fraction();
    else if (flags & 64) [xx, yy] = [fraction(), fraction()];
    else if (flags & 128) [xx, xy, yx, yy] = [fraction(), fraction(), fraction(), fraction()];
    for (const contour of contoursOf(source, index)) {
      contours.push(contour.map(({ x, y, onCurve }) => ({ x: x * xx + y * yx + dx, y: x * xy + y * yy + dy, onCurve })));
    }
    more = (flags & 32) !== 0;
  }
  return contours;
}

const piecesPerCurve = 5;

/** Quadratic curves as polygons. Between two points off the curve lies one on it, half way. */
function flattened(points: readonly Point[], unitsPerEm: number): Float64Array {
  const on = points.flatMap((point, i) => {
    const next = points[(i + 1) % points.length] ?? point;
    return point.onCurve || next.onCurve ? [point] : [point, { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, onCurve: true }];
  });
  const first = on.findIndex(({ onCurve }) => onCurve);
  const ring = [...on.slice(first), ...on.slice(0, first)];
  const result: number[] = [];
  const add = (x: number, y: number) => result.push(x / unitsPerEm, -y / unitsPerEm);
  for (let i = 0; i < ring.length; i++) {
    const [before, point, after] = [ring[i - 1], ring[i], ring[(i + 1) % ring.length]];
    if (point === undefined || after === undefined) continue;
    if (point.onCurve || before === undefined) add(point.x, point.y);
    else {
      for (let piece = 1; piece < piecesPerCurve; piece++) {
        const t = piece / piecesPerCurve;
        const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
        add(a * before.x + b * point.x + c * after.x, a * before.y + b * point.y + c * after.y);
      }
    }
  }
  return Float64Array.from(result);
}
