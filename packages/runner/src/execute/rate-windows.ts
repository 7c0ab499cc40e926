import { randomUUID } from 'node:crypto';
import type { Clock } from '@reelwright/clock';
import type { Provider, RateLimitScope } from '@reelwright/provider';
import type { WindowStore } from '../state/window-store.ts';

/** Leave to make one call. Exactly one of its methods is called when it is over. */
export interface CallSlot {
  /** An answer has come, good or bad: the window is counted from now. */
  answered(): void;
  /**
   * The provider found it too much: the limit learns, and the call is not counted.
   *
   * @returns whether there is hope: false once such calls have met nothing but refusals for a quarter of an hour.
   */
  refused(retryAfterMs: number | undefined): boolean;
  /** No answer came, and the call may still arrive: it takes its place for as long as it can be on its way, and is counted from there. */
  lost(): void;
  /** The call was not made after all. */
  unused(): void;
}

/** No rate window is longer: a provider that refuses everything for so long means something else. */
const longestStormMs = 15 * 60_000;

/** Keeps a provider's limits across everything that this machine sends it. Waiting here costs no attempt. */
export class RateWindows {
  readonly #store: WindowStore;
  readonly #clock: Clock;
  readonly #pauses = new Map<string, { untilMs: number; refusals: number }>();
  /** Since when calls of a scope have met nothing but refusals, by monotonic time. */
  readonly #stormsSince = new Map<string, number>();

  constructor(store: WindowStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** @param onWait Told once, before the first wait. @throws the signal's reason when aborted. */
  async acquire(
    provider: Provider,
    scope: RateLimitScope,
    signal: AbortSignal | undefined,
    onWait?: (forMs: number) => void,
  ): Promise<CallSlot> {
    const key = `${provider.accountKey}/${scope}`;
    const limits = provider.limits.filter((limit) => limit.scopes.includes(scope));
    if (limits.length === 0) return this.#acquireUnlimited(key, signal, onWait);
    const callId = randomUUID();
    const now = () => Math.round(this.#clock.now());
    for (let told = false; ; told = true) {
      signal?.throwIfAborted();
      const { waitMs } = this.#store.reserve(provider.accountKey, limits, callId, now());
      if (waitMs === 0) break;
      if (!told) onWait?.(waitMs);
      await this.#clock.sleep(waitMs, signal);
    }
    return {
      answered: () => {
        this.#stormsSince.delete(key);
        this.#store.answered(callId, now());
      },
      refused: (retryAfterMs) => {
        this.#store.release(callId);
        this.#store.refused(provider.accountKey, limits, now(), retryAfterMs);
        return this.#mayPass(key);
      },
      // The store sees a call without an answer, as it does when its process has died.
      lost: () => {},
      unused: () => this.#store.release(callId),
    };
  }

  /** No limit is documented, and yet there may be one: a refusal pauses the scope in this process. */
  async #acquireUnlimited(key: string, signal: AbortSignal | undefined, onWait?: (forMs: number) => void): Promise<CallSlot> {
    const pause = this.#pauses.get(key) ?? { untilMs: 0, refusals: 0 };
    this.#pauses.set(key, pause);
    signal?.throwIfAborted();
    for (let told = false; ; told = true) {
      const waitMs = pause.untilMs - this.#clock.monotonic();
      if (waitMs <= 0) break;
      if (!told) onWait?.(waitMs);
      await this.#clock.sleep(waitMs, signal);
    }
    return {
      answered: () => {
        this.#stormsSince.delete(key);
        pause.refusals = 0;
      },
      refused: (retryAfterMs) => {
        const now = this.#clock.monotonic();
        if (pause.untilMs <= now || retryAfterMs !== undefined) {
          pause.refusals += 1;
          pause.untilMs = now + (retryAfterMs ?? Math.min(60_000, 1_000 * 2 ** pause.refusals));
        }
        return this.#mayPass(key);
      },
      lost: () => {},
      unused: () => {},
    };
  }

  #mayPass(key: string): boolean {
    const now = this.#clock.monotonic();
    const since = this.#stormsSince.get(key) ?? now;
    this.#stormsSince.set(key, since);
    return now - since < longestStormMs;
  }
}
