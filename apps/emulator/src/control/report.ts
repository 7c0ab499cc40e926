import type { Store } from '../state/store.ts';
import type { CallbackRecord } from '../tasks/callbacks.ts';
import type { TaskKind, TaskRecord } from '../tasks/task.ts';
import type { World } from '../world.ts';

export interface ReportedTask {
  readonly id: string;
  readonly provider: string;
  readonly kind: TaskKind;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly outcome: 'running' | 'succeeded' | 'failed';
  /** How often its state was told, by a status call or in a list. */
  readonly polls: number;
  /** Equal for tasks that asked for the same thing. */
  readonly inputDigest: string;
  /** The first task that asked for the same thing, if that was another one. */
  readonly duplicateOf: string | null;
  readonly cost: number;
}

/** What happened since the start or the last reset. JSON throughout. */
export interface EmulatorReport {
  readonly now: number;
  /** Calls by endpoint; `refused` by a rate limit, `failed` with another code. */
  readonly calls: Readonly<Record<string, { readonly count: number; readonly refused: number; readonly failed: number }>>;
  readonly tasks: readonly ReportedTask[];
  /** Tasks that asked for the same thing: paid twice. */
  readonly createdTwice: readonly { readonly kind: TaskKind; readonly inputDigest: string; readonly ids: readonly string[] }[];
  /** The most tasks that were under way at one time. */
  readonly sideBySide: { readonly overall: number; readonly byKind: Readonly<Record<string, number>> };
  /** The most creates within any 60 seconds, by endpoint. */
  readonly windows: Readonly<Record<string, number>>;
  readonly tokensIssued: number;
  /** Tokens that were sent to the storage origin, where they do not belong. */
  readonly tokensLeaked: number;
  readonly callbacks: readonly CallbackRecord[];
  /** Faults of the emulator itself. Always empty, one hopes. */
  readonly defects: readonly string[];
}

export function createReport(world: World): EmulatorReport {
  return world.transact((now) => {
    const tasks = world.tasks.all().filter(({ owner }) => owner !== '');
    const looks = world.tasks.looks();
    const groups = Map.groupBy(tasks, ({ provider, kind, inputDigest }) => `${provider}/${kind}/${inputDigest}`);
    const firsts = new Map([...groups.values()].flatMap((same) => same.map(({ id }) => [id, same[0]?.id ?? id])));
    return {
      now,
      calls: countedCalls(world.store),
      tasks: tasks.map((task) => reported(task, firsts.get(task.id) ?? task.id, looks.get(task.id) ?? 0)),
      createdTwice: createdTwice([...groups.values()]),
      sideBySide: sideBySide(tasks),
      windows: busiestMinutes(tasks),
      tokensIssued: world.store.counter('tokens-issued'),
      tokensLeaked: world.store.counter('leaked-tokens'),
      callbacks: world.callbacks.list(),
      defects: world.store.collection<string>('defect').all(),
    };
  });
}

function countedCalls(store: Store): EmulatorReport['calls'] {
  const refused = store.counters('refused:');
  const failed = store.counters('failed:');
  return Object.fromEntries(
    [...store.counters('calls:')].map(([call, count]) => [call, { count, refused: refused.get(call) ?? 0, failed: failed.get(call) ?? 0 }]),
  );
}

function reported(task: TaskRecord, firstSame: string, polls: number): ReportedTask {
  const { id, provider, kind, createdAt, ended, inputDigest } = task;
  return {
    id,
    provider,
    kind,
    createdAt,
    finishedAt: ended?.at ?? null,
    outcome: ended === undefined ? 'running' : ended.failure === undefined ? 'succeeded' : 'failed',
    polls,
    inputDigest,
    duplicateOf: firstSame === id ? null : firstSame,
    cost: ended?.cost ?? 0,
  };
}

function createdTwice(groups: readonly (readonly TaskRecord[])[]): EmulatorReport['createdTwice'] {
  return groups.flatMap((same) => {
    const [first] = same;
    return first === undefined || same.length < 2
      ? []
      : [{ kind: first.kind, inputDigest: first.inputDigest, ids: same.map(({ id }) => id) }];
  });
}

function sideBySide(tasks: readonly TaskRecord[]): EmulatorReport['sideBySide'] {
  const byKind = Object.entries(Object.groupBy(tasks, ({ kind }) => kind));
  return { overall: mostAtOnce(tasks), byKind: Object.fromEntries(byKind.map(([kind, some]) => [kind, mostAtOnce(some ?? [])])) };
}

/** Sweeps over starts and ends in order of time; where both fall together the end comes first. */
function mostAtOnce(tasks: readonly TaskRecord[]): number {
  const steps = tasks.flatMap(({ createdAt, ended }) => [
    { at: createdAt, by: 1 },
    { at: ended?.at ?? Number.POSITIVE_INFINITY, by: -1 },
  ]);
  let most = 0;
  let current = 0;
  for (const { by } of steps.sort((left, right) => (left.at === right.at ? left.by - right.by : left.at - right.at))) {
    current += by;
    most = Math.max(most, current);
  }
  return most;
}

function busiestMinutes(tasks: readonly TaskRecord[]): EmulatorReport['windows'] {
  const byEndpoint = Object.entries(Object.groupBy(tasks, ({ endpoint }) => endpoint));
  return Object.fromEntries(
    byEndpoint.map(([endpoint, some]) => [endpoint, mostWithinMinute((some ?? []).map(({ createdAt }) => createdAt))]),
  );
}

function mostWithinMinute(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) <= time - 60_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
