import type { CallOptions, FindQuery, FindResult, FoundTask } from '@reelwright/provider';
import { filledTextOf, type ProviderHttp } from '@reelwright/provider-http';
import { markOf } from './name-mark.ts';
import { nounOf } from './task-failure.ts';
import { listTasks, type TaskPage } from './task-list.ts';

/** How far back a lost task is looked for. */
export const mostPages = 5;

/** Looks for a voice or avatar by our mark in its name: a complete list settles it. */
export async function findMarked(
  http: ProviderHttp,
  kind: 'clone-voice' | 'clone-avatar',
  { label }: FindQuery,
  options: CallOptions,
): Promise<FindResult> {
  const mark = markOf(label);
  let isComplete = false;
  for (let page = 1; page <= mostPages && !isComplete; page++) {
    const found = await listTasks(http, kind, page, options);
    const names = namesOf(found);
    const marked = names.flatMap(({ id, name }): FoundTask[] =>
      name?.endsWith(mark) ? [{ task: { provider: 'chanjing', kind, id }, description: `${nounOf[kind]} "${http.scrub(name)}"` }] : [],
    );
    const [first, ...others] = marked;
    // Two with one mark are one start too many, made close together: they stand on one page.
    if (first !== undefined) return others.length === 0 ? { kind: 'certain', task: first.task } : { kind: 'candidates', tasks: marked };
    // A list of things without names proves nothing.
    if (!found.isReadable || names.some(({ name }) => name === undefined)) break;
    isComplete = found.isLast;
  }
  return isComplete ? { kind: 'none' } : { kind: 'unknowable' };
}

function namesOf({ items }: TaskPage) {
  return items.map(({ id, item }) => ({ id, name: filledTextOf(item.name) }));
}
