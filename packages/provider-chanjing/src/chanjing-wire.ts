import type { Json } from '@reelwright/provider';
import {
  filledTextOf,
  isJsonObject,
  type JsonObject,
  listOf,
  numberOf,
  type Operation,
  type Refusal,
  type Reply,
} from '@reelwright/provider-http';

/** A start waits longer for its answer than a look: giving up leaves a paid task in doubt. */
export const startPatienceMs = 75_000;

/** Every call that this adapter makes. Numbers and limits stand in WIRE.md, with their sources. */
export const operations = {
  accessToken: { method: 'POST', path: '/open/v1/access_token', title: 'for an access token', isAnonymous: true },
  createUploadUrl: { method: 'GET', path: '/open/v1/common/create_upload_url', title: 'for an upload address' },
  fileDetail: { method: 'GET', path: '/open/v1/common/file_detail', title: 'for the state of an uploaded file' },
  createVoice: paid('/open/v1/create_customised_audio', 'to clone a voice'),
  voiceDetail: { method: 'GET', path: '/open/v1/customised_audio', title: 'for the state of a voice' },
  listVoices: { method: 'POST', path: '/open/v1/list_customised_audio', title: 'for the list of voices' },
  createSpeech: paid('/open/v1/create_audio_task', 'to start a speech task'),
  speechState: { method: 'POST', path: '/open/v1/audio_task_state', title: 'for the state of a speech task' },
  createLipSync: paid('/open/v1/video_lip_sync/create', 'to start a lip-sync task'),
  listLipSyncs: { method: 'POST', path: '/open/v1/video_lip_sync/list', title: 'for the list of lip-sync tasks' },
  lipSyncDetail: { method: 'GET', path: '/open/v1/video_lip_sync/detail', title: 'for the state of a lip-sync task' },
  createAvatar: paid('/open/v1/create_customised_person', 'to make an avatar'),
  avatarDetail: { method: 'GET', path: '/open/v1/customised_person', title: 'for the state of an avatar' },
  listAvatars: { method: 'POST', path: '/open/v1/list_customised_person', title: 'for the list of avatars' },
  createAvatarVideo: paid('/open/v1/create_video', 'to start an avatar video'),
  avatarVideoDetail: { method: 'GET', path: '/open/v1/video', title: 'for the state of an avatar video' },
  listAvatarVideos: { method: 'POST', path: '/open/v1/video_list', title: 'for the list of avatar videos' },
  userInfo: { method: 'GET', path: '/open/v1/user_info', title: 'for the account' },
  userDuration: { method: 'GET', path: '/open/v1/user_duration', title: 'for the balance of the account' },
  listPublicVoices: { method: 'GET', path: '/open/v1/list_common_audio', title: 'for the public voices' },
  listPublicAvatars: { method: 'GET', path: '/open/v1/list_common_dp', title: 'for the public avatars' },
  listFonts: { method: 'GET', path: '/open/v1/font_list', title: 'for the fonts' },
  listTags: { method: 'GET', path: '/open/v1/common/tag_list', title: 'for the tags' },
  listFiles: { method: 'POST', path: '/open/v1/common/file_list', title: 'for the uploaded files' },
  // A second time they find nothing to remove, so they may be repeated.
  deleteVoice: { method: 'POST', path: '/open/v1/delete_customised_audio', title: 'to remove a voice' },
  deleteAvatar: { method: 'POST', path: '/open/v1/delete_customised_person', title: 'to remove an avatar' },
  deleteAvatarVideo: { method: 'POST', path: '/open/v1/delete_video', title: 'to remove an avatar video' },
  deleteFile: { method: 'POST', path: '/open/v1/common/delete_file', title: 'to remove a file' },
} as const satisfies Record<string, Operation>;

function paid(path: string, title: string): Operation {
  return { method: 'POST', path, title, creates: true, timeoutMs: startPatienceMs };
}

/**
 * Opens the envelope around every reply. The HTTP status says nothing: only code 0 is success, as a number or as text.
 * Replies without a code have been met; they are a success when they hold data.
 *
 * @param body Parsed JSON: `{ trace_id, code, msg, data }`.
 * @see WIRE.md, "Envelope"
 */
export function openEnvelope(body: Json): Reply | Refusal | undefined {
  if (!isJsonObject(body)) return undefined;
  const code = filledTextOf(body.code);
  const traceId = filledTextOf(body.trace_id);
  const hasData = body.data !== undefined && body.data !== null;
  if (code === '0' || (code === undefined && hasData)) return { data: body.data, envelope: body, traceId };
  return code === undefined ? undefined : { code, message: filledTextOf(body.msg) ?? '', traceId };
}

/** Where a start is documented to put its id: as the whole of `data`, or inside it. */
export type IdPlace = 'data' | 'data.task_id';

export interface CreatedId {
  readonly id: string;
  readonly warnings: readonly string[];
}

const idKeys = ['task_id', 'id', 'video_id'];

/**
 * The id of what a start has made. A paid id is taken wherever it stands: shapes differ from call to call, and a task whose
 * id was overlooked is paid for and lost.
 */
export function createdIdOf({ data, envelope }: Reply, documented: IdPlace): CreatedId | undefined {
  const places: [string, Json | undefined][] = [
    ['data', data],
    ...idKeys.map((key): [string, Json | undefined] => [`data.${key}`, isJsonObject(data) ? data[key] : undefined]),
    ...idKeys.map((key): [string, Json | undefined] => [key, envelope[key]]),
  ];
  const found = places.map(([place, value]) => [place, filledTextOf(value)] as const).find(([, id]) => id !== undefined);
  if (found?.[1] === undefined) return undefined;
  const [place, id] = found;
  const warning = `Chanjing put the id of the new task into "${place}", where "${documented}" is documented.`;
  return { id, warnings: place === documented ? [] : [warning] };
}

export interface Page {
  readonly items: readonly Json[];
  /** From 1, as the service counts it. */
  readonly number: number | undefined;
  readonly size: number | undefined;
  readonly total: number | undefined;
  readonly totalPages: number | undefined;
}

/** A page of a list, however its keys are spelt: `list` and `page_info`, `List` and `PageInfo`, `pageInfo`. */
export function pageOf(data: Json | undefined): Page | undefined {
  if (Array.isArray(data)) return pageWith(data, {});
  if (!isJsonObject(data)) return undefined;
  const byName = new Map(Object.entries(data).map(([key, value]) => [key.toLowerCase().replace('_', ''), value]));
  const [list, info] = [byName.get('list'), byName.get('pageinfo')];
  // An empty list is written as null, too; anything else is no list.
  if (list !== null && !Array.isArray(list)) return undefined;
  return pageWith(listOf(list), isJsonObject(info) ? info : {});
}

function pageWith(items: readonly Json[], { page, size, total_count, total_page }: JsonObject): Page {
  return { items, number: numberOf(page), size: numberOf(size), total: numberOf(total_count), totalPages: numberOf(total_page) };
}

/** An http(s) address, or undefined for the blanks and placeholders that stand where no result is yet. */
export function addressOf(value: Json | undefined): string | undefined {
  const text = filledTextOf(value);
  return text !== undefined && /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined;
}

/** What a failure field says. Some fields hold a word of success there; blanks and those are no failure. */
export function failureTextOf(...values: readonly (Json | undefined)[]): string | undefined {
  const words = values.map(filledTextOf).filter((text): text is string => text !== undefined && !/^(success|ok|成功)$/i.test(text));
  return words.length === 0 ? undefined : [...new Set(words)].join(': ');
}

/** Progress as a share of 1, from percent. */
export function progressOf(value: Json | undefined): number | undefined {
  const percent = numberOf(value);
  return percent === undefined ? undefined : Math.min(1, Math.max(0, percent / 100));
}

/** Wall time in ms, from unix seconds; undefined for what is on no calendar. */
export function timeOf(value: Json | undefined): number | undefined {
  const createdAt = (numberOf(value) ?? Number.NaN) * 1000;
  return Number.isNaN(new Date(createdAt).getTime()) ? undefined : createdAt;
}
