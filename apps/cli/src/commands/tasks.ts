import type { ListedTask } from '@reelwright/runner';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { count } from '../format.ts';
import { type TaskOptions, withTasks } from '../tasks/open-tasks.ts';
import { renderTasks, renderUncertain } from '../tasks/render-tasks.ts';

export interface TasksOptions extends TaskOptions {
  readonly ask?: boolean;
}

/** What this project has at providers: in flight, uncertain, failed of late. Changes nothing. */
export function tasks(options: TasksOptions, context: CommandContext): Promise<ExitCode> {
  const { ask = false, emulate = false, json = false } = options;
  return withTasks(
    options,
    ask,
    async ({ list }) => {
      const found = await list({ online: ask });
      if (json) printJson(context, { tasks: found.map(asJson) });
      else if (found.length > 0) context.host.stdout.write(`${renderTasks(found)}\n`);
      const uncertain = found.filter(({ state }) => state === 'uncertain');
      for (const task of uncertain) tell(context, `\n${renderUncertain(task, emulate ? ' --emulate' : '')}`);
      tell(context, `${found.length > 0 ? '\n' : ''}${countTasks(found)}`);
      return exitCodes.done;
    },
    context,
  );
}

/** `2 tasks in flight, 1 uncertain.` */
function countTasks(found: readonly ListedTask[]): string {
  if (found.length === 0) return 'Nothing is in flight or uncertain, and nothing failed within a week.';
  const many = (state: ListedTask['state']) => found.filter((task) => task.state === state).length;
  const parts = [`${count(many('in-flight'), 'task')} in flight`];
  if (many('uncertain') > 0) parts.push(`${many('uncertain')} uncertain`);
  if (many('failed') > 0) parts.push(`${many('failed')} failed within a week`);
  return `${parts.join(', ')}.${many('in-flight') > 0 ? ' The next run collects what is in flight.' : ''}`;
}

/** For programs. Keys are stable: what is not known is `null`. */
function asJson({ account, task, heldBy, failure, found, ...rest }: ListedTask) {
  return {
    ...rest,
    account: account ?? null,
    task: task ?? null,
    heldBy: heldBy ?? null,
    failure: failure ?? null,
    found: found === undefined ? null : found.kind === 'unreachable' ? { kind: found.kind, message: found.error.message } : found,
  };
}
