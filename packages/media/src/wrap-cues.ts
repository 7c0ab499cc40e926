import { breakLines } from './break-lines.ts';
import type { CaptionCue } from './caption-cue.ts';

export interface LineRules {
  /** Most characters of a line, as people count them: a letter with its accents, a CJK character, an emoji. */
  readonly maxLineLength?: number;
  /** Most lines of a cue; what does not fit becomes cues of its own, in time shared by length. Default: no bound. */
  readonly maxLines?: number;
}

/** Breaks the text of each cue into lines, and a cue that is too tall into several that follow each other. */
export function wrapCues(cues: readonly CaptionCue[], { maxLineLength, maxLines = Number.POSITIVE_INFINITY }: LineRules): CaptionCue[] {
  return cues.flatMap((cue) => {
    const lines = maxLineLength === undefined ? cue.text.split('\n') : breakLines(cue.text, maxLineLength);
    return shareTime(cue, chunk(lines, maxLines));
  });
}

/** Even chunks: three lines at most two a cue become 2 + 1, five become 2 + 2 + 1. */
function chunk(lines: readonly string[], size: number): string[][] {
  if (lines.length <= size) return [[...lines]];
  const chunks: string[][] = [];
  for (let at = 0; at < lines.length; at += size) chunks.push(lines.slice(at, at + size));
  return chunks;
}

/** Each part gets the share of the time that its characters have of the text. */
function shareTime({ startMs, endMs }: CaptionCue, parts: readonly (readonly string[])[]): CaptionCue[] {
  const weights = parts.map((lines) => Math.max(1, [...lines.join('')].length));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return parts.map((lines, index) => {
    const from = startMs + Math.round(((endMs - startMs) * before) / total);
    before += weights[index] ?? 0;
    return { startMs: from, endMs: startMs + Math.round(((endMs - startMs) * before) / total), text: lines.join('\n') };
  });
}
