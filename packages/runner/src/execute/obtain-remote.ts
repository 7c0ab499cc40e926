import { InternalError, isReelwrightError, ReelwrightError } from '@reelwright/errors';
import { type Provider, ProviderError, type TaskOutputs } from '@reelwright/provider';
import { toEventError } from '../event-error.ts';
import { LinkExpired } from '../fetch/download-error.ts';
import { complete } from '../plan/complete.ts';
import type { StepResult } from '../plan/known.ts';
import type { TaskRecord } from '../state/task-store.ts';
import { leaseOfTask } from '../tasks/task-lease.ts';
import { awaitTask, TaskVanished } from './await-task.ts';
import { collectOutputs } from './collect-outputs.ts';
import { LeftInFlight } from './interruption.ts';
import { isPaid } from './paid-kinds.ts';
import type { NodeWork, RunContext } from './run-context.ts';
import { Restarts, settleStart } from './settle-start.ts';
import { StoodStill, startTask } from './start-task.ts';

export interface Obtained {
  readonly result: StepResult;
  /** Another run finished it while this one waited. */
  readonly isReused: boolean;
}

/** How often a start whose machine stood still is begun again. */
const mostStandstills = 5;

/**
 * Gets what a paid task makes: from the record of an earlier run where there is one, else by starting it. After a standstill
 * it begins again with the lease, since another run may have taken over.
 */
export async function obtainRemote(work: NodeWork, context: RunContext): Promise<Obtained> {
  for (let standstills = 1; ; standstills += 1) {
    try {
      return await obtainShared(work, context);
    } catch (error) {
      if (!(error instanceof StoodStill) || standstills >= mostStandstills) throw error;
      work.tell({ type: 'attempt-failed', error: toEventError(error), retryInMs: 0 });
    }
  }
}

/** Holds the task's lease meanwhile, so that two runs which need the same task share it. */
async function obtainShared(work: NodeWork, context: RunContext): Promise<Obtained> {
  const provider = providerOf(work, context);
  const lease = leaseOfTask({ account: provider.accountKey, fingerprint: work.fingerprint });
  await claim(lease, work, context);
  try {
    // While another run held the lease it may have finished the task.
    const shared = context.retakes.isDue(work) ? undefined : complete(context.state.intactResult(work.fingerprint), work.needed);
    if (shared !== undefined) return { result: shared, isReused: true };
    return { result: await obtain(work, provider, restartsFor(work, context), context), isReused: false };
  } finally {
    context.state.leases.release(lease);
  }
}

/** What costs nothing may be started anew without a word. */
function restartsFor({ node }: NodeWork, { options }: RunContext): Restarts {
  return new Restarts(node.step.with.uses === 'authorize' ? 'restart' : options.onUncertain);
}

const claimPause = { firstMs: 1_000, longestMs: 10_000 };

async function claim(lease: string, work: NodeWork, { state, clock }: RunContext): Promise<void> {
  for (let pauseMs = claimPause.firstMs; ; pauseMs = Math.min(claimPause.longestMs, pauseMs * 1.5)) {
    work.signal.throwIfAborted();
    if (state.leases.claim(lease) === undefined) return;
    if (pauseMs === claimPause.firstMs) work.tell({ type: 'node-waiting', reason: 'another-run' });
    await clock.sleep(pauseMs, work.signal);
  }
}

async function obtain(work: NodeWork, provider: Provider, restarts: Restarts, context: RunContext): Promise<StepResult> {
  const { record, startedAt } = await recordedTask(work, provider, restarts, context);
  let outputs: TaskOutputs;
  try {
    outputs = await awaitTask(record, work, provider, context, firstLookMs(work, provider, record, startedAt, context));
  } catch (error) {
    if (!(error instanceof TaskVanished) || !restarts.take()) throw withTask(error, record, work);
    context.state.tasks.failed(record, { code: error.code, message: error.message }, Math.round(context.clock.now()));
    return obtain(work, provider, restarts, context);
  }
  learn(work, provider, record, startedAt, context);
  return keep(outputs, record, work, provider, context).catch((error: unknown) => {
    if (error instanceof LinkExpired) throw resultGone(error, record, work, context);
    throw withTask(error, record, work);
  });
}

interface Recorded {
  readonly record: TaskRecord;
  /** Monotonic time of the start's answer, when it was this run that started it. */
  readonly startedAt: number | undefined;
}

/** A task with an id on record: the known one, the one that a lost start turns out to have made, or a new one. */
async function recordedTask(work: NodeWork, provider: Provider, restarts: Restarts, context: RunContext): Promise<Recorded> {
  let newest = context.state.tasks.newest(work.fingerprint, provider.accountKey);
  if (newest !== undefined && isPaid(newest.kind)) work.course.bind();
  const isOld = context.retakes.isOld(work);
  if (newest !== undefined && newest.task !== undefined && newest.state !== 'failed' && !isOld) {
    work.tell({ type: 'task-resumed', provider: work.node.provider, task: newest.task });
    return { record: newest, startedAt: undefined };
  }
  for (let lost = 0; ; ) {
    if (newest?.state === 'intent') {
      const intent = newest;
      const settled = await settleStart(intent, work, provider, restarts, context).catch((error: unknown) => {
        throw withTask(error, intent, work);
      });
      if (settled !== undefined) return { record: settled, startedAt: undefined };
      if (lost >= mostLostStarts) throw lostAgain(provider, work);
    }
    const attempt = newest?.state === 'failed' || newest?.state === 'succeeded' ? newest.attempt + 1 : (newest?.attempt ?? 1);
    const outcome = await startTask(work, provider, attempt, context);
    if (outcome.kind === 'started') return { record: outcome.record, startedAt: outcome.answeredAt };
    newest = outcome.record;
    lost += 1;
  }
}

/** How many starts of one run may turn out never to have arrived. */
const mostLostStarts = 5;

function lostAgain({ id }: Provider, { node }: NodeWork): ProviderError {
  const message = `${mostLostStarts} starts were lost on their way: each time ${node.provider} gave no usable answer, and knew of no such task later.`;
  return new ProviderError(id, 'transient', message, { hint: 'Nothing was made. Run again later; if it stays so, ask the provider.' });
}

/** Known to be pointless before: by the adapter for any task, by experience for those of this size. A resumed task may be done. */
function firstLookMs(work: NodeWork, provider: Provider, { kind }: TaskRecord, startedAt: number | undefined, context: RunContext): number {
  if (startedAt === undefined) return 0;
  const { earlyMs, typicalMs } = context.estimates.of(provider.id, kind, work.size);
  const expectedMs = earlyMs !== undefined && context.callbacks.isWorking(provider, kind) ? typicalMs : earlyMs;
  return Math.max(provider.pacing.tasks[kind]?.firstAfterMs ?? 0, expectedMs ?? 0);
}

function learn(
  work: NodeWork,
  provider: Provider,
  { kind }: TaskRecord,
  startedAt: number | undefined,
  { estimates, clock }: RunContext,
): void {
  if (startedAt !== undefined) estimates.learn(provider.id, kind, work.size, clock.monotonic() - startedAt, clock.now());
}

async function keep(
  outputs: TaskOutputs,
  record: TaskRecord,
  work: NodeWork,
  provider: Provider,
  context: RunContext,
): Promise<StepResult> {
  const collected = await collectOutputs(outputs, record, work, provider, context);
  const { node, fingerprint } = work;
  const task = record.task ?? '';
  const { uses } = node.step.with;
  const result: StepResult = { fingerprint, uses, provider: provider.id, emulated: context.plan.emulated, outputs: collected, task };
  context.state.results.save(result, record, Math.round(context.clock.now()));
  try {
    context.budget.correct(record, result);
  } catch {
    // It stays reserved as it was estimated: no reason to lose what is made.
  }
  return result;
}

/**
 * The task was done, and what it made has been removed where it lay. It stays on record as done, so that a run asks for it again and
 * nothing is paid a second time unasked.
 */
function resultGone({ message, code }: LinkExpired, record: TaskRecord, { node }: NodeWork, { state, clock }: RunContext): ReelwrightError {
  if (record.state !== 'succeeded') state.tasks.succeeded(record, Math.round(clock.now()));
  const told = `${message} A fresh address did not help: the provider has probably removed what task ${record.task ?? ''} made.`;
  const hint = `Run again to ask once more. To have it made anew, which is paid for again: --retake ${node.step.id}`;
  return new ReelwrightError(code, told, { hint });
}

/** After a request to stop, what is in flight is named: it is not lost. */
function withTask(error: unknown, { task }: TaskRecord, { node }: NodeWork): unknown {
  if (error instanceof LeftInFlight || !isReelwrightError(error) || error.code !== 'RUN_INTERRUPTED') return error;
  return new LeftInFlight(error.message, task, node.provider);
}

function providerOf({ node }: NodeWork, { options }: RunContext): Provider {
  const provider = options.providers.get(node.provider);
  if (provider === undefined) throw new InternalError(`No provider "${node.provider}" was handed to the run.`);
  return provider;
}
