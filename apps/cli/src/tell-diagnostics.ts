import { type Diagnostic, renderDiagnostic, type Severity, sortDiagnostics } from '@reelwright/errors';
import { type CommandContext, tell } from './context.ts';
import { count } from './format.ts';
import type { Palette } from './palette.ts';

/** Prints all diagnostics with their source lines, then how many there are. */
export function tellDiagnostics(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, string>, context: CommandContext): void {
  if (diagnostics.length === 0) return;
  for (const diagnostic of sortDiagnostics(diagnostics)) {
    tell(context, paint(renderDiagnostic(diagnostic, sources.get(diagnostic.location.file)), diagnostic.severity, context.palette));
  }
  tell(context, `\n${countDiagnostics(diagnostics)}.`);
}

/** `3 errors, 1 warning` */
function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : ''].filter(Boolean).join(', ');
}

/** Colours for a diagnostic's text. */
export function paint(text: string, severity: Severity, palette: Palette): string {
  const colour = severity === 'error' ? palette.red : palette.yellow;
  return text.replace(` ${severity} `, ` ${colour(severity)} `).replace(/~+$/m, (marks) => colour(marks));
}
