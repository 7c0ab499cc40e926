import type { CaptionCue, Json } from '@reelwright/provider';
import { filledTextOf, isJsonObject, type JsonObject, listOf, numberOf, parseJson } from '@reelwright/provider-http';

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
