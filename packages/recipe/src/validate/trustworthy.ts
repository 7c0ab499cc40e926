import type { Diagnostic, ErrorCode, SourceLocation } from '@reelwright/errors';

/** What may be untrue only because something after it could not be read. */
const dependsOnTheRest: ReadonlySet<ErrorCode> = new Set([
  'RECIPE_MISSING_KEY',
  'RECIPE_UNKNOWN_STEP',
  'RECIPE_UNKNOWN_OUTPUT',
  'RECIPE_UNKNOWN_REFERENCE',
  'RECIPE_INCOMPLETE_CHOICE',
  'RECIPE_CYCLE',
]);

/**
 * The findings that hold although the text is broken from a place on: those on lines before it that speak of themselves alone. The
 * line just before may have lost its value to the broken one, so it is left out, too.
 */
export function trustworthy(found: readonly Diagnostic[], broken: SourceLocation): readonly Diagnostic[] {
  return found.filter(({ code, location }) => {
    const lastLine = location.endColumn === 1 ? (location.endLine ?? location.line) - 1 : (location.endLine ?? location.line);
    return lastLine < broken.line - 1 && !dependsOnTheRest.has(code);
  });
}
