import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { createTempFolder } from '@reelwright/test-kit';
import jpeg from 'jpeg-js';
import { expect, test } from 'vitest';
import { createCanvas } from './canvas.ts';
import { layCanvas, layPicture, readPicture } from './picture.ts';

interface PngParts {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlace?: 0 | 1;
  /** Rows with their filter byte in front. */
  readonly rows: readonly (readonly number[])[];
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
}

function png({ widthPx, heightPx, depth, colorType, interlace = 0, rows, palette, transparency }: PngParts): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([depth, colorType, 0, 0, interlace], 8);
  const chunk = (type: string, body: Uint8Array) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body, Buffer.alloc(4)]);
  };
  const parts = [chunk('IHDR', header)];
  if (palette) parts.push(chunk('PLTE', Buffer.from(palette)));
  if (transparency) parts.push(chunk('tRNS', Buffer.from(transparency)));
  parts.push(chunk('IDAT', deflateSync(Buffer.from(rows.flat()))), chunk('IEND', new Uint8Array()));
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

async function decoded(bytes: Uint8Array) {
  using folder = createTempFolder();
  const path = join(folder.path, 'picture.any');
  writeFileSync(path, bytes);
  return await readPicture(path); // the folder is there until then
}

const two = { widthPx: 2, heightPx: 1 };

test.each<[string, PngParts, readonly number[]]>([
  ['RGBA', { ...two, depth: 8, colorType: 6, rows: [[0, 1, 2, 3, 4, 5, 6, 7, 8]] }, [1, 2, 3, 4, 5, 6, 7, 8]],
  ['RGB', { ...two, depth: 8, colorType: 2, rows: [[0, 1, 2, 3, 5, 6, 7]] }, [1, 2, 3, 255, 5, 6, 7, 255]],
  [
    'RGB with a clear colour',
    { ...two, depth: 8, colorType: 2, transparency: [0, 1, 0, 2, 0, 3], rows: [[0, 1, 2, 3, 5, 6, 7]] },
    [1, 2, 3, 0, 5, 6, 7, 255],
  ],
  ['grey of 16 bits', { ...two, depth: 16, colorType: 0, rows: [[0, 9, 200, 250, 1]] }, [9, 9, 9, 255, 250, 250, 250, 255]],
  ['grey of 1 bit', { ...two, depth: 1, colorType: 0, rows: [[0, 0b10_000000]] }, [255, 255, 255, 255, 0, 0, 0, 255]],
  ['grey with alpha', { ...two, depth: 8, colorType: 4, rows: [[0, 7, 9, 8, 10]] }, [7, 7, 7, 9, 8, 8, 8, 10]],
  [
    'a palette of 4 bits',
    { ...two, depth: 4, colorType: 3, palette: [1, 2, 3, 4, 5, 6], transparency: [77], rows: [[0, 0x01]] },
    [1, 2, 3, 77, 4, 5, 6, 255],
  ],
  ['a row told by what is left of it', { ...two, depth: 8, colorType: 0, rows: [[1, 10, 5]] }, [10, 10, 10, 255, 15, 15, 15, 255]],
])('reads a PNG of %s', async (_name, parts, pixels) => {
  const picture = await decoded(png(parts));
  expect([picture.widthPx, picture.heightPx]).toEqual([2, 1]);
  expect([...picture.pixels]).toEqual(pixels);
});

test.each([
  ['above', 2, [1, 2, 11, 22]],
  ['the mean', 3, [1, 2, 10, 26]],
  ['the nearest', 4, [1, 2, 11, 31]],
])('reads a row told by %s', async (_name, filter, expected) => {
  const { pixels } = await decoded(
    png({
      widthPx: 2,
      heightPx: 2,
      depth: 8,
      colorType: 0,
      rows: [
        [0, 1, 2],
        [filter, 10, 20],
      ],
    }),
  );
  expect([0, 4, 8, 12].map((i) => pixels[i])).toEqual(expected);
});

test('reads a PNG whose rows come in seven passes', async () => {
  // 3 x 3: the first pass has the first pixel; the fourth, the pixel two to the right; then every pixel left out so far.
  const rows = [
    [0, 10],
    [0, 12],
    [0, 30, 32],
    [0, 11],
    [0, 31],
    [0, 20, 21, 22],
  ];
  const { pixels } = await decoded(png({ widthPx: 3, heightPx: 3, depth: 8, colorType: 0, interlace: 1, rows }));
  expect(Array.from({ length: 9 }, (_, i) => pixels[i * 4])).toEqual([10, 11, 12, 20, 21, 22, 30, 31, 32]);
});

test('reads a JPEG, and refuses what is neither', async () => {
  const { data } = jpeg.encode({ width: 16, height: 8, data: new Uint8Array(16 * 8 * 4).fill(200) }, 90);
  expect(await decoded(data)).toMatchObject({ widthPx: 16, heightPx: 8 });
  await expect(decoded(Buffer.from('GIF89a and more'))).rejects.toMatchObject({ name: 'MediaError', kind: 'input' });
  await expect(readPicture('/nowhere.png')).rejects.toMatchObject({ name: 'MediaError', kind: 'input' });
});

test('a picture is stretched to its box and cut off at the border', () => {
  const picture = createCanvas(2, 1, [255, 0, 0]);
  picture.pixels.set([0, 0, 255, 255], 4);
  const canvas = createCanvas(8, 4, [0, 255, 0]);
  layPicture(canvas, picture, { leftPx: -2, topPx: 1, widthPx: 8, heightPx: 2 });
  const row = (y: number) =>
    Array.from({ length: 8 }, (_, x) => 'rgb'[canvas.pixels.subarray((y * 8 + x) * 4, (y * 8 + x) * 4 + 3).indexOf(255)]).join('');
  expect([0, 1, 2, 3].map(row)).toEqual(['gggggggg', 'rrbbbbgg', 'rrbbbbgg', 'gggggggg']);
});

test('what is half to be seen is mixed with what is behind', () => {
  const canvas = createCanvas(2, 2, [0, 0, 0]);
  const over = createCanvas(1, 1);
  over.pixels.set([200, 100, 50, 128]);
  layCanvas(canvas, over, 1, 1);
  expect([...canvas.pixels.subarray(12)]).toEqual([100, 50, 25, 255]);
  expect([...canvas.pixels.subarray(0, 4)]).toEqual([0, 0, 0, 255]);
});
