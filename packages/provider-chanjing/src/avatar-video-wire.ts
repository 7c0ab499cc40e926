import type { TaskStatus } from '@reelwright/provider';
import { filledTextOf, type JsonObject, listOf, numberOf } from '@reelwright/provider-http';
import { judgeTaskFailure } from './chanjing-refusals.ts';
import { addressOf, failureTextOf, progressOf, timeOf } from './chanjing-wire.ts';
import { type Look, taskFailure } from './task-failure.ts';

/** One film of create_video, of the detail call, the list or a callback. */
export interface AvatarVideoItem {
  readonly id: string | undefined;
  readonly status: number | undefined;
  readonly progress: number | undefined;
  /** What `msg` says beyond a word of success. */
  readonly words: string | undefined;
  readonly videoUrl: string | undefined;
  readonly coverUrl: string | undefined;
  /** Of the file with the captions. */
  readonly captionsUrl: string | undefined;
  /** The sounds that were spoken. Undefined where nothing is said of them; empty for a film that may be silent. */
  readonly soundUrls: readonly string[] | undefined;
  readonly durationMs: number | undefined;
  /** Wall time in ms, by the provider's clock. */
  readonly createdAt: number | undefined;
  readonly queue: string | undefined;
  readonly queueWords: string | undefined;
  /** Whether everything that a finished film has was spoken of: a list may leave some of it to the detail call. */
  readonly isWhole: boolean;
}

const resultFields = ['video_url', 'preview_url', 'subtitle_data_url', 'audio_urls', 'duration'];

/** Reads one film. `duration` counts in whole seconds here, other than for lip-syncs. */
export function readAvatarVideo(item: JsonObject): AvatarVideoItem {
  return {
    id: filledTextOf(item.id),
    status: numberOf(item.status),
    progress: progressOf(item.progress),
    words: failureTextOf(item.msg),
    videoUrl: addressOf(item.video_url),
    coverUrl: addressOf(item.preview_url),
    captionsUrl: addressOf(item.subtitle_data_url),
    soundUrls: item.audio_urls === undefined ? undefined : listOf(item.audio_urls).flatMap((url) => addressOf(url) ?? []),
    durationMs: durationOf(numberOf(item.duration)),
    createdAt: timeOf(item.create_time),
    queue: filledTextOf(item.queue_status)?.toLowerCase(),
    queueWords: filledTextOf(item.queue_desc),
    isWhole: resultFields.every((field) => item[field] !== undefined),
  };
}

/** No film is that long: the number is in another unit, and the film itself will tell. */
const longestSeconds = 4 * 60 * 60;

function durationOf(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds > 0 && seconds <= longestSeconds ? Math.round(seconds * 1000) : undefined;
}

/** 30 is success here, and failure for lip-syncs; 4X speaks of the parameters, 5X of the service. */
const states = { generating: 10, success: 30, firstFailure: 40, firstServiceFailure: 50 } as const;

/**
 * Where a film stands, its captions apart. The number comes first and the queue second: a failed film may be called completed by
 * the queue. An unknown number, or the queue's `other`, is "running" unless there are words of failure.
 */
export function statusOfAvatarVideo(look: Look, item: AvatarVideoItem): TaskStatus {
  const { status, queue, words } = item;
  if (status !== undefined && status >= states.firstFailure) return failed(look, item);
  if (status === states.success) return succeeded(item);
  if (queue === 'failed' || (queue === 'other' && words !== undefined)) return failed(look, item);
  if (status === undefined && queue === 'completed' && item.videoUrl !== undefined) return succeeded(item);
  return running(look, item);
}

function running({ http }: Look, { status, queue, progress, words, queueWords }: AvatarVideoItem): TaskStatus {
  const isKnown = status === states.generating || status === undefined;
  const detail = isKnown ? (words ?? queueWords) : `status ${status}`;
  return {
    state: 'running',
    ...(queue === 'queued' ? { queued: true } : {}),
    ...(progress === undefined ? {} : { progress }),
    ...(detail === undefined ? {} : { detail: http.scrub(detail) }),
  };
}

function succeeded({ videoUrl, coverUrl, soundUrls, durationMs }: AvatarVideoItem): TaskStatus {
  const sound = soundUrls?.[0];
  const length = durationMs === undefined ? {} : { durationMs };
  return {
    state: 'succeeded',
    outputs: {
      ...(videoUrl === undefined ? {} : { video: { url: videoUrl, media: 'video' as const, ...length } }),
      ...(coverUrl === undefined ? {} : { cover: { url: coverUrl, media: 'image' as const } }),
      // Several sounds are pieces of one: the first alone would pass for the whole.
      ...(sound === undefined || soundUrls?.length !== 1 ? {} : { audio: { url: sound, media: 'audio' as const } }),
    },
    missing: [
      ...(videoUrl === undefined ? (['video'] as const) : []),
      ...(coverUrl === undefined ? (['cover'] as const) : []),
      ...(soundUrls?.length === 0 ? (['audio'] as const) : []),
    ],
  };
}

/** Words that name a cause are believed; without any, the number says whose fault it was. */
function failed(look: Look, { status, words, queueWords }: AvatarVideoItem): TaskStatus {
  const said = failureTextOf(words, queueWords);
  const known = said === undefined ? undefined : judgeTaskFailure(said);
  const isOurs = status !== undefined && status >= states.firstFailure && status < states.firstServiceFailure;
  // A failure that asks to be tried again names no parameter, whatever its number.
  const byNumber = isOurs && !/重试/.test(said ?? '') ? 'bad-input' : 'provider';
  const verdict = known === undefined || known.errorClass === 'provider' ? { errorClass: byNumber as 'bad-input' | 'provider' } : known;
  return { state: 'failed', error: taskFailure(look, said, verdict) };
}
