import { ReelwrightError } from '@reelwright/errors';
import type { RunnerState } from '../state/runner-state.ts';

/** Under which name a task is worked on: whoever decides anything about it holds this lease. */
export function leaseOfTask({ account, fingerprint }: { readonly account: string; readonly fingerprint: string }): string {
  return `task/${account}/${fingerprint}`;
}

/**
 * Does something about a task that no run is at work on.
 *
 * @throws {ReelwrightError} `RUN_ADOPTION` when a run is.
 */
export async function withTaskLease<T>(
  state: RunnerState,
  task: { readonly account: string; readonly fingerprint: string; readonly node: string },
  work: () => T | Promise<T>,
): Promise<T> {
  const lease = leaseOfTask(task);
  const holder = state.leases.claim(lease);
  if (holder !== undefined) {
    throw new ReelwrightError('RUN_ADOPTION', `A run is at work on "${task.node}" now (process ${holder.pid} on ${holder.host}).`, {
      hint: 'Wait for its end, or interrupt it, then decide.',
    });
  }
  try {
    return await work();
  } finally {
    state.leases.release(lease);
  }
}
