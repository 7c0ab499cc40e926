import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import jpeg from 'jpeg-js';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import { expect, test, vi } from 'vitest';
import type { FilmOrder, SpeakOrder } from '../../media-studio.ts';
import { loudness } from '../audio/pcm.ts';
import { readPcm } from '../audio/sound.ts';
import { type I420, planesOf } from '../drawing/i420.ts';
import { createMediaStudio } from '../index.ts';
import { decodePictures } from '../video/decode-pictures.ts';
import { loadNativeCodecs } from '../video/native-codecs.ts';

vi.stubEnv('NODE_WEBCODECS_FORCE', 'static');
const codecs = loadNativeCodecs();

const speech: SpeakOrder = { text: 'One. 二。', voice: { seed: 'a', sex: 'female', language: 'en' }, speed: 1, pitch: 1, outPath: 'a.wav' };
const film: FilmOrder = {
  audioPath: 'a.wav',
  widthPx: 320,
  heightPx: 182,
  playback: 'forward',
  frames: 'sequential',
  volume: 100,
  outPath: 'a.mp4',
  coverPath: 'a.jpg',
  label: 'EMULATED',
};

function openStudio() {
  const folder = createTempFolder();
  const studio = createMediaStudio({ folder: folder.path, mode: 'canned' });
  return {
    ...studio,
    read: (name: string) => readFileSync(join(folder.path, name)),
    path: folder.path,
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

test('speech sounds while its cues last, and is as long as it says', async () => {
  using studio = openStudio();
  const { durationMs, cues } = await studio.speak({ ...speech, text: 'Hello there! 大家好，这是测试。' });
  expect(cues.map((cue) => cue.text)).toEqual(['Hello there!', '大家好，这是测试。']);
  const pcm = await readPcm(join(studio.path, 'a.wav'), false);
  const { samples = new Float32Array(), sampleRate = 1 } = pcm ?? {};
  expect(Math.abs((samples.length / sampleRate) * 1000 - durationMs)).toBeLessThan(1);
  for (const { startMs, endMs } of cues)
    expect(loudness(samples, (startMs / 1000) * sampleRate, (endMs / 1000) * sampleRate)).toBeGreaterThan(0.05);
});

test.each([
  ['text', { text: 'One. 三。' }],
  ['voice', { voice: { ...speech.voice, seed: 'b' } }],
  ['pitch', { pitch: 1.1 }],
  ['speed', { speed: 1.1 }],
])('another %s gives other bytes, the same gives the same', async (_what, more) => {
  using studio = openStudio();
  const bytes = async (order: SpeakOrder) => {
    await studio.speak(order);
    return studio.read('a.wav').toString('base64');
  };
  const first = await bytes(speech);
  expect((await bytes({ ...speech, ...more })) === first).toBe(false);
  expect((await bytes(speech)) === first).toBe(true);
});

test.each([
  [16, 16],
  [320, 182],
  [721, 1281],
  [1080, 1920],
  [3840, 2160],
])('a film of %i x %i is H.264 and AAC that can be read to the end', async (widthPx, heightPx) => {
  using studio = openStudio();
  const { durationMs } = await studio.speak(speech);
  expect(await studio.film({ ...film, widthPx, heightPx })).toEqual({ durationMs });
  const even = [widthPx + (widthPx % 2), heightPx + (heightPx % 2)];
  using input = new Input({ source: new BufferSource(studio.read('a.mp4')), formats: ALL_FORMATS });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  expect([await video?.getCodec(), await audio?.getCodec()]).toEqual(['avc', 'aac']);
  expect([await video?.getDisplayWidth(), await video?.getDisplayHeight()]).toEqual(even);
  expect(Math.abs((await input.computeDuration()) * 1000 - durationMs)).toBeLessThan(1);
  const last = video && (await new EncodedPacketSink(video).getPacket(Number.POSITIVE_INFINITY));
  expect(last?.byteLength).toBeGreaterThan(5);
  const cover = jpeg.decode(studio.read('a.jpg'));
  expect([cover.width, cover.height]).toEqual(even);
});

test('a film shows its label on one colour, in every frame', async () => {
  using studio = openStudio();
  await studio.speak({ ...speech, text: 'A text that takes more than two seconds to be spoken, so that there are two key pictures.' });
  await studio.film(film);
  using input = new Input({ source: new BufferSource(studio.read('a.mp4')), formats: ALL_FORMATS });
  const video = await input.getPrimaryVideoTrack();
  const frames: I420[] = [];
  if (codecs && video) for await (const picture of decodePictures(codecs, video, [0, 1, 2.04, 3.9])) frames.push(picture);
  expect(frames).toHaveLength(codecs === undefined ? 0 : 4);
  for (const frame of frames) {
    const [luma] = planesOf(frame);
    const values = new Set(luma);
    expect(values.size).toBe(2);
    const letters = [...luma].filter((value) => value === 235).length;
    expect(letters).toBeGreaterThan(400);
    expect(luma.lastIndexOf(235)).toBeLessThan(frame.widthPx * 40);
  }
});

test('the cover carries the label, too', async () => {
  using studio = openStudio();
  await studio.speak(speech);
  await studio.film({ ...film, widthPx: 720, heightPx: 1280 });
  const { data, width } = jpeg.decode(studio.read('a.jpg'));
  const bright = [...data].filter((value, i) => i % 4 === 0 && value > 220).length;
  expect(bright).toBe(127 * 64); // the dots of the word, a block each
  expect(data[(1279 * width + 700) * 4]).toBe(data[0]);
});

test.each([
  ['other sound', { audioPath: 'b.wav' }],
  ['other footage', { footagePath: 'footage' }],
  ['another playback', { playback: 'reverse' as const }],
])('%s gives another film, the same order the same', async (_what, more) => {
  using studio = openStudio();
  await studio.speak(speech);
  await studio.speak({ ...speech, pitch: 2, outPath: 'b.wav' });
  writeFileSync(join(studio.path, 'footage'), 'any bytes');
  const bytes = async (order: FilmOrder) => {
    await studio.film(order);
    return studio.read('a.mp4').toString('base64');
  };
  const first = await bytes(film);
  expect((await bytes({ ...film, ...more })) === first).toBe(false);
  expect((await bytes(film)) === first).toBe(true);
});

test('refuses sound that is none', async () => {
  using studio = openStudio();
  writeFileSync(join(studio.path, 'a.wav'), 'not a sound');
  await expect(studio.film(film)).rejects.toMatchObject({ kind: 'input' });
});
