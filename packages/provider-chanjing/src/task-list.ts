import type { CallOptions, Json } from '@reelwright/provider';
import {
  filledTextOf,
  isJsonObject,
  type JsonObject,
  numberOf,
  type Operation,
  type ProviderHttp,
  type Reply,
} from '@reelwright/provider-http';
import { taskPageSize } from './chanjing-limits.ts';
import { operations, pageOf } from './chanjing-wire.ts';

/** Kinds of task of which the service has a list. That of voices tells no states. */
export type ListedKind = 'clone-voice' | 'lip-sync' | 'avatar-video' | 'clone-avatar';

interface TaskList {
  readonly operation: Operation;
  readonly filter?: JsonObject;
}

const lists: Readonly<Record<ListedKind, TaskList>> = {
  'clone-voice': { operation: operations.listVoices },
  'lip-sync': { operation: operations.listLipSyncs },
  'avatar-video': { operation: operations.listAvatarVideos },
  // 0: those made through this interface. The ones of the website come back empty here.
  'clone-avatar': { operation: operations.listAvatars, filter: { source: 0 } },
};

/** What every mention of a task holds. */
export interface ListedTask {
  readonly item: JsonObject;
  readonly id: string;
  /** Unix time in seconds, by the provider's clock. */
  readonly createdAt: number | undefined;
}

export interface TaskPage {
  readonly items: readonly ListedTask[];
  readonly reply: Reply;
  /** Whether everything on the page could be read. */
  readonly isReadable: boolean;
  readonly isLast: boolean;
}

export interface ListOptions extends CallOptions {
  /** Nothing but this one. */
  readonly id?: string;
}

/** One page of the account's tasks of a kind, newest first. The default page of 10 is asked for larger. */
export async function listTasks(http: ProviderHttp, kind: ListedKind, page: number, { id, signal }: ListOptions): Promise<TaskPage> {
  const { operation, filter = {} } = lists[kind];
  const json = { page, page_size: taskPageSize, ...filter, ...(id === undefined ? {} : { id }) };
  const reply = await http.call(operation, { json }, signal === undefined ? {} : { signal });
  const found = pageOf(reply.data);
  if (found === undefined) throw http.undecodable(operation, reply, 'data.list');
  const items = found.items.map(listedTaskOf).filter((item) => item !== undefined);
  // Without a count of pages, an empty one is the last: the service may give fewer to a page than were asked for.
  const isLast = found.totalPages === undefined ? found.items.length === 0 : page >= found.totalPages;
  return { items, reply, isReadable: items.length === found.items.length, isLast };
}

/** A task as a list names it; undefined for what has no id. */
export function listedTaskOf(value: Json): ListedTask | undefined {
  const id = isJsonObject(value) ? filledTextOf(value.id) : undefined;
  return id !== undefined && isJsonObject(value) ? { item: value, id, createdAt: numberOf(value.create_time) } : undefined;
}
