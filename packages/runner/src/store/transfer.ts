import type { Clock } from '@reelwright/clock';
import type { Lock } from '../lock/lock.ts';
import { type Blob, blobsOf, resultsIn } from '../lock/locked-results.ts';
import type { StepResult } from '../plan/known.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { RemoteBusy } from './store-remote.ts';

/** What is to be moved: everything that a lock promises, or these results. */
export type Wanted = { readonly lock: Lock } | { readonly fingerprints: Iterable<string> };

export interface TransferOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TransferProgress) => void;
}

export interface TransferProgress {
  readonly key: string;
  readonly sizeBytes: number;
}

export interface TransferReport {
  /** Objects that were moved, and their bytes. */
  readonly moved: number;
  readonly movedBytes: number;
  /** Objects that were there already. */
  readonly present: number;
  /** What should have been moved, and is not where it should come from. */
  readonly missing: readonly TransferTrouble[];
  /** What was not taken, since it is not what its name says. */
  readonly refused: readonly TransferTrouble[];
}

export interface TransferTrouble {
  /** `blobs/ab/ab12…` or `results/….json`. */
  readonly key: string;
  readonly fingerprint: string;
  /** A sentence. */
  readonly reason: string;
}

/** How many objects are on their way at once. */
export const mostAtOnce = 4;

/** Counts while objects are moved. */
export class TransferTally {
  readonly missing: TransferTrouble[] = [];
  readonly refused: TransferTrouble[] = [];
  readonly #onProgress: TransferOptions['onProgress'];
  #moved = 0;
  #movedBytes = 0;
  #present = 0;

  constructor({ onProgress }: TransferOptions) {
    this.#onProgress = onProgress;
  }

  moved(progress: TransferProgress): void {
    this.#moved += 1;
    this.#movedBytes += progress.sizeBytes;
    this.#onProgress?.(progress);
  }

  present(): void {
    this.#present += 1;
  }

  report(): TransferReport {
    const { missing, refused } = this;
    return { moved: this.#moved, movedBytes: this.#movedBytes, present: this.#present, missing, refused };
  }
}

/** Results that are known here without asking a remote, and fingerprints of others. */
export function resultsOf(wanted: Wanted, { results }: Pick<RunnerState, 'results'>): { known: StepResult[]; unknown: string[] } {
  if ('lock' in wanted) return { known: resultsIn(wanted.lock), unknown: [] };
  const known: StepResult[] = [];
  const unknown: string[] = [];
  for (const fingerprint of new Set(wanted.fingerprints)) {
    const result = results.find(fingerprint);
    if (result === undefined) unknown.push(fingerprint);
    else known.push(result);
  }
  return { known, unknown };
}

/** A file, and a result that it belongs to. */
export interface OwnedBlob {
  readonly blob: Blob;
  readonly fingerprint: string;
}

/** Each file once, whichever results share it. */
export function filesOf(results: readonly StepResult[]): OwnedBlob[] {
  const owned = results.flatMap((result) => blobsOf(result).map((blob) => ({ blob, fingerprint: result.fingerprint })));
  return [...new Map(owned.map((one) => [one.blob.sha256, one])).values()];
}

const attempts = 4;
const firstPauseMs = 500;

/** Repeats what may pass by itself. The clock stands still while it is tried, and goes on in the pauses. */
export async function patiently<T>({ clock, signal }: TransferOptions, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const release = clock.hold();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof RemoteBusy) || attempt >= attempts) throw error;
    } finally {
      release();
    }
    await clock.sleep(firstPauseMs * 2 ** (attempt - 1), signal);
  }
}
