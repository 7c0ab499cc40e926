import { InternalError, ReelwrightError } from '@reelwright/errors';
import { isProviderError, type Provider, type Started, type TaskInput } from '@reelwright/provider';
import { toEventError, toReelwrightError } from '../event-error.ts';
import { isLocal } from '../plan/local-provider.ts';
import type { TaskRecord } from '../state/task-store.ts';
import type { Buyer } from './budget.ts';
import type { Departure } from './course.ts';
import { isPaid } from './paid-kinds.ts';
import { retryAfterOf } from './provider-call.ts';
import type { CallSlot } from './rate-windows.ts';
import { againAfter, pauseBefore } from './retry-table.ts';
import type { NodeWork, RunContext } from './run-context.ts';
import { forgetStaged, type StagedMedia, stageMedia } from './stage-media.ts';
import { taskInputOf } from './task-input.ts';
import { withoutQueries } from './without-queries.ts';

/** What a start came to: a task that is on record, or an intent of which nobody knows whether it became one. */
export type StartOutcome =
  | { readonly kind: 'started'; readonly record: TaskRecord; readonly answeredAt: number }
  | { readonly kind: 'uncertain'; readonly record: TaskRecord };

/**
 * Has a paid task made: intent on the disk, request, id on the disk. Only what the retry table calls free of effect is tried
 * again, each time with a fresh intent.
 */
export async function startTask(work: NodeWork, provider: Provider, attempt: number, context: RunContext): Promise<StartOutcome> {
  const { clock, random, lanes, doors } = context;
  const { node, course, signal } = work;
  const kind = taskInputKind(work);
  doors.assertOpen(provider, kind, node.provider);
  let media = await stageMedia(work, provider, context);
  let isForgotten = false;
  for (let [tries, stagings] = [1, 1]; ; ) {
    const input = taskInputOf({ node, adapter: provider.id, media: media.inputs, context });
    const outcome = await lanes.start(provider, kind).run({
      priority: work.priority,
      signal: course.leaving,
      onWait: (forMs) => work.tell({ type: 'node-waiting', reason: 'rate-window', forMs }),
      work: (slot) => startOnce({ work, provider, input, media, attempt, mayRestage: stagings < mostStagings }, slot, context),
    });
    if (outcome.kind === 'deferred') {
      await course.decided();
      signal.throwIfAborted();
      continue;
    }
    if (outcome.kind === 'stale') {
      media = await stageMedia(work, provider, context);
      stagings += 1;
      continue;
    }
    if (outcome.kind !== 'refused') return outcome;
    const { error, again } = outcome;
    if (again === 'free') continue;
    if (!isForgotten && isProviderError(error) && error.errorClass === 'missing-resource' && forgetStaged(media, context)) {
      // Something that we remember and the provider does not: it goes there again. Once, since then nothing is reused.
      isForgotten = true;
      work.tell({ type: 'attempt-failed', error: toEventError(error, undefined, node.provider), retryInMs: 0 });
      media = await stageMedia(work, provider, context);
      continue;
    }
    const pauseMs = again === 'counted' ? pauseBefore('start', tries, random, error) : undefined;
    if (pauseMs === undefined) throw error;
    const retryInMs = Math.max(pauseMs, retryAfterOf(error) ?? 0);
    work.tell({ type: 'attempt-failed', error: toEventError(toReelwrightError(error), undefined, node.provider), retryInMs });
    tries += 1;
    await clock.sleep(retryInMs, signal);
  }
}

interface Start {
  readonly work: NodeWork;
  readonly provider: Provider;
  readonly input: TaskInput;
  readonly media: StagedMedia;
  readonly attempt: number;
  /** Media that have gone stale meanwhile are brought anew. */
  readonly mayRestage: boolean;
}

type OneStart =
  | StartOutcome
  /** It is being decided whether the instance goes elsewhere. */
  | { readonly kind: 'deferred' }
  /** What it was going to hand over is no longer good, or has been taken back. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'refused'; readonly error: unknown; readonly again: 'free' | 'counted' | 'never' };

/** How often media may go stale while their start waits, before it leaves with what there is. */
const mostStagings = 5;

/** A machine that stood still between intent and request may have been given up by others: then the request must not leave. */
const longestHesitationMs = 20_000;

async function startOnce(start: Start, slot: CallSlot, context: RunContext): Promise<OneStart> {
  const departure = isPaid(start.input.kind) ? start.work.course.depart() : onItsOwn;
  if (departure === undefined) {
    slot.unused();
    return { kind: 'deferred' };
  }
  // Until the opposite is certain, the request may have done something.
  let isBinding = false;
  try {
    const record = await intend(start, context).catch((error: unknown) => {
      slot.unused();
      throw error;
    });
    if (record === undefined) {
      slot.unused();
      return { kind: 'stale' };
    }
    isBinding = true;
    const outcome = await send(record, start, slot, context);
    isBinding = outcome.kind !== 'refused';
    return outcome;
  } finally {
    departure.land(isBinding);
  }
}

/** What costs nothing binds nobody. */
const onItsOwn: Departure = { land: () => {} };

/** @returns `undefined` when a medium is no longer good, or has been taken back. */
async function intend({ work, provider, input, media, attempt, mayRestage }: Start, context: RunContext): Promise<TaskRecord | undefined> {
  const { state, clock, interruption, marks, doors, budget } = context;
  doors.assertOpen(provider, input.kind, work.node.provider);
  const highWaterMark = await marks.before(provider, input.kind);
  interruption.stopping.throwIfAborted();
  if (mayRestage && clock.monotonic() >= media.goodUntil) return undefined;
  const isBought = isPaid(input.kind);
  const buyer: Buyer = { provider, account: work.node.provider, kind: input.kind, node: work.node.id };
  const units = budget.unitsOf(input, work.size);
  if (isBought) await budget.prepare(units, buyer, interruption.stopping);
  const balance = await budget.balanceOf(provider);
  const before = { wall: clock.now(), monotonic: clock.monotonic() };
  const record = state.starts.begin(
    {
      ...{ fingerprint: work.fingerprint, account: provider.accountKey, attempt, provider: provider.id, kind: input.kind },
      ...{ label: labelOf(work.fingerprint, attempt), node: work.node.id, input: withoutQueries(input), highWaterMark },
      intentAt: Math.round(clock.now()),
    },
    {
      media: media.published,
      ...(isBought
        ? { film: work.course.film, rivals: work.course.rivals(), units, assertRoom: () => budget.assertRoom(units, buyer, balance) }
        : {}),
    },
  );
  if (record === undefined) return undefined;
  const hesitatedMs = Math.max(clock.now() - before.wall, clock.monotonic() - before.monotonic);
  if (hesitatedMs > longestHesitationMs) throw stoodStill(record, context);
  return record;
}

async function send(record: TaskRecord, { provider, input, work }: Start, slot: CallSlot, context: RunContext): Promise<OneStart> {
  const { clock, interruption, events, started, callbacks } = context;
  let answer: Started;
  try {
    const callbackUrl = callbacks.urlFor({ provider, kind: record.kind, label: record.label });
    const told = callbackUrl === undefined ? {} : { callbackUrl };
    answer = await provider.start(input, { label: record.label, ...told, signal: interruption.abandoning });
  } catch (error) {
    interruption.calls.failed();
    return takeFailure(error, record, provider, slot, context);
  }
  interruption.calls.answered();
  const known = remember(record, answer.task.id, work, context);
  const answeredAt = clock.monotonic();
  slot.answered();
  if (isPaid(record.kind)) started.set(record.kind, (started.get(record.kind) ?? 0) + 1);
  work.tell({ type: 'task-started', provider: work.node.provider, task: answer.task.id, attempt: record.attempt });
  for (const message of answer.warnings) events.emit({ type: 'warning-raised', message, node: work.node.id });
  return { kind: 'started', record: known, answeredAt };
}

/** Only a failure that is certain to have had no effect takes the intent back. */
function takeFailure(error: unknown, record: TaskRecord, provider: Provider, slot: CallSlot, { state, doors }: RunContext): OneStart {
  const again = againAfter('start', error);
  if (again === 'settle' || again === 'patient') {
    slot.lost();
    return { kind: 'uncertain', record };
  }
  state.starts.withdraw(record);
  if (again === 'free') return { kind: 'refused', error, again: slot.refused(retryAfterOf(error)) ? 'free' : 'never' };
  slot.answered();
  doors.note(provider, record.kind, error);
  return { kind: 'refused', error, again };
}

/** The id of a paid task: on the disk before anything else. If the disk fails now, it is at least told. */
function remember(record: TaskRecord, task: string, { node }: NodeWork, { state, clock, events }: RunContext): TaskRecord {
  try {
    return state.tasks.started(record, task, Math.round(clock.now()));
  } catch (error) {
    const reason = toReelwrightError(error).message;
    events.emit({
      type: 'warning-raised',
      node: record.node,
      message: `Task ${task} was started at ${node.provider}, but could not be noted: ${reason}`,
    });
    return { ...record, state: 'started', task };
  }
}

/** What the provider carries for us. Attempts differ, so that a failed task is never taken for its successor. */
function labelOf(fingerprint: string, attempt: number): string {
  return `rw-${fingerprint.slice(0, 24)}${attempt === 1 ? '' : `-${attempt}`}`;
}

function taskInputKind({ node }: NodeWork): TaskInput['kind'] {
  const { uses } = node.step.with;
  if (isLocal(uses)) throw new InternalError(`A ${uses} step is made on this machine.`);
  return uses;
}

/** Nothing was sent, and what others made of our silence is for the record to tell. */
export class StoodStill extends ReelwrightError {
  constructor(node: string) {
    super('RUN_STATE', `The machine stood still while "${node}" was being started, so it was not sent.`, { hint: 'Run again.' });
  }
}

function stoodStill(record: TaskRecord, { state }: RunContext): StoodStill {
  state.starts.withdraw(record);
  return new StoodStill(record.node);
}
