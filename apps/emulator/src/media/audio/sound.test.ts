import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test, vi } from 'vitest';
import { loadNativeCodecs } from '../video/native-codecs.ts';
import { loudness } from './pcm.ts';
import { frameCountOf, readPcm, readSound } from './sound.ts';
import { encodeWav } from './wav.ts';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

vi.stubEnv('NODE_WEBCODECS_FORCE', 'static');
const native = loadNativeCodecs() !== undefined;
const fixture = (name: string) => join(import.meta.dirname, '..', '__fixtures__', name);
const options = { framesPerSecond: 25, volume: 100, canDecode: native };

test.each(['tone.mp3', 'tone.m4a', 'film.webm', 'film.mp4'])('hears the tone in %s, where it can be decoded', async (name) => {
  const pcm = await readPcm(fixture(name), native);
  if (!native && name !== 'tone.mp3') {
    expect(pcm).toBeUndefined();
    return;
  }
  const { samples = new Float32Array(), sampleRate = 1 } = pcm ?? {};
  expect(Math.abs(samples.length / sampleRate - 1)).toBeLessThan(0.13);
  const middle = samples.subarray(sampleRate * 0.3, sampleRate * 0.7);
  const crossings = middle.filter((sample, i) => i > 0 && sample >= 0 !== (middle[i - 1] ?? 0) >= 0).length;
  expect(Math.abs(crossings / 2 / 0.4 - 440)).toBeLessThan(15);
});

test.each(['tone.mp3', 'tone.m4a'])('makes AAC of %s without native codecs, of its own length', async (name) => {
  const { track, mouths } = await readSound(fixture(name), { ...options, canDecode: false });
  const last = track.packets.at(-1);
  expect(track.decoderConfig.codec).toBe('mp4a.40.2');
  expect(Math.abs(((last?.timestamp ?? 0) + (last?.duration ?? 0)) * 1000 - track.durationMs)).toBeLessThan(1);
  expect(mouths).toHaveLength(frameCountOf(track.durationMs, 25));
});

test('plays its own run-in before time 0 and ends with the sound', async () => {
  using folder = createTempFolder();
  const path = join(folder.path, 'a.wav');
  writeFileSync(path, encodeWav({ samples: Float32Array.from({ length: 11_025 }, (_, i) => Math.sin(i / 9) / 2), sampleRate: 22_050 }));
  const { track } = await readSound(path, options);
  expect(track.durationMs).toBe(500);
  expect(track.decoderConfig.sampleRate).toBe(44_100);
  expect(track.packets[0]?.timestamp).toBeCloseTo(-1024 / 44_100, 6);
  expect((track.packets.at(-1)?.timestamp ?? 0) + (track.packets.at(-1)?.duration ?? 0)).toBeCloseTo(0.5, 6);
});

test('turns the volume down without closing the mouth', async () => {
  const [full, soft] = [await readSound(fixture('tone.mp3'), options), await readSound(fixture('tone.mp3'), { ...options, volume: 10 })];
  const bytes = (sound: typeof full) => sound.track.packets.reduce((sum, packet) => sum + packet.byteLength, 0);
  expect(soft.mouths).toEqual(full.mouths);
  expect(
    Buffer.concat(soft.track.packets.map((packet) => packet.data)).equals(Buffer.concat(full.track.packets.map((packet) => packet.data))),
  ).toBe(false);
  expect(bytes(soft)).toBeLessThanOrEqual(bytes(full) * 1.05);
});

test.each([
  ['no file', undefined],
  ['an empty file', ''],
  ['text', 'no sound here, only words'],
  ['a picture', '\u00ff\u00d8\u00ff\u00e0'],
])('refuses %s, without naming the path', async (_what, content) => {
  using folder = createTempFolder();
  const path = join(folder.path, 'audio.wav');
  if (content !== undefined) writeFileSync(path, content, 'latin1');
  const failure = await readSound(path, options).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'MediaError', kind: 'input', message: expect.not.stringContaining(folder.path) });
});

test.each([
  [1000, 25],
  [1001, 26],
  [1040, 26],
  [1, 1],
])('%i ms take %i frames', (durationMs, frames) => {
  expect(frameCountOf(durationMs, 25)).toBe(frames);
});

test('loudness of a full sine is that of a full sine', () => {
  const sine = Float32Array.from({ length: 8000 }, (_, i) => Math.sin((2 * Math.PI * i) / 80));
  expect(loudness(sine, 0, 8000)).toBeCloseTo(Math.SQRT1_2, 3);
});
