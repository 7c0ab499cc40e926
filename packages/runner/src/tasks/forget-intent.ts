import { ReelwrightError } from '@reelwright/errors';
import type { RunnerState } from '../state/runner-state.ts';
import { uncertainStart } from './adopt-task.ts';
import { withTaskLease } from './task-lease.ts';

export interface ForgetOptions {
  readonly accountKey: string;
  /** Wall time, ms. */
  readonly now: number;
}

/** No create is on its way for longer: whoever looked before may have looked too early. */
const longestWayMs = 120_000;

/**
 * A person says that an uncertain start has made nothing: it is as if it had never been. The next run starts it, and pays.
 *
 * @returns the node that it was for.
 * @throws {ReelwrightError} `RUN_ADOPTION` when there is no such start, or when it may still be on its way.
 */
export async function forgetIntent(state: RunnerState, fingerprint: string, { accountKey, now }: ForgetOptions): Promise<string> {
  const known = uncertainStart(state, fingerprint, accountKey);
  return withTaskLease(state, known, () => {
    const record = uncertainStart(state, fingerprint, accountKey);
    const ageMs = now - record.intentAt;
    if (ageMs >= 0 && ageMs < longestWayMs) {
      const message = `The start of "${record.node}" left ${Math.round(ageMs / 1000)} s ago and may still be on its way.`;
      throw new ReelwrightError('RUN_ADOPTION', message, { hint: 'Look again in two minutes, then decide.' });
    }
    state.starts.withdraw(record);
    return record.node;
  });
}
