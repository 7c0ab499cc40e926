import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test, vi } from 'vitest';
import type { FilmOrder, SpeakOrder } from '../media-studio.ts';
import { createMediaStudio, type MediaStudioSettings } from './index.ts';
import { createRenderingStudio } from './studio.ts';
import { loadNativeCodecs } from './video/native-codecs.ts';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

vi.stubEnv('NODE_WEBCODECS_FORCE', 'static');
const hasNative = loadNativeCodecs() !== undefined;
const assets = join(import.meta.dirname, '..', '..', '..', '..', 'specs', 'assets');

const speech: SpeakOrder = {
  text: 'Hello there. This is a test of the studio, and it works!',
  voice: { seed: 'mei', sex: 'female', language: 'en' },
  speed: 1,
  pitch: 1,
  outPath: 'speech.wav',
};
const film: FilmOrder = {
  audioPath: 'speech.wav',
  widthPx: 181,
  heightPx: 319,
  playback: 'forward',
  frames: 'sequential',
  volume: 100,
  outPath: 'film.mp4',
  coverPath: 'film.jpg',
  label: 'EMULATED',
};

function openStudio(mode: MediaStudioSettings['mode'], more: Partial<MediaStudioSettings> = {}) {
  const folder = createTempFolder();
  const studio = createMediaStudio({ folder: folder.path, mode, ...more });
  const dispose = async () => {
    await studio.close();
    folder[Symbol.dispose]();
  };
  return { ...studio, path: (name: string) => join(folder.path, name), [Symbol.asyncDispose]: dispose };
}

test.each([
  { title: 'whatever renderer there is', mode: 'auto', speech: 'auto' },
  { title: 'nothing native and a voice of our own', mode: 'portable', speech: 'own' },
] as const)('speaks and films with $title', async ({ mode, speech: voice }) => {
  await using studio = openStudio(mode, { speech: voice, workers: 1 });
  const spoken = await studio.speak(speech);
  expect(spoken.cues.map((cue) => cue.text)).toEqual(['Hello there.', 'This is a test of the studio, and it works!']);
  expect(await studio.probe('speech.wav')).toMatchObject({ kind: 'audio', durationMs: spoken.durationMs, hasAudio: true });
  const { durationMs } = await studio.film({ ...film, footagePath: join(assets, 'omar-desk.mp4') });
  expect(durationMs).toBe(spoken.durationMs);
  const probe = await studio.probe('film.mp4');
  expect(probe).toMatchObject({ kind: 'video', widthPx: 182, heightPx: 320, hasAudio: true });
  expect(Math.abs(probe.durationMs - durationMs)).toBeLessThan(50);
  expect(existsSync(studio.path('film.jpg'))).toBe(true);
});

test('the native renderer works or says that there is none for this machine', async () => {
  await using studio = openStudio('native', { workers: 1 });
  const made = studio.film({ ...film, audioPath: join(import.meta.dirname, '__fixtures__', 'tone.mp3') });
  if (hasNative) await expect(made).resolves.toEqual({ durationMs: expect.any(Number) });
  else await expect(made).rejects.toMatchObject({ kind: 'renderer', message: expect.stringContaining('no build for this platform') });
});

test('equal orders give equal bytes, in whatever process and after whatever else', async () => {
  await using studio = openStudio('portable', { workers: 2 });
  const names = ['a', 'b', 'c'];
  await studio.speak({ ...speech, text: 'Something else.', outPath: 'other.wav' });
  await Promise.all(names.map((name) => studio.speak({ ...speech, outPath: `${name}.wav` })));
  const [first, ...others] = names.map((name) => readFileSync(studio.path(`${name}.wav`)).toString('base64'));
  expect(others.map((bytes) => bytes === first)).toEqual([true, true]);
});

test.each([
  ['sound that is none', { audioPath: 'junk.wav' }],
  ['sound that is not there', { audioPath: 'nowhere.wav' }],
  ['footage that is not there', { footagePath: 'nowhere.mp4', audioPath: join(assets, 'mei.wav') }],
])('refuses %s and leaves nothing behind', async (_what, more) => {
  await using studio = openStudio('portable', { workers: 1 });
  writeFileSync(studio.path('junk.wav'), 'RIFF, but no more');
  const failure = await studio.film({ ...film, ...more }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'MediaError', kind: 'input', message: expect.not.stringContaining(studio.path('')) });
  expect(readdirSync(studio.path('.')).filter((name) => name.startsWith('film'))).toEqual([]);
});

test.each([
  ['a film', 'film.mp4', { kind: 'video', durationMs: 1000, widthPx: 96, heightPx: 64, hasAudio: true }],
  ['WebM', 'film.webm', { kind: 'video', widthPx: 64, heightPx: 48, hasAudio: true }],
  ['MP3', 'tone.mp3', { kind: 'audio', hasAudio: true }],
  ['M4A', 'tone.m4a', { kind: 'audio', hasAudio: true }],
  ['text', 'README.md', { kind: 'unknown', durationMs: 0, hasAudio: false }],
])('knows %s when it sees it', async (_what, name, expected) => {
  await using studio = openStudio('canned');
  expect(await studio.probe(join(import.meta.dirname, '__fixtures__', name))).toMatchObject(expected);
});

const standIn = join(import.meta.dirname, '__fixtures__', 'pool-worker.mjs');

function standInStudio(folder: string, renderer: 'auto' | 'native') {
  return createRenderingStudio({ folder, renderer, workers: 1, speech: 'auto', entry: standIn });
}

test('falls back to the portable renderer when the native one fails, unless that was asked for', async () => {
  using folder = createTempFolder();
  const [auto, native] = [standInStudio(folder.path, 'auto'), standInStudio(folder.path, 'native')];
  expect(await auto.film({ ...film, label: 'native fails' })).toMatchObject({ renderer: 'portable' });
  await expect(native.film({ ...film, label: 'native fails' })).rejects.toMatchObject({ kind: 'renderer', message: 'No such codec.' });
  await expect(auto.film({ ...film, label: 'bad input' })).rejects.toMatchObject({ kind: 'input' });
  await Promise.all([auto.close(), native.close()]);
});

test('clears away the half file of a film that was broken off', async () => {
  using folder = createTempFolder();
  const studio = standInStudio(folder.path, 'native');
  const broken = studio.film({ ...film, label: 'hang' }).catch((error: unknown) => error);
  await vi.waitUntil(() => existsSync(join(folder.path, 'film.mp4.part')), { timeout: 30_000 });
  await studio.close();
  expect(await broken).toMatchObject({ kind: 'renderer' });
  expect(readdirSync(folder.path)).toEqual([]);
});
