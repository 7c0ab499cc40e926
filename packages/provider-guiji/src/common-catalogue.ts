import type { AvatarEntry, CallOptions, Catalogue, CataloguePage, JobEntry, JobQuery, TaskKind, VoiceEntry } from '@reelwright/provider';
import {
  accountOf,
  ownAvatarEntryOf,
  publicAvatarEntryOf,
  speechJobOf,
  trainingJobOf,
  videoJobOf,
  voiceEntryOf,
  voiceJobOf,
} from './catalogue-entries.ts';
import { assertFilters, kept, type Query } from './catalogue-filters.ts';
import { type GuijiClient, isMissing } from './guiji-client.ts';
import type { Body } from './guiji-encode.ts';
import { type Endpoint, endpoints } from './guiji-endpoints.ts';
import type { GuijiPage } from './page-wire.ts';
import { sexNumber } from './voice-wire.ts';
import { compact } from './wire-fields.ts';

/**
 * What the account can choose from, has made and has left, in the words that all providers share. Guiji has no fonts, no uploads, no tags,
 * and no call that removes anything.
 */
export function createCommonCatalogue(client: GuijiClient): Catalogue {
  return {
    jobKinds: Object.keys(jobLists) as JobKind[], // the keys of that very table
    removable: [],
    account: async (options) => accountOf(await client.call(endpoints.account, {}, options)),
    voices: (query, options) => (query.own === true ? ownVoices : publicVoices)(client, query, options),
    avatars: (query, options) => (query.own === true ? ownAvatars : publicAvatars)(client, query, options),
    jobs: (query, options) => jobs(client, query, options),
  };
}

type List<Entry> = (client: GuijiClient, query: Query, options: CallOptions) => Promise<CataloguePage<Entry>>;

const publicVoices: List<VoiceEntry> = async (client, query, options) => {
  assertFilters(client, 'public voices', query, ['name', 'sex', 'language', 'id']);
  const filter = compact({ name: query.name, sex: sexFilter(query) });
  const page = await pageOf(client, endpoints.publicVoices, query, filter, options);
  return kept(
    mapped(page, (voice) => voiceEntryOf(voice, false, client.scrub)),
    query,
    { language: true },
  );
};

const ownVoices: List<VoiceEntry> = async (client, query, options) => {
  assertFilters(client, 'cloned voices', query, ['name', 'sex', 'language', 'id']);
  const page =
    query.id === undefined
      ? await pageOf(client, endpoints.voices, query, compact({ sex: sexFilter(query) }), options)
      : await oneVoice(client, query.id, query, options);
  return kept(
    mapped(page, (voice) => voiceEntryOf(voice, true, client.scrub)),
    query,
    // A voice by its id is asked for by no list, so that everything else is looked at here.
    { name: true, language: true, sex: query.id !== undefined },
  );
};

async function oneVoice(client: GuijiClient, id: string, { page }: Query, options: CallOptions) {
  try {
    const voice = await client.call(endpoints.voice, { id }, options);
    return { items: voice === undefined || page > 1 ? [] : [voice], hasMore: false };
  } catch (error) {
    if (isMissing(error)) return { items: [], hasMore: false };
    throw error;
  }
}

const publicAvatars: List<AvatarEntry> = async (client, query, options) => {
  assertFilters(client, 'public avatars', query, ['name', 'id']);
  const page = await pageOf(client, endpoints.publicAvatars, query, compact({ name: query.name }), options);
  return kept(
    mapped(page, (avatar) => publicAvatarEntryOf(avatar, client.scrub)),
    query,
    {},
  );
};

/** Trainings that have come to an avatar. How many of all pages have is not known. */
const ownAvatars: List<AvatarEntry> = async (client, query, options) => {
  assertFilters(client, 'cloned avatars', query, ['name', 'id']);
  const { items, hasMore } = await pageOf(client, endpoints.trainings, query, {}, options);
  const avatars = items.map((training) => ownAvatarEntryOf(training, client.scrub)).filter((entry) => entry !== undefined);
  return kept({ items: avatars, hasMore }, query, { name: true });
};

type JobKind = Exclude<TaskKind, 'lip-sync' | 'authorize'>;
type JobList = (client: GuijiClient, query: Query, options: CallOptions) => Promise<CataloguePage<JobEntry>>;

const jobLists: Readonly<Record<JobKind, JobList>> = {
  'avatar-video': jobsFrom(endpoints.videos, videoJobOf),
  tts: jobsFrom(endpoints.speeches, speechJobOf),
  'clone-voice': jobsFrom(endpoints.voices, voiceJobOf),
  'clone-avatar': jobsFrom(endpoints.trainings, trainingJobOf),
};

function jobsFrom<Item>(list: Endpoint<GuijiPage<Item>>, jobOf: (item: Item, scrub: (text: string) => string) => JobEntry): JobList {
  return async (client, query, options) => {
    const page = await pageOf(client, list, query, {}, options);
    return mapped(page, (item) => jobOf(item, client.scrub));
  };
}

async function jobs(client: GuijiClient, { kind, ...query }: JobQuery, options: CallOptions): Promise<CataloguePage<JobEntry>> {
  if (isListed(kind)) return jobLists[kind](client, query, options);
  throw client.fail('bad-input', `Guiji has no list of ${kind} tasks.`, {
    code: 'PLAN_UNSUPPORTED',
    hint: `It lists ${Object.keys(jobLists).join(', ')}.`,
  });
}

function isListed(kind: TaskKind): kind is JobKind {
  return Object.hasOwn(jobLists, kind);
}

async function pageOf<Item>(
  client: GuijiClient,
  list: Endpoint<GuijiPage<Item>>,
  { page, pageSize }: Query,
  filter: Body,
  options: CallOptions,
): Promise<CataloguePage<Item>> {
  const answer = await client.call(list, { json: { ...filter, page, size: pageSize } }, options);
  const size = answer.pageSize !== undefined && answer.pageSize > 0 ? answer.pageSize : pageSize;
  // Fewer in all than on this page is no count of them.
  const total = answer.total !== undefined && answer.total >= answer.items.length ? answer.total : undefined;
  // Beyond its end, a list may show its last page once more.
  if (total !== undefined && (page - 1) * size >= total) return { items: [], total, hasMore: false };
  const hasMore = answer.items.length > 0 && (total === undefined || (page - 1) * size + answer.items.length < total);
  return compact({ items: answer.items, total, hasMore });
}

function mapped<Item, Entry>({ items, ...page }: CataloguePage<Item>, entryOf: (item: Item) => Entry): CataloguePage<Entry> {
  return { ...page, items: items.map(entryOf) };
}

function sexFilter({ sex }: Query): 1 | 2 | undefined {
  return sex === undefined ? undefined : sexNumber(sex);
}
