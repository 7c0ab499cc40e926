import { createHash } from 'node:crypto';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FilmOrder, MediaStudio, SpeakOrder } from '../../media-studio.ts';
import { durationMsOf } from '../audio/pcm.ts';
import { encodeWav } from '../audio/wav.ts';
import type { Rgb } from '../drawing/canvas.ts';
import { frameSize } from '../frame-size.ts';
import { MediaError } from '../media-error.ts';
import { probeMedium } from '../probe.ts';
import { createRenderingStudio } from '../studio.ts';

const label = 'EMULATED';
const framesPerSecond = 25;
const keyFrameEvery = 50;
const colors: readonly Rgb[] = [
  [64, 96, 128],
  [96, 112, 72],
  [128, 88, 72],
  [88, 80, 120],
  [72, 112, 112],
  [112, 104, 88],
];

/** Media of the right kind, size and length that cost next to nothing. Equal orders give equal bytes, others other bytes. */
export function createCannedStudio(folder: string): MediaStudio {
  const place = (path: string) => resolve(folder, path);
  let renderer: MediaStudio | undefined;
  return {
    async speak(order: SpeakOrder) {
      const { cannedSpeech } = await import('./canned-speech.ts');
      const { pcm, cues } = cannedSpeech(order);
      await writeWhole(place(order.outPath), encodeWav(pcm));
      return { durationMs: Math.round(durationMsOf(pcm)), cues };
    },
    async film(order: FilmOrder) {
      if (order.transparent) {
        // No codec with an alpha channel is simple enough to be written by hand: these few are really made.
        renderer ??= createRenderingStudio({ folder, renderer: 'auto', workers: 1, speech: 'own' });
        return renderer.film(order);
      }
      const { durationMs, kind, hasAudio } = await probeMedium(place(order.audioPath));
      if (kind === 'unknown' || !hasAudio || durationMs <= 0) throw new MediaError('input', 'There is no sound in the audio file.');
      const trace = await traceOf(order, place);
      const { widthPx, heightPx } = frameSize(order);
      await writeWhole(place(order.outPath), await cannedFilm({ widthPx, heightPx, durationMs, silent: order.silent === true }, trace));
      const { tinyJpeg } = await import('./tiny-jpeg.ts');
      await writeWhole(place(order.coverPath), tinyJpeg(widthPx, heightPx, 80 + (trace[1] ?? 0) / 4, label));
      return { durationMs };
    },
    probe: (path) => probeMedium(place(path)),
    close: async () => renderer?.close(),
  };
}

interface FilmFacts {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly durationMs: number;
  readonly silent: boolean;
}

async function cannedFilm({ widthPx, heightPx, durationMs, silent }: FilmFacts, trace: Buffer): Promise<Uint8Array> {
  const [{ EncodedPacket }, { stillVideo }, { tinyAac }, { muxMp4 }] = await Promise.all([
    import('mediabunny'),
    import('./tiny-h264.ts'),
    import('./tiny-aac.ts'),
    import('../video/mp4.ts'),
  ]);
  const color = colors[(trace[0] ?? 0) % colors.length] ?? [96, 96, 96];
  const still = stillVideo(widthPx, heightPx, color, label);
  const keys = [still.keyPacket(0), still.keyPacket(1)];
  const count = Math.max(1, Math.ceil((durationMs * framesPerSecond) / 1000 - 0.01));
  const packets = Array.from({ length: count }, (_, frame) => {
    const sinceKey = frame % keyFrameEvery;
    const data = sinceKey === 0 ? keys[(frame / keyFrameEvery) % 2] : still.repeatPacket(sinceKey);
    const timestamp = frame / framesPerSecond;
    const duration = Math.max(0.001, Math.min(1 / framesPerSecond, durationMs / 1000 - timestamp));
    return new EncodedPacket(data ?? new Uint8Array(), sinceKey === 0 ? 'key' : 'delta', timestamp, duration);
  });
  const codec = `avc1.${Buffer.from(still.description.subarray(1, 4)).toString('hex')}`;
  const decoderConfig = { codec, codedWidth: widthPx, codedHeight: heightPx, description: still.description };
  const comment = `${label}: made by Reelwright's emulator, canned, ${trace.toString('hex').slice(0, 16)}`;
  return muxMp4({ video: { packets, decoderConfig }, ...(!silent && { audio: tinyAac(durationMs) }), title: label, comment });
}

/** Tells orders apart by what they say and by the media they name. */
async function traceOf(order: FilmOrder, place: (path: string) => string): Promise<Buffer> {
  const { audioPath, footagePath, outPath: _outPath, coverPath: _coverPath, scene, ...wishes } = order;
  const { path: imagePath, ...imageBox } = scene?.backgroundImage ?? { path: undefined };
  const picture = scene && { figure: scene.figure, color: scene.backgroundColor, imageBox };
  const hash = createHash('sha256').update(JSON.stringify([wishes, picture]));
  for (const path of [audioPath, footagePath, imagePath]) {
    if (path !== undefined) await addFile(hash, place(path));
  }
  return hash.digest();
}

/** Size, beginning and end are enough to tell media apart, also when they are huge. */
async function addFile(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const part = 64 * 1024;
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  hash.update(`${size}\n`);
  for (const position of size > part ? [0, size - part] : [0]) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(part), 0, part, position);
    hash.update(buffer.subarray(0, bytesRead));
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
}
