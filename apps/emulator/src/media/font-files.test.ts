import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import jpeg from 'jpeg-js';
import { expect, test } from 'vitest';
import { writeFontPreview, writeTrueType } from './font-files.ts';

test('a preview shows the words dark on white', async () => {
  using folder = createTempFolder();
  const path = join(folder.path, 'preview.jpg');
  await writeFontPreview('思源黑体', path);
  const { data } = jpeg.decode(readFileSync(path), { useTArray: true });
  const dark = data.filter((value, i) => i % 4 === 0 && value < 80).length;
  expect(dark).toBeGreaterThan(500);
  expect(data[0]).toBeGreaterThan(240);
});

test('the TrueType file has every table at the place and with the sum that its directory tells', async () => {
  using folder = createTempFolder();
  const path = join(folder.path, 'font.ttf');
  await writeTrueType(path);
  const bytes = readFileSync(path);
  expect(bytes.readUInt32BE(0)).toBe(0x00010000);
  const tables = Array.from({ length: bytes.readUInt16BE(4) }, (_, i) => 12 + i * 16).map((at) => ({
    tag: bytes.toString('latin1', at, at + 4),
    sum: bytes.readUInt32BE(at + 4),
    from: bytes.readUInt32BE(at + 8),
    length: bytes.readUInt32BE(at + 12),
  }));
  expect(tables.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['cmap', 'glyf', 'head', 'hmtx', 'loca']));
  for (const { tag, sum, from, length } of tables) {
    let total = 0;
    for (let at = from; at < from + length; at += 4)
      total = (total + (tag === 'head' && at === from + 8 ? 0 : bytes.readUInt32BE(at))) >>> 0;
    expect([tag, total]).toEqual([tag, sum]);
  }
});
