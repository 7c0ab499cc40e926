import { rm } from 'node:fs/promises';
import { InternalError, isReelwrightError } from '@reelwright/errors';
import { invalidMedium } from '../invalid-medium.ts';
import type { MediaFacts } from '../probe-media.ts';
import type { MediaJob } from './media-job.ts';
import { MediaWorker } from './media-worker.ts';
import { ThreadLost } from './thread-lost.ts';

export interface ThreadSettings {
  readonly entry: () => URL;
  readonly patienceMs: number;
  /** What a thread may keep; an index takes about 300 bytes for each packet. */
  readonly memoryMb: number;
  /** How long a thread with nothing to do is kept: what is looked at often comes in groups. */
  readonly keepMs: number;
  /** How many work side by side. */
  readonly mostThreads: number;
}

/** Threads that read media, started when they are needed. */
export class MediaThreads {
  readonly #settings: ThreadSettings;
  readonly #idle: MediaWorker[] = [];
  readonly #queue: (() => void)[] = [];
  #busy = 0;

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
  }

  /** @throws {ReelwrightError} Also when the thread comes to no end: `RUN_RESULT_INVALID`. */
  async run(job: MediaJob, signal?: AbortSignal): Promise<MediaFacts> {
    if (this.#busy >= this.#settings.mostThreads) await new Promise<void>((done) => this.#queue.push(done));
    else this.#busy += 1;
    try {
      return await this.#runIn(this.#take(), job, signal);
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#busy -= 1;
      else next();
    }
  }

  async #runIn(worker: MediaWorker, job: MediaJob, signal: AbortSignal | undefined): Promise<MediaFacts> {
    signal?.throwIfAborted();
    const { patienceMs } = this.#settings;
    const { hasWorked } = worker;
    try {
      return await worker.run(job, { signal, patienceMs });
    } catch (error) {
      if (isReelwrightError(error)) throw error;
      await worker.end();
      if (!(error instanceof ThreadLost)) throw error;
      // What was left of the job before may be what it was lost over.
      if (!hasWorked || (error.isStuck && error.hasBegun)) throw lostOver(error);
      if (job.kind === 'join') await rm(job.target, { force: true });
      return await this.#runIn(this.#start(), job, signal);
    } finally {
      if (worker.isAlive) this.#keep(worker);
    }
  }

  #take(): MediaWorker {
    let worker = this.#idle.pop();
    while (worker !== undefined && !worker.isAlive) worker = this.#idle.pop();
    return worker ?? this.#start();
  }

  #start(): MediaWorker {
    return new MediaWorker(this.#settings.entry(), this.#settings.memoryMb);
  }

  #keep(worker: MediaWorker): void {
    this.#idle.push(worker);
    const drop = () => {
      const place = this.#idle.indexOf(worker);
      if (place < 0) return;
      this.#idle.splice(place, 1);
      void worker.end();
    };
    setTimeout(drop, this.#settings.keepMs).unref();
  }
}

function lostOver({ path, hasBegun, isStuck, cause }: ThreadLost): Error {
  if (!hasBegun) return new InternalError('The thread that reads media does not start.', cause);
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (isStuck) return invalidMedium(path, 'is damaged: reading it comes to no end', cause);
  return invalidMedium(path, isFull ? 'is damaged: reading it would fill the memory' : 'cannot be read as sound or film', cause);
}
