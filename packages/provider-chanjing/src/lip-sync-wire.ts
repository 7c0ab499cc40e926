import { InternalError } from '@reelwright/errors';
import type { Json, LipSyncInput, MediumInput, SpeechInput, StartOptions, TaskStatus } from '@reelwright/provider';
import { type JsonObject, numberOf, type ProviderHttp } from '@reelwright/provider-http';
import { vendorOptionsOf } from './chanjing-options.ts';
import { addressOf, failureTextOf, progressOf } from './chanjing-wire.ts';
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

const states = { pending: 0, generating: 10, success: 20, failed: 30 } as const;

/** Reads one task of video_lip_sync, of the list or of the detail call. 30 has failed here; elsewhere at Chanjing it is success. */
export function decodeLipSync(look: Look, item: JsonObject, status: number): TaskStatus {
  const progress = progressOf(item.progress);
  switch (status) {
    case states.pending:
      return { state: 'running', queued: true, ...(progress === undefined ? {} : { progress }) };
    case states.generating:
      return { state: 'running', ...(progress === undefined ? {} : { progress }) };
    case states.success:
      return decodeFilm(item);
    case states.failed:
      return { state: 'failed', error: taskFailure(look, failureTextOf(item.msg)) };
    default:
      return { state: 'running', detail: `status ${status}`, ...(progress === undefined ? {} : { progress }) };
  }
}

function decodeFilm(item: JsonObject): TaskStatus {
  const video = addressOf(item.video_url);
  const cover = addressOf(item.preview_url);
  const durationMs = durationOf(item.duration);
  return {
    state: 'succeeded',
    outputs: {
      ...(video === undefined
        ? {}
        : { video: { url: video, media: 'video' as const, ...(durationMs === undefined ? {} : { durationMs }) } }),
      ...(cover === undefined ? {} : { cover: { url: cover, media: 'image' as const } }),
    },
    missing: [...(video === undefined ? ['video' as const] : []), ...(cover === undefined ? ['cover' as const] : [])],
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
