import { setImmediate } from 'node:timers/promises';
import type { Scene } from '../../media-studio.ts';
import { mouthTrack } from '../audio/mouth-track.ts';
import { encodeOpus } from '../audio/opus.ts';
import { durationMsOf, type Pcm } from '../audio/pcm.ts';
import { frameCountOf, readPcm } from '../audio/sound.ts';
import { type Canvas, createCanvas } from '../drawing/canvas.ts';
import { createI420, type I420, planesOf, toCanvas, toI420 } from '../drawing/i420.ts';
import { lookFor } from '../drawing/look.ts';
import type { MouthShape } from '../drawing/mouth.ts';
import { breathSteps } from '../drawing/presenter.ts';
import { lay, type Sprite } from '../drawing/sprite.ts';
import { stagePresenter } from '../drawing/stage.ts';
import { encodeJpeg } from '../jpeg.ts';
import { MediaError } from '../media-error.ts';
import { type AlphaPicture, createAlphaEncoder } from './alpha-encoder.ts';
import { createFitter } from './fit.ts';
import { openFootage } from './footage.ts';
import { footageFrames } from './footage-frames.ts';
import { labelSprite, presenterFrames } from './frames.ts';
import { idleMotion } from './idle-motion.ts';
import type { NativeCodecs } from './native-codecs.ts';
import { type FilmJob, framesPerSecond, writeWhole } from './render-film.ts';
import { evenScene, place } from './scene-frames.ts';
import { muxWebm } from './webm.ts';

/**
 * Makes a film of the figure alone, as a WebM with an alpha channel.
 *
 * @throws {MediaError} `renderer` without native codecs: no portable encoder for it is known.
 */
export async function renderTransparentFilm(job: FilmJob, codecs: NativeCodecs | undefined): Promise<{ readonly durationMs: number }> {
  if (codecs === undefined) throw new MediaError('renderer', 'A film with an alpha channel can be made by the native renderer only.');
  const pcm = await readSamples(job);
  const durationMs = durationMsOf(pcm);
  const frameCount = frameCountOf(durationMs, framesPerSecond);
  const mouths = mouthTrack(pcm, framesPerSecond, frameCount);
  const encoder = createAlphaEncoder(codecs, { widthPx: job.widthPx, heightPx: job.heightPx, framesPerSecond });
  try {
    const cover = await encodeAll(labelled(await framesOf(job, codecs, mouths), job), encoder, frameCount >> 1);
    const audio = job.silent ? {} : { audio: await encodeOpus(codecs, pcm) };
    const comment = `${job.label}: made by Reelwright's emulator`;
    await writeWhole(
      job.outPath,
      await muxWebm({ video: { codec: 'vp9', ...(await encoder.finish()) }, ...audio, title: job.label, comment }),
    );
    await writeWhole(job.coverPath, await encodeJpeg(toCanvas(cover)));
  } finally {
    encoder.close();
  }
  return { durationMs: Math.round(durationMs) };
}

async function readSamples({ audioPath, volume }: FilmJob): Promise<Pcm> {
  const pcm = await readPcm(audioPath, true);
  if (pcm === undefined || pcm.samples.length === 0) throw new MediaError('input', 'The audio file holds no sound.');
  return volume === 100 ? pcm : { ...pcm, samples: pcm.samples.map((sample) => (sample * volume) / 100) };
}

type AlphaFrames = AsyncGenerator<AlphaPicture>;

async function framesOf(job: FilmJob, codecs: NativeCodecs, mouths: readonly MouthShape[]): Promise<AlphaFrames> {
  const whole = { leftPx: 0, topPx: 0, widthPx: job.widthPx, heightPx: job.heightPx, form: 'sitting' } as const;
  const { figure } = evenScene(job.scene ?? { figure: whole });
  return (await filmed(job, codecs, mouths, figure)) ?? drawn(job, mouths, figure);
}

/** A drawn person on nothing. */
async function* drawn({ seed, widthPx, heightPx }: FilmJob, mouths: readonly MouthShape[], figure: Scene['figure']): AlphaFrames {
  const presenter = stagePresenter(lookFor(seed), createCanvas(widthPx, heightPx), figure, true);
  const masks = Array.from({ length: breathSteps + 1 }, (_, step) => alphaOf(presenter.canvas(step)));
  const poses = idleMotion(seed, mouths.length, framesPerSecond);
  let index = 0;
  for (const color of presenterFrames(presenter, poses, mouths, [])) {
    const alpha = masks[poses[index++]?.breathStep ?? 0];
    if (alpha !== undefined) yield { color, alpha };
  }
}

/** Footage in its box, seen through its own alpha channel; solid where it has none. `undefined` where nothing can be decoded. */
async function filmed(
  job: FilmJob,
  codecs: NativeCodecs,
  mouths: readonly MouthShape[],
  figure: Scene['figure'],
): Promise<AlphaFrames | undefined> {
  if (job.footagePath === undefined) return undefined;
  const color = await openFootage(codecs, job.footagePath, framesPerSecond);
  if (color === undefined) return undefined;
  const alpha = await openFootage(codecs, job.footagePath, framesPerSecond, 'alpha');
  const fit = createFitter(color, figure.widthPx, figure.heightPx);
  const fitAlpha = alpha && createFitter(alpha, figure.widthPx, figure.heightPx);
  const speaking = footageFrames(fitted(color.frames(mouths.length, job), fit), { mouths, overlays: [], presenter: undefined });
  const masks = alpha && fitAlpha && fitted(alpha.frames(mouths.length, job), fitAlpha);
  const close = () => {
    color.close();
    alpha?.close();
  };
  return composed(job, figure, { speaking, masks, close });
}

async function* fitted(pictures: AsyncGenerator<I420>, fit: (picture: I420) => I420): AsyncGenerator<I420> {
  for await (const picture of pictures) yield fit(picture);
}

interface Source {
  readonly speaking: AsyncGenerator<I420>;
  readonly masks: AsyncGenerator<I420> | undefined;
  readonly close: () => void;
}

async function* composed({ widthPx, heightPx }: FilmJob, figure: Scene['figure'], { speaking, masks, close }: Source): AlphaFrames {
  const nothing = alphaOf(createCanvas(widthPx, heightPx));
  const black = toI420(createCanvas(widthPx, heightPx));
  const [color, alpha] = [createI420(widthPx, heightPx), createI420(widthPx, heightPx)];
  const solid = createI420(figure.widthPx, figure.heightPx);
  solid.bytes.fill(128).fill(255, 0, figure.widthPx * figure.heightPx);
  try {
    for await (const picture of speaking) {
      color.bytes.set(black.bytes);
      alpha.bytes.set(nothing.bytes);
      place(picture, color, figure);
      place(masks === undefined ? solid : ((await masks.next()).value ?? solid), alpha, figure);
      yield { color, alpha };
    }
  } finally {
    close();
  }
}

/** The label is solid where it is, so that it can be read on whatever stands behind. */
async function* labelled(frames: AlphaFrames, { label, widthPx, heightPx }: FilmJob): AlphaFrames {
  const sprite = labelSprite(label, widthPx, heightPx);
  const seen = sprite && seenOf(sprite);
  let mask: I420 | undefined;
  for await (const { color, alpha } of frames) {
    if (sprite === undefined || seen === undefined) yield { color, alpha };
    else {
      mask ??= createI420(widthPx, heightPx);
      mask.bytes.set(alpha.bytes);
      lay(sprite, color);
      lay(seen, mask);
      yield { color, alpha: mask };
    }
  }
}

/** What a sprite adds to an alpha channel. */
function seenOf(sprite: Sprite): Sprite {
  const { widthPx, heightPx } = sprite.picture;
  const picture = createI420(widthPx, heightPx);
  picture.bytes.fill(128).fill(255, 0, widthPx * heightPx);
  return { ...sprite, picture };
}

function alphaOf({ widthPx, heightPx, pixels }: Canvas): I420 {
  const picture = createI420(widthPx, heightPx);
  picture.bytes.fill(128);
  const [luma] = planesOf(picture);
  for (let i = 0; i < luma.length; i++) luma[i] = pixels[i * 4 + 3] ?? 0;
  return picture;
}

async function encodeAll(frames: AlphaFrames, encoder: ReturnType<typeof createAlphaEncoder>, coverIndex: number): Promise<I420> {
  let cover: I420 | undefined;
  let index = 0;
  for await (const frame of frames) {
    if (index === coverIndex || cover === undefined) cover = { ...frame.color, bytes: frame.color.bytes.slice() };
    encoder.add(frame);
    index++;
    if (index % 8 === 0) await setImmediate(); // lets this process hear that nobody wants the film any more
  }
  if (cover === undefined) throw new Error('The film has no frames.');
  return cover;
}
