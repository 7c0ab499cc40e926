import type { CallOptions, FindQuery, FindResult, FoundTask, TaskKind } from '@reelwright/provider';
import { numberOf, type ProviderHttp } from '@reelwright/provider-http';
import { findMarked, mostPages } from './find-marked.ts';
import { nounOf } from './task-failure.ts';
import { type ListedTask, listTasks } from './task-list.ts';

/** How many a person is shown where nothing narrows the choice. */
const mostCandidates = 10;

/** Films carry nothing of ours, and stand in a list. */
type FilmKind = 'lip-sync' | 'avatar-video';

/**
 * Looks for the task of a start whose answer was lost. Voices and avatars carry our mark in their name, so a complete list settles
 * it. Films carry nothing of ours: the list tells what is newer than the high-water mark, and whether that is ours is for the
 * runner to judge. Speech tasks are in no list.
 */
export async function findTask(http: ProviderHttp, query: FindQuery, options: CallOptions): Promise<FindResult> {
  switch (query.kind) {
    case 'clone-voice':
    case 'clone-avatar':
      return findMarked(http, query.kind, query, options);
    case 'lip-sync':
    case 'avatar-video':
      return findFilm(http, query.kind, query, options);
    default:
      return { kind: 'unknowable' };
  }
}

/** The newest film that is listed, as text of our own; empty text when the list is empty. Everything else needs no mark, or has no list. */
export async function highWaterMarkOf(http: ProviderHttp, kind: TaskKind, options: CallOptions): Promise<string | undefined> {
  if (kind !== 'lip-sync' && kind !== 'avatar-video') return undefined;
  const { items } = await listTasks(http, kind, 1, options);
  const newest = items.reduce<ListedTask | undefined>(
    (best, item) => (best !== undefined && (best.createdAt ?? 0) >= (item.createdAt ?? 0) ? best : item),
    undefined,
  );
  return newest === undefined ? '' : `${newest.createdAt ?? ''} ${newest.id}`;
}

async function findFilm(http: ProviderHttp, kind: FilmKind, { highWaterMark }: FindQuery, options: CallOptions): Promise<FindResult> {
  if (highWaterMark === undefined) return findAnyFilm(http, kind, options);
  const mark = parseMark(highWaterMark);
  const listed: ListedTask[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const { items, isLast } = await listTasks(http, kind, page, options);
    listed.push(...items);
    // Newest first: once a page reaches down to the mark, the rest is older.
    if (isLast || items.some(({ id, createdAt }) => id === mark.id || (createdAt ?? mark.createdAt) < mark.createdAt)) break;
  }
  const newer = newerThan(mark, listed);
  return newer.length === 0 ? { kind: 'none' } : { kind: 'candidates', tasks: newer.map((item) => describe(kind, item)) };
}

interface Mark {
  readonly id: string;
  readonly createdAt: number;
}

function parseMark(text: string): Mark {
  const at = text.indexOf(' ');
  return { id: text.slice(at + 1), createdAt: Number(text.slice(0, Math.max(0, at))) };
}

/** The tasks that were not there when the mark was taken. Times are the provider's own on both sides; within a second the order decides. */
function newerThan(mark: Mark, items: readonly ListedTask[]): readonly ListedTask[] {
  const at = items.findIndex(({ id }) => id === mark.id);
  return items.filter(({ createdAt }, index) => {
    if (at < 0 || index < at) return createdAt === undefined || createdAt >= mark.createdAt;
    return index > at && createdAt !== undefined && createdAt > mark.createdAt;
  });
}

/** Without a mark only an empty list proves anything; otherwise a person sees the latest. */
async function findAnyFilm(http: ProviderHttp, kind: FilmKind, options: CallOptions): Promise<FindResult> {
  const { items } = await listTasks(http, kind, 1, options);
  const tasks = items.slice(0, mostCandidates).map((item) => describe(kind, item));
  return tasks.length === 0 ? { kind: 'none' } : { kind: 'candidates', tasks };
}

function describe(kind: FilmKind, { id, item, createdAt }: ListedTask): FoundTask {
  const created = new Date((createdAt ?? Number.NaN) * 1000);
  const isKnown = !Number.isNaN(created.getTime());
  const description = `${nounOf[kind]}${isKnown ? `, created ${created.toISOString()}` : ''}, status ${numberOf(item.status) ?? 'unknown'}`;
  return { task: { provider: 'chanjing', kind, id }, ...(isKnown ? { createdAt: created.getTime() } : {}), description };
}
