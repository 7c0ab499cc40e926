import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import jpeg from 'jpeg-js';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { expect, test, vi } from 'vitest';
import { encodeWav } from '../audio/wav.ts';
import { face } from '../drawing/figure.ts';
import { type I420, planesOf } from '../drawing/i420.ts';
import { layoutFor } from '../drawing/layout.ts';
import { lookFor } from '../drawing/look.ts';
import { decodePictures } from './decode-pictures.ts';
import { loadNativeCodecs } from './native-codecs.ts';
import { type FilmJob, renderFilm } from './render-film.ts';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

vi.stubEnv('NODE_WEBCODECS_FORCE', 'static');
const codecs = loadNativeCodecs();
const footage = join(import.meta.dirname, '..', '..', '..', '..', '..', 'specs', 'assets', 'mei-desk.mp4');
const [widthPx, heightPx] = [180, 320];
/** Both renderers; where there are no native codecs, the portable one twice. */
const renderers = [
  ['native', codecs],
  ['portable', undefined],
] as const;

/** A second: 0.4 s of silence, 0.4 s of a loud tone, and silence. */
function writeAudio(folder: string): string {
  const path = join(folder, 'audio.wav');
  const samples = Float32Array.from({ length: 22_050 }, (_, i) => (i > 8820 && i < 17_640 ? 0.6 * Math.sin(i / 12) : 0));
  writeFileSync(path, encodeWav({ samples, sampleRate: 22_050 }));
  return path;
}

function job(folder: string, more: Partial<FilmJob> = {}): FilmJob {
  const common = { playback: 'forward', frames: 'sequential', volume: 100, label: 'EMULATED', seed: 'a' } as const;
  const paths = { audioPath: writeAudio(folder), outPath: join(folder, 'film.mp4'), coverPath: join(folder, 'cover.jpg') };
  return { widthPx, heightPx, ...common, ...paths, ...more };
}

async function open(path: string) {
  const input = new Input({ source: new BufferSource(readFileSync(path)), formats: ALL_FORMATS });
  return { input, video: await input.getPrimaryVideoTrack(), audio: await input.getPrimaryAudioTrack() };
}

test.each(renderers)('the %s renderer makes H.264 and AAC in the size asked for, as long as the sound', async (_name, with_) => {
  using folder = createTempFolder();
  const order = job(folder.path);
  expect(await renderFilm(order, with_)).toEqual({ durationMs: 1000 });
  const { input, video, audio } = await open(order.outPath);
  expect(await video?.getCodec()).toBe('avc');
  expect(await audio?.getCodec()).toBe('aac');
  expect([await video?.getDisplayWidth(), await video?.getDisplayHeight()]).toEqual([widthPx, heightPx]);
  expect(await video?.getColorSpace()).toEqual({ primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false });
  expect(Math.abs((await input.computeDuration()) - 1)).toBeLessThan(0.05);
  const cover = jpeg.decode(readFileSync(order.coverPath));
  expect([cover.width, cover.height]).toEqual([widthPx, heightPx]);
  expect(readdirSync(folder.path).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test.each(renderers)('the %s renderer gives equal bytes for equal orders, and others for others', async (_name, with_) => {
  using folder = createTempFolder();
  const bytes = async (more: Partial<FilmJob>) => {
    const order = job(folder.path, more);
    await renderFilm(order, with_);
    return readFileSync(order.outPath).toString('base64');
  };
  const first = await bytes({});
  expect((await bytes({})) === first).toBe(true);
  expect((await bytes({ seed: 'b' })) === first).toBe(false);
});

test('the index stands before the media, and no clock is written', async () => {
  using folder = createTempFolder();
  const order = job(folder.path);
  await renderFilm(order, undefined);
  const file = readFileSync(order.outPath);
  expect(file.indexOf('moov')).toBeLessThan(file.indexOf('mdat'));
  for (const box of ['mvhd', 'tkhd', 'mdhd']) expect(file.readBigUInt64BE(file.indexOf(box) + 8)).toBe(0n);
  expect(file.includes('EMULATED')).toBe(true);
});

/** The pictures of a film, decoded; none where nothing here can decode. */
async function pictures(path: string): Promise<I420[]> {
  const { video } = await open(path);
  if (codecs === undefined || video === null) return [];
  const list: I420[] = [];
  for await (const picture of decodePictures(
    codecs,
    video,
    Array.from({ length: 25 }, (_, i) => i / 25),
  ))
    list.push(picture);
  return list;
}

/** Dark samples around the mouth: what is seen of its inside. */
function opening(frame: I420, mouth: { readonly x: number; readonly y: number; readonly scale: number }): number {
  let dark = 0;
  for (let y = Math.round(mouth.y - 10 * mouth.scale); y < mouth.y + 45 * mouth.scale; y++) {
    for (let x = Math.round(mouth.x - 40 * mouth.scale); x < mouth.x + 40 * mouth.scale; x++) {
      if ((frame.bytes[y * frame.widthPx + x] ?? 255) < 60) dark++;
    }
  }
  return dark;
}

test.each([
  ['on a drawn presenter', {}],
  ['on a drawn face in the footage', { footagePath: footage }],
])('the mouth opens with the sound and rests in silence, %s', async (_where, more) => {
  using folder = createTempFolder();
  const order = job(folder.path, { widthPx: 360, heightPx: 640, ...more });
  await renderFilm(order, codecs);
  const { head } = layoutFor(order.widthPx, order.heightPx);
  const mouth = { ...head, y: head.y + face.mouthY * head.scale };
  const openings = (await pictures(order.outPath)).map((frame) => opening(frame, mouth));
  expect(openings).toHaveLength(codecs === undefined ? 0 : 25);
  const [spoken, silent] = [openings.slice(12, 19), [...openings.slice(0, 8), ...openings.slice(23)]];
  if (codecs !== undefined) expect(Math.min(...spoken)).toBeGreaterThan(Math.max(...silent) + 60);
});

test('footage shows through, with a presenter on a card where it has no drawn face', async () => {
  using folder = createTempFolder();
  const order = job(folder.path, { footagePath: join(import.meta.dirname, '..', '__fixtures__', 'film.webm') });
  await renderFilm(order, codecs);
  const [drawn, film] = [job(folder.path, { outPath: join(folder.path, 'drawn.mp4') }), await pictures(order.outPath)];
  await renderFilm(drawn, codecs);
  const [withFootage, without] = [film[12], (await pictures(drawn.outPath))[12]];
  expect(withFootage === undefined).toBe(codecs === undefined);
  if (withFootage === undefined || without === undefined) return;
  expect(meanDifference(withFootage, without, 20, 100, 60)).toBeGreaterThan(20);
  const skin = lookFor('a').skin;
  expect(skinPixels(withFootage, skin)).toBeGreaterThan(30);
});

function meanDifference(a: I420, b: I420, left: number, top: number, size: number): number {
  let sum = 0;
  for (let y = top; y < top + size; y++)
    for (let x = left; x < left + size; x++) sum += Math.abs((a.bytes[y * widthPx + x] ?? 0) - (b.bytes[y * widthPx + x] ?? 0));
  return sum / size ** 2;
}

/** Chroma samples of the presenter's own skin in the lower right quarter. */
function skinPixels(frame: I420, skin: readonly number[]): number {
  const [, cb, cr] = planesOf(frame);
  const red = (skin[0] ?? 0) - (skin[2] ?? 0);
  return cr.filter((value, i) => i > cr.length / 2 && i % 90 > 45 && value > 138 && value < 165 && (cb[i] ?? 0) < 122 && red > 0).length;
}

test('a label stands in the corner of every frame', async () => {
  using folder = createTempFolder();
  const [labelled, bare] = [job(folder.path), job(folder.path, { label: '', outPath: join(folder.path, 'bare.mp4') })];
  await renderFilm(labelled, codecs);
  await renderFilm(bare, codecs);
  const [a, b] = [await pictures(labelled.outPath), await pictures(bare.outPath)];
  for (const index of codecs === undefined ? [] : [0, 12, 24]) {
    const [x, y] = [a[index], b[index]];
    expect(x && y && meanDifference(x, y, 8, 8, 10)).toBeGreaterThan(40);
  }
  expect(readFileSync(bare.outPath).equals(readFileSync(labelled.outPath))).toBe(false);
});

test('nothing is left behind when the sound cannot be read', async () => {
  using folder = createTempFolder();
  const order = job(folder.path, { audioPath: join(folder.path, 'nowhere.wav') });
  await expect(renderFilm(order, undefined)).rejects.toMatchObject({ kind: 'input' });
  expect([existsSync(order.outPath), existsSync(order.coverPath)]).toEqual([false, false]);
});
