import type { Diagnostic } from '@reelwright/errors';
import type { SourceRange } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import { isSecretName } from './secret-settings.ts';

/**
 * Marks the diagnostics whose source line must not be shown, because a secret stands on it: the file must not hold one, but it may,
 * and what is printed ends in logs. Lines are judged by what was understood and by their look.
 */
export function concealSecrets(diagnostics: readonly Diagnostic[], secrets: readonly SourceRange[], source: SourceText): Diagnostic[] {
  const lines = new Set<number>();
  for (const { start, end } of secrets) {
    const { line, endLine = line } = source.locate(start, end);
    for (let at = line; at <= endLine; at++) lines.add(at);
  }
  const text = source.text.split('\n');
  return diagnostics.map((diagnostic) => {
    const { line } = diagnostic.location;
    return lines.has(line) || looksSecret(text[line - 1] ?? '') ? { ...diagnostic, concealed: true } : diagnostic;
  });
}

/**
 * What reading the text found speaks of lines nobody has understood yet, in their own words. Where a secret may be among them, it is
 * told without those words.
 */
export function concealReading(diagnostics: readonly Diagnostic[], source: SourceText): readonly Diagnostic[] {
  if (!source.text.split('\n').some(looksSecret)) return diagnostics;
  return diagnostics.map((diagnostic) => {
    if (diagnostic.code === 'RECIPE_DUPLICATE_KEY' || diagnostic.code === 'RECIPE_TOO_LARGE') return diagnostic;
    const message =
      'Something in this line is not as it should be. It is not shown, because the file holds a secret that should not stand in it.';
    return {
      ...diagnostic,
      message,
      hint: 'Point at secrets by { env: NAME } or { file: path }; then the line is shown.',
      concealed: true,
    };
  });
}

/** A key that names a secret, and after it something else than a pointer; nothing may be a value on the next line. */
function looksSecret(line: string): boolean {
  for (const [, name = ''] of line.matchAll(/([\w-]+)["']?\s*:(?!\s*\{\s*(?:env|file)\s*:)/g)) if (isSecretName(name)) return true;
  return false;
}
