import { ReelwrightError } from '@reelwright/errors';
import type { Provider, Started, TaskInput } from '@reelwright/provider';
import { isProviderError } from '@reelwright/provider';
import { toEventError, toReelwrightError } from '../event-error.ts';
import type { TaskRecord } from '../state/task-store.ts';
import { retryAfterOf } from './provider-call.ts';
import type { CallSlot } from './rate-windows.ts';
import { againAfter, pauseBefore } from './retry-table.ts';
import type { NodeWork, RunContext } from './run-context.ts';
import { type StagedMedia, stageMedia } from './stage-media.ts';
import { taskInputOf } from './task-input.ts';

/** What a start came to: a task that is on record, or an intent of which nobody knows whether it became one. */
export type StartOutcome =
  | { readonly kind: 'started'; readonly record: TaskRecord; readonly answeredAt: number }
  | { readonly kind: 'uncertain'; readonly record: TaskRecord };

/**
 * Has a paid task made: intent on the disk, request, id on the disk. Only what the retry table calls free of effect is tried
 * again, each time with a fresh intent.
 */
export async function startTask(work: NodeWork, provider: Provider, attempt: number, context: RunContext): Promise<StartOutcome> {
  const { clock, random, interruption, lanes } = context;
  const kind = taskInputKind(work);
  let media = await stageMedia(work, provider, context);
  for (let tries = 1; ; ) {
    const input = taskInputOf(work.node, media.inputs, context);
    const outcome = await lanes.start(provider, kind).run({
      priority: work.priority,
      onWait: (forMs) => work.tell({ type: 'node-waiting', reason: 'rate-window', forMs }),
      work: (slot) => startOnce({ work, provider, input, attempt }, slot, context),
    });
    if (outcome.kind !== 'refused') return outcome;
    const { error, again } = outcome;
    if (again === 'free') continue;
    if (await restaged(error, media, work, provider, context)) {
      media = await stageMedia(work, provider, context);
      continue;
    }
    const pauseMs = again === 'counted' ? pauseBefore('start', tries, random, error) : undefined;
    if (pauseMs === undefined) throw error;
    const retryInMs = Math.max(pauseMs, retryAfterOf(error) ?? 0);
    work.tell({ type: 'attempt-failed', error: toEventError(toReelwrightError(error)), retryInMs });
    tries += 1;
    await clock.sleep(retryInMs, interruption.stopping);
  }
}

interface Start {
  readonly work: NodeWork;
  readonly provider: Provider;
  readonly input: TaskInput;
  readonly attempt: number;
}

type OneStart = StartOutcome | { readonly kind: 'refused'; readonly error: unknown; readonly again: 'free' | 'counted' | 'never' };

/** A machine that stood still between intent and request may have been given up by others: then the request must not leave. */
const longestHesitationMs = 20_000;

async function startOnce({ work, provider, input, attempt }: Start, slot: CallSlot, context: RunContext): Promise<OneStart> {
  const { state, clock, interruption, marks, doors } = context;
  let record: TaskRecord;
  try {
    doors.assertOpen(provider, input.kind);
    const highWaterMark = await marks.before(provider, input.kind);
    interruption.stopping.throwIfAborted();
    const before = { wall: clock.now(), monotonic: clock.monotonic() };
    record = state.tasks.intend({
      ...{ fingerprint: work.fingerprint, account: provider.accountKey, attempt, provider: provider.id, kind: input.kind },
      ...{ label: labelOf(work.fingerprint, attempt), node: work.node.id, input, highWaterMark, intentAt: Math.round(clock.now()) },
    });
    const hesitatedMs = Math.max(clock.now() - before.wall, clock.monotonic() - before.monotonic);
    if (hesitatedMs > longestHesitationMs) throw stoodStill(record, context);
  } catch (error) {
    slot.unused();
    throw error;
  }
  return send(record, provider, slot, work, context);
}

async function send(record: TaskRecord, provider: Provider, slot: CallSlot, work: NodeWork, context: RunContext): Promise<OneStart> {
  const { clock, interruption, events, started } = context;
  let answer: Started;
  try {
    answer = await provider.start(record.input, { label: record.label, signal: interruption.abandoning });
  } catch (error) {
    return takeFailure(error, record, provider, slot, context);
  }
  const known = remember(record, answer.task.id, context);
  const answeredAt = clock.monotonic();
  slot.answered();
  started.set(record.kind, (started.get(record.kind) ?? 0) + 1);
  work.tell({ type: 'task-started', provider: provider.id, task: answer.task.id, attempt: record.attempt });
  for (const message of answer.warnings) events.emit({ type: 'warning-raised', message, node: work.node.id });
  return { kind: 'started', record: known, answeredAt };
}

/** Only a failure that is certain to have had no effect takes the intent back. */
function takeFailure(error: unknown, record: TaskRecord, provider: Provider, slot: CallSlot, { state, doors }: RunContext): OneStart {
  const again = againAfter('start', error);
  if (again === 'settle' || again === 'patient') {
    slot.answered();
    return { kind: 'uncertain', record };
  }
  state.tasks.withdraw(record);
  if (again === 'free') return { kind: 'refused', error, again: slot.refused(retryAfterOf(error)) ? 'free' : 'never' };
  slot.answered();
  doors.note(provider, record.kind, error);
  return { kind: 'refused', error, again };
}

/** The id of a paid task: on the disk before anything else. If the disk fails now, it is at least told. */
function remember(record: TaskRecord, task: string, { state, clock, events }: RunContext): TaskRecord {
  try {
    return state.tasks.started(record, task, Math.round(clock.now()));
  } catch (error) {
    const reason = toReelwrightError(error).message;
    events.emit({
      type: 'warning-raised',
      node: record.node,
      message: `Task ${task} was started at ${record.provider}, but could not be noted: ${reason}`,
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
  if (uses === 'captions') throw new ReelwrightError('INTERNAL', 'Captions are made on this machine.');
  return uses;
}

/** An upload that we remember and the provider does not: forgotten, so that it goes there again. Once, since then nothing is reused. */
async function restaged(error: unknown, media: StagedMedia, work: NodeWork, provider: Provider, { state }: RunContext): Promise<boolean> {
  if (!isProviderError(error) || error.errorClass !== 'missing-resource' || media.reused.length === 0) return false;
  for (const { sha256, purpose } of media.reused) state.uploads.forget(provider.accountKey, sha256, purpose);
  work.tell({ type: 'attempt-failed', error: toEventError(error), retryInMs: 0 });
  return true;
}

/** Nothing was sent, and what others made of our silence is for the record to tell. */
export class StoodStill extends ReelwrightError {
  constructor(node: string) {
    super('RUN_STATE', `The machine stood still while "${node}" was being started, so it was not sent.`, { hint: 'Run again.' });
  }
}

function stoodStill(record: TaskRecord, { state }: RunContext): StoodStill {
  state.tasks.withdraw(record);
  return new StoodStill(record.node);
}
