import { inflateSync } from 'node:zlib';
import { type Canvas, createCanvas } from './canvas.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Samples a pixel has, by colour type: grey, RGB, palette, grey with alpha, RGBA. */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** First pixel and step in x and y of the seven passes of an interlaced picture. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

interface Header {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlaced: boolean;
}

/** Decodes any PNG: every colour type and depth, interlaced or not. @throws {Error} when it is none, or broken. */
export function decodePng(bytes: Uint8Array, maxPixels: number): Canvas {
  const { header, palette, transparency, data } = readChunks(bytes, maxPixels);
  const canvas = createCanvas(header.widthPx, header.heightPx);
  const raw = inflateSync(data);
  let at = 0;
  for (const [left, top, stepX, stepY] of header.interlaced ? passes : ([[0, 0, 1, 1]] as const)) {
    const [columns, rows] = [Math.ceil((header.widthPx - left) / stepX), Math.ceil((header.heightPx - top) / stepY)];
    if (columns <= 0 || rows <= 0) continue;
    const rowBytes = Math.ceil((columns * (samplesOf[header.colorType] ?? 1) * header.depth) / 8);
    const pixelBytes = Math.max(1, ((samplesOf[header.colorType] ?? 1) * header.depth) >> 3);
    let before = new Uint8Array(rowBytes);
    for (let row = 0; row < rows; row++, at += rowBytes + 1) {
      const line = unfiltered(raw.subarray(at + 1, at + 1 + rowBytes), before, raw[at] ?? 0, pixelBytes);
      for (let column = 0; column < columns; column++) {
        const place = ((top + row * stepY) * header.widthPx + left + column * stepX) * 4;
        canvas.pixels.set(pixelAt(line, column, { header, palette, transparency }), place);
      }
      before = line;
    }
  }
  return canvas;
}

function readChunks(bytes: Uint8Array, maxPixels: number) {
  if (!isPng(bytes)) throw new Error('This is no PNG picture.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, Uint8Array[]>();
  for (let at = 8; at + 12 <= bytes.length; ) {
    const [length, type] = [view.getUint32(at), String.fromCharCode(...bytes.subarray(at + 4, at + 8))];
    chunks.set(type, [...(chunks.get(type) ?? []), bytes.subarray(at + 8, at + 8 + length)]);
    at += length + 12;
  }
  const header = readHeader(chunks.get('IHDR')?.[0]);
  if (header.widthPx * header.heightPx > maxPixels) throw new Error('The picture is too large.');
  return {
    header,
    palette: chunks.get('PLTE')?.[0] ?? new Uint8Array(),
    transparency: chunks.get('tRNS')?.[0] ?? new Uint8Array(),
    data: Buffer.concat(chunks.get('IDAT') ?? []),
  };
}

function readHeader(chunk: Uint8Array | undefined): Header {
  if (chunk === undefined || chunk.length < 13) throw new Error('The PNG picture has no header.');
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const header = { widthPx: view.getUint32(0), heightPx: view.getUint32(4), depth: view.getUint8(8), colorType: view.getUint8(9) };
  const known = samplesOf[header.colorType] !== undefined && [1, 2, 4, 8, 16].includes(header.depth);
  if (!known || header.widthPx === 0 || header.heightPx === 0) throw new Error('The PNG picture is of no known kind.');
  return { ...header, interlaced: view.getUint8(12) === 1 };
}

/** Takes the prediction out of a row: each byte was written as its difference to what stands left, above or between. */
function unfiltered(line: Uint8Array, above: Uint8Array, filter: number, pixelBytes: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(line.length);
  for (let i = 0; i < line.length; i++) {
    const [left, up, corner] = [result[i - pixelBytes] ?? 0, above[i] ?? 0, i < pixelBytes ? 0 : (above[i - pixelBytes] ?? 0)];
    const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    result[i] = (line[i] ?? 0) + predicted;
  }
  return result;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

interface PixelRules {
  readonly header: Header;
  readonly palette: Uint8Array;
  readonly transparency: Uint8Array;
}

function pixelAt(
  line: Uint8Array,
  column: number,
  { header, palette, transparency }: PixelRules,
): readonly [number, number, number, number] {
  const { colorType, depth } = header;
  const count = samplesOf[colorType] ?? 1;
  const sample = (index: number) => sampleAt(line, column * count + index, depth);
  const scaled = (index: number) => (depth === 16 ? sample(index) >> 8 : (sample(index) * 255) / (2 ** depth - 1));
  switch (colorType) {
    case 3: {
      const index = sample(0);
      return [palette[index * 3] ?? 0, palette[index * 3 + 1] ?? 0, palette[index * 3 + 2] ?? 0, transparency[index] ?? 255];
    }
    case 2: {
      const clear =
        transparency.length >= 6 &&
        [0, 1, 2].every((i) => sample(i) === ((transparency[i * 2] ?? 0) << 8) + (transparency[i * 2 + 1] ?? 0));
      return [scaled(0), scaled(1), scaled(2), clear ? 0 : 255];
    }
    case 6:
      return [scaled(0), scaled(1), scaled(2), scaled(3)];
    case 4:
      return [scaled(0), scaled(0), scaled(0), scaled(1)];
    default: {
      const clear = transparency.length >= 2 && sample(0) === ((transparency[0] ?? 0) << 8) + (transparency[1] ?? 0);
      return [scaled(0), scaled(0), scaled(0), clear ? 0 : 255];
    }
  }
}

function sampleAt(line: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return line[index] ?? 0;
  if (depth === 16) return ((line[index * 2] ?? 0) << 8) | (line[index * 2 + 1] ?? 0);
  const bit = index * depth;
  return ((line[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}
