/** One caption. Milliseconds from the start of the film; the same shape as a provider's cue. */
export interface CaptionCue {
  readonly startMs: number;
  readonly endMs: number;
  /** Lines are parted by `\n`. */
  readonly text: string;
}

/**
 * Cues as players want them: in order of time, whole milliseconds, no empty texts, none shorter than a millisecond and
 * none that reaches into the next.
 */
export function tidyCues(cues: readonly CaptionCue[]): CaptionCue[] {
  const ordered = cues
    .map((cue) => ({ startMs: Math.max(0, Math.round(cue.startMs)), endMs: Math.round(cue.endMs), text: cleanText(cue.text) }))
    .filter((cue) => cue.text !== '')
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  let earliest = 0;
  return ordered.map((cue, index) => {
    const next = ordered[index + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    const startMs = Math.max(cue.startMs, earliest);
    const endMs = Math.max(startMs + 1, Math.min(cue.endMs, next));
    earliest = endMs;
    return { startMs, endMs, text: cue.text };
  });
}

/** A blank line would end the cue in both formats. */
function cleanText(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
