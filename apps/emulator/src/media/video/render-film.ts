import { rename, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { FilmOrder } from '../../media-studio.ts';
import { frameCountOf, readSound, type Sound } from '../audio/sound.ts';
import type { I420 } from '../drawing/i420.ts';
import { toCanvas } from '../drawing/i420.ts';
import { lookFor } from '../drawing/look.ts';
import { createPresenter, type Presenter } from '../drawing/presenter.ts';
import { drawBackground, isCutOut, stagePresenter } from '../drawing/stage.ts';
import { encodeJpeg } from '../jpeg.ts';
import { createFitter } from './fit.ts';
import type { Footage } from './footage.ts';
import { footageFrames } from './footage-frames.ts';
import { labelSprite, presenterFrames } from './frames.ts';
import { idleMotion } from './idle-motion.ts';
import { muxMp4 } from './mp4.ts';
import type { NativeCodecs } from './native-codecs.ts';
import { overlaysFor } from './overlays.ts';
import { evenScene, inFrontOf, laidOver } from './scene-frames.ts';
import type { FrameEncoder, VideoTrack } from './video-encoder.ts';

/** An order in full paths and an even size. */
export interface FilmJob extends Omit<FilmOrder, 'presenter'> {
  /** Decides who speaks where the footage shows nobody. */
  readonly seed: string;
}

export const framesPerSecond = 25;

/**
 * Makes a film and its cover. Both appear under their names only when whole.
 *
 * @param codecs Native codecs, or undefined for the portable path, which cannot decode footage and draws a presenter.
 */
export async function renderFilm(job: FilmJob, codecs: NativeCodecs | undefined): Promise<{ readonly durationMs: number }> {
  if (job.transparent) return (await import('./transparent-film.ts')).renderTransparentFilm(job, codecs);
  const sound = await readSound(job.audioPath, { framesPerSecond, volume: job.volume, canDecode: codecs !== undefined });
  const { durationMs } = sound.track;
  const frameCount = frameCountOf(durationMs, framesPerSecond);
  const footage = codecs === undefined || job.footagePath === undefined ? undefined : await openedFootage(codecs, job.footagePath);
  const encoder = await createEncoder(job, codecs);
  try {
    const frames = laidOver(await framesOf(job, sound, frameCount, footage), overlaysFor(job, framesPerSecond));
    const cover = await encodeAll(frames, encoder, frameCount >> 1);
    const video = endingAt(await encoder.finish(), durationMs);
    const bytes = await muxMp4({
      video,
      ...(!job.silent && { audio: sound.track }),
      title: job.label,
      comment: `${job.label}: made by Reelwright's emulator`,
    });
    await writeWhole(job.outPath, bytes);
    await writeWhole(job.coverPath, await encodeJpeg(toCanvas(cover)));
  } finally {
    encoder.close();
    footage?.close();
  }
  return { durationMs: Math.round(durationMs) };
}

async function openedFootage(codecs: NativeCodecs, path: string): Promise<Footage | undefined> {
  const { openFootage } = await import('./footage.ts');
  return openFootage(codecs, path, framesPerSecond);
}

async function createEncoder({ widthPx, heightPx }: FilmJob, codecs: NativeCodecs | undefined): Promise<FrameEncoder> {
  const settings = { widthPx, heightPx, framesPerSecond };
  if (codecs !== undefined) return (await import('./native-encoder.ts')).createNativeEncoder(codecs, settings);
  return (await import('./portable-encoder.ts')).createPortableEncoder(settings);
}

/** The film's frames, with its label: footage or a presenter, filling the frame or somewhere in a scene. */
async function framesOf(job: FilmJob, sound: Sound, frameCount: number, footage: Footage | undefined): Promise<AsyncGenerator<I420>> {
  if (job.scene === undefined)
    return footage === undefined ? drawnFrames(job, sound, frameCount) : filmedFrames(job, sound, frameCount, footage);
  const scene = evenScene(job.scene);
  const background = await drawBackground(scene, job.widthPx, job.heightPx);
  if (footage === undefined)
    return stagedFrames(job, sound, frameCount, stagePresenter(lookFor(job.seed), background, scene.figure, isCutOut(scene)));
  const { widthPx, heightPx } = scene.figure;
  const pictures = filmedFrames({ ...job, widthPx, heightPx, label: '' }, sound, frameCount, footage);
  const label = overlays(job.label, job.widthPx, job.heightPx);
  return laidOver(inFrontOf(background, pictures, scene.figure), () => label);
}

async function* stagedFrames(
  { seed, label, widthPx, heightPx }: FilmJob,
  { mouths }: Sound,
  frameCount: number,
  presenter: Presenter,
): AsyncGenerator<I420> {
  yield* presenterFrames(presenter, idleMotion(seed, frameCount, framesPerSecond), mouths, overlays(label, widthPx, heightPx));
}

function drawnFrames(job: FilmJob, sound: Sound, frameCount: number): AsyncGenerator<I420> {
  return stagedFrames(job, sound, frameCount, createPresenter(lookFor(job.seed), job.widthPx, job.heightPx));
}

async function* filmedFrames(job: FilmJob, { mouths }: Sound, frameCount: number, footage: Footage): AsyncGenerator<I420> {
  const { seed, label, widthPx, heightPx } = job;
  const fit = createFitter(footage, widthPx, heightPx);
  const pictures = footage.frames(frameCount, job);
  yield* footageFrames(fitted(pictures, fit), {
    mouths,
    overlays: overlays(label, widthPx, heightPx),
    presenter: (inset) => ({
      presenter: createPresenter(lookFor(seed), inset.widthPx, inset.heightPx),
      poses: idleMotion(seed, frameCount, framesPerSecond),
    }),
  });
}

async function* fitted(pictures: AsyncGenerator<I420>, fit: (picture: I420) => I420): AsyncGenerator<I420> {
  for await (const picture of pictures) yield fit(picture);
}

function overlays(label: string, widthPx: number, heightPx: number) {
  const sprite = labelSprite(label, widthPx, heightPx);
  return sprite === undefined ? [] : [sprite];
}

/**
 * Hands every frame to the encoder; the one that becomes the cover is copied on the way.
 * Encoding blocks; a breath now and then lets this process hear that nobody wants the film any more.
 */
async function encodeAll(frames: AsyncGenerator<I420>, encoder: FrameEncoder, coverIndex: number): Promise<I420> {
  let cover: I420 | undefined;
  let index = 0;
  for await (const frame of frames) {
    if (index === coverIndex || cover === undefined) cover = { ...frame, bytes: frame.bytes.slice() };
    await encoder.add(frame);
    index++;
    if (index % 8 === 0) await setImmediate();
  }
  if (cover === undefined) throw new Error('The film has no frames.');
  return cover;
}

/** Shortens the last frame so that picture and sound end together. */
function endingAt(track: VideoTrack, durationMs: number): VideoTrack {
  const last = track.packets.at(-1);
  if (last === undefined) return track;
  const duration = Math.max(0.001, durationMs / 1000 - last.timestamp);
  return { ...track, packets: [...track.packets.slice(0, -1), last.clone({ duration })] };
}

export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.part`;
  await writeFile(temporary, bytes);
  await rename(temporary, path);
}
