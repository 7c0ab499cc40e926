import { isDot, letterColumns, letterRows } from '../drawing/letters.ts';
import { BitWriter } from './bit-writer.ts';

/** Bits a difference of brightness may need, with its Huffman code: the table from the JPEG standard's annex K. */
const differenceCodes: readonly (readonly [code: number, width: number])[] = [
  [0b00, 2],
  [0b010, 3],
  [0b011, 3],
  [0b100, 3],
  [0b101, 3],
  [0b110, 3],
  [0b1110, 4],
  [0b11110, 5],
  [0b111110, 6],
];
const quantizer = 8;

/**
 * A grey picture with a label, made of even blocks of eight by eight: each takes a difference and an end, a few bits.
 *
 * @param grey 0 to 255.
 */
export function tinyJpeg(widthPx: number, heightPx: number, grey: number, label: string): Uint8Array {
  const [columns, rows] = [Math.ceil(widthPx / 8), Math.ceil(heightPx / 8)];
  const writer = new BitWriter();
  const ground = Math.round(grey);
  let before = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = (isLetter(label, column, row, columns) ? 235 : ground) - 128;
      writeDifference(writer, value - before);
      writer.bits(0, 1); // the end of the block: the only code of the second table
      before = value;
    }
  }
  return Uint8Array.from([...header(widthPx, heightPx), ...stuffed(writer.align(1).finish()), 0xff, 0xd9]);
}

/** One block is one dot; the label starts in the second block, where it fits. */
function isLetter(label: string, column: number, row: number, columns: number): boolean {
  const fits = [...label].length * letterColumns + 1 <= columns;
  return fits && row >= 1 && row <= letterRows && column >= 1 && isDot(label, column - 1, row - 1);
}

/** With a quantizer of 8 the mean of a block is its coefficient. */
function writeDifference(writer: BitWriter, difference: number): void {
  const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  const [code, width] = differenceCodes[size] ?? [0, 2];
  writer.bits(code, width).bits(difference < 0 ? difference + 2 ** size - 1 : difference, size);
}

function header(widthPx: number, heightPx: number): number[] {
  const segment = (marker: number, ...body: readonly number[]) => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
  return [
    ...[0xff, 0xd8],
    ...segment(0xe0, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0),
    ...segment(0xdb, 0, ...Array<number>(64).fill(quantizer)),
    ...segment(0xc0, 8, heightPx >> 8, heightPx & 255, widthPx >> 8, widthPx & 255, 1, 1, 0x11, 0),
    ...segment(0xc4, 0x00, ...[0, 1, 5, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ...differenceCodes.keys()),
    ...segment(0xc4, 0x10, ...[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0),
    ...segment(0xda, 1, 1, 0x00, 0, 63, 0),
  ];
}

/** A byte of ones would look like a marker. */
function* stuffed(bytes: Uint8Array): Generator<number> {
  for (const byte of bytes) {
    yield byte;
    if (byte === 0xff) yield 0;
  }
}
