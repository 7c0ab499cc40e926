import { Worker } from 'node:worker_threads';
import { ReelwrightError } from '@reelwright/errors';
import type { MediaFacts } from '../probe-media.ts';
import type { MediaJob, ThreadMessage } from './media-job.ts';
import { ThreadLost } from './thread-lost.ts';
import { createVitalSigns, readVitalSigns, type VitalSigns } from './vital-signs.ts';

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long a thread may compute without reading or writing anything. */
  readonly patienceMs: number;
}

/** The parent's side of `media-thread.ts`. */
export class MediaWorker {
  readonly #signs: VitalSigns = createVitalSigns();
  readonly #worker: Worker;
  #hasWorked = false;
  #isAlive = true;

  constructor(entry: URL, memoryMb: number) {
    // A damaged index fills the memory of its thread, not that of the process. Young objects are looked through often, since a packet
    // that is done with holds far more memory than its object: 182 MB instead of 249 MB for a join of 2 GB.
    const resourceLimits = { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 4 };
    this.#worker = new Worker(entry, { workerData: { signs: this.#signs }, resourceLimits });
    // A thread that is idle neither keeps the process nor brings it down.
    this.#worker.unref();
    this.#worker.on('error', () => undefined);
    this.#worker.once('exit', () => {
      this.#isAlive = false;
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Whether it has done a job before. */
  get hasWorked(): boolean {
    return this.#hasWorked;
  }

  /**
   * @throws {ReelwrightError} What the job threw; the thread can go on.
   * @throws {ThreadLost} It is to be ended now, as after anything else that is thrown here.
   */
  async run(job: MediaJob, { signal, patienceMs }: RunOptions): Promise<MediaFacts> {
    const worker = this.#worker;
    const listening = new AbortController();
    worker.ref();
    try {
      return await new Promise<MediaFacts>((resolve, reject) => {
        let path = job.kind === 'probe' ? job.path : (job.sources[0] ?? job.target);
        const { jobs } = readVitalSigns(this.#signs);
        const lose = (isStuck: boolean, cause?: unknown) =>
          reject(new ThreadLost({ path, hasBegun: readVitalSigns(this.#signs).jobs > jobs, isStuck, cause }));
        const on = (event: string, listener: (value: unknown) => void) => {
          worker.on(event, listener);
          listening.signal.addEventListener('abort', () => worker.off(event, listener));
        };
        on('message', (value) => {
          const message = value as ThreadMessage; // sent by our own program
          if (message.type === 'reading') path = message.path;
          else if (message.type === 'done') resolve(message.facts);
          else reject(errorOf(message));
        });
        on('error', (cause) => lose(false, cause));
        on('exit', () => lose(false));
        signal?.addEventListener('abort', () => reject(signal.reason), { signal: listening.signal });
        this.#watch(patienceMs, listening.signal, () => lose(true));
        worker.postMessage(job);
      });
    } finally {
      this.#hasWorked = true;
      listening.abort();
      worker.unref();
    }
  }

  async end(): Promise<void> {
    this.#isAlive = false;
    await this.#worker.terminate();
  }

  /** Counts looks, not time: a machine that slept, or was too busy even to look, says nothing about the thread. */
  #watch(patienceMs: number, until: AbortSignal, whenStuck: () => void): void {
    let [seen, looks] = [-1, 0];
    const timer = setInterval(() => {
      const { steps, isWaiting } = readVitalSigns(this.#signs);
      looks = isWaiting || steps !== seen ? 0 : looks + 1;
      seen = steps;
      if (looks >= looksToBeSure) whenStuck();
    }, patienceMs / looksToBeSure);
    until.addEventListener('abort', () => clearInterval(timer));
  }
}

const looksToBeSure = 60;

function errorOf({ code, message, hint, cause }: Extract<ThreadMessage, { type: 'failed' }>): Error {
  const details = cause === undefined ? {} : { cause: new Error(cause) };
  return code === undefined ? new Error(message, details) : new ReelwrightError(code, message, { hint, ...details });
}
