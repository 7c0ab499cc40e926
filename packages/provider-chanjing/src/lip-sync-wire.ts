import { InternalError } from '@reelwright/errors';
import type { Json, LipSyncInput, MediumInput, SpeechInput, StartOptions, TaskStatus } from '@reelwright/provider';
import { filledTextOf, type JsonObject, numberOf, type ProviderHttp } from '@reelwright/provider-http';
import { vendorOptionsOf } from './chanjing-options.ts';
import { addressOf, failureTextOf, progressOf, timeOf } from './chanjing-wire.ts';
import { type Look, taskFailure } from './task-failure.ts';

export interface LipSyncStart {
  readonly body: Json;
  readonly warnings: readonly string[];
}

/**
 * The body of video_lip_sync/create. Only the branch of the speech that is used is sent; volume, order and model always are.
 * The frame is the one asked for, else the footage's own: the service's default of 1080x1920 would distort a landscape film.
 */
export function encodeLipSync(http: ProviderHttp, input: LipSyncInput, { callbackUrl }: StartOptions): LipSyncStart {
  const size = input.size ?? ownSize(input.video);
  const body = {
    video_file_id: fileIdOf(http, input.video, 'video'),
    ...(size === undefined ? {} : { screen_width: size.widthPx, screen_height: size.heightPx }),
    backway: input.playback === 'reverse' ? 2 : 1,
    drive_mode: input.frames === 'random' ? 'random' : '',
    model: input.quality === 'high' ? 1 : 0,
    ...encodeSpeechOf(http, input.speech),
    volume: input.volume,
    ...vendorOptionsOf('lip-sync', input.vendor),
    ...(callbackUrl === undefined ? {} : { callback: callbackUrl }),
  };
  const warning = 'The size of the footage is not known, so Chanjing renders its default of 1080x1920: give a size.';
  return { body, warnings: size === undefined ? [warning] : [] };
}

function encodeSpeechOf(http: ProviderHttp, speech: SpeechInput): JsonObject {
  if (speech.kind === 'audio') return { audio_type: 'audio', audio_file_id: fileIdOf(http, speech.audio, 'audio') };
  const { text, voice, speed, pitch } = speech;
  // A list of one: documented as a list in one place and shown as plain text in another; both are taken.
  return { audio_type: 'tts', tts_config: { text: [text], audio_man_id: voice, speed, pitch } };
}

function ownSize(video: MediumInput): { widthPx: number; heightPx: number } | undefined {
  if (video.kind === 'url') return undefined;
  const { widthPx, heightPx } = video.content;
  return widthPx === undefined || heightPx === undefined ? undefined : { widthPx, heightPx };
}

function fileIdOf(http: ProviderHttp, medium: MediumInput, field: string): string {
  if (medium.kind === 'url') {
    throw http.fail('bad-input', `Chanjing takes the ${field} of a lip-sync as an uploaded file only, not as an address.`, {
      hint: 'Download the file into the project and name its path.',
    });
  }
  if (medium.staged.provider !== 'chanjing')
    throw new InternalError(`The ${field} of a Chanjing lip-sync is staged at ${medium.staged.provider}.`);
  return medium.staged.id;
}

/** One lip-sync task, of the detail call, the list or a callback. */
export interface LipSyncItem {
  readonly id: string | undefined;
  readonly status: number | undefined;
  readonly progress: number | undefined;
  /** What `msg` says beyond a word of success, which it says of tasks under way as well. */
  readonly words: string | undefined;
  readonly videoUrl: string | undefined;
  readonly coverUrl: string | undefined;
  readonly durationMs: number | undefined;
  /** Wall time in ms, by the provider's clock. */
  readonly createdAt: number | undefined;
}

export function readLipSync(item: JsonObject): LipSyncItem {
  return {
    id: filledTextOf(item.id),
    status: numberOf(item.status),
    progress: progressOf(item.progress),
    words: failureTextOf(item.msg),
    videoUrl: addressOf(item.video_url),
    coverUrl: addressOf(item.preview_url),
    durationMs: durationOf(item.duration),
    createdAt: timeOf(item.create_time),
  };
}

const states = { pending: 0, generating: 10, success: 20, failed: 30 } as const;

/** Where a lip-sync stands. 30 has failed here; elsewhere at Chanjing it is success. */
export function statusOfLipSync(look: Look, item: LipSyncItem): TaskStatus {
  const { status } = item;
  const progress = item.progress === undefined ? {} : { progress: item.progress };
  switch (status) {
    case states.pending:
      return { state: 'running', queued: true, ...progress };
    case states.generating:
      return { state: 'running', ...progress };
    case states.success:
      return succeeded(item);
    case states.failed:
      return { state: 'failed', error: taskFailure(look, item.words) };
    default:
      return { state: 'running', detail: `status ${status}`, ...progress };
  }
}

function succeeded({ videoUrl, coverUrl, durationMs }: LipSyncItem): TaskStatus {
  const length = durationMs === undefined ? {} : { durationMs };
  return {
    state: 'succeeded',
    outputs: {
      ...(videoUrl === undefined ? {} : { video: { url: videoUrl, media: 'video' as const, ...length } }),
      ...(coverUrl === undefined ? {} : { cover: { url: coverUrl, media: 'image' as const } }),
    },
    missing: [...(videoUrl === undefined ? ['video' as const] : []), ...(coverUrl === undefined ? ['cover' as const] : [])],
  };
}

/**
 * The length in milliseconds, as documented; undefined where that cannot be true. No film is shorter than a second (input
 * shorter than that is refused), so the sample's 300 is something else, and the film itself will tell.
 */
function durationOf(value: Json | undefined): number | undefined {
  const durationMs = numberOf(value);
  return durationMs !== undefined && durationMs >= 1000 ? Math.round(durationMs) : undefined;
}
