import type { Clock } from '@reelwright/clock';
import type { PollPacing } from '@reelwright/provider';
import { afterLook, firstHistory, type LookHistory, nextLookMs, type Sighting } from './look-pacing.ts';

/** What a look means to the one who waits. */
export type Judgement = 'end' | 'go-on' | { readonly lookAgainInMs: number };

export interface WatchOptions<S> {
  /** Before this has passed, looking is pointless. */
  readonly firstAfterMs: number;
  readonly judge: (status: S) => Judgement;
  /** What to throw when `pacing.deadlineMs` has passed. */
  readonly onDeadline: () => Error;
  /** Nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface PollerSettings<R, S> {
  readonly clock: Clock;
  readonly pacing: PollPacing;
  readonly signal: AbortSignal;
  /** One round trip. Failures that may pass are told apart by `pauseAfter`. */
  readonly look: (refs: readonly R[]) => Promise<readonly S[]>;
  readonly sightingOf: (status: S) => Sighting;
  /** After the n-th failed look in a row: how long until the next one, or undefined to give up with the error. */
  readonly pauseAfter: (error: unknown, failures: number) => number | undefined;
  /** Whether somebody calls when there is something to see: looking without being called is then rarer. */
  readonly isCalled?: () => boolean;
}

interface Watch<R, S> {
  readonly ref: R;
  readonly options: WatchOptions<S>;
  readonly resolve: (status: S) => void;
  readonly reject: (error: unknown) => void;
  readonly deadlineAt: number;
  dueAt: number;
  lookedAt: number;
  looking: boolean;
  /** Asked for from outside, at that monotonic time. */
  calledAt: number | undefined;
  failures: number;
  history: LookHistory;
}

/** How much rarer looks are while callbacks arrive: one that is lost costs that much and no more. */
const rarer = 3;

/**
 * Looks at everything of one kind at one provider: one loop, so many refs a round trip as the provider's list can answer.
 * A look at one task is a look at all that fit into the same call.
 */
export class Poller<R, S> {
  readonly #settings: PollerSettings<R, S>;
  readonly #watches = new Set<Watch<R, S>>();
  #running = false;
  #lastCallAt = Number.NEGATIVE_INFINITY;
  #wake = new AbortController();

  constructor(settings: PollerSettings<R, S>) {
    this.#settings = settings;
    settings.signal.addEventListener('abort', () => this.#wake.abort(), { once: true });
  }

  /** @returns the status that was judged to be the end. */
  watch(ref: R, options: WatchOptions<S>): Promise<S> {
    const { clock, pacing } = this.#settings;
    const now = clock.monotonic();
    return new Promise((resolve, reject) => {
      const dueAt = now + Math.min(options.firstAfterMs, pacing.deadlineMs);
      const deadlineAt = now + pacing.deadlineMs;
      const watch: Watch<R, S> = {
        ...{ ref, options, resolve, reject, deadlineAt, dueAt },
        ...{ lookedAt: Number.NEGATIVE_INFINITY, looking: false, calledAt: undefined, failures: 0, history: firstHistory(pacing) },
      };
      if (options.signal?.aborted) return reject(options.signal.reason);
      this.#watches.add(watch);
      options.signal?.addEventListener('abort', () => this.#giveUp(watch), { once: true });
      this.#wake.abort();
      void this.#loop();
    });
  }

  /** Looks at what matches at that monotonic time at the latest; what is being looked at just now is looked at once more. */
  lookAt(matches: (ref: R) => boolean, at: number): void {
    for (const watch of this.#watches) {
      if (!matches(watch.ref)) continue;
      watch.calledAt = at;
      watch.dueAt = Math.min(watch.dueAt, at);
    }
    this.#wake.abort();
  }

  async #loop(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const { clock, signal } = this.#settings;
    while (this.#watches.size > 0 && !signal.aborted) {
      const batches = this.#dueBatches(clock.monotonic());
      for (const batch of batches) void this.#look(batch);
      await this.#sleepUntilDue();
    }
    this.#running = false;
    if (signal.aborted) for (const watch of this.#watches) this.#settle(watch, () => watch.reject(signal.reason));
  }

  /** Sleeps to the next due look, or until a watch is added or a look ends. */
  async #sleepUntilDue(): Promise<void> {
    const { clock } = this.#settings;
    const wake = new AbortController();
    this.#wake = wake;
    const waiting = [...this.#watches].filter((watch) => !watch.looking);
    if (waiting.length === 0) return aborted(wake.signal);
    const dueAt = Math.max(
      waiting.reduce((least, watch) => Math.min(least, watch.dueAt), Number.POSITIVE_INFINITY),
      this.#nextCallAt(),
    );
    await clock.sleep(Math.max(0, dueAt - clock.monotonic()), wake.signal).catch(() => {});
  }

  /** Where one call answers for many, calls keep a distance: a look that comes a little later answers for more. */
  #nextCallAt(): number {
    const { batchSize, intervalMs } = this.#settings.pacing;
    return batchSize > 1 ? this.#lastCallAt + intervalMs * 0.8 : Number.NEGATIVE_INFINITY;
  }

  /** What is due, and as many others as the same call can answer: those that were not looked at a moment ago. */
  #dueBatches(now: number): Watch<R, S>[][] {
    const { batchSize, intervalMs } = this.#settings.pacing;
    if (now < this.#nextCallAt()) return [];
    const idle = [...this.#watches].filter((watch) => !watch.looking).sort((a, b) => a.dueAt - b.dueAt);
    const due = idle.filter((watch) => watch.dueAt <= now);
    if (due.length === 0) return [];
    this.#lastCallAt = now;
    const room = Math.ceil(due.length / batchSize) * batchSize - due.length;
    const extra = idle.slice(due.length).filter((watch) => Number.isFinite(watch.lookedAt) && now - watch.lookedAt >= intervalMs / 2);
    const all = [...due, ...extra.slice(0, room)];
    return Array.from({ length: Math.ceil(all.length / batchSize) }, (_, i) => all.slice(i * batchSize, (i + 1) * batchSize));
  }

  async #look(batch: readonly Watch<R, S>[]): Promise<void> {
    for (const watch of batch) {
      watch.looking = true;
      watch.calledAt = undefined;
    }
    try {
      const statuses = await this.#settings.look(batch.map((watch) => watch.ref));
      batch.forEach((watch, index) => {
        const status = statuses[index];
        if (status !== undefined) this.#take(watch, status);
        else this.#miss(watch, new Error('The provider gave no status for a task that was asked for.'));
      });
    } catch (error) {
      for (const watch of batch) this.#miss(watch, error);
    } finally {
      for (const watch of batch) watch.looking = false;
      this.#wake.abort();
    }
  }

  #take(watch: Watch<R, S>, status: S): void {
    const { clock, pacing, sightingOf } = this.#settings;
    const now = clock.monotonic();
    watch.failures = 0;
    watch.lookedAt = now;
    const judgement = watch.options.judge(status);
    watch.history = afterLook(watch.history, sightingOf(status), now, pacing);
    if (judgement === 'end') this.#settle(watch, () => watch.resolve(status));
    else this.#again(watch, judgement === 'go-on' ? this.#goOnAfter(watch, now) : judgement.lookAgainInMs);
  }

  #goOnAfter({ history }: Watch<R, S>, now: number): number {
    const { pacing, isCalled } = this.#settings;
    return nextLookMs(history, now, pacing) * (isCalled?.() === true ? rarer : 1);
  }

  #miss(watch: Watch<R, S>, error: unknown): void {
    watch.failures += 1;
    const pauseMs = this.#settings.pauseAfter(error, watch.failures);
    if (pauseMs === undefined) this.#settle(watch, () => watch.reject(error));
    else this.#again(watch, pauseMs);
  }

  /** One look always falls on the deadline itself. */
  #again(watch: Watch<R, S>, inMs: number): void {
    const now = this.#settings.clock.monotonic();
    if (now >= watch.deadlineAt) this.#settle(watch, () => watch.reject(watch.options.onDeadline()));
    else watch.dueAt = Math.min(now + inMs, watch.deadlineAt, watch.calledAt ?? Number.POSITIVE_INFINITY);
  }

  #giveUp(watch: Watch<R, S>): void {
    this.#settle(watch, () => watch.reject(watch.options.signal?.reason));
    this.#wake.abort();
  }

  #settle(watch: Watch<R, S>, tell: () => void): void {
    this.#watches.delete(watch);
    tell();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
