import { createHash } from 'node:crypto';
import type { Cue } from '../../media-studio.ts';

/** One entry of the file behind `subtitle_data_url`. */
export type SubtitleEntry = {
  /** Milliseconds. */
  readonly min_time: number;
  readonly max_time: number;
  readonly subtitles: string;
  readonly start_frame: number;
  readonly end_frame: number;
  readonly fps: number;
  readonly key: string;
};

const framesPerSecond = 25;

export function writeSubtitleData(cues: readonly Cue[]): SubtitleEntry[] {
  const frameAt = (ms: number) => Math.round((ms * framesPerSecond) / 1000);
  return cues.map(({ startMs, endMs, text }, index) => ({
    min_time: startMs,
    max_time: endMs,
    subtitles: text,
    start_frame: frameAt(startMs),
    end_frame: frameAt(endMs),
    fps: framesPerSecond,
    key: createHash('sha1').update(`${index} ${text}`).digest('hex'),
  }));
}
