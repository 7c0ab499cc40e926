import type { Clock } from '@reelwright/clock';
import type { Store } from './store.ts';

const lastSeen = 'time';

/**
 * Wall time of the emulated service. It follows the clock it is given, but is never earlier than any time that was
 * stored before: neither after a restart with a folder whose clock ran fast, nor beside another process on that folder.
 */
export class EmulatorTime {
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #startedAt: number;
  readonly #startedMonotonic: number;

  constructor(clock: Clock, store: Store) {
    this.#clock = clock;
    this.#store = store;
    this.#startedAt = Math.max(clock.now(), store.counter(lastSeen));
    this.#startedMonotonic = clock.monotonic();
  }

  /** Milliseconds since 1970. Takes note of the time, so call it inside the transaction that uses it. */
  now(): number {
    const own = Math.floor(this.#startedAt + this.#clock.monotonic() - this.#startedMonotonic);
    const now = Math.max(own, this.#store.counter(lastSeen));
    this.#store.raise(lastSeen, now);
    return now;
  }
}
