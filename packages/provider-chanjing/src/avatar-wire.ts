import { InternalError } from '@reelwright/errors';
import type { CloneAvatarInput, ConsentInput, Json, MediumInput, StartOptions, TaskStatus } from '@reelwright/provider';
import { filledTextOf, type JsonObject, numberOf, type ProviderHttp } from '@reelwright/provider-http';
import { vendorOptionsOf } from './chanjing-options.ts';
import { addressOf, failureTextOf, progressOf, timeOf } from './chanjing-wire.ts';
import { markedNameOf } from './name-mark.ts';
import { type Look, taskFailure } from './task-failure.ts';

/** The body of create_customised_person. With a consent it is the second version of the call, which wants the words and the recording. */
export function encodeAvatar(http: ProviderHttp, input: CloneAvatarInput, { label, callbackUrl }: StartOptions): Json {
  return {
    name: markedNameOf(input.name, label),
    ...encodeFootage(input.video),
    train_type: input.trainVoice ? 'both' : 'figure',
    ...(input.language === undefined ? {} : { language: input.language }),
    ...(input.consent === undefined ? {} : encodeConsent(http, input.consent)),
    ...vendorOptionsOf('clone-avatar', input.vendor),
    ...(callbackUrl === undefined ? {} : { callback: callbackUrl }),
  };
}

/** An upload by its id; an address by the field of the older form of the call. */
function encodeFootage(video: MediumInput): JsonObject {
  return video.kind === 'url' ? { material_video: video.url } : { file_id: fileIdOf(video, 'video') };
}

function encodeConsent(http: ProviderHttp, { statement, recording }: ConsentInput): JsonObject {
  const words = statement.trim();
  if (words === '') throw http.fail('bad-input', 'The consent has no words, and Chanjing wants them beside the recording.');
  const seen = recording.kind === 'url' ? { auth_video: recording.url } : { auth_video_file_id: fileIdOf(recording, 'consent') };
  return { version: '2.0', auth_text: words, ...seen };
}

function fileIdOf({ staged }: Extract<MediumInput, { kind: 'staged' }>, field: string): string {
  if (staged.provider === 'chanjing') return staged.id;
  throw new InternalError(`The ${field} of a Chanjing avatar is staged at ${staged.provider}.`);
}

/** One avatar of the account, of the detail call, the list or a callback. */
export interface AvatarItem {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly status: number | undefined;
  readonly progress: number | undefined;
  readonly words: string | undefined;
  readonly coverUrl: string | undefined;
  readonly previewUrl: string | undefined;
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
  /** The voice that was trained with it. */
  readonly voice: string | undefined;
  readonly isEnabled: boolean | undefined;
  /** Wall time in ms, by the provider's clock. */
  readonly createdAt: number | undefined;
  readonly supports4k: boolean | undefined;
  readonly width4kPx: number | undefined;
  readonly height4kPx: number | undefined;
  /** Whether it says of a voice at all: a list may leave that to the detail call. */
  readonly isWhole: boolean;
}

export function readAvatar(item: JsonObject): AvatarItem {
  return {
    id: filledTextOf(item.id),
    name: filledTextOf(item.name),
    type: filledTextOf(item.type),
    status: numberOf(item.status),
    progress: progressOf(item.progress),
    words: failureTextOf(item.err_reason, item.reason),
    coverUrl: addressOf(item.pic_url),
    previewUrl: addressOf(item.preview_url),
    widthPx: sideOf(item.width),
    heightPx: sideOf(item.height),
    voice: filledTextOf(item.audio_man_id),
    isEnabled: flagOf(item.is_open),
    createdAt: timeOf(item.create_time),
    supports4k: flagOf(item.support_4k),
    width4kPx: sideOf(item.width_4k),
    height4kPx: sideOf(item.height_4k),
    isWhole: item.audio_man_id !== undefined,
  };
}

export function sideOf(value: Json | undefined): number | undefined {
  return numberOf(value) || undefined;
}

/** Written as true and false, or as 1 and 0. */
export function flagOf(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const number = numberOf(value);
  return number === undefined ? undefined : number !== 0;
}

/**
 * Where an avatar stands. 2 is done, and 4 and 5 have failed; one description counts 0 under way and 1 done instead, so a 1 with
 * everything finished and a picture to show is done as well. Words beside a done avatar speak of the voice that was skipped.
 */
export function statusOfAvatar(look: Look, item: AvatarItem): TaskStatus {
  const { status, progress, words } = item;
  const isShown = item.coverUrl !== undefined || item.previewUrl !== undefined;
  if (status === 2 || (status === 1 && progress === 1 && isShown && words === undefined)) return succeeded(look, item);
  if (status === 4 || status === 5) return { state: 'failed', error: taskFailure(look, words) };
  const isKnown = status === 0 || status === 1;
  if (!isKnown && words !== undefined) return { state: 'failed', error: taskFailure(look, words) };
  const detail = isKnown ? words : `status ${status}`;
  return {
    state: 'running',
    ...(progress === undefined ? {} : { progress }),
    ...(detail === undefined ? {} : { detail: look.http.scrub(detail) }),
  };
}

function succeeded({ ref }: Look, { id, voice }: AvatarItem): TaskStatus {
  return { state: 'succeeded', outputs: { avatar: id ?? ref.id, ...(voice === undefined ? {} : { voice }) }, missing: [] };
}
