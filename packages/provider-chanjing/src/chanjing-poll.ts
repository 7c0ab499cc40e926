import { InternalError } from '@reelwright/errors';
import type { CallOptions, TaskRef, TaskStatus } from '@reelwright/provider';
import type { ProviderHttp } from '@reelwright/provider-http';
import type { FilmsStarted } from './films-started.ts';
import { type Look, nounOf } from './task-failure.ts';
import { listTasks } from './task-list.ts';
import { type PolledByList, type Teller, tellListed, tellOne } from './tell-task.ts';

type Ref = Look['ref'];
type Seen = Map<string, TaskStatus>;
export type Poll = (refs: readonly TaskRef[], options: CallOptions) => Promise<readonly TaskStatus[]>;

const polledByList: readonly PolledByList[] = ['lip-sync', 'clone-avatar', 'avatar-video'];

/** Tasks in flight are among the newest: further pages hold what was finished long ago. */
const mostPages = 3;
/** The service takes a few of these reads a second, and one poll never uses them up. */
const mostDetails = 5;
const fetchesAtOnce = 10;

/** Looks at tasks: films and avatars by one list call for many, the rest one by one. */
export function createPoll(http: ProviderHttp, films: FilmsStarted): Poll {
  const teller: Teller = { http, films };
  let turn = 0;

  /** Those that the list did not show, a few in each poll, taking turns. */
  const pollDetails = async (refs: readonly Ref[], options: CallOptions): Promise<Seen> => {
    const first = turn % Math.max(1, refs.length);
    const chosen = [...refs.slice(first), ...refs.slice(0, first)].slice(0, mostDetails);
    turn += chosen.length;
    const statuses: Seen = new Map();
    for (const ref of chosen) statuses.set(ref.id, await tellOne(teller, ref, options));
    return statuses;
  };

  const pollListed = async (kind: PolledByList, refs: readonly Ref[], options: CallOptions): Promise<Seen> => {
    const statuses: Seen = refs.length > 1 ? await pollList(teller, kind, refs, options) : new Map();
    const unseen = refs.filter(({ id }) => !statuses.has(id));
    for (const [id, status] of await pollDetails(unseen, options)) statuses.set(id, status);
    return statuses;
  };

  return async (refs, options) => {
    const known = refs.map(assertKnown);
    const listed = new Map<string, Seen>();
    for (const kind of polledByList) {
      const ofKind = known.filter((ref) => ref.kind === kind);
      if (ofKind.length > 0) listed.set(kind, await pollListed(kind, ofKind, options));
    }
    const statuses: TaskStatus[] = [];
    for (const ref of known) {
      const seen = listed.get(ref.kind);
      statuses.push(seen === undefined ? await tellOne(teller, ref, options) : (seen.get(ref.id) ?? notLookedAt));
    }
    return statuses;
  };
}

const notLookedAt: TaskStatus = { state: 'running', detail: 'not looked at this time' };

async function pollList(teller: Teller, kind: PolledByList, refs: readonly Ref[], options: CallOptions): Promise<Seen> {
  const { http } = teller;
  const wanted = new Map(refs.map((ref) => [ref.id, ref]));
  const left = new Set(wanted.keys());
  const statuses: Seen = new Map();
  for (let page = 1; page <= mostPages && left.size > 0; page++) {
    const { items, reply, isLast } = await listTasks(http, kind, page, options);
    const found = items.flatMap(({ id, item }) => {
      const ref = left.delete(id) ? wanted.get(id) : undefined;
      return ref === undefined ? [] : [{ ref, item }];
    });
    await inPieces(found, async ({ ref, item }) => {
      const status = await tellListed(teller, kind, { http, ref, reply }, item, options);
      if (status !== undefined) statuses.set(ref.id, status);
    });
    if (isLast) break;
  }
  return statuses;
}

/** Finished films have captions to be fetched: a few at a time, so that one slow file does not hold up fifty. */
async function inPieces<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += fetchesAtOnce) {
    await Promise.all(items.slice(start, start + fetchesAtOnce).map(work));
  }
}

function assertKnown(ref: TaskRef): Ref {
  if (isKnown(ref)) return ref;
  throw new InternalError(`Chanjing has no ${ref.kind} task to look at.`);
}

function isKnown(ref: TaskRef): ref is Ref {
  return Object.hasOwn(nounOf, ref.kind);
}
