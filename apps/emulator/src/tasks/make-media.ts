import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cue, FilmOrder, SpeakingVoice } from '../media-studio.ts';
import type { World } from '../world.ts';
import { makeFiles } from './make-files.ts';

type StudioWorld = Pick<World, 'studio' | 'mediaFolder'>;

export interface SpeechPlan {
  readonly text: string;
  readonly voice: SpeakingVoice;
  /** Both 1 unless told otherwise. */
  readonly speed?: number;
  readonly pitch?: number;
}

/** Speaks a text into a file below the media folder. */
export async function speakInto(
  { studio, mediaFolder }: StudioWorld,
  key: string,
  { text, voice, speed = 1, pitch = 1 }: SpeechPlan,
): Promise<{ readonly durationMs: number; readonly cues: readonly Cue[] }> {
  const path = join(mediaFolder, key);
  const opened = await studio();
  return makeFiles([path], async ([outPath = path]) => opened.speak({ text, voice, speed, pitch, outPath }));
}

/** A film without the places where it goes. */
export type FilmPlan = Omit<FilmOrder, 'outPath' | 'coverPath' | 'frames' | 'volume'> & Partial<Pick<FilmOrder, 'frames' | 'volume'>>;

/** Makes a film and its cover, at `<key>.mp4` (or `.webm` where it is transparent) and `<key>.jpg` below the media folder. */
export async function filmInto(
  { studio, mediaFolder }: StudioWorld,
  key: string,
  plan: FilmPlan,
): Promise<{ readonly durationMs: number }> {
  const [film, cover] = [join(mediaFolder, `${key}.${plan.transparent ? 'webm' : 'mp4'}`), join(mediaFolder, `${key}.jpg`)];
  const order = { frames: 'sequential', volume: 100, ...plan } as const;
  const opened = await studio();
  return makeFiles([film, cover], async ([outPath = film, coverPath = cover]) => opened.film({ ...order, outPath, coverPath }));
}

/** Somebody who is about to speak. */
export type PortraitPlan = Omit<FilmPlan, 'audioPath' | 'playback'>;

const greeting: SpeechPlan = { text: 'Hello.', voice: { seed: 'greeting', sex: 'female', language: 'en' } };

/** Makes the picture of somebody at `<key>.jpg`. */
export async function portraitInto(world: StudioWorld, key: string, plan: PortraitPlan): Promise<void> {
  await previewInto(world, key, plan, { ...greeting, voice: { ...greeting.voice, seed: key } });
  await rm(join(world.mediaFolder, `${key}.mp4`), { force: true });
}

/** Makes a short film in which somebody says something, and its cover, at `<key>.mp4` and `<key>.jpg`. */
export async function previewInto(world: StudioWorld, key: string, plan: PortraitPlan, speech = greeting): Promise<void> {
  // Two who look at once have it made twice, each from a sound of its own.
  const passing = `${key}.speech-${randomUUID()}.wav`;
  try {
    await speakInto(world, passing, speech);
    await filmInto(world, key, { ...plan, audioPath: join(world.mediaFolder, passing), playback: 'forward' });
  } finally {
    await rm(join(world.mediaFolder, passing), { force: true });
  }
}
