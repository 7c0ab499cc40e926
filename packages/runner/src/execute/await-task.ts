import { ReelwrightError } from '@reelwright/errors';
import type { Provider, TaskOutputs, TaskStatus } from '@reelwright/provider';
import { toEventError } from '../event-error.ts';
import { type TaskRecord, taskRefOf } from '../state/task-store.ts';
import type { Judgement } from './poller.ts';
import type { NodeWork, RunContext } from './run-context.ts';

/** What a kind of task must leave, or it has not succeeded. */
export const mandatoryOutput: Readonly<Record<string, keyof TaskOutputs>> = {
  'clone-voice': 'voice',
  'clone-avatar': 'avatar',
  tts: 'audio',
  'lip-sync': 'video',
  'avatar-video': 'video',
};

/** How often to look again when an output is missing, or the task has vanished, and after how many intervals. */
const graceLooks = [1, 2, 4];

/**
 * Polls a task to its end. A task that failed at the provider is over; every other trouble leaves it on record, so that a
 * later run goes on with it.
 *
 * @returns what it left: at least its kind's mandatory output and what is needed of it.
 */
export async function awaitTask(
  record: TaskRecord,
  work: NodeWork,
  provider: Provider,
  context: RunContext,
  firstAfterMs: number,
): Promise<TaskOutputs> {
  const id = record.task ?? '';
  const pacing = provider.pacing.tasks[record.kind];
  if (pacing === undefined) throw new ReelwrightError('INTERNAL', `${provider.id} names no pacing for ${record.kind}.`);
  const judge = createJudge(record, work, pacing.intervalMs);
  const poller = context.pollers.tasks(provider, record.kind);
  const unwatch = context.callbacks.watch({ provider, kind: record.kind, label: record.label }, (at) =>
    poller.lookAt((ref) => ref.id === id, at),
  );
  const watching = poller.watch(taskRefOf(record, id), {
    firstAfterMs,
    judge,
    onDeadline: () => deadline(record, work, pacing.deadlineMs),
    signal: work.course.leaving,
  });
  const status = await watching.finally(unwatch);
  return conclude(status, record, work, context);
}

function createJudge(record: TaskRecord, work: NodeWork, intervalMs: number): (status: TaskStatus) => Judgement {
  let graces = 0;
  let shown = '';
  const grace = (): Judgement => {
    const intervals = graceLooks[graces++];
    return intervals === undefined ? 'end' : { lookAgainInMs: intervals * intervalMs };
  };
  return (status) => {
    switch (status.state) {
      case 'running': {
        const { state: _, ...seen } = status;
        if (JSON.stringify(seen) !== shown) work.tell({ type: 'task-polled', ...seen });
        shown = JSON.stringify(seen);
        return 'go-on';
      }
      case 'succeeded':
        return missingOutputs(status, record.kind).size === 0 ? 'end' : grace();
      case 'vanished':
        return grace();
      case 'failed':
        return 'end';
    }
  };
}

type Succeeded = Extract<TaskStatus, { state: 'succeeded' }>;

function missingOutputs({ outputs, missing }: Succeeded, kind: string): ReadonlySet<string> {
  const mandatory = mandatoryOutput[kind];
  const absent = mandatory !== undefined && outputs[mandatory] === undefined ? [mandatory] : [];
  return new Set([...missing, ...absent]);
}

function conclude(status: TaskStatus, record: TaskRecord, work: NodeWork, context: RunContext): TaskOutputs {
  switch (status.state) {
    case 'succeeded': {
      const needed = [...missingOutputs(status, record.kind)].filter((output) => isNeeded(output, record.kind, work));
      if (needed.length > 0) throw resultMissing(record, work, needed);
      return status.outputs;
    }
    case 'failed':
      context.state.tasks.failed(record, toEventError(status.error), Math.round(context.clock.now()));
      throw status.error;
    case 'vanished':
      throw new TaskVanished(record, work, status.error.message);
    case 'running':
      throw new ReelwrightError('INTERNAL', 'A running task was taken for a finished one.');
  }
}

function isNeeded(output: string, kind: string, { needed }: NodeWork): boolean {
  return output === mandatoryOutput[kind] || needed.has(output);
}

export function resultMissing({ task, kind }: TaskRecord, { node }: NodeWork, outputs: readonly string[]): ReelwrightError {
  return new ReelwrightError(
    'RUN_RESULT_MISSING',
    `Task ${task} (${kind}) succeeded at ${node.provider} without leaving its ${outputs.join(' and ')}.`,
    {
      hint: 'Run again later: the same task is asked again, nothing is made anew. If it stays so, show the task id to the provider.',
    },
  );
}

function deadline({ task, kind }: TaskRecord, { node }: NodeWork, deadlineMs: number): ReelwrightError {
  return new ReelwrightError(
    'RUN_DEADLINE',
    `Task ${task} (${kind}) at ${node.provider} was not done after ${Math.round(deadlineMs / 60_000)} minutes.`,
    {
      hint: 'It stays known: a later run collects its result without starting it again.',
    },
  );
}

/** A task that was started and that its provider no longer knows. Never started again unasked. */
export class TaskVanished extends ReelwrightError {
  constructor({ task, kind, node }: TaskRecord, { node: { provider: account } }: NodeWork, reason: string) {
    super('RUN_START_UNCERTAIN', `${account} no longer knows task ${task} (${kind}) of "${node}": ${reason}`, {
      hint: `Look at ${account} whether it is there. If it is gone, run again with --on-uncertain restart: it is then started anew, and paid again.`,
    });
  }
}
