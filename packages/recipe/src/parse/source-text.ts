import type { SourceLocation } from '@reelwright/errors';

/** A text and where its lines begin. Offsets count UTF-16 units from 0. */
export interface SourceText {
  /** Path as shown to people. */
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** The place of `[start, end)`; an empty range is a point. */
  locate(start: number, end?: number): SourceLocation;
}

export function createSourceText(text: string, file: string): SourceText {
  const lineStarts = findLineStarts(text);
  // Places are asked for mostly in the order of the text: the line before, or one soon after it, is often the line.
  let near = 0;
  const lineOf = (offset: number): number => {
    if ((lineStarts[near] ?? 0) <= offset) {
      for (let line = near; line < near + 4; line++) {
        const next = lineStarts[line + 1];
        if (next === undefined || offset < next) {
          near = line;
          return line;
        }
      }
    }
    near = lastAtOrBefore(lineStarts, offset);
    return near;
  };
  return {
    file,
    text,
    locate: (from, to = from) => {
      // What is missing at the end of a text is missed just behind it.
      const start = Math.min(from, text.length);
      const end = Math.min(to, text.length);
      const line = lineOf(start);
      const column = start - (lineStarts[line] ?? 0) + 1;
      if (end <= start) return { file, line: line + 1, column };
      const endLine = lineOf(end);
      return { file, line: line + 1, column, endLine: endLine + 1, endColumn: end - (lineStarts[endLine] ?? 0) + 1 };
    },
  };
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the last element that is not greater than `value`; the first element is 0, so there is one. */
function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
