import { isReelwrightError, type ReelwrightError } from '@reelwright/errors';
import type { FindResult, Provider, TaskKind } from '@reelwright/provider';
import { toReelwrightError } from '../event-error.ts';
import type { EventError } from '../events.ts';
import { estimateInput } from '../plan/estimate-input.ts';
import type { NodeEstimate } from '../plan/plan.ts';
import type { ProcessIdentity } from '../state/process-identity.ts';
import type { RunnerState } from '../state/runner-state.ts';
import type { TaskRecord } from '../state/task-store.ts';
import { leaseOfTask } from './task-lease.ts';

/** A task whose end is not known, or that failed of late. */
export interface ListedTask {
  /** `uncertain`: its start was sent, or may have been, and no answer was noted. */
  readonly state: 'in-flight' | 'uncertain' | 'failed';
  readonly fingerprint: string;
  /** Id of the adapter. */
  readonly provider: string;
  readonly accountKey: string;
  /** The account's name, where one of the providers at hand is it. */
  readonly account: string | undefined;
  readonly kind: TaskKind;
  /** `<recipe>/<instance>/<step>` that asked for it first. */
  readonly node: string;
  readonly attempt: number;
  /** What the provider was asked to carry: it stands in a name or title there, as far as the service has one. */
  readonly label: string;
  readonly task: string | undefined;
  /** Since its intent. */
  readonly ageMs: number;
  /** What it costs, and would cost again. */
  readonly price: NodeEstimate;
  /** Who is at work on it now: nobody should decide anything about it meanwhile. */
  readonly heldBy: ProcessIdentity | undefined;
  readonly failure: EventError | undefined;
  /** What its provider knows of an uncertain start; absent where it was not asked. */
  readonly found?: FindResult | { readonly kind: 'unreachable'; readonly error: ReelwrightError };
}

export interface ListOptions {
  /** Wall time, ms. */
  readonly now: number;
  /** Accounts at hand, by name. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** Whether providers are asked about uncertain starts. */
  readonly online: boolean;
  /** How far back failures are told. Default: a week. */
  readonly failedWithinMs?: number;
  readonly signal?: AbortSignal;
}

const week = 7 * 86_400_000;

/** What this project has at providers: in flight, uncertain, failed of late. Oldest first. Changes nothing. */
export async function listTasks(state: RunnerState, options: ListOptions): Promise<readonly ListedTask[]> {
  const failed = state.tasks.failedSince(options.now - (options.failedWithinMs ?? week));
  const records = [...state.tasks.open(), ...failed].sort((a, b) => a.intentAt - b.intentAt);
  return Promise.all(records.map((record) => describe(record, state, options)));
}

async function describe(record: TaskRecord, state: RunnerState, options: ListOptions): Promise<ListedTask> {
  const { fingerprint, provider, account: accountKey, kind, node, attempt, label, task, failure } = record;
  const [account, adapter] = [...options.providers].find(([, one]) => one.accountKey === accountKey) ?? [undefined, undefined];
  const isAsked = options.online && record.state === 'intent' && adapter !== undefined;
  return {
    ...{ state: stateOf(record), fingerprint, provider, accountKey, account, kind, node, attempt, label, task, failure },
    ageMs: Math.max(0, options.now - record.intentAt),
    price: estimateInput(record.input),
    heldBy: state.leases.holder(leaseOfTask(record)),
    ...(isAsked ? { found: await findTask(record, adapter, state, options) } : {}),
  };
}

function stateOf({ state }: TaskRecord): ListedTask['state'] {
  if (state === 'intent') return 'uncertain';
  return state === 'failed' ? 'failed' : 'in-flight';
}

/** Candidates that are on record as other tasks are no candidates. */
async function findTask(
  record: TaskRecord,
  provider: Provider,
  state: RunnerState,
  { signal }: ListOptions,
): Promise<NonNullable<ListedTask['found']>> {
  const { kind, label, input, intentAt: since, highWaterMark } = record;
  const query = { kind, label, input, since, ...(highWaterMark === undefined ? {} : { highWaterMark }) };
  try {
    const found = await provider.find(query, signal === undefined ? {} : { signal });
    if (found.kind !== 'candidates') return found;
    const others = state.tasks.idsOfOthers(record);
    const tasks = found.tasks.filter(({ task }) => !others.has(task.id));
    return tasks.length === 0 ? { kind: 'none' } : { kind: 'candidates', tasks };
  } catch (error) {
    if (!isReelwrightError(error)) throw error;
    return { kind: 'unreachable', error: toReelwrightError(error) };
  }
}
