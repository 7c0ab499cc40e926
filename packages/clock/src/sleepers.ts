/** One pending sleep on a clock that keeps its own time. */
export interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** Pending sleeps, earliest first; equal times wake in the order they were asked for. */
export class Sleepers {
  readonly #waiting: Sleeper[] = [];

  get earliestDueMs(): number | undefined {
    return this.#waiting[0]?.dueMs;
  }

  /** Registers a sleep. The promise rejects with the signal's reason when it is aborted, and leaves the list. */
  add(dueMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        const index = this.#waiting.indexOf(sleeper);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        dueMs,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#insert(sleeper);
    });
  }

  /** Wakes everything due at or before `nowMs`. */
  wakeDue(nowMs: number): void {
    while (this.#waiting[0] !== undefined && this.#waiting[0].dueMs <= nowMs) this.#waiting.shift()?.wake();
  }

  #insert(sleeper: Sleeper): void {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#waiting[middle]?.dueMs ?? 0) <= sleeper.dueMs) low = middle + 1;
      else high = middle;
    }
    this.#waiting.splice(low, 0, sleeper);
  }
}
