import { plainText } from '@reelwright/errors';

/** The user's own text inside a sentence of ours: in quotes, on one line, cut where it is long. */
export function shown(text: string): string {
  return `"${plainText(text, 60)}"`;
}

/** `a`, `a or b`, `a, b or c`. */
export function either(words: readonly string[], conjunction = 'or'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** A list for a hint; the rest is counted when it would be long. */
export function listed(words: readonly string[], most = 12): string {
  return words.length <= most ? words.join(', ') : `${words.slice(0, most).join(', ')} and ${words.length - most} more`;
}
