import type { ErrorCode } from '@reelwright/errors';
import type { RunResult } from '../events.ts';

export interface TallyFacts {
  readonly isInterrupted: boolean;
  /** Whether an uncertain start waits for a person. */
  readonly asks: boolean;
  readonly elapsedMs: number;
  readonly started: Readonly<Record<string, number>>;
}

type End =
  | { readonly kind: 'finished' | 'reused' }
  | { readonly kind: 'failed'; readonly code: ErrorCode }
  | { readonly kind: 'skipped'; readonly inFlight: boolean };

/** Counts how nodes end, and draws the conclusion. */
export class Tally {
  readonly #ends = new Map<string, End>();
  readonly #outputCodes = new Set<ErrorCode>();

  get inFlight(): number {
    return this.#count((end) => end.kind === 'skipped' && end.inFlight);
  }

  finished(node: string): void {
    this.#ends.set(node, { kind: 'finished' });
  }

  reused(node: string): void {
    this.#ends.set(node, { kind: 'reused' });
  }

  failed(node: string, code: ErrorCode): void {
    this.#ends.set(node, { kind: 'failed', code });
  }

  /** @param inFlight Its task goes on at the provider. */
  skipped(node: string, inFlight: boolean): void {
    this.#ends.set(node, { kind: 'skipped', inFlight });
  }

  /** It begins anew elsewhere. */
  forget(node: string): void {
    this.#ends.delete(node);
  }

  /** Every step is done and yet an output is not where it belongs. */
  outputFailed(code: ErrorCode): void {
    this.#outputCodes.add(code);
  }

  result({ isInterrupted, asks, elapsedMs, started }: TallyFacts): RunResult {
    return {
      type: 'run-finished',
      outcome: this.#outcome(isInterrupted, asks),
      elapsedMs,
      finished: this.#count(({ kind }) => kind === 'finished'),
      reused: this.#count(({ kind }) => kind === 'reused'),
      failed: this.#count(({ kind }) => kind === 'failed'),
      skipped: this.#count(({ kind }) => kind === 'skipped'),
      started,
    };
  }

  /** What most needs a person stands first. A run that was interrupted after its last step is done all the same. */
  #outcome(isInterrupted: boolean, asks: boolean): RunResult['outcome'] {
    const codes = new Set(this.#outputCodes);
    for (const end of this.#ends.values()) if (end.kind === 'failed') codes.add(end.code);
    if (isInterrupted && this.#count(({ kind }) => kind === 'skipped') > 0) return 'interrupted';
    if (asks && codes.has('RUN_START_UNCERTAIN')) return 'uncertain';
    if (codes.has('PROVIDER_QUOTA') || codes.has('RUN_BUDGET')) return 'budget';
    return codes.size > 0 ? 'failed' : 'done';
  }

  #count(is: (end: End) => boolean): number {
    let count = 0;
    for (const end of this.#ends.values()) if (is(end)) count += 1;
    return count;
  }
}
