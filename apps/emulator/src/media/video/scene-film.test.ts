import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { expect, test, vi } from 'vitest';
import { encodeWav } from '../audio/wav.ts';
import { type I420, planesOf, rgbOf } from '../drawing/i420.ts';
import { openFootage } from './footage.ts';
import { loadNativeCodecs } from './native-codecs.ts';
import { type FilmJob, renderFilm } from './render-film.ts';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

vi.stubEnv('NODE_WEBCODECS_FORCE', 'static');
const codecs = loadNativeCodecs();
const footage = join(import.meta.dirname, '..', '..', '..', '..', '..', 'specs', 'assets', 'mei-desk.mp4');
const [widthPx, heightPx] = [240, 400];
const figure = { leftPx: 0, topPx: 0, widthPx, heightPx, form: 'sitting' } as const;

function job(folder: string, more: Partial<FilmJob>): FilmJob {
  const audioPath = join(folder, 'audio.wav');
  writeFileSync(
    audioPath,
    encodeWav({ samples: Float32Array.from({ length: 16_000 }, (_, i) => 0.4 * Math.sin(i / 6)), sampleRate: 16_000 }),
  );
  const common = { playback: 'forward', frames: 'sequential', volume: 100, label: 'EMULATED', seed: 'a' } as const;
  const paths = { audioPath, outPath: join(folder, more.transparent ? 'film.webm' : 'film.mp4'), coverPath: join(folder, 'cover.jpg') };
  return { widthPx, heightPx, ...common, ...paths, ...more };
}

async function made(folder: string, more: Partial<FilmJob>): Promise<FilmJob> {
  const order = job(folder, more);
  await renderFilm(order, codecs);
  return order;
}

/** A frame of a film; none where nothing here can decode. */
async function frameOf({ outPath }: FilmJob, index: number, part: 'color' | 'alpha' = 'color'): Promise<I420 | undefined> {
  const film = codecs && (await openFootage(codecs, outPath, 25, part));
  let at = 0;
  for await (const frame of film?.frames(25, { playback: 'forward', frames: 'sequential', seed: 'a' }) ?? []) {
    if (at++ === index) return frame;
  }
  return undefined;
}

function colorAt(frame: I420 | undefined, x: number, y: number): readonly number[] | undefined {
  if (frame === undefined) return undefined;
  const [luma, cb, cr] = planesOf(frame);
  const chroma = (y >> 1) * (frame.widthPx >> 1) + (x >> 1);
  return rgbOf(luma[y * frame.widthPx + x] ?? 0, cb[chroma] ?? 0, cr[chroma] ?? 0);
}

function expectNear(seen: readonly number[] | undefined, wanted: readonly number[]): void {
  expect(seen === undefined).toBe(codecs === undefined);
  for (const [channel, value] of (seen ?? []).entries()) expect(Math.abs(value - (wanted[channel] ?? 0))).toBeLessThan(14);
}

test('a drawn figure stands before the background colour, a filmed one in its box', async () => {
  using folder = createTempFolder();
  const drawn = await frameOf(await made(folder.path, { scene: { figure, backgroundColor: '#3060c0' } }), 12);
  expectNear(colorAt(drawn, widthPx - 6, 60), [0x30, 0x60, 0xc0]);
  const box = { leftPx: 60, topPx: 150, widthPx: 120, heightPx: 214, form: 'sitting' } as const;
  const filmed = await frameOf(await made(folder.path, { footagePath: footage, scene: { figure: box, backgroundColor: '#3060c0' } }), 12);
  expectNear(colorAt(filmed, 30, 200), [0x30, 0x60, 0xc0]);
  expectNear(colorAt(filmed, 200, 390), [0x30, 0x60, 0xc0]);
  const inside = colorAt(filmed, 64, 200);
  if (inside !== undefined) expect(Math.abs((inside[2] ?? 0) - 0xc0) + Math.abs((inside[0] ?? 0) - 0x30)).toBeGreaterThan(60);
});

/** Bright places in the lower part of a frame, where captions stand. */
function brightBelow(frame: I420 | undefined): number {
  if (frame === undefined) return 0;
  const from = 320 * frame.widthPx;
  return planesOf(frame)[0]
    .subarray(from, from + 70 * frame.widthPx)
    .filter((luma) => luma > 220).length;
}

test('captions are to be seen while they are said, and no longer', async () => {
  using folder = createTempFolder();
  const box = { leftPx: 10, topPx: 320, widthPx: 220, heightPx: 70 };
  const captions = {
    cues: [{ startMs: 400, endMs: 800, text: '你好 there' }],
    box,
    fontSizePx: 30,
    color: '#ffffff',
    strokeColor: '#000000',
    strokePx: 4,
  };
  const order = await made(folder.path, { scene: { figure: { ...figure, heightPx: 300 }, backgroundColor: '#202020' }, captions });
  const bright = [await frameOf(order, 4), await frameOf(order, 14), await frameOf(order, 23)].map(brightBelow);
  expect(bright.map((count) => count > 150)).toEqual([false, codecs !== undefined, false]);
});

test('the watermark stands in the corner that was asked for', async () => {
  using folder = createTempFolder();
  const scene = { figure: { ...figure, widthPx: 60, heightPx: 100, leftPx: 90, topPx: 100 }, backgroundColor: '#c0c0c0' };
  const order = await made(folder.path, { scene, watermark: 'bottom-right' });
  const frame = await frameOf(order, 12);
  expectNear(colorAt(frame, 10, heightPx - 10), [0xc0, 0xc0, 0xc0]);
  const row = Array.from({ length: 60 }, (_, i) => colorAt(frame, widthPx - 70 + i, heightPx - 12)?.[0] ?? 255);
  expect(row.some((red) => red < 120)).toBe(codecs !== undefined);
});

async function tracksOf(path: string) {
  const input = new Input({ source: new BufferSource(readFileSync(path)), formats: ALL_FORMATS });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  return { video: await video?.getCodec(), audio: await audio?.getCodec(), alpha: (await video?.canBeTransparent()) ?? false };
}

test('a silent film has no sound track', async () => {
  using folder = createTempFolder();
  expect(await tracksOf((await made(folder.path, { silent: true })).outPath)).toEqual({ video: 'avc', audio: undefined, alpha: false });
});

test('a transparent film is a WebM that shows the figure and the label, and nothing else', async () => {
  using folder = createTempFolder();
  if (codecs === undefined) return; // what happens then is the last test's matter
  const order = await made(folder.path, { transparent: true, scene: { figure, backgroundColor: '#ff0000' } });
  expect(await tracksOf(order.outPath)).toEqual({ video: 'vp9', audio: 'opus', alpha: true });
  const alpha = planesOf((await frameOf(order, 12, 'alpha')) as I420)[0];
  expect(alpha[(heightPx - 10) * widthPx + widthPx / 2]).toBeGreaterThan(235);
  expect(alpha[60 * widthPx + widthPx - 6]).toBeLessThan(20);
  expect(alpha[14 * widthPx + 30]).toBeGreaterThan(120);
});

test('a transparent film can be filmed again, through its own alpha channel', async () => {
  using folder = createTempFolder();
  if (codecs === undefined) return; // what happens then is the last test's matter
  const source = await made(folder.path, { transparent: true, scene: { figure } });
  const box = { leftPx: 120, topPx: 200, widthPx: 120, heightPx: 200, form: 'sitting' } as const;
  const order = await made(folder.path, {
    transparent: true,
    footagePath: source.outPath,
    outPath: join(folder.path, 'again.webm'),
    scene: { figure: box },
  });
  const alpha = planesOf((await frameOf(order, 12, 'alpha')) as I420)[0];
  expect(alpha[(heightPx - 8) * widthPx + 180]).toBeGreaterThan(235);
  expect(alpha[(heightPx - 8) * widthPx + 40]).toBeLessThan(20);
  expect(alpha[230 * widthPx + 236]).toBeLessThan(20);
});

test('without native codecs a transparent film is refused, and nothing is left behind', async () => {
  using folder = createTempFolder();
  const order = job(folder.path, { transparent: true });
  await expect(renderFilm(order, undefined)).rejects.toMatchObject({ name: 'MediaError', kind: 'renderer' });
});
