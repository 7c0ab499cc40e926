// How the media of the specs are made: drawn presenters and speech of eSpeak NG, whose licence does not extend to what it says.
// The same sources give the same bytes.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { encodeAac } from '../../apps/emulator/src/media/audio/aac.ts';
import { mouthTrack } from '../../apps/emulator/src/media/audio/mouth-track.ts';
import { durationMsOf, type Pcm } from '../../apps/emulator/src/media/audio/pcm.ts';
import { resample } from '../../apps/emulator/src/media/audio/resample.ts';
import { decodeWav, encodeWav } from '../../apps/emulator/src/media/audio/wav.ts';
import type { Look } from '../../apps/emulator/src/media/drawing/look.ts';
import { createPresenter } from '../../apps/emulator/src/media/drawing/presenter.ts';
import { speak } from '../../apps/emulator/src/media/speech/speak.ts';
import { presenterFrames } from '../../apps/emulator/src/media/video/frames.ts';
import { idleMotion } from '../../apps/emulator/src/media/video/idle-motion.ts';
import { muxMp4 } from '../../apps/emulator/src/media/video/mp4.ts';
import { createPortableEncoder } from '../../apps/emulator/src/media/video/portable-encoder.ts';

export interface Person {
  readonly name: string;
  readonly sex: 'female' | 'male';
  readonly look: Look;
}

export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const framesPerSecond = 25;
/** One breath, so that the end of the footage meets its beginning. */
const footageSeconds = 4.8;
const sampleRate = 16_000;

/** Footage in which a person is silent. */
export function makeFootage(path: string, person: Person, size: FrameSize): Promise<void> {
  return film(path, person, size, { title: `${person.name} at a desk`, seconds: footageSeconds });
}

/** Footage in which a person says something. */
export function makeSpokenFootage(
  path: string,
  person: Person,
  size: FrameSize,
  { spoken, title }: { spoken: Pcm; title: string },
): Promise<void> {
  return film(path, person, size, { title, seconds: durationMsOf(spoken) / 1000, spoken });
}

export async function speakLines({ name, sex }: Person, lines: readonly string[], passingFile: string): Promise<Pcm> {
  const voice = { seed: name, sex, language: 'en' } as const;
  await speak({ text: lines.join('\n'), voice, speed: 1, pitch: 1, outPath: passingFile, speech: 'auto' }, false);
  const spoken = decodeWav(readFileSync(passingFile));
  rmSync(passingFile);
  return resample(spoken, sampleRate);
}

/** A sound file; what was said is returned, for a film of the same. */
export async function makeSpeech(path: string, person: Person, lines: readonly string[]): Promise<Pcm> {
  const spoken = await speakLines(person, lines, path);
  write(path, encodeWav(spoken));
  return spoken;
}

interface Scene {
  readonly title: string;
  readonly seconds: number;
  readonly spoken?: Pcm;
}

async function film(path: string, { name, look }: Person, frame: FrameSize, { title, seconds, spoken }: Scene): Promise<void> {
  const size = { ...frame, framesPerSecond };
  const frames = Math.round(seconds * framesPerSecond);
  const encoder = await createPortableEncoder(size, { speed: 0, quantizer: 23 });
  const mouths = spoken === undefined ? [] : mouthTrack(spoken, framesPerSecond, frames);
  const poses = idleMotion(name, frames, framesPerSecond, footageSeconds);
  for (const picture of presenterFrames(createPresenter(look, frame.widthPx, frame.heightPx), poses, mouths, []))
    await encoder.add(picture);
  const sound = spoken === undefined ? {} : { audio: await encodeAac(spoken) };
  write(path, await muxMp4({ video: await encoder.finish(), ...sound, title, comment: 'Drawn for Reelwright. MIT licence.' }));
}

function write(path: string, bytes: Uint8Array): void {
  writeFileSync(path, bytes);
  console.log(`${basename(path)}: ${Math.round(bytes.length / 1024)} KiB`);
}
