import { plainText, ReelwrightError } from '@reelwright/errors';
import type { FindResult, FoundTask, Provider } from '@reelwright/provider';
import { type TaskRecord, taskRefOf } from '../state/task-store.ts';
import { isPaid } from './paid-kinds.ts';
import { callProvider } from './provider-call.ts';
import type { NodeWork, RunContext } from './run-context.ts';
import type { OnUncertain } from './run-options.ts';

/** A person's word to start anew what may have been started: good for one start of a step in a run, since each may be paid. */
export class Restarts {
  #left: number;

  constructor(word: OnUncertain | undefined) {
    this.#left = word === 'restart' ? 1 : 0;
  }

  /** @returns whether the word still held. It no longer does. */
  take(): boolean {
    return this.#left-- > 0;
  }
}

/**
 * Finds out what became of a start whose answer was never noted. First the create must no longer be on its way; then the
 * provider is asked. Never a guess. What costs nothing and may be repeated needs neither patience nor a question.
 *
 * @returns the record with its task, or `undefined` when it is certain that nothing was made.
 * @throws {ReelwrightError} `RUN_START_UNCERTAIN` when the provider cannot tell and no person has decided.
 */
export async function settleStart(
  record: TaskRecord,
  work: NodeWork,
  provider: Provider,
  restarts: Restarts,
  context: RunContext,
): Promise<TaskRecord | undefined> {
  const isFree = !isPaid(record.kind);
  if (!isFree) {
    const told = await waitOut(record, work, provider, context);
    if (told !== undefined) return told;
  }
  const found = await look(record, provider, context);
  if (found.kind === 'certain') {
    const adopted = adopt(record, found.task.id, work, context);
    if (adopted !== undefined) return adopted;
  }
  if (found.kind !== 'none' && !isFree) {
    const told = await askCallback(record, work, provider, context, callbackPatienceMs(record, work, provider, context));
    if (told !== undefined) return told;
  }
  if (found.kind === 'none' || isFree || restarts.take()) {
    context.state.starts.withdraw(record);
    return undefined;
  }
  throw uncertainStart(record, work, found);
}

/**
 * Until the create can no longer be on its way, counted from the intent. A clock that was set back waits the whole time.
 *
 * @returns the record with its task, when a callback proves meanwhile that there is one.
 */
async function waitOut(record: TaskRecord, work: NodeWork, provider: Provider, context: RunContext): Promise<TaskRecord | undefined> {
  const { clock, interruption } = context;
  const elapsedMs = clock.now() - record.intentAt;
  const restMs = elapsedMs < 0 ? provider.pacing.startTimeoutMs : provider.pacing.startTimeoutMs - elapsedMs;
  if (restMs <= 0) return undefined;
  work.tell({ type: 'node-waiting', reason: 'uncertain-start', forMs: restMs });
  const until = clock.monotonic() + restMs;
  const told = await askCallback(record, work, provider, context, restMs);
  if (told !== undefined) return told;
  await clock.sleep(Math.max(0, until - clock.monotonic()), interruption.stopping);
  return undefined;
}

/** A task may take its time and a half; a callback that has not come by then will not come. */
function callbackPatienceMs(
  { intentAt, kind }: TaskRecord,
  { size }: NodeWork,
  { id }: Provider,
  { estimates, clock }: RunContext,
): number {
  return estimates.of(id, kind, size).typicalMs * 1.5 + 60_000 - Math.max(0, clock.now() - intentAt);
}

/** Only a task calls the address of its start: which one it was, the provider has to confirm. */
async function askCallback(
  record: TaskRecord,
  work: NodeWork,
  provider: Provider,
  context: RunContext,
  withinMs: number,
): Promise<TaskRecord | undefined> {
  const { kind, label } = record;
  const signal = context.interruption.stopping;
  const task = await context.callbacks.idOf({ provider, kind, label }, withinMs, signal);
  if (task === undefined) return undefined;
  const call = () => provider.poll([taskRefOf(record, task)], { signal });
  const [status] = await callProvider(context, { provider, scope: `poll:${kind}`, operation: 'poll', signal }, call);
  return status === undefined || status.state === 'vanished' ? undefined : adopt(record, task, work, context);
}

/** What the provider knows, without tasks that are on record as something else. */
async function look(record: TaskRecord, provider: Provider, context: RunContext): Promise<FindResult> {
  const { kind, label, input, intentAt: since, highWaterMark } = record;
  const signal = context.interruption.stopping;
  const query = { kind, label, input, since, ...(highWaterMark === undefined ? {} : { highWaterMark }) };
  const facts = { provider, scope: `find:${kind}`, operation: 'find', signal } as const;
  const found = await callProvider(context, facts, () => provider.find(query, { signal }));
  if (found.kind !== 'candidates') return found;
  const others = context.state.tasks.idsOfOthers(record);
  const tasks = found.tasks.filter(({ task }) => !others.has(task.id));
  return tasks.length === 0 ? { kind: 'none' } : { kind: 'candidates', tasks };
}

/** @returns `undefined` when the task is on record as another's: then it is not certain after all. */
function adopt(record: TaskRecord, task: string, work: NodeWork, { state, clock }: RunContext): TaskRecord | undefined {
  const at = Math.round(clock.now());
  if (!state.tasks.adopt(record, task, at)) return undefined;
  work.tell({ type: 'task-resumed', provider: work.node.provider, task, adopted: true });
  return { ...record, state: 'started', task, startedAt: at };
}

function uncertainStart(record: TaskRecord, { node: { provider: account } }: NodeWork, found: FindResult): ReelwrightError {
  const when = new Date(record.intentAt).toISOString();
  const candidates = found.kind === 'candidates' ? ` It may be one of: ${found.tasks.map(describe).join('; ')}.` : '';
  return new ReelwrightError(
    'RUN_START_UNCERTAIN',
    `Whether "${record.node}" was started at ${account} at ${when} is not known: its answer was lost, and ${account} offers no way to be sure.${candidates}`,
    {
      hint: `Look at ${account} for one ${record.kind} task of that time (label ${record.label}). If there is none, run again with --on-uncertain restart: it is then started anew, which is paid twice if you are mistaken.`,
    },
  );
}

function describe({ task, description, createdAt }: FoundTask): string {
  const when = createdAt === undefined ? '' : ` of ${new Date(createdAt).toISOString()}`;
  return plainText(`${task.id}${when}${description === '' ? '' : ` (${description})`}`, 160);
}
