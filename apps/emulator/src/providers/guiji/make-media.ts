import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cue, FilmOrder, SpeakingVoice } from '../../media-studio.ts';
import { makeFiles } from '../../tasks/make-files.ts';
import type { World } from '../../world.ts';

type StudioWorld = Pick<World, 'studio' | 'mediaFolder'>;

/** Speaks a text into a file below the media folder. */
export async function speakInto(
  { studio, mediaFolder }: StudioWorld,
  key: string,
  { text, voice }: { readonly text: string; readonly voice: SpeakingVoice },
): Promise<{ readonly durationMs: number; readonly cues: readonly Cue[] }> {
  const path = join(mediaFolder, key);
  const opened = await studio();
  return makeFiles([path], async ([outPath = path]) => opened.speak({ text, voice, speed: 1, pitch: 1, outPath }));
}

export type FilmPlan = Pick<FilmOrder, 'footagePath' | 'presenter' | 'audioPath' | 'widthPx' | 'heightPx' | 'playback' | 'label'>;

/** Makes a film and its cover, at `<key>.mp4` and `<key>.jpg` below the media folder. */
export async function filmInto(
  { studio, mediaFolder }: StudioWorld,
  key: string,
  plan: FilmPlan,
): Promise<{ readonly durationMs: number }> {
  const [film, cover] = [join(mediaFolder, `${key}.mp4`), join(mediaFolder, `${key}.jpg`)];
  const order = { ...plan, frames: 'sequential', volume: 100 } as const;
  const opened = await studio();
  return makeFiles([film, cover], async ([outPath = film, coverPath = cover]) => opened.film({ ...order, outPath, coverPath }));
}

/** Makes the picture of somebody who is about to speak, at `<key>.jpg`. */
export async function portraitInto(world: StudioWorld, key: string, plan: Omit<FilmPlan, 'audioPath' | 'playback'>): Promise<void> {
  const voice: SpeakingVoice = { seed: key, sex: 'female', language: 'en' };
  const speech = `${key}.speech.wav`;
  const folder = world.mediaFolder;
  try {
    await speakInto(world, speech, { text: 'Hello.', voice });
    await filmInto(world, key, { ...plan, audioPath: join(folder, speech), playback: 'forward' });
  } finally {
    await Promise.all([speech, `${key}.mp4`].map((passing) => rm(join(folder, passing), { force: true })));
  }
}
