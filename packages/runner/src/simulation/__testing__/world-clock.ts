/** Whoever sleeps: a process that dies wakes no more. */
export type Owner = object;

interface Sleeper {
  readonly due: number;
  readonly owner: Owner;
  readonly wake: () => void;
}

/**
 * The time of a simulated world. Nothing in it happens by itself, so when the event loop has turned idly twice all that can be done has
 * been done, and time jumps to the next sleeper. When there is none, or somebody holds the clock for ever, everybody is stuck.
 */
export class WorldClock {
  readonly startMs = Date.UTC(2027, 0, 1);
  nowMs = 0;
  onStuck: (why: string) => void = () => {};
  readonly #sleepers: Sleeper[] = [];
  readonly #holders: Owner[] = [];
  #idleTurns = 0;
  #isTurning = false;
  #isStopped = false;

  sleep(durationMs: number, owner: Owner, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#remove(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        due: this.nowMs + Math.max(0, durationMs),
        owner,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const later = this.#sleepers.findIndex(({ due }) => due > sleeper.due);
      this.#sleepers.splice(later < 0 ? this.#sleepers.length : later, 0, sleeper);
      this.watch();
    });
  }

  hold(owner: Owner): () => void {
    this.#holders.push(owner);
    return () => {
      const index = this.#holders.indexOf(owner);
      if (index >= 0) this.#holders.splice(index, 1);
      this.watch();
    };
  }

  /** It sleeps and holds no more. */
  bury(owner: Owner): void {
    for (const sleeper of this.#sleepers.filter((one) => one.owner === owner)) this.#remove(sleeper);
    for (let index = this.#holders.indexOf(owner); index >= 0; index = this.#holders.indexOf(owner)) this.#holders.splice(index, 1);
    this.watch();
  }

  stop(): void {
    this.#isStopped = true;
  }

  watch(): void {
    this.#idleTurns = 0;
    if (this.#isTurning || this.#isStopped) return;
    this.#isTurning = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isTurning = false;
    if (this.#isStopped) return;
    const turns = ++this.#idleTurns;
    const next = this.#sleepers[0];
    if (turns >= 2 && next !== undefined && this.#holders.length === 0) {
      this.#sleepers.shift();
      this.nowMs = Math.max(this.nowMs, next.due);
      next.wake();
      this.watch();
      return;
    }
    if (turns > mostIdleTurns) {
      this.onStuck(this.#holders.length > 0 ? 'the clock is held for ever' : 'everybody waits for somebody else');
      return;
    }
    this.#isTurning = true;
    setImmediate(() => this.#turn());
  }

  #remove(sleeper: Sleeper): void {
    const index = this.#sleepers.indexOf(sleeper);
    if (index >= 0) this.#sleepers.splice(index, 1);
  }
}

const mostIdleTurns = 200;
