import { breakLines } from './break-lines.ts';
import type { CaptionCue } from './caption-cue.ts';

export interface LineRules {
  /** Most characters of a line, as people count them: a letter with its accents, a CJK character, an emoji. */
  readonly maxLineLength?: number;
  /** Most lines of a cue; what does not fit becomes cues of its own, in time shared by length. Default: no bound. */
  readonly maxLines?: number;
}

/**
 * Breaks the text of each cue into lines, and a cue that is too tall into several that follow each other: where possible
 * behind a sentence or a clause, else into parts of like height.
 */
export function wrapCues(cues: readonly CaptionCue[], { maxLineLength, maxLines = Number.POSITIVE_INFINITY }: LineRules): CaptionCue[] {
  return cues.flatMap((cue) => {
    const parts = maxLineLength === undefined ? evenParts(cue.text.split('\n'), maxLines) : partsOf(cue.text, maxLineLength, maxLines);
    return shareTime(cue, parts);
  });
}

function partsOf(text: string, maxLineLength: number, maxLines: number): string[][] {
  const parts: string[][] = [];
  for (let rest = text; ; ) {
    const lines = breakLines(rest, maxLineLength);
    if (lines.length <= maxLines) return [...parts, lines];
    const cut = speechEnd(rest, maxLineLength, maxLines);
    if (cut === undefined) return [...parts, ...evenParts(lines, maxLines)];
    parts.push(breakLines(rest.slice(0, cut), maxLineLength));
    rest = rest.slice(cut).trim();
  }
}

const sentenceEnd = /[.!?…]+[\p{Pe}\p{Pf}"']*(?=\s)|[。！？…]+[\p{Pe}\p{Pf}]*/gu;
const clauseEnd = /[,;:–—]+[\p{Pe}\p{Pf}"']*(?=\s)|[，、；：]+[\p{Pe}\p{Pf}]*/gu;

/** The last place behind a sentence, else behind a clause, up to which the text fits into one cue and fills it well enough. */
function speechEnd(text: string, maxLineLength: number, maxLines: number): number | undefined {
  for (const [ends, least] of [
    [sentenceEnd, 0.35],
    [clauseEnd, 0.5],
  ] as const) {
    const cuts = [...text.matchAll(ends)].map((match) => match.index + match[0].length);
    const fitting = cuts.filter(
      (cut) => cut < text.length && cut >= maxLineLength * maxLines * least && cut <= maxLineLength * maxLines * 2,
    );
    const best = fitting.findLast((cut) => breakLines(text.slice(0, cut), maxLineLength).length <= maxLines);
    if (best !== undefined) return best;
  }
  return undefined;
}

/** As few parts as it takes, of like height: three lines at most two a cue become 2 + 1, five become 2 + 2 + 1. */
function evenParts(lines: readonly string[], maxLines: number): string[][] {
  const count = Math.max(1, Math.ceil(lines.length / maxLines));
  const parts: string[][] = [];
  for (let at = 0; parts.length < count; ) {
    const size = Math.ceil((lines.length - at) / (count - parts.length));
    parts.push(lines.slice(at, at + size));
    at += size;
  }
  return parts;
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
