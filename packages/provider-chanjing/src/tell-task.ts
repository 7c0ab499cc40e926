import { type CallOptions, isProviderError, type TaskStatus } from '@reelwright/provider';
import {
  type CallParameters,
  type CaptionsFile,
  filledTextOf,
  isJsonObject,
  type JsonObject,
  type Operation,
  type ProviderHttp,
  type Reply,
  withCaptions,
} from '@reelwright/provider-http';
import { decodeCaptionsFile } from './avatar-video-captions.ts';
import { readAvatarVideo, statusOfAvatarVideo } from './avatar-video-wire.ts';
import { readAvatar, statusOfAvatar } from './avatar-wire.ts';
import { operations } from './chanjing-wire.ts';
import type { FilmsStarted } from './films-started.ts';
import { readLipSync, statusOfLipSync } from './lip-sync-wire.ts';
import { decodeSpeech } from './speech-wire.ts';
import { type ChanjingTaskKind, goneFailure, type Look, nounOf } from './task-failure.ts';
import { type ListedKind, listTasks } from './task-list.ts';
import { decodeVoice } from './voice-wire.ts';

type Ref = Look['ref'];

/** Kinds whose list tells states. */
export type PolledByList = Exclude<ListedKind, 'clone-voice'>;

export interface Teller {
  readonly http: ProviderHttp;
  readonly films: FilmsStarted;
}

/** What a mention of a task tells. */
interface Told {
  readonly status: TaskStatus;
  /** Whether it says all that there is to say of a finished task. */
  readonly isWhole: boolean;
  readonly captions?: CaptionsFile;
}

const readers: Readonly<Record<PolledByList, (look: Look, item: JsonObject, films: FilmsStarted) => Told | undefined>> = {
  'lip-sync': (look, item) => {
    const film = readLipSync(item);
    return film.status === undefined ? undefined : { status: statusOfLipSync(look, film), isWhole: true };
  },
  'clone-avatar': (look, item) => {
    const avatar = readAvatar(item);
    return avatar.status === undefined ? undefined : { status: statusOfAvatar(look, avatar), isWhole: avatar.isWhole };
  },
  'avatar-video': (look, item, films) => {
    const film = readAvatarVideo(item);
    if (film.status === undefined && film.queue === undefined) return undefined;
    const captions = { url: film.captionsUrl, isOwed: films.mayHaveCaptions(look.ref.id) };
    return { status: statusOfAvatarVideo(look, film), isWhole: film.isWhole, captions };
  },
};

/** What a list tells of a task; undefined where it leaves something to the detail call. */
export async function tellListed(
  { http, films }: Teller,
  kind: PolledByList,
  look: Look,
  item: JsonObject,
  options: CallOptions,
): Promise<TaskStatus | undefined> {
  const told = readers[kind](look, item, films);
  if (told === undefined || (told.status.state === 'succeeded' && !told.isWhole)) return undefined;
  return finish(told, http, options);
}

async function finish({ status, captions }: Told, http: ProviderHttp, options: CallOptions): Promise<TaskStatus> {
  if (captions === undefined) return status;
  return withCaptions(status, captions, { fetchText: http.fetchText, decode: decodeCaptionsFile }, options);
}

interface DetailCall {
  readonly operation: Operation;
  readonly parameters: (id: string) => CallParameters;
  /** @throws {ProviderError} when there is no status to read. */
  readonly read: (look: Look, films: FilmsStarted) => Told;
}

const byId = (id: string): CallParameters => ({ query: { id } });

const detailCalls: Readonly<Record<ChanjingTaskKind, DetailCall>> = {
  // A read that is a POST: what may be repeated hangs on the operation, never on the method.
  tts: {
    operation: operations.speechState,
    parameters: (id) => ({ json: { task_id: id } }),
    read: (look) => ({ status: decodeSpeech(look), isWhole: true }),
  },
  'clone-voice': {
    operation: operations.voiceDetail,
    parameters: byId,
    read: ofTheSameId(operations.voiceDetail, (look) => ({ status: decodeVoice(look), isWhole: true })),
  },
  'lip-sync': detailOf('lip-sync', operations.lipSyncDetail),
  'clone-avatar': detailOf('clone-avatar', operations.avatarDetail),
  'avatar-video': detailOf('avatar-video', operations.avatarVideoDetail),
};

/** A detail call that answers what the list answers, and where nothing more is to be had than it says. */
function detailOf(kind: PolledByList, operation: Operation): DetailCall {
  const read = ofTheSameId(operation, (look, films) => {
    const told = readers[kind](look, isJsonObject(look.reply.data) ? look.reply.data : {}, films);
    if (told === undefined) throw look.http.undecodable(operation, look.reply, 'data.status');
    return told;
  });
  return { operation, parameters: byId, read };
}

/** The answer of another task is no answer. */
function ofTheSameId(operation: Operation, read: DetailCall['read']): DetailCall['read'] {
  return (look, films) => {
    const { data } = look.reply;
    const id = isJsonObject(data) ? filledTextOf(data.id) : undefined;
    if (id !== undefined && id !== look.ref.id) throw look.http.undecodable(operation, look.reply, 'data.id');
    return read(look, films);
  };
}

/** What the detail call tells of a task. */
export async function tellOne(teller: Teller, ref: Ref, options: CallOptions): Promise<TaskStatus> {
  const { http, films } = teller;
  const { operation, parameters, read } = detailCalls[ref.kind];
  try {
    const reply = await http.call(operation, parameters(ref.id), options);
    if (!isBlank(reply)) return await finish(read({ http, ref, reply }, films), http, options);
    const shell = ref.kind === 'clone-avatar' ? await tellShell(teller, ref, options) : undefined;
    return shell ?? { state: 'vanished', error: goneFailure({ http, reply }, `Chanjing does not know ${nounOf[ref.kind]} ${ref.id}.`) };
  } catch (error) {
    if (isProviderError(error) && error.errorClass === 'missing-resource') return { state: 'vanished', error };
    throw error;
  }
}

/** The detail call answers an empty shell for some avatars that the list knows all the same. */
async function tellShell({ http, films }: Teller, ref: Ref, options: CallOptions): Promise<TaskStatus | undefined> {
  const { items, reply } = await listTasks(http, 'clone-avatar', 1, { ...options, id: ref.id });
  const found = items.find(({ id }) => id === ref.id);
  return found === undefined ? undefined : readers['clone-avatar']({ http, ref, reply }, found.item, films)?.status;
}

/** A success about nothing: what some calls answer for an id that they do not know. */
function isBlank({ data }: Reply): boolean {
  if (!isJsonObject(data)) return data === null || data === undefined;
  return filledTextOf(data.id) === undefined && data.status === undefined && data.queue_status === undefined;
}
