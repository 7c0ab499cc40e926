import { InternalError } from '@reelwright/errors';
import { type CallOptions, isProviderError, type TaskRef, type TaskStatus } from '@reelwright/provider';
import {
  type CallParameters,
  filledTextOf,
  isJsonObject,
  numberOf,
  type Operation,
  type ProviderHttp,
  type Reply,
} from '@reelwright/provider-http';
import { operations } from './chanjing-wire.ts';
import { listLipSyncs } from './lip-sync-list.ts';
import { decodeLipSync } from './lip-sync-wire.ts';
import { decodeSpeech } from './speech-wire.ts';
import { type ChanjingTaskKind, goneFailure, type Look, nounOf } from './task-failure.ts';
import { decodeVoice } from './voice-wire.ts';

type Ref = Look['ref'];
export type Poll = (refs: readonly TaskRef[], options: CallOptions) => Promise<readonly TaskStatus[]>;

/** Tasks in flight are among the newest: further pages hold what was finished long ago. */
const mostPages = 3;
/** The service takes ten of these reads a second, and one poll never uses them up. */
const mostDetails = 5;

/** Looks at tasks: lip-syncs by one list call for many, the rest one by one. */
export function createPoll(http: ProviderHttp): Poll {
  let turn = 0;

  /** Those that the list did not show, a few in each poll, taking turns. */
  const pollLipSyncDetails = async (refs: readonly Ref[], options: CallOptions): Promise<Map<string, TaskStatus>> => {
    const first = turn % Math.max(1, refs.length);
    const chosen = [...refs.slice(first), ...refs.slice(0, first)].slice(0, mostDetails);
    turn += chosen.length;
    const statuses = new Map<string, TaskStatus>();
    for (const ref of chosen) statuses.set(ref.id, await pollOne(http, ref, options));
    return statuses;
  };

  const pollLipSyncs = async (refs: readonly Ref[], options: CallOptions): Promise<Map<string, TaskStatus>> => {
    const statuses = refs.length > 1 ? await pollLipSyncList(http, refs, options) : new Map<string, TaskStatus>();
    const unseen = refs.filter(({ id }) => !statuses.has(id));
    for (const [id, status] of await pollLipSyncDetails(unseen, options)) statuses.set(id, status);
    return statuses;
  };

  return async (refs, options) => {
    const known = refs.map(assertKnown);
    const lipSyncs = known.filter(({ kind }) => kind === 'lip-sync');
    const listed = lipSyncs.length === 0 ? new Map<string, TaskStatus>() : await pollLipSyncs(lipSyncs, options);
    const statuses: TaskStatus[] = [];
    for (const ref of known) {
      const status = ref.kind === 'lip-sync' ? (listed.get(ref.id) ?? notLookedAt) : await pollOne(http, ref, options);
      statuses.push(status);
    }
    return statuses;
  };
}

const notLookedAt: TaskStatus = { state: 'running', detail: 'not looked at this time' };

async function pollLipSyncList(http: ProviderHttp, refs: readonly Ref[], options: CallOptions): Promise<Map<string, TaskStatus>> {
  const wanted = new Map(refs.map((ref) => [ref.id, ref]));
  const statuses = new Map<string, TaskStatus>();
  for (let page = 1; page <= mostPages && statuses.size < wanted.size; page++) {
    const { items, reply, isLast } = await listLipSyncs(http, page, options);
    for (const { id, item } of items) {
      const ref = wanted.get(id);
      const status = numberOf(item.status);
      // An item without a status is left to the detail call.
      if (ref !== undefined && status !== undefined) statuses.set(id, decodeLipSync({ http, ref, reply }, item, status));
    }
    if (isLast) break;
  }
  return statuses;
}

interface DetailCall {
  readonly operation: Operation;
  readonly parameters: (id: string) => CallParameters;
  readonly decode: (look: Look) => TaskStatus;
}

const detailCalls: Readonly<Record<ChanjingTaskKind, DetailCall>> = {
  // A read that is a POST: what may be repeated hangs on the operation, never on the method.
  tts: { operation: operations.speechState, parameters: (id) => ({ json: { task_id: id } }), decode: decodeSpeech },
  'clone-voice': {
    operation: operations.voiceDetail,
    parameters: (id) => ({ query: { id } }),
    decode: ofTheSameId(operations.voiceDetail, decodeVoice),
  },
  'lip-sync': {
    operation: operations.lipSyncDetail,
    parameters: (id) => ({ query: { id } }),
    decode: ofTheSameId(operations.lipSyncDetail, (look) => {
      const data = isJsonObject(look.reply.data) ? look.reply.data : {};
      const status = numberOf(data.status);
      if (status === undefined) throw look.http.undecodable(operations.lipSyncDetail, look.reply, 'data.status');
      return decodeLipSync(look, data, status);
    }),
  },
};

/** The answer of another task is no answer. */
function ofTheSameId(operation: Operation, decode: (look: Look) => TaskStatus): (look: Look) => TaskStatus {
  return (look) => {
    const { data } = look.reply;
    const id = isJsonObject(data) ? filledTextOf(data.id) : undefined;
    if (id !== undefined && id !== look.ref.id) throw look.http.undecodable(operation, look.reply, 'data.id');
    return decode(look);
  };
}

async function pollOne(http: ProviderHttp, ref: Ref, options: CallOptions): Promise<TaskStatus> {
  const { operation, parameters, decode } = detailCalls[ref.kind];
  try {
    const reply = await http.call(operation, parameters(ref.id), options);
    return isBlank(reply) ? vanished(http, ref, reply) : decode({ http, ref, reply });
  } catch (error) {
    if (isProviderError(error) && error.errorClass === 'missing-resource') return { state: 'vanished', error };
    throw error;
  }
}

/** A success about nothing: what some calls answer for an id that they do not know. */
function isBlank({ data }: Reply): boolean {
  return data === null || data === undefined || (isJsonObject(data) && filledTextOf(data.id) === undefined && data.status === undefined);
}

function vanished(http: ProviderHttp, ref: Ref, reply: Reply): TaskStatus {
  return { state: 'vanished', error: goneFailure({ http, reply }, `Chanjing does not know ${nounOf[ref.kind]} ${ref.id}.`) };
}

function assertKnown(ref: TaskRef): Ref {
  if (isKnown(ref)) return ref;
  throw new InternalError(`Chanjing has no ${ref.kind} task to look at.`);
}

function isKnown(ref: TaskRef): ref is Ref {
  return Object.hasOwn(nounOf, ref.kind);
}
