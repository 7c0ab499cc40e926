import type { Sentence } from './sentences.ts';

export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

export interface SentenceTimes {
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly (readonly [offset: number, timeMs: number])[];
}

/**
 * A cue for each piece of a sentence: it begins with its first word and ends where the next begins.
 *
 * @param times Where the sentence lies in the whole; the words' times count from its start.
 */
export function cuesOf({ text, pieces }: Sentence, { startMs, endMs, words }: SentenceTimes): Cue[] {
  const begin = (offset: number): number => {
    const word = words.find(([at]) => at >= offset);
    return startMs + (word?.[1] ?? ((endMs - startMs) * offset) / Math.max(1, text.length));
  };
  const starts = pieces.map(({ offset }, index) => (index === 0 ? startMs : begin(offset)));
  // However the words were heard, cues take their turns and last a moment.
  const least = Math.min(1, (endMs - startMs) / (pieces.length + 1));
  for (let i = 1; i < starts.length; i++) {
    const latest = endMs - least * (starts.length - i);
    starts[i] = Math.min(latest, Math.max(starts[i] ?? 0, (starts[i - 1] ?? 0) + least));
  }
  return pieces.map(({ text: shown }, index) => ({
    startMs: Math.round(starts[index] ?? startMs),
    endMs: Math.round(Math.min(endMs, starts[index + 1] ?? endMs)),
    text: shown,
  }));
}
