import type { Rgb } from '../drawing/canvas.ts';
import { yuvOf } from '../drawing/i420.ts';
import { isDot, letterColumns, letterRows } from '../drawing/letters.ts';
import { BitWriter } from './bit-writer.ts';

/** A still picture as an H.264 stream: an IDR picture, and one that says "as before". */
export interface StillVideo {
  /** The avcC box: what a decoder must know before. */
  readonly description: Uint8Array<ArrayBuffer>;
  /** Packets in AVCC form (each unit headed by its length). `count` runs from 0 at every key picture. */
  keyPacket(number: number): Uint8Array;
  repeatPacket(count: number): Uint8Array;
}

const block = 16;
const frameNumberBits = 8;

/**
 * One colour with a label in its corner, coded by hand: the label's blocks are raw samples, every other block is predicted
 * from its neighbours and needs a few bits. Any even size takes well under a millisecond and a few kilobytes.
 */
export function stillVideo(widthPx: number, heightPx: number, color: Rgb, label: string): StillVideo {
  const [columns, rows] = [Math.ceil(widthPx / block), Math.ceil(heightPx / block)];
  const sequence = sequenceSet(widthPx, heightPx, columns, rows);
  const picture = pictureSet();
  const painted = paintLabel(columns, rows, label);
  return {
    description: avcConfiguration(sequence, picture),
    keyPacket: (number) => lengthPrefixed(keyUnit(columns, rows, color, painted, number)),
    repeatPacket: (count) => lengthPrefixed(repeatUnit(columns * rows, count)),
  };
}

const baseline = 66;
const constraints = 0xc0;

function levelFor(blocks: number): number {
  return blocks <= 1620 ? 30 : blocks <= 3600 ? 31 : blocks <= 8192 ? 40 : 51;
}

function sequenceSet(widthPx: number, heightPx: number, columns: number, rows: number): Uint8Array<ArrayBuffer> {
  const writer = new BitWriter().bytes([0x67, baseline, constraints, levelFor(columns * rows)]);
  writer
    .ue(0)
    .ue(frameNumberBits - 4)
    .ue(2)
    .ue(1)
    .bits(0, 1); // id, frame number bits, order of output = of decoding, one reference, no gaps
  writer
    .ue(columns - 1)
    .ue(rows - 1)
    .bits(1, 1)
    .bits(1, 1);
  const [cutRight, cutBottom] = [(columns * block - widthPx) / 2, (rows * block - heightPx) / 2];
  writer.bits(cutRight + cutBottom > 0 ? 1 : 0, 1);
  if (cutRight + cutBottom > 0) writer.ue(0).ue(cutRight).ue(0).ue(cutBottom);
  writer.bits(1, 1).bits(0, 1).bits(0, 1).bits(1, 1); // usability information: no aspect ratio, no overscan, a video signal type:
  writer.bits(5, 3).bits(0, 1).bits(1, 1).bits(1, 8).bits(1, 8).bits(1, 8); // limited range, BT.709 throughout
  writer.bits(0, 1).bits(0, 1).bits(0, 1).bits(0, 1).bits(0, 1).bits(0, 1); // nothing on chroma place, timing, buffers, structure, limits
  return unit(writer);
}

function pictureSet(): Uint8Array<ArrayBuffer> {
  const writer = new BitWriter().bytes([0x68]).ue(0).ue(0).bits(0, 1).bits(0, 1).ue(0).ue(0).ue(0).bits(0, 1).bits(0, 2);
  writer.se(0).se(0).se(0).bits(1, 1).bits(0, 1).bits(0, 1); // quantizers; deblocking is controlled by each slice
  return unit(writer);
}

const rawBlock = 25;
/** Predicted from the mean of the neighbours, with nothing added. */
const meanBlock = 3;

function keyUnit(
  columns: number,
  rows: number,
  color: Rgb,
  painted: ReadonlyMap<number, Uint8Array>,
  number: number,
): Uint8Array<ArrayBuffer> {
  const writer = new BitWriter()
    .bytes([0x65])
    .ue(0)
    .ue(7)
    .ue(0)
    .bits(0, frameNumberBits)
    .ue(number % 2);
  writer.bits(0, 2).se(0).ue(1); // keep nothing, no change of quantizer, no deblocking
  const [luma, cb, cr] = yuvOf(color);
  const chroma = [...Array<number>(64).fill(cb), ...Array<number>(64).fill(cr)];
  const isRaw = (cell: number) => cell === 0 || painted.has(cell);
  for (let cell = 0; cell < columns * rows; cell++) {
    if (isRaw(cell)) {
      const mask = painted.get(cell);
      const samples = Array.from({ length: 256 }, (_, i) => (mask?.[i] === 1 ? 235 : luma));
      writer.ue(rawBlock).align(0).bytes(samples).bytes(chroma);
    } else {
      const left = cell % columns > 0 ? [isRaw(cell - 1)] : [];
      const above = cell >= columns ? [isRaw(cell - columns)] : [];
      const rawNear = [...left, ...above].some(Boolean);
      // No coefficients: how that is written depends on how many the neighbours had, and raw ones count as having all.
      writer
        .ue(meanBlock)
        .ue(0)
        .se(0)
        .bits(rawNear ? 3 : 1, rawNear ? 6 : 1);
    }
  }
  return unit(writer);
}

function repeatUnit(blocks: number, count: number): Uint8Array<ArrayBuffer> {
  const writer = new BitWriter()
    .bytes([0x41])
    .ue(0)
    .ue(5)
    .ue(0)
    .bits(count % 2 ** frameNumberBits, frameNumberBits);
  writer.bits(0, 3).se(0).ue(1).ue(blocks); // no overrides; every block is skipped
  return unit(writer);
}

/** Which samples of which blocks belong to letters. The label stands one block from the corner; its rim keeps the background's colour, from which neighbours are predicted. */
function paintLabel(columns: number, rows: number, label: string): Map<number, Uint8Array> {
  const painted = new Map<number, Uint8Array>();
  const width = [...label].length * letterColumns;
  const room = Math.floor(((columns - 2) * block - 4) / width);
  if (room < 1 || rows < 3) return painted;
  const dot = Math.min(2, room, Math.floor(((rows - 2) * block - 4) / letterRows));
  for (let y = 0; y < letterRows * dot; y++) {
    for (let x = 0; x < width * dot; x++) {
      if (!isDot(label, Math.floor(x / dot), Math.floor(y / dot))) continue;
      const [px, py] = [x + block + 1, y + block + 1];
      const cell = Math.floor(py / block) * columns + Math.floor(px / block);
      const mask = painted.get(cell) ?? new Uint8Array(256);
      mask[(py % block) * block + (px % block)] = 1;
      painted.set(cell, mask);
    }
  }
  return withNeighboursPredictable(painted, columns);
}

/** A letter that touches the right or lower rim of its block would be smeared over the next: that one is written raw, too. */
function withNeighboursPredictable(painted: Map<number, Uint8Array>, columns: number): Map<number, Uint8Array> {
  for (const [cell, mask] of [...painted]) {
    const touchesRight = mask.some((set, i) => set === 1 && i % block === block - 1);
    const touchesBottom = mask.some((set, i) => set === 1 && i >= block * (block - 1));
    if (touchesRight && !painted.has(cell + 1)) painted.set(cell + 1, new Uint8Array(256));
    if (touchesBottom && !painted.has(cell + columns)) painted.set(cell + columns, new Uint8Array(256));
  }
  return painted;
}

/** Ends the bits, and breaks up what a decoder would take for the start of a unit. */
function unit(writer: BitWriter): Uint8Array<ArrayBuffer> {
  const raw = writer.bits(1, 1).align(0).finish();
  const safe: number[] = [];
  let zeros = 0;
  for (const byte of raw) {
    if (zeros >= 2 && byte <= 3) {
      safe.push(3);
      zeros = 0;
    }
    safe.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Uint8Array.from(safe);
}

function lengthPrefixed(nal: Uint8Array): Uint8Array {
  const packet = new Uint8Array(nal.length + 4);
  new DataView(packet.buffer).setUint32(0, nal.length);
  packet.set(nal, 4);
  return packet;
}

function avcConfiguration(sequence: Uint8Array, picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = [1, ...sequence.subarray(1, 4), 0xff, 0xe1, sequence.length >> 8, sequence.length & 255];
  return Uint8Array.from([...head, ...sequence, 1, picture.length >> 8, picture.length & 255, ...picture]);
}
