import type { Canvas, Rgb } from './canvas.ts';
import { fillShape, flat } from './fill.ts';
import { pathShape, roundedBox, type Shape } from './shape.ts';

/** Five dots across, seven down; each letter is seven rows of five bits, as two hexadecimal digits a row. */
const rows: Record<string, string> = {
  A: '0e11111f111111',
  B: '1e11111e11111e',
  C: '0e11101010110e',
  D: '1e11111111111e',
  E: '1f10101e10101f',
  F: '1f10101e101010',
  G: '0e11101711110f',
  H: '1111111f111111',
  I: '0e04040404040e',
  J: '0702020202120c',
  K: '11121418141211',
  L: '1010101010101f',
  M: '111b1515111111',
  N: '11191915131311',
  O: '0e11111111110e',
  P: '1e11111e101010',
  Q: '0e11111115120d',
  R: '1e11111e141211',
  S: '0f10100e01011e',
  T: '1f040404040404',
  U: '1111111111110e',
  V: '111111110a0a04',
  W: '11111115151b11',
  X: '11110a040a1111',
  Y: '11110a04040404',
  Z: '1f01020408101f',
  '0': '0e11131519110e',
  '1': '040c040404040e',
  '2': '0e11010204081f',
  '3': '1f02040201110e',
  '4': '02060a121f0202',
  '5': '1f101e0101110e',
  '6': '0608101e11110e',
  '7': '1f010204080808',
  '8': '0e11110e11110e',
  '9': '0e11110f01020c',
  ' ': '00000000000000',
  '-': '0000001f000000',
  '.': '00000000000c0c',
  ':': '000c0c000c0c00',
  '/': '01010204081010',
  '·': '0000000c0c0000',
};

/** Columns a letter takes, with the gap after it. */
export const letterColumns = 6;
export const letterRows = 7;

/** True where the dot of `text` at this column and row is set. Lower case is written large; a character without a letter is a full box. */
export function isDot(text: string, column: number, row: number): boolean {
  const within = column % letterColumns;
  const character = [...text][Math.floor(column / letterColumns)];
  if (character === undefined || within >= 5) return false;
  const bits = Number.parseInt((rows[character.toUpperCase()] ?? '1f1f1f1f1f1f1f').slice(row * 2, row * 2 + 2), 16);
  return ((bits >> (4 - within)) & 1) === 1;
}

/** The dots of a text as one shape, each dot `dot` units wide, from the origin. */
export function textShape(text: string, dot: number): Shape {
  const outlines: Float64Array[] = [];
  for (let row = 0; row < letterRows; row++) {
    for (let column = 0; column < [...text].length * letterColumns; column++) {
      if (!isDot(text, column, row)) continue;
      let end = column + 1;
      while (isDot(text, end, row)) end++;
      outlines.push(...box(column * dot, row * dot, end * dot, (row + 1) * dot).outlines);
      column = end;
    }
  }
  return { outlines };
}

/** A dark, see-through tag with the text in it. The canvas is as large as the tag. */
export function drawTag(canvas: Canvas, text: string, dot: number, color: Rgb): void {
  fillShape(canvas, roundedBox(0, 0, canvas.widthPx, canvas.heightPx, canvas.heightPx * 0.3), flat([16, 20, 26], 0.72));
  const width = ([...text].length * letterColumns - 1) * dot;
  // On whole pixels: small letters would blur between them.
  const place = { x: Math.round((canvas.widthPx - width) / 2), y: Math.round((canvas.heightPx - letterRows * dot) / 2), scale: 1 };
  fillShape(canvas, textShape(text, dot), flat(color), place);
}

function box(left: number, top: number, right: number, bottom: number): Shape {
  return pathShape(`M ${left} ${top} L ${right} ${top} ${right} ${bottom} ${left} ${bottom} Z`);
}
