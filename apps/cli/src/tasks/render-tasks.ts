import { plainText } from '@reelwright/errors';
import type { FoundTask } from '@reelwright/provider';
import type { ListedTask } from '@reelwright/runner';
import { describeEstimate } from '../budget.ts';
import { cell, timeCell } from '../catalogue/cells.ts';
import { formatDuration, renderColumns } from '../format.ts';
import { shellWord } from '../shell-exports.ts';

/** One line a task, oldest first. */
export function renderTasks(tasks: readonly ListedTask[]): string {
  return renderColumns(tasks, {
    STATE: ({ state }) => state,
    KIND: ({ kind }) => kind,
    ACCOUNT: ({ account, provider }) => account ?? `${provider} (another account)`,
    TASK: ({ task }) => cell(task, 100),
    AGE: ({ ageMs }) => formatDuration(ageMs),
    PRICE: ({ price }) => describeEstimate(price) ?? '',
    STEP: ({ node }) => cell(node, 200),
    NOTE: noteOf,
  });
}

function noteOf({ heldBy, failure }: ListedTask): string {
  if (heldBy !== undefined) return `a run is at work on it (process ${heldBy.pid} on ${plainText(heldBy.host, 100)})`;
  return failure === undefined ? '' : cell(failure.message, 120);
}

/** What is known of a start that may or may not have happened, and the words with which a person decides. */
export function renderUncertain(task: ListedTask, asIn: string): string {
  const { node, kind, account, provider, fingerprint, label, found, price } = task;
  const cost = describeEstimate(price);
  const adopt = `reel adopt ${shellWord(node)}`;
  return [
    `Uncertain: ${node} (${fingerprint.slice(0, 12)}), a ${kind} task at ${account ?? provider}, label ${plainText(label, 200)}.`,
    ...foundLines(found),
    `  If one of them is it:     ${adopt} <task id>${asIn}`,
    `  If nothing was made:      ${adopt} --none${asIn}     the next run starts it${cost === undefined ? '' : ` (${cost})`}`,
  ].join('\n');
}

function foundLines(found: ListedTask['found']): string[] {
  switch (found?.kind) {
    case undefined:
      return ['  What its provider knows of it was not asked: reel tasks --ask.'];
    case 'none':
      return ['  The provider is certain that nothing was made: the next run starts it.'];
    case 'certain':
      return [`  The provider knows it: task ${plainText(found.task.id, 200)}. The next run goes on with it.`];
    case 'unknowable':
      return ['  The provider offers no way to know. Look at your account there.'];
    case 'unreachable':
      return [`  The provider could not be asked: ${plainText(found.error.message, 500)}`];
    case 'candidates':
      return ['  It may be one of these:', ...found.tasks.map(candidateLine)];
  }
}

function candidateLine({ task, createdAt, description }: FoundTask): string {
  return `    ${[plainText(task.id, 200), timeCell(createdAt), plainText(description, 200)].filter((part) => part !== '').join('  ')}`;
}
