import type { Diagnostic } from './diagnostic.ts';
import { plainText } from './plain-text.ts';

/** Longest part of a source line that is shown; the caret stays inside it. */
const maxLineWidth = 160;

/**
 * One diagnostic as people read it: `file:line:column severity CODE: message`, the source line, a caret line, a hint.
 *
 * @param sourceText The whole file, or `undefined` when it cannot be shown.
 */
export function renderDiagnostic(diagnostic: Diagnostic, sourceText?: string): string {
  const { file, line, column } = diagnostic.location;
  const head = `${plainText(file, 1000)}:${line}:${column} ${diagnostic.severity} ${diagnostic.code}: ${plainText(diagnostic.message, 2000)}`;
  const frame = sourceText === undefined || diagnostic.concealed ? [] : renderFrame(diagnostic, sourceText);
  const hint = diagnostic.hint === undefined ? [] : [`   hint: ${plainText(diagnostic.hint, 1000)}`];
  return [head, ...frame, ...hint].join('\n');
}

function renderFrame({ location }: Diagnostic, sourceText: string): string[] {
  const raw = nthLine(sourceText, location.line);
  if (raw === undefined) return [];
  const start = Math.min(location.column - 1, raw.length);
  const sameLine = location.endLine === undefined || location.endLine === location.line;
  const end = Math.max(start + 1, sameLine && location.endColumn !== undefined ? location.endColumn - 1 : raw.trimEnd().length);
  const from = start > maxLineWidth - 40 ? start - 40 : 0;
  const shown = raw.slice(from, from + maxLineWidth);
  const gutter = String(location.line).padStart(5);
  const lead = ' '.repeat(displayWidth(raw.slice(from, start)));
  const marks = '~'.repeat(Math.max(1, displayWidth(raw.slice(start, Math.min(end, from + maxLineWidth)))));
  return [`${gutter} | ${printable(shown)}`, `${' '.repeat(5)} | ${lead}${marks}`];
}

/** A byte order mark is no column: editors do not count it, and neither do our places. */
function nthLine(text: string, line: number): string | undefined {
  let from = text.startsWith('\ufeff') ? 1 : 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', from);
    if (next < 0) return undefined;
    from = next + 1;
  }
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? undefined : end).replace(/\r$/, '');
}

/** Tabs become one space and controls a middle dot, so that columns keep their width. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
  return text.replace(/\t/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '·');
}

const zeroWide = /^[\p{Mn}\p{Me}]$/u;
const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** Terminal cells: none for the marks on a letter, 2 for East Asian letters and emoji, 1 otherwise. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += zeroWide.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}
