import type { ErrorCode } from '@reelwright/errors';
import type { RunResult } from '../events.ts';

export interface TallyFacts {
  readonly isInterrupted: boolean;
  /** Whether an uncertain start waits for a person. */
  readonly asks: boolean;
  readonly elapsedMs: number;
  readonly started: Readonly<Record<string, number>>;
}

/** Counts how nodes end, and draws the conclusion. */
export class Tally {
  readonly #codes = new Set<ErrorCode>();
  #finished = 0;
  #reused = 0;
  #failed = 0;
  #skipped = 0;
  #inFlight = 0;

  get inFlight(): number {
    return this.#inFlight;
  }

  finished(): void {
    this.#finished += 1;
  }

  reused(): void {
    this.#reused += 1;
  }

  failed(code: ErrorCode): void {
    this.#failed += 1;
    this.#codes.add(code);
  }

  /** @param inFlight Its task goes on at the provider. */
  skipped(inFlight: boolean): void {
    this.#skipped += 1;
    if (inFlight) this.#inFlight += 1;
  }

  /** Every step is done and yet an output is not where it belongs. */
  outputFailed(code: ErrorCode): void {
    this.#codes.add(code);
  }

  result({ isInterrupted, asks, elapsedMs, started }: TallyFacts): RunResult {
    return {
      type: 'run-finished',
      outcome: this.#outcome(isInterrupted, asks),
      elapsedMs,
      finished: this.#finished,
      reused: this.#reused,
      failed: this.#failed,
      skipped: this.#skipped,
      started,
    };
  }

  /** What most needs a person stands first. A run that was interrupted after its last step is done all the same. */
  #outcome(isInterrupted: boolean, asks: boolean): RunResult['outcome'] {
    if (isInterrupted && this.#skipped > 0) return 'interrupted';
    if (asks && this.#codes.has('RUN_START_UNCERTAIN')) return 'uncertain';
    if (this.#codes.has('PROVIDER_QUOTA') || this.#codes.has('RUN_BUDGET')) return 'budget';
    return this.#codes.size > 0 ? 'failed' : 'done';
  }
}
