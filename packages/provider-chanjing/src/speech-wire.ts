import type { CaptionCue, Json, StartOptions, TaskStatus, TtsInput } from '@reelwright/provider';
import { filledTextOf, isJsonObject, type JsonObject, listOf, numberOf } from '@reelwright/provider-http';
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

/** A speech task, of the state call. */
export interface SpeechItem {
  /** Not the id that was asked for: the two are never compared. */
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly status: number | undefined;
  readonly text: readonly string[];
  readonly words: string | undefined;
  readonly soundUrl: string | undefined;
  /** Told besides where a watermark was asked for. Which of the two carries it is not documented. */
  readonly markedSoundUrl: string | undefined;
  readonly fileName: string | undefined;
  readonly durationMs: number | undefined;
  /** Pieces of the sound and its titles, in forms that are not documented. */
  readonly pieces: Json | undefined;
  readonly titles: Json | undefined;
  readonly lines: readonly SpokenLine[];
}

/** One line of what was said. Its times are seconds on the wire. */
export interface SpokenLine {
  readonly key: string | undefined;
  readonly text: string | undefined;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  /** Each word, in a form that is not documented. */
  readonly words: Json | undefined;
}

export function readSpeech(data: JsonObject): SpeechItem {
  const sound = isJsonObject(data.full) ? data.full : {};
  return {
    id: filledTextOf(data.id),
    type: filledTextOf(data.type),
    status: numberOf(data.status),
    text: listOf(data.text).flatMap((text) => filledTextOf(text) ?? []),
    words: failureTextOf(data.errMsg, data.errReason),
    soundUrl: addressOf(sound.url),
    markedSoundUrl: addressOf(sound.watermark_url),
    fileName: filledTextOf(sound.path),
    durationMs: msOf(sound.duration) || undefined,
    pieces: data.slice ?? undefined,
    titles: data.focus_titles ?? undefined,
    lines: listOf(data.subtitles).map((line) => readLine(isJsonObject(line) ? line : {})),
  };
}

function readLine({ key, subtitle, start_time, end_time, words }: JsonObject): SpokenLine {
  return {
    key: filledTextOf(key),
    text: filledTextOf(subtitle),
    startMs: msOf(start_time),
    endMs: msOf(end_time),
    words: words ?? undefined,
  };
}

/** Milliseconds of a time in seconds; undefined for one that cannot be. */
function msOf(value: Json | undefined): number | undefined {
  const seconds = numberOf(value);
  return seconds === undefined || seconds < 0 ? undefined : Math.round(seconds * 1000);
}

/** 9 means finished, well or badly; 0, 1 and 10 are said of tasks under way. */
const finished = 9;
const underWay = [0, 1, 10];

/**
 * Where a speech task stands.
 *
 * @throws {ProviderError} when there is no status to read.
 */
export function decodeSpeech(look: Look): TaskStatus {
  const item = readSpeech(isJsonObject(look.reply.data) ? look.reply.data : {});
  const { status, words } = item;
  if (status === undefined) throw look.http.undecodable(operations.speechState, look.reply, 'data.status');
  if (words !== undefined && !underWay.includes(status)) return { state: 'failed', error: taskFailure(look, words) };
  if (status === finished) return succeeded(item);
  if (!underWay.includes(status)) return { state: 'running', detail: `status ${status}` };
  const detail = words === undefined ? undefined : look.http.scrub(words);
  return { state: 'running', ...(status === 0 ? { queued: true } : {}), ...(detail === undefined ? {} : { detail }) };
}

function succeeded({ soundUrl, durationMs, lines }: SpeechItem): TaskStatus {
  const captions = cuesOf(lines);
  const length = durationMs === undefined ? {} : { durationMs };
  return {
    state: 'succeeded',
    outputs: {
      ...(soundUrl === undefined ? {} : { audio: { url: soundUrl, media: 'audio' as const, ...length } }),
      ...(captions === undefined ? {} : { captions }),
    },
    missing: [...(soundUrl === undefined ? ['audio' as const] : []), ...(captions === undefined ? ['captions' as const] : [])],
  };
}

/** Subtitles may come after the sound. A list with a line that cannot be read counts as not there yet. */
function cuesOf(lines: readonly SpokenLine[]): readonly CaptionCue[] | undefined {
  const cues = lines.map(({ text, startMs, endMs }) =>
    text === undefined || startMs === undefined || endMs === undefined || endMs < startMs ? undefined : { startMs, endMs, text },
  );
  return cues.length > 0 && cues.every((cue) => cue !== undefined) ? cues.toSorted((a, b) => a.startMs - b.startMs) : undefined;
}
