import { type Diagnostic, sortDiagnostics } from '@reelwright/errors';

/** Beyond so many findings a file is something else; telling more costs memory and helps nobody. */
export const maxDiagnostics = 1_000;

/**
 * In the order of the text, each finding once (an alias shows the same value twice), a warning only where nothing worse is said, and
 * no more than anybody reads. A line that holds a secret is hidden for all findings on it.
 */
export function mergeDiagnostics(...lists: (readonly Diagnostic[])[]): Diagnostic[] {
  const found = hideSecretLines(lists.flat());
  const wrong = new Set(found.filter(({ severity }) => severity === 'error').map(placeOf));
  const seen = new Set<string>();
  const all = sortDiagnostics(found).filter((diagnostic) => {
    const place = placeOf(diagnostic);
    const key = `${place} ${diagnostic.code} ${diagnostic.message}`;
    if (seen.has(key) || (diagnostic.severity === 'warning' && wrong.has(place))) return false;
    return seen.add(key);
  });
  const last = all[maxDiagnostics - 1];
  if (all.length <= maxDiagnostics || last === undefined) return all;
  const message = `There are ${all.length - maxDiagnostics} or more further findings.`;
  return [...all.slice(0, maxDiagnostics), { ...last, message, hint: 'Mend the ones above first.' }];
}

function hideSecretLines(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const secret = new Set(found.filter(({ concealed }) => concealed).map(lineOf));
  return secret.size === 0
    ? found
    : found.map((diagnostic) => (secret.has(lineOf(diagnostic)) ? { ...diagnostic, concealed: true } : diagnostic));
}

function lineOf({ location: { file, line } }: Diagnostic): string {
  return `${file}:${line}`;
}

function placeOf({ location: { file, line, column } }: Diagnostic): string {
  return `${file}:${line}:${column}`;
}
