import { type CallOptions, type CaptionCue, isProviderError, type Json, type TaskStatus } from '@reelwright/provider';
import { filledTextOf, isJsonObject, type JsonObject, listOf, numberOf, type ProviderHttp, parseJson } from '@reelwright/provider-http';

/** The captions of a finished film: where they lie, and whether the film was started with some. */
export interface CaptionsFile {
  readonly url: string | undefined;
  readonly isOwed: boolean;
}

/** Adds the captions to a success. Those that are owed, or announced and not to be read yet, count as missing: they are looked for again. */
export async function withCaptions(
  status: TaskStatus,
  { url, isOwed }: CaptionsFile,
  http: ProviderHttp,
  options: CallOptions,
): Promise<TaskStatus> {
  if (status.state !== 'succeeded' || (url === undefined && !isOwed)) return status;
  const captions = url === undefined ? [] : await fetchCues(url, http, options);
  if (captions.length === 0) return { ...status, missing: [...status.missing, 'captions'] };
  return { ...status, outputs: { ...status.outputs, captions } };
}

async function fetchCues(url: string, http: ProviderHttp, options: CallOptions): Promise<readonly CaptionCue[]> {
  try {
    return decodeCaptionsFile(await http.fetchText(url, options));
  } catch (error) {
    if (isProviderError(error)) return [];
    throw error;
  }
}

/** One line of the file behind `subtitle_data_url`. */
export interface CaptionLine {
  readonly key: string | undefined;
  readonly text: string | undefined;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
}

/** Times are milliseconds here, other than for speech tasks; where they are left out, frames and their rate say the same. */
export function readCaptionLine(line: JsonObject): CaptionLine {
  const framesPerSecond = numberOf(line.fps);
  const at = (time: Json | undefined, frame: Json | undefined): number | undefined => {
    const frames = numberOf(frame);
    const byFrame =
      frames === undefined || framesPerSecond === undefined || framesPerSecond <= 0 ? undefined : (frames / framesPerSecond) * 1000;
    return numberOf(time) ?? byFrame;
  };
  return {
    key: filledTextOf(line.key),
    text: filledTextOf(line.subtitles),
    startMs: at(line.min_time, line.start_frame),
    endMs: at(line.max_time, line.end_frame),
  };
}

/**
 * Reads the captions of a film: JSON, a list of lines. A file with a line that cannot be read counts as not written yet.
 *
 * @returns cues in the order of their time; empty when the text is no such file.
 */
export function decodeCaptionsFile(text: string): readonly CaptionCue[] {
  const cues = listOf(jsonOf(text)).map((line) => (isJsonObject(line) ? cueOf(readCaptionLine(line)) : undefined));
  return cues.every((cue) => cue !== undefined) ? cues.toSorted((a, b) => a.startMs - b.startMs) : [];
}

function cueOf({ startMs, endMs, text }: CaptionLine): CaptionCue | undefined {
  if (startMs === undefined || endMs === undefined || text === undefined || startMs < 0 || endMs < startMs) return undefined;
  return { startMs: Math.round(startMs), endMs: Math.round(endMs), text };
}

function jsonOf(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
