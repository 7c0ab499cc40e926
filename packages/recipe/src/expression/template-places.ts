import type { SourceLocation } from '@reelwright/errors';
import { type ScalarNode, writtenRange } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';

/**
 * Finds where ranges of a scalar's value stand in the file. Quoting, escapes, folding and the indentation of block scalars move
 * letters about, but neither makes nor splits a `${{`: the n-th of the value is the n-th of the text.
 *
 * @returns The place of `[start, end)` of the value; the scalar's own where letters cannot be told apart.
 */
export function createPlaceFinder(scalar: ScalarNode, value: string, source: SourceText): (start: number, end: number) => SourceLocation {
  const origin = writtenRange(scalar);
  const written = source.text.slice(origin.start, origin.end);
  const inValue = openings(value);
  const inText = openings(written);
  const whole = source.locate(scalar.start, scalar.end);
  if (inValue.length !== inText.length) return () => whole;
  return (start, end) => {
    const nth = inValue.findLastIndex((opening) => opening <= start);
    const from = (inText[nth] ?? 0) + start - (inValue[nth] ?? 0);
    const same = nth >= 0 && written.slice(from, from + end - start) === value.slice(start, end);
    return same ? source.locate(origin.start + from, origin.start + from + end - start) : whole;
  };
}

function openings(text: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf('${{'); at >= 0; at = text.indexOf('${{', at + 3)) found.push(at);
  return found;
}

/** The place of one segment of a path; of the whole reference where that is not on one line with its dots. */
export function segmentPlace(path: readonly string[], index: number, whole: SourceLocation): SourceLocation {
  const { file, line, column, endLine, endColumn } = whole;
  if (endLine !== line || endColumn !== column + path.join('.').length) return whole;
  const start = column + path.slice(0, index).reduce((sum, segment) => sum + segment.length + 1, 0);
  return { file, line, column: start, endLine: line, endColumn: start + (path[index]?.length ?? 0) };
}
