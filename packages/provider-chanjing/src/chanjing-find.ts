import type { CallOptions, FindQuery, FindResult, FoundTask, Json, TaskKind } from '@reelwright/provider';
import { filledTextOf, isJsonObject, numberOf, type ProviderHttp } from '@reelwright/provider-http';
import { lipSyncPageSize } from './chanjing-limits.ts';
import { operations, pageOf } from './chanjing-wire.ts';
import { listLipSyncs } from './lip-sync-list.ts';
import type { LipSyncItem } from './lip-sync-wire.ts';
import { voiceMarkOf } from './voice-wire.ts';

/** How far back a lost task is looked for. */
const mostPages = 5;
/** How many a person is shown where nothing narrows the choice. */
const mostCandidates = 10;

/**
 * Looks for the task of a start whose answer was lost. A voice carries our mark in its name, so a complete list settles it.
 * A lip-sync carries nothing of ours: the list tells what is newer than the high-water mark, and whether that is ours is
 * for the runner to judge. Speech tasks are in no list.
 */
export async function findTask(http: ProviderHttp, query: FindQuery, options: CallOptions): Promise<FindResult> {
  switch (query.kind) {
    case 'clone-voice':
      return findVoice(http, query, options);
    case 'lip-sync':
      return findLipSync(http, query, options);
    default:
      return { kind: 'unknowable' };
  }
}

async function findVoice(http: ProviderHttp, { label }: FindQuery, options: CallOptions): Promise<FindResult> {
  const mark = voiceMarkOf(label);
  const marked: FoundTask[] = [];
  let isComplete = false;
  // Two voices with one mark are one start too many, made close together: they stand on one page.
  for (let page = 1; page <= mostPages && !isComplete && marked.length === 0; page++) {
    const reply = await http.call(operations.listVoices, { json: { page, page_size: lipSyncPageSize } }, options);
    const found = pageOf(reply.data);
    if (found === undefined) throw http.undecodable(operations.listVoices, reply, 'data.list');
    const voices = found.items.map(voiceOf);
    marked.push(
      ...voices.filter((voice) => voice?.name.endsWith(mark)).flatMap((voice) => (voice === undefined ? [] : [asFound(http, voice)])),
    );
    // A list of voices without names proves nothing.
    if (voices.includes(undefined)) break;
    isComplete = found.totalPages === undefined ? found.items.length === 0 : page >= found.totalPages;
  }
  const [first, ...others] = marked;
  if (first !== undefined) return others.length === 0 ? { kind: 'certain', task: first.task } : { kind: 'candidates', tasks: marked };
  return isComplete ? { kind: 'none' } : { kind: 'unknowable' };
}

interface ListedVoice {
  readonly id: string;
  readonly name: string;
}

function voiceOf(value: Json): ListedVoice | undefined {
  const id = isJsonObject(value) ? filledTextOf(value.id) : undefined;
  const name = isJsonObject(value) ? filledTextOf(value.name) : undefined;
  return id === undefined || name === undefined ? undefined : { id, name };
}

function asFound(http: ProviderHttp, { id, name }: ListedVoice): FoundTask {
  return { task: { provider: 'chanjing', kind: 'clone-voice', id }, description: `voice "${http.scrub(name)}"` };
}

/** The newest lip-sync task that is listed, as text of our own; empty text when the list is empty. */
export async function lipSyncHighWaterMark(http: ProviderHttp, kind: TaskKind, options: CallOptions): Promise<string | undefined> {
  if (kind !== 'lip-sync') return undefined;
  const { items } = await listLipSyncs(http, 1, options);
  const newest = items.reduce<LipSyncItem | undefined>(
    (best, item) => (best !== undefined && (best.createdAt ?? 0) >= (item.createdAt ?? 0) ? best : item),
    undefined,
  );
  return newest === undefined ? '' : `${newest.createdAt ?? ''} ${newest.id}`;
}

async function findLipSync(http: ProviderHttp, { highWaterMark }: FindQuery, options: CallOptions): Promise<FindResult> {
  if (highWaterMark === undefined) return findAnyLipSync(http, options);
  const mark = parseMark(highWaterMark);
  const listed: LipSyncItem[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const { items, isLast } = await listLipSyncs(http, page, options);
    listed.push(...items);
    // Newest first: once a page reaches down to the mark, the rest is older.
    if (isLast || items.some(({ id, createdAt }) => id === mark.id || (createdAt ?? mark.createdAt) < mark.createdAt)) break;
  }
  const newer = newerThan(mark, listed);
  return newer.length === 0 ? { kind: 'none' } : { kind: 'candidates', tasks: newer.map(describe) };
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
function newerThan(mark: Mark, items: readonly LipSyncItem[]): readonly LipSyncItem[] {
  const at = items.findIndex(({ id }) => id === mark.id);
  return items.filter(({ createdAt }, index) => {
    if (at < 0 || index < at) return createdAt === undefined || createdAt >= mark.createdAt;
    return index > at && createdAt !== undefined && createdAt > mark.createdAt;
  });
}

/** Without a mark only an empty list proves anything; otherwise a person sees the latest. */
async function findAnyLipSync(http: ProviderHttp, options: CallOptions): Promise<FindResult> {
  const { items } = await listLipSyncs(http, 1, options);
  return items.length === 0 ? { kind: 'none' } : { kind: 'candidates', tasks: items.slice(0, mostCandidates).map(describe) };
}

function describe({ id, item, createdAt }: LipSyncItem): FoundTask {
  const created = new Date((createdAt ?? Number.NaN) * 1000);
  const isKnown = !Number.isNaN(created.getTime());
  const description = `lip-sync task${isKnown ? `, created ${created.toISOString()}` : ''}, status ${numberOf(item.status) ?? 'unknown'}`;
  return { task: { provider: 'chanjing', kind: 'lip-sync', id }, ...(isKnown ? { createdAt: created.getTime() } : {}), description };
}
