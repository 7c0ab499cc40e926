import type { CaptionCue, Json, StartOptions, TaskStatus, TtsInput } from '@reelwright/provider';
import { filledTextOf, isJsonObject, listOf, numberOf } from '@reelwright/provider-http';
import { vendorOptionsOf } from './chanjing-options.ts';
import { addressOf, failureTextOf, operations } from './chanjing-wire.ts';
import { type Look, taskFailure } from './task-failure.ts';

/** The body of create_audio_task: the text in an object, the voice as `audio_man`, the watermark always said. */
export function encodeSpeech(input: TtsInput, { callbackUrl }: StartOptions): Json {
  const { plain_text, ...options } = vendorOptionsOf('tts', input.vendor);
  return {
    audio_man: input.voice,
    speed: input.speed,
    pitch: input.pitch,
    text: { text: input.text, ...(plain_text === undefined ? {} : { plain_text }) },
    aigc_watermark: input.watermark,
    ...options,
    ...(callbackUrl === undefined ? {} : { callback: callbackUrl }),
  };
}

/** 9 means finished, well or badly; 0, 1 and 10 are said of tasks under way. */
const finished = 9;
const underWay = [0, 1, 10];

/**
 * Reads `data` of audio_task_state. Its `id` is not the id that was asked for: the two are never compared.
 *
 * @throws {ProviderError} when there is no status to read.
 */
export function decodeSpeech(look: Look): TaskStatus {
  const data = isJsonObject(look.reply.data) ? look.reply.data : {};
  const status = numberOf(data.status);
  if (status === undefined) throw look.http.undecodable(operations.speechState, look.reply, 'data.status');
  const words = failureTextOf(data.errMsg, data.errReason);
  if (words !== undefined && !underWay.includes(status)) return { state: 'failed', error: taskFailure(look, words) };
  if (status === finished) return decodeResult(data.full, data.subtitles);
  if (!underWay.includes(status)) return { state: 'running', detail: `status ${status}` };
  const detail = words === undefined ? undefined : look.http.scrub(words);
  return { state: 'running', ...(status === 0 ? { queued: true } : {}), ...(detail === undefined ? {} : { detail }) };
}

function decodeResult(full: Json | undefined, subtitles: Json | undefined): TaskStatus {
  const sound = isJsonObject(full) ? full : {};
  const url = addressOf(sound.url);
  const seconds = numberOf(sound.duration) ?? 0;
  const captions = decodeCues(subtitles);
  const missing = [...(url === undefined ? ['audio' as const] : []), ...(captions === undefined ? ['captions' as const] : [])];
  return {
    state: 'succeeded',
    outputs: {
      ...(url === undefined
        ? {}
        : { audio: { url, media: 'audio' as const, ...(seconds > 0 ? { durationMs: Math.round(seconds * 1000) } : {}) } }),
      ...(captions === undefined ? {} : { captions }),
    },
    missing,
  };
}

/** Subtitles count in seconds and may come after the sound. A list with a line that cannot be read counts as not there yet. */
function decodeCues(subtitles: Json | undefined): readonly CaptionCue[] | undefined {
  const cues = listOf(subtitles).map(decodeCue);
  return cues.length > 0 && cues.every((cue) => cue !== undefined) ? cues.toSorted((a, b) => a.startMs - b.startMs) : undefined;
}

function decodeCue(line: Json): CaptionCue | undefined {
  if (!isJsonObject(line)) return undefined;
  const start = numberOf(line.start_time);
  const end = numberOf(line.end_time);
  const text = filledTextOf(line.subtitle);
  if (start === undefined || end === undefined || text === undefined || start < 0 || end < start) return undefined;
  return { startMs: Math.round(start * 1000), endMs: Math.round(end * 1000), text };
}
