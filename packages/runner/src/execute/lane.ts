import PQueue from 'p-queue';
import { Heap } from './heap.ts';
import type { CallSlot } from './rate-windows.ts';

/** Asks for leave to make one call; told how long the wait will be. */
export type Admission = (onWait: (forMs: number) => void) => Promise<CallSlot>;

export interface LaneJob<T> {
  /** Longest remaining path in ms: what most holds up the end of the run goes first. */
  readonly priority: number;
  readonly work: (slot: CallSlot) => Promise<T>;
  readonly onWait?: (forMs: number) => void;
  /** Ends the wait for a place; what has begun goes on. */
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  readonly begin: (slot: CallSlot) => Promise<void>;
  readonly fail: (error: unknown) => void;
  readonly onWait: ((forMs: number) => void) | undefined;
  isGone: boolean;
}

/**
 * Work of one kind, so much of it at a time. Jobs wait in a heap and are chosen only when one can begin: p-queue is handed
 * nothing that would have to wait, and a rate window that opens takes whoever is most urgent then.
 */
export class Lane {
  readonly #queue: PQueue;
  readonly #admit: Admission | undefined;
  readonly #waiting = new Heap<Waiting>();
  #pumping = false;
  /** While leave is being waited for: how long that was to take. */
  #gateMs: number | undefined;

  constructor(concurrency: number, admit?: Admission) {
    this.#queue = new PQueue({ concurrency });
    this.#admit = admit;
  }

  run<T>({ priority, work, onWait, signal }: LaneJob<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const begin = async (slot: CallSlot) => {
        await work(slot).then(resolve, reject);
      };
      const waiting: Waiting = { begin, fail: reject, onWait, isGone: signal?.aborted ?? false };
      if (waiting.isGone) return reject(signal?.reason);
      this.#waiting.push(waiting, priority);
      const leave = () => {
        waiting.isGone = true;
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      if (this.#gateMs !== undefined) onWait?.(this.#gateMs);
      void this.#pump();
    });
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#waiting.size > 0 && this.#queue.pending + this.#queue.size < this.#queue.concurrency) await this.#beginOne();
    this.#pumping = false;
  }

  async #beginOne(): Promise<void> {
    try {
      const slot = this.#admit === undefined ? free : await this.#admit((forMs) => this.#tell(forMs));
      this.#gateMs = undefined;
      const next = this.#next();
      if (next === undefined) return slot.unused();
      void this.#queue.add(() => next.begin(slot)).finally(() => this.#pump());
    } catch (error) {
      this.#failAll(error);
    }
  }

  #next(): Waiting | undefined {
    for (;;) {
      const next = this.#waiting.pop();
      if (next === undefined || !next.isGone) return next;
    }
  }

  #tell(forMs: number): void {
    this.#gateMs = forMs;
    for (const { onWait, isGone } of this.#waiting) if (!isGone) onWait?.(forMs);
  }

  /** No leave will be given any more: the run is being stopped. */
  #failAll(error: unknown): void {
    this.#gateMs = undefined;
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) next.fail(error);
  }
}

const free: CallSlot = { answered: () => {}, refused: () => true, lost: () => {}, unused: () => {} };
