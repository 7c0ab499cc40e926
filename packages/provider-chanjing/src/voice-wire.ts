import type { CloneVoiceInput, Json, MediumInput, StartOptions, TaskStatus } from '@reelwright/provider';
import { filledTextOf, isJsonObject, type JsonObject, numberOf, type ProviderHttp } from '@reelwright/provider-http';
import { defaultVoiceModel, vendorOptionsOf } from './chanjing-options.ts';
import { addressOf, failureTextOf, operations, progressOf } from './chanjing-wire.ts';
import { markedNameOf } from './name-mark.ts';
import { goneFailure, type Look, taskFailure } from './task-failure.ts';

/** The body of create_customised_audio. The model is always said: the documentation requires it and its own sample leaves it out. */
export function encodeVoice(http: ProviderHttp, input: CloneVoiceInput, { label, callbackUrl }: StartOptions): Json {
  return {
    name: markedNameOf(input.name, label),
    url: sampleAddress(http, input.sample),
    model_type: defaultVoiceModel,
    ...(input.language === undefined ? {} : { language: input.language }),
    ...vendorOptionsOf('clone-voice', input.vendor),
    ...(callbackUrl === undefined ? {} : { callback: callbackUrl }),
  };
}

function sampleAddress(http: ProviderHttp, sample: MediumInput): string {
  if (sample.kind === 'url') return sample.url;
  if (sample.staged.url !== undefined) return sample.staged.url;
  throw http.fail('bad-input', 'Chanjing gave no public address for the uploaded voice sample, and a clone starts from one.', {
    hint: 'Give the sample as an https address instead.',
  });
}

/** Field names that Chanjing has no place for are said, never dropped in silence. */
export function voiceWarnings({ sex }: CloneVoiceInput): readonly string[] {
  return sex === undefined ? [] : [`Chanjing has no field for the sex of a voice: "${sex}" was not sent.`];
}

/** One voice of the account, of the detail call or a callback. */
export interface VoiceItem {
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** The model that it was cloned with, in whatever case. */
  readonly type: string | undefined;
  readonly progress: number | undefined;
  readonly previewUrl: string | undefined;
  readonly words: string | undefined;
  readonly status: number | undefined;
  readonly language: string | undefined;
}

export function readVoice(data: JsonObject): VoiceItem {
  return {
    id: filledTextOf(data.id),
    name: filledTextOf(data.name),
    type: filledTextOf(data.type),
    progress: progressOf(data.progress),
    previewUrl: addressOf(data.audio_path),
    words: failureTextOf(data.err_msg),
    status: numberOf(data.status),
    language: filledTextOf(data.lang),
  };
}

/**
 * Where a voice stands. 2 is "done", and only without an error message it is also "well": the documentation's own sample shows a
 * done voice with an unsupported format.
 *
 * @throws {ProviderError} when there is no status to read.
 */
export function decodeVoice(look: Look): TaskStatus {
  const { http, ref, reply } = look;
  const { id, status, words, progress } = readVoice(isJsonObject(reply.data) ? reply.data : {});
  if (status === undefined) throw http.undecodable(operations.voiceDetail, reply, 'data.status');
  const failed = (): TaskStatus => ({ state: 'failed', error: taskFailure(look, words) });
  const gone = (how: string): TaskStatus => ({ state: 'failed', error: goneFailure(look, `The voice ${ref.id} ${how} at Chanjing.`) });
  switch (status) {
    case 0:
    case 1:
      return {
        state: 'running',
        queued: status === 0,
        ...(progress === undefined ? {} : { progress }),
        ...(words === undefined ? {} : { detail: http.scrub(words) }),
      };
    case 2:
      return words === undefined ? { state: 'succeeded', outputs: { voice: id ?? ref.id }, missing: [] } : failed();
    case 3:
      return gone('has expired');
    case 4:
      return failed();
    case 99:
      return gone('was deleted');
    default:
      return words === undefined ? { state: 'running', detail: `status ${status}` } : failed();
  }
}
