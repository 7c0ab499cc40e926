import type { ErrorCode } from './error-codes.ts';

/** A place in a text file. Lines and columns are 1-based; columns count UTF-16 units, as editors do. */
export interface SourceLocation {
  /** Path to show: relative to where the user stands where possible, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Exclusive end, for the caret line; absent where only a point is known. */
  readonly endLine?: number;
  readonly endColumn?: number;
}

export type Severity = 'error' | 'warning';

/** What the author can mend in a file. Collected and returned, never thrown one by one. */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: ErrorCode;
  /** A full sentence with the user's own values. */
  readonly message: string;
  readonly location: SourceLocation;
  /** One action. */
  readonly hint?: string;
  /** The source line must not be shown: a secret stands on it. */
  readonly concealed?: boolean;
}

/** True when at least one diagnostic forbids going on. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** Orders by file, line, column; stable for equal places. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) => compareText(a.location.file, b.location.file) || a.location.line - b.location.line || a.location.column - b.location.column,
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
