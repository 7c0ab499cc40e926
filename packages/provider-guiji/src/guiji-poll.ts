import { type CallOptions, isProviderError, type TaskKind, type TaskRef, type TaskStatus } from '@reelwright/provider';
import { type CaptionsFile, withCaptions } from '@reelwright/provider-http';
import { authorizationTarget } from './guiji-authorize.ts';
import { decodeSrt } from './guiji-captions.ts';
import { type GuijiClient, isMissing } from './guiji-client.ts';
import { type Endpoint, endpoints } from './guiji-endpoints.ts';
import { statusOfAuthorization, statusOfSpeech, statusOfTraining, statusOfVideo, statusOfVoice, vanished } from './guiji-status.ts';
import type { GuijiPage } from './page-wire.ts';

/** One look at each task. Tasks of one kind share list calls; what no list shows is asked for one by one. */
export async function pollTasks(client: GuijiClient, refs: readonly TaskRef[], options: CallOptions): Promise<readonly TaskStatus[]> {
  const looks = refs.map(lookOf);
  const groups = [...new Set(looks.map(({ group }) => group))];
  const found = await Promise.all(
    groups.map(async (group) => {
      const ids = [...new Set(looks.filter((look) => look.group === group).map(({ id }) => id))];
      return [group, await lookers[group](client, ids, options)] as const;
    }),
  );
  const statuses = new Map(found);
  return looks.map(({ group, kind, id }) => statuses.get(group)?.get(id) ?? vanished(kind, id, client.fail));
}

type Group = 'voice' | 'training' | 'speech' | 'video' | 'authorized-voice' | 'authorized-avatar';

interface Look {
  readonly kind: TaskKind;
  readonly group: Group;
  /** Of the thing that is looked at, which for an authorization is not the task's own. */
  readonly id: string;
}

const groupOf: Readonly<Record<Exclude<TaskKind, 'authorize'>, Group>> = {
  'clone-voice': 'voice',
  'clone-avatar': 'training',
  tts: 'speech',
  'avatar-video': 'video',
  'lip-sync': 'video',
};

function lookOf({ kind, id }: TaskRef): Look {
  if (kind !== 'authorize') return { kind, id, group: groupOf[kind] };
  const target = authorizationTarget(id);
  return { kind, id: target.id, group: target.kind === 'voice' ? 'authorized-voice' : 'authorized-avatar' };
}

function captioned(status: TaskStatus, file: CaptionsFile, { fetchText }: GuijiClient, options: CallOptions): Promise<TaskStatus> {
  return withCaptions(status, file, { fetchText, decode: decodeSrt }, options);
}

type Looker = (client: GuijiClient, ids: readonly string[], options: CallOptions) => Promise<ReadonlyMap<string, TaskStatus>>;

const lookers: Readonly<Record<Group, Looker>> = {
  voice: looker('clone-voice', endpoints.voices, endpoints.voice, (voice, { fail }) => statusOfVoice(voice, fail)),
  training: looker('clone-avatar', endpoints.trainings, endpoints.training, (training, { fail }) => statusOfTraining(training, fail)),
  speech: looker('tts', endpoints.speeches, endpoints.speech, (speech, client, options) =>
    captioned(statusOfSpeech(speech, client.fail), { url: speech.captionsUrl, isOwed: true }, client, options),
  ),
  video: looker('avatar-video', endpoints.videos, endpoints.video, (video, client, options) =>
    captioned(statusOfVideo(video, client.fail), { url: video.captionsUrl, isOwed: false }, client, options),
  ),
  'authorized-voice': looker('authorize', endpoints.voices, endpoints.voice, statusOfAuthorization),
  'authorized-avatar': looker('authorize', endpoints.trainings, endpoints.training, statusOfAuthorization),
};

function looker<Item extends { readonly id: string }>(
  kind: TaskKind,
  list: Endpoint<GuijiPage<Item>>,
  detail: Endpoint<Item | undefined>,
  statusOf: (item: Item, client: GuijiClient, options: CallOptions) => TaskStatus | Promise<TaskStatus>,
): Looker {
  return async (client, ids, options) => {
    const listed = ids.length > 1 ? await findListed(client, list, new Set(ids), options) : new Map<string, Item>();
    const others = await inPieces(
      ids.filter((id) => !listed.has(id)),
      (id) => see(client, detail, id, options),
    );
    const failures = others.filter((one) => 'error' in one);
    if (failures[0] !== undefined && failures.length === ids.length) throw failures[0].error;
    const seen = [...[...listed.values()].map((item) => ({ id: item.id, item })), ...others];
    // A finished task may have captions to be fetched, so this too goes a few at a time.
    const statuses = await inPieces(seen, async (one): Promise<[string, TaskStatus]> => {
      if ('error' in one) return [one.id, { state: 'running', detail: one.error.message }];
      return [one.id, one.item === undefined ? vanished(kind, one.id, client.fail) : await statusOf(one.item, client, options)];
    });
    return new Map(statuses);
  };
}

/** Goes through a list for as long as each page shows some of what is looked for: the newest stand together. */
async function findListed<Item extends { readonly id: string }>(
  client: GuijiClient,
  list: Endpoint<GuijiPage<Item>>,
  wanted: ReadonlySet<string>,
  options: CallOptions,
): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  for await (const { items } of client.pages(list, options)) {
    const before = found.size;
    for (const item of items) if (wanted.has(item.id)) found.set(item.id, item);
    if (found.size === before || found.size === wanted.size) break;
  }
  return found;
}

type Seen<Item> = { readonly id: string; readonly item: Item | undefined } | { readonly id: string; readonly error: Error };

/** One thing by its detail. A refusal is kept apart, so that one task that cannot be seen does not hide the others. */
async function see<Item>(client: GuijiClient, detail: Endpoint<Item | undefined>, id: string, options: CallOptions): Promise<Seen<Item>> {
  try {
    return { id, item: await client.call(detail, { id }, options) };
  } catch (error) {
    if (isMissing(error)) return { id, item: undefined };
    if (!isProviderError(error)) throw error;
    return { id, error };
  }
}

const callsAtOnce = 5;

/** No limit is documented, so only a few calls are under way at a time. */
async function inPieces<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += callsAtOnce) {
    results.push(...(await Promise.all(items.slice(start, start + callsAtOnce).map(work))));
  }
  return results;
}
