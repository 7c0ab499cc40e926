import type { Diagnostic } from '@reelwright/errors';
import type { SourceRange } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import { isSecretName } from './secret-settings.ts';

/**
 * Marks the diagnostics whose source line must not be shown, because a secret stands on it: the file must not hold one, but it may,
 * and what is printed ends in logs. Lines are judged by what was understood and, for text that could not be, by their look.
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

/** A key that names a secret, and after it something else than a pointer. */
function looksSecret(line: string): boolean {
  for (const [, name = ''] of line.matchAll(/([\w-]+)["']?\s*:(?!\s*(?:$|\{\s*(?:env|file)\s*:))/g)) if (isSecretName(name)) return true;
  return false;
}
