import { readFile, writeFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { createCanvas } from './drawing/canvas.ts';
import { fontPaths } from './drawing/caption-font.ts';
import { captionSprite } from './drawing/caption-sprite.ts';
import { toCanvas, toI420 } from './drawing/i420.ts';
import { lay } from './drawing/sprite.ts';
import { encodeJpeg } from './jpeg.ts';

const [widthPx, heightPx] = [480, 120];

/** A picture of a few words in the typeface of the captions. */
export async function writeFontPreview(text: string, path: string): Promise<void> {
  const picture = toI420(createCanvas(widthPx, heightPx, [255, 255, 255]));
  const box = { leftPx: 0, topPx: 0, widthPx, heightPx };
  const sprite = captionSprite(text, { box, fontSizePx: 56, color: '#202020', strokeColor: '#ffffff', strokePx: 0 });
  if (sprite !== undefined) lay(sprite, picture);
  await writeFile(path, await encodeJpeg(toCanvas(picture)));
}

/** The typeface as a TrueType file. @throws {Error} where its file is missing. */
export async function writeTrueType(path: string): Promise<void> {
  const woff = fontPaths()?.at(-1);
  if (woff === undefined) throw new Error('The typeface of the captions is not installed.');
  await writeFile(path, toTrueType(await readFile(woff)));
}

/** A WOFF is a TrueType file whose tables are compressed: they are opened and put side by side again. */
function toTrueType(woff: Uint8Array): Uint8Array {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength);
  const count = view.getUint16(12);
  const head = Buffer.alloc(12 + 16 * count);
  const power = 2 ** Math.floor(Math.log2(count));
  head.writeUInt32BE(view.getUint32(4), 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((count - power) * 16, 10);
  const tables: Buffer[] = [];
  for (let i = 0, from = 44, to = 12, offset = head.length; i < count; i++, from += 20, to += 16) {
    const [start, stored, length] = [view.getUint32(from + 4), view.getUint32(from + 8), view.getUint32(from + 12)];
    const part = woff.subarray(start, start + stored);
    const table = Buffer.alloc(Math.ceil(length / 4) * 4);
    table.set(stored < length ? inflateSync(part) : part);
    head.set(woff.subarray(from, from + 4), to);
    head.writeUInt32BE(view.getUint32(from + 16), to + 4);
    head.writeUInt32BE(offset, to + 8);
    head.writeUInt32BE(length, to + 12);
    tables.push(table);
    offset += table.length;
  }
  return Buffer.concat([head, ...tables]);
}
