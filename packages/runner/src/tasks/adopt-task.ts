import { ReelwrightError } from '@reelwright/errors';
import type { Provider, TaskStatus } from '@reelwright/provider';
import type { RunnerState } from '../state/runner-state.ts';
import { type TaskRecord, taskRefOf } from '../state/task-store.ts';
import { withTaskLease } from './task-lease.ts';

export interface Adoption {
  readonly fingerprint: string;
  /** The provider's id of what is there. */
  readonly task: string;
}

export interface AdoptOptions {
  /** Wall time, ms. */
  readonly now: number;
  readonly signal?: AbortSignal;
}

export interface Adopted {
  readonly node: string;
  readonly task: string;
  /** How it stood when its provider was asked. */
  readonly status: TaskStatus;
}

/**
 * A person says which thing at the provider an uncertain start has made: it is bound to the start once the provider confirms that
 * there is such a task of that kind. The next run polls it to its end.
 *
 * @throws {ReelwrightError} `RUN_ADOPTION` when there is no such start, the task belongs to another, or its provider does not know it.
 */
export async function adoptTask(
  state: RunnerState,
  provider: Provider,
  { fingerprint, task }: Adoption,
  { now, signal }: AdoptOptions,
): Promise<Adopted> {
  const known = uncertainStart(state, fingerprint, provider.accountKey);
  return withTaskLease(state, known, async () => {
    // What was read before the lease was ours may have changed.
    const record = uncertainStart(state, fingerprint, provider.accountKey);
    const [status] = await provider.poll([taskRefOf(record, task)], signal === undefined ? {} : { signal });
    if (status === undefined || status.state === 'vanished') throw unknownThere(record, task, status);
    if (!state.tasks.adopt(record, task, Math.round(now))) throw anothers(record, task);
    return { node: record.node, task, status };
  });
}

/** The start that waits for a decision. */
export function uncertainStart(state: RunnerState, fingerprint: string, account: string): TaskRecord {
  const record = state.tasks.newest(fingerprint, account);
  if (record?.state === 'intent') return record;
  if (record?.task !== undefined) {
    throw new ReelwrightError('RUN_ADOPTION', `"${record.node}" has a task already: ${record.task}. Nothing about it is uncertain.`, {
      hint: 'Run again: what is in flight is collected, what has failed is started anew.',
    });
  }
  throw new ReelwrightError('RUN_ADOPTION', `No uncertain start with the fingerprint ${fingerprint.slice(0, 12)} is on record here.`, {
    hint: 'See `reel tasks` for those that are.',
  });
}

function unknownThere({ provider, kind }: TaskRecord, task: string, status: TaskStatus | undefined): ReelwrightError {
  const reason = status?.state === 'vanished' ? ` ${status.error.message}` : '';
  return new ReelwrightError('RUN_ADOPTION', `${provider} knows no ${kind} task "${task}".${reason}`, {
    hint: 'Look up the id at the provider; `reel tasks` lists the candidates.',
  });
}

function anothers({ node }: TaskRecord, task: string): ReelwrightError {
  return new ReelwrightError('RUN_ADOPTION', `Task ${task} is on record as that of another step, so it is not "${node}".`, {
    hint: 'See `reel tasks` for what is in flight.',
  });
}
