import type { Cue } from '../../media-studio.ts';

/** Subtitles as an SRT file. */
export function writeSrt(cues: readonly Cue[]): string {
  return cues.map(({ startMs, endMs, text }, index) => `${index + 1}\n${stamp(startMs)} --> ${stamp(endMs)}\n${text}\n`).join('\n');
}

/** `hh:mm:ss,mmm` */
function stamp(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const clock = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60].map(two).join(':');
  return `${clock},${String(whole % 1000).padStart(3, '0')}`;
}
