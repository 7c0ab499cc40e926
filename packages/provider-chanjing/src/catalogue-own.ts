import {
  type AvatarEntry,
  type CallOptions,
  type CataloguePage,
  type CatalogueQuery,
  type FileEntry,
  isProviderError,
  type JobEntry,
  type JobQuery,
  type Json,
  type Removable,
  type VoiceEntry,
} from '@reelwright/provider';
import { filledTextOf, isJsonObject, type JsonObject, type Operation, type ProviderHttp } from '@reelwright/provider-http';
import { askedFor, type List, postPage } from './catalogue-calls.ts';
import { assertFilters, type Filter, keepFitting } from './catalogue-filters.ts';
import { misfitIn } from './catalogue-shape.ts';
import { operations } from './chanjing-wire.ts';
import {
  fileShape,
  jobReaders,
  jobShapes,
  ownAvatarShape,
  ownVoiceShape,
  readFileEntry,
  readOwnAvatar,
  readOwnVoice,
} from './own-list-wire.ts';
import type { ListedKind } from './task-list.ts';

const ownFilters: readonly Filter[] = ['name', 'source', 'id'];

export const listOwnVoices: List<VoiceEntry> = async (http, query, options) => {
  assertFilters(http, 'voices of your own', query, [...ownFilters, 'language']);
  const page = await postPage(http, askedFor(operations.listVoices, query, ownVoiceShape), ownPart(query), options);
  const found = keepFitting(
    page,
    query,
    (item) => readOwnVoice(http, item),
    (voice) => voice,
  );
  return query.detailed === true ? { ...found, items: await withStates(http, found.items, options) } : found;
};

/** The list tells of no states; the detail call does. It is refused beyond some ten a minute: what has been learned by then is told. */
async function withStates(http: ProviderHttp, voices: readonly VoiceEntry[], options: CallOptions): Promise<readonly VoiceEntry[]> {
  const known = new Map<string, VoiceEntry>();
  try {
    for (const voice of voices.filter(({ state }) => state === undefined)) known.set(voice.id, await detailOf(http, voice, options));
  } catch (error) {
    if (!isProviderError(error) || error.errorClass !== 'rate-limit') throw error;
  }
  return voices.map((voice) => known.get(voice.id) ?? voice);
}

async function detailOf(http: ProviderHttp, voice: VoiceEntry, options: CallOptions): Promise<VoiceEntry> {
  const reply = await http.call(operations.voiceDetail, { query: { id: voice.id } }, options);
  const misfit = misfitIn(reply.data, ownVoiceShape, 'data');
  if (misfit !== undefined || !isJsonObject(reply.data)) throw http.undecodable(operations.voiceDetail, reply, misfit ?? 'data');
  const told = readOwnVoice(http, reply.data);
  if (told.id !== voice.id) throw http.undecodable(operations.voiceDetail, reply, 'data.id');
  return { ...voice, ...told, details: { ...voice.details, ...told.details } };
}

export const listOwnAvatars: List<AvatarEntry> = async (http, query, options) => {
  assertFilters(http, 'avatars of your own', query, ownFilters);
  // 0: those made through this interface. The ones of the website come back empty here.
  const part = { source: 0, ...ownPart(query) };
  const page = await postPage(http, askedFor(operations.listAvatars, query, ownAvatarShape), part, options);
  return keepFitting(
    page,
    query,
    (item) => readOwnAvatar(http, item),
    (avatar) => avatar,
  );
};

/** What the lists of the account's own take besides the page. */
function ownPart({ id, source }: CatalogueQuery): JsonObject {
  return { ...(id === undefined ? {} : { id }), ...(source === undefined ? {} : { source: numberIfOne(source) }) };
}

function numberIfOne(text: string): Json {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

export const listFiles: List<FileEntry> = async (http, query, options) => {
  assertFilters(http, 'files', query, ['name', 'purpose', 'order', 'id']);
  const { id, purpose, order } = query;
  const filter = {
    ...(id === undefined ? {} : { id }),
    ...(purpose === undefined ? {} : { service: purpose }),
    ...(order === undefined ? {} : { order }),
  };
  const page = await postPage(http, askedFor(operations.listFiles, query, fileShape), filter, options);
  return keepFitting(
    page,
    query,
    (item) => readFileEntry(http, item),
    (file) => file,
  );
};

export const jobLists: Readonly<Record<ListedKind, Operation>> = {
  'lip-sync': operations.listLipSyncs,
  'avatar-video': operations.listAvatarVideos,
  'clone-voice': operations.listVoices,
  'clone-avatar': operations.listAvatars,
};

export async function listJobs(http: ProviderHttp, { kind, ...paging }: JobQuery, options: CallOptions): Promise<CataloguePage<JobEntry>> {
  if (!isListed(kind)) {
    throw http.fail('bad-input', `Chanjing has no list of ${kind} tasks.`, {
      code: 'PLAN_UNSUPPORTED',
      hint: `It lists ${Object.keys(jobLists).join(', ')}.`,
    });
  }
  const filter = kind === 'clone-avatar' ? { source: 0 } : {};
  const page = await postPage(http, askedFor(jobLists[kind], paging, jobShapes[kind]), filter, options);
  return { ...page, items: page.items.map((item) => jobReaders[kind](http, item)) };
}

function isListed(kind: JobQuery['kind']): kind is ListedKind {
  return Object.hasOwn(jobLists, kind);
}

export const removals: Readonly<Record<Removable, Operation>> = {
  voice: operations.deleteVoice,
  avatar: operations.deleteAvatar,
  video: operations.deleteAvatarVideo,
  file: operations.deleteFile,
};

/** The answer repeats the id, or says nothing. Which one of both is not settled, so only what can be neither is an error. */
export async function remove(http: ProviderHttp, what: Removable, id: string, options: CallOptions): Promise<void> {
  const operation = removals[what];
  const reply = await http.call(operation, { json: { id } }, options);
  const said = reply.data;
  const isPlain = said === undefined || said === null || said === '' || said === true || filledTextOf(said) !== undefined;
  if (!isPlain && !isJsonObject(said)) throw http.undecodable(operation, reply, 'data');
}
