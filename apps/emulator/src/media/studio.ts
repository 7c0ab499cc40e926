import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Cue, FilmOrder, MediaStudio, Scene, SpeakOrder } from '../media-studio.ts';
import { frameSize } from './frame-size.ts';
import { MediaError } from './media-error.ts';
import type { Job } from './pool/job.ts';
import { workerEntry } from './pool/worker-entry.ts';
import { createWorkerPool } from './pool/worker-pool.ts';
import { probeMedium } from './probe.ts';

export interface StudioSettings {
  /** Relative paths in orders start here. */
  readonly folder: string;
  readonly renderer: 'auto' | 'native' | 'portable';
  /** How many render processes there may be. */
  readonly workers: number;
  /** `own` never uses eSpeak NG, even where it is installed. */
  readonly speech: 'auto' | 'own';
  /** The render process's program, for tests. */
  readonly entry?: string;
}

/** The studio that really draws, speaks and encodes, in processes of its own. */
export function createRenderingStudio({ folder, renderer, workers, speech, entry = workerEntry() }: StudioSettings): MediaStudio {
  const pool = createWorkerPool({ entry, size: workers });
  const place = (path: string) => resolve(folder, path);

  const make = async <T>(job: Job, ...outPaths: readonly string[]): Promise<T> => {
    await Promise.all(outPaths.map((path) => mkdir(dirname(path), { recursive: true })));
    try {
      return (await pool.run(job)) as T; // what the worker gives for this kind of job
    } finally {
      await Promise.all(outPaths.map((path) => rm(`${path}.part`, { force: true })));
    }
  };

  return {
    speak({ text, voice, speed, pitch, outPath }: SpeakOrder) {
      const out = place(outPath);
      const sample = voice.samplePath === undefined ? {} : { samplePath: place(voice.samplePath) };
      const order = { text, voice: { ...voice, ...sample }, speed, pitch, outPath: out, speech };
      return make<{ durationMs: number; cues: Cue[] }>({ kind: 'speak', order, renderer }, out);
    },

    async film(order: FilmOrder) {
      const paths = { audioPath: place(order.audioPath), outPath: place(order.outPath), coverPath: place(order.coverPath) };
      const footage = order.footagePath === undefined ? {} : { footagePath: place(order.footagePath) };
      const { presenter, scene, ...wishes } = order;
      const film = {
        ...wishes,
        ...paths,
        ...footage,
        ...frameSize(order),
        ...(scene && { scene: placed(scene, place) }),
        seed: await castingSeed(footage.footagePath, presenter),
      };
      const render = (with_: Job['renderer']) =>
        make<{ durationMs: number }>({ kind: 'film', order: film, renderer: with_ }, film.outPath, film.coverPath);
      try {
        return await render(renderer);
      } catch (error) {
        if (renderer !== 'auto' || !(error instanceof MediaError) || error.kind === 'input') throw error;
        return await render('portable');
      }
    },

    probe: (path) => probeMedium(place(path)),
    close: () => pool.close(),
  };
}

function placed({ backgroundImage, ...scene }: Scene, place: (path: string) => string): Scene {
  return { ...scene, ...(backgroundImage && { backgroundImage: { ...backgroundImage, path: place(backgroundImage.path) } }) };
}

/** Who is drawn for footage that shows nobody: the same for the same footage. */
async function castingSeed(footagePath: string | undefined, presenter = 'nobody in particular'): Promise<string> {
  if (footagePath === undefined) return presenter;
  const facts = await stat(footagePath).catch((cause: unknown) => {
    throw new MediaError('input', 'The footage cannot be read.', cause);
  });
  return createHash('sha256').update(`${facts.size}`).digest('hex').slice(0, 12);
}
