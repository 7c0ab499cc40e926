import type { Diagnostic } from '@reelwright/errors';

const begin = /^<{7,}(?: |$)/;
const middle = /^={7,}(?: |$)/;
const base = /^\|{7,}(?: |$)/;
const end = /^>{7,}(?: |$)/;

/** The first mark of a merge that was left to a person. */
export function findConflict(text: string, file: string): Diagnostic | undefined {
  if (!/^(?:<{7}|>{7})/m.test(text)) return undefined;
  const index = text.split(/\r?\n/).findIndex((line) => begin.test(line) || end.test(line));
  if (index < 0) return undefined;
  return {
    severity: 'error',
    code: 'LOCK_CONFLICT',
    message: 'The lock holds the marks of a merge: two branches changed the same lines.',
    hint: `Run \`reel lock repair ${file}\`: it takes the instances of both sides.`,
    location: { file, line: index + 1, column: 1 },
  };
}

/**
 * The two texts that a merge was made from, as far as it shows them: equal where it has no marks. Between two marks each line belongs to
 * one side, elsewhere to both, so the sides are whole even where git has woven them together line by line.
 */
export function sidesOf(text: string): { readonly ours: string; readonly theirs: string } {
  const [ours, theirs]: [string[], string[]] = [[], []];
  let part: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  for (const line of text.split(/\r?\n/)) {
    if (begin.test(line)) part = 'ours';
    else if (base.test(line)) part = 'base';
    else if (middle.test(line) && part !== 'both') part = 'theirs';
    else if (end.test(line)) part = 'both';
    else {
      if (part === 'ours' || part === 'both') ours.push(line);
      if (part === 'theirs' || part === 'both') theirs.push(line);
    }
  }
  return { ours: ours.join('\n'), theirs: theirs.join('\n') };
}
