import type { AvatarEntry, EntryState, FileEntry, JobEntry, OwnFacts, TaskStatus, VoiceEntry } from '@reelwright/provider';
import { filledTextOf, type JsonObject, type ProviderHttp } from '@reelwright/provider-http';
import { readAvatarVideo, statusOfAvatarVideo } from './avatar-video-wire.ts';
import { type AvatarItem, readAvatar, statusOfAvatar } from './avatar-wire.ts';
import type { Shape } from './catalogue-shape.ts';
import { compact, detailsOf, languagesIn, tellerOf } from './catalogue-values.ts';
import { readFile } from './file-wire.ts';
import { readLipSync, statusOfLipSync } from './lip-sync-wire.ts';
import type { ChanjingTaskKind, Look } from './task-failure.ts';
import type { ListedKind } from './task-list.ts';
import { decodeVoice, readVoice, type VoiceItem } from './voice-wire.ts';

export const ownVoiceShape = {
  id: 'id',
  name: 'text',
  type: 'text',
  progress: 'number',
  audio_path: 'text',
  err_msg: 'text',
  lang: 'text',
  status: 'number',
} as const satisfies Shape;

/** An item of list_customised_audio, or `data` of customised_audio. Items have been met without a status: then only a failure shows. */
export function readOwnVoice(http: ProviderHttp, item: JsonObject): VoiceEntry {
  const tell = tellerOf(http);
  const voice = readVoice(item);
  const { previewUrl, progress, type } = voice;
  return compact({
    id: idOf(item),
    name: tell(voice.name) ?? '',
    own: true,
    languages: languagesIn(tell(voice.language)),
    previewUrl,
    ...standingOfVoice(http, item, voice),
    progress,
    details: detailsOf({ model: tell(type) }),
  });
}

const goneVoices: Readonly<Record<number, EntryState>> = { 3: 'expired', 99: 'deleted' };

function standingOfVoice(http: ProviderHttp, item: JsonObject, { status, words }: VoiceItem): Standing {
  const reason = words === undefined ? {} : { reason: http.scrub(words) };
  if (status === undefined) return words === undefined ? {} : { state: 'failed', ...reason };
  const state = goneVoices[status];
  return state === undefined ? standingOf(decodeVoice(lookAt(http, 'clone-voice', item))) : { state, ...reason };
}

export const ownAvatarShape = {
  id: 'id',
  name: 'text',
  type: 'text',
  pic_url: 'text',
  preview_url: 'text',
  width: 'number',
  height: 'number',
  audio_man_id: 'text',
  status: 'number',
  err_reason: 'text',
  is_open: 'flag',
  reason: 'text',
  progress: 'number',
  create_time: 'number',
  support_4k: 'flag',
  width_4k: 'number',
  height_4k: 'number',
} as const satisfies Shape;

/** An item of list_customised_person. An avatar that was made and then disabled cannot be used: it counts as failed. */
export function readOwnAvatar(http: ProviderHttp, item: JsonObject): AvatarEntry {
  const avatar = readAvatar(item);
  const { widthPx, heightPx, coverUrl, previewUrl, type, isEnabled, width4kPx, height4kPx } = avatar;
  const figure = compact({ widthPx, heightPx, coverUrl, previewUrl });
  const standing = standingOfAvatar(http, item, avatar);
  return compact({
    id: idOf(item),
    name: tellerOf(http)(item.name) ?? '',
    own: true,
    figures: Object.keys(figure).length === 0 ? [] : [figure],
    voice: avatar.voice,
    tags: [],
    supports4k: avatar.supports4k,
    ...(standing.state === 'ready' && isEnabled === false ? { ...standing, state: 'failed' as const } : standing),
    progress: avatar.progress,
    createdAt: avatar.createdAt,
    details: detailsOf({ type: tellerOf(http)(type), enabled: isEnabled, width4kPx, height4kPx }),
  });
}

function standingOfAvatar(http: ProviderHttp, item: JsonObject, avatar: AvatarItem): Standing {
  if (avatar.status === undefined) return {};
  const { reason, ...standing } = standingOf(statusOfAvatar(lookAt(http, 'clone-avatar', item), avatar));
  const words = reason ?? (avatar.words === undefined ? undefined : http.scrub(avatar.words));
  return words === undefined ? standing : { ...standing, reason: words };
}

const filmShape = {
  id: 'id',
  status: 'number',
  progress: 'number',
  msg: 'text',
  video_url: 'text',
  preview_url: 'text',
  duration: 'number',
  create_time: 'number',
} as const satisfies Shape;

export const jobShapes: Readonly<Record<ListedKind, Shape>> = {
  'clone-voice': ownVoiceShape,
  'clone-avatar': ownAvatarShape,
  'lip-sync': filmShape,
  'avatar-video': { ...filmShape, subtitle_data_url: 'text', audio_urls: 'list', queue_status: 'text', queue_desc: 'text' },
};

/** An item of any list of tasks. */
export const jobReaders: Readonly<Record<ListedKind, (http: ProviderHttp, item: JsonObject) => JobEntry>> = {
  'clone-voice': (http, item) => {
    const { own, languages, previewUrl, ...voice } = readOwnVoice(http, item);
    return { ...voice, kind: 'clone-voice', ...(previewUrl === undefined ? {} : { resultUrl: previewUrl }) };
  },
  'clone-avatar': (http, item) => {
    const { id, name, state, reason, progress, createdAt, details, figures } = readOwnAvatar(http, item);
    const resultUrl = figures[0]?.previewUrl;
    return compact({ id, name, kind: 'clone-avatar' as const, state, reason, progress, createdAt, details, resultUrl });
  },
  'lip-sync': (http, item) => {
    const film = readLipSync(item);
    const standing = film.status === undefined ? {} : standingOf(statusOfLipSync(lookAt(http, 'lip-sync', item), film));
    return readFilm(item, 'lip-sync', film, { standing, details: { coverUrl: film.coverUrl } });
  },
  'avatar-video': (http, item) => {
    const film = readAvatarVideo(item);
    const { coverUrl, captionsUrl, soundUrls, queue } = film;
    const isTold = film.status !== undefined || queue !== undefined;
    const standing = isTold ? standingOf(statusOfAvatarVideo(lookAt(http, 'avatar-video', item), film)) : {};
    const details = { coverUrl, captionsUrl, soundUrls, queue: tellerOf(http)(queue), queueWords: tellerOf(http)(film.queueWords) };
    return readFilm(item, 'avatar-video', film, { standing, details });
  },
};

interface Film {
  readonly progress: number | undefined;
  readonly durationMs: number | undefined;
  readonly videoUrl: string | undefined;
  readonly createdAt: number | undefined;
}

function readFilm(
  item: JsonObject,
  kind: 'lip-sync' | 'avatar-video',
  { progress, durationMs, videoUrl, createdAt }: Film,
  { standing, details }: { readonly standing: Standing; readonly details: Parameters<typeof detailsOf>[0] },
): JobEntry {
  return compact({ id: idOf(item), kind, ...standing, progress, durationMs, createdAt, resultUrl: videoUrl, details: detailsOf(details) });
}

export const fileShape = {
  id: 'id',
  service: 'text',
  bytes: 'number',
  create_time: 'number',
  file_path: 'text',
  status: 'number',
  msg: 'text',
} as const satisfies Shape;

const fileStates: Readonly<Record<number, EntryState>> = {
  0: 'running',
  1: 'ready',
  2: 'ready',
  98: 'failed',
  99: 'deleted',
  100: 'deleted',
};

/** Uploads are kept for 30 days. */
const keptMs = 30 * 24 * 60 * 60_000;

/** An item of file_list. */
export function readFileEntry(http: ProviderHttp, item: JsonObject): FileEntry {
  const tell = tellerOf(http);
  const { service, sizeBytes, createdAt, status, words, ...file } = readFile(item);
  const path = file.path?.replace(/[?#].*$/s, '');
  return compact({
    id: idOf(item),
    name: tell(path?.slice(path.lastIndexOf('/') + 1)),
    purpose: tell(service),
    sizeBytes,
    state: status === undefined ? undefined : (fileStates[status] ?? 'unknown'),
    reason: tell(words),
    createdAt,
    expiresAt: createdAt === undefined ? undefined : createdAt + keptMs,
    details: detailsOf({ path: tell(path) }),
  });
}

type Standing = Pick<OwnFacts, 'state' | 'reason'>;

/** How a task stands, as a list shows it. The readers of tasks tell a number that they do not know as `status 77`. */
function standingOf(status: TaskStatus): Standing {
  switch (status.state) {
    case 'succeeded':
      return { state: 'ready' };
    case 'running': {
      const { queued, detail = '' } = status;
      return { state: /^status -?\d+$/.test(detail) ? 'unknown' : queued === true ? 'queued' : 'running' };
    }
    default: {
      const words = status.error.wire.message;
      return { state: 'failed', ...(words === undefined ? {} : { reason: words }) };
    }
  }
}

/** A mention in a list, as the readers of single tasks want it. */
function lookAt(http: ProviderHttp, kind: ChanjingTaskKind, item: JsonObject): Look {
  return { http, ref: { provider: 'chanjing', kind, id: idOf(item) }, reply: { data: item, envelope: {}, traceId: undefined } };
}

/** The shape has seen to it that there is one. */
function idOf(item: JsonObject): string {
  return filledTextOf(item.id) ?? '';
}
