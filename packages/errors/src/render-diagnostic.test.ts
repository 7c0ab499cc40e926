import { expect, test } from 'vitest';
import type { Diagnostic, SourceLocation } from './diagnostic.ts';
import { renderDiagnostic } from './render-diagnostic.ts';

function at(location: Omit<SourceLocation, 'file'>, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    severity: 'error',
    code: 'RECIPE_UNKNOWN_STEP',
    message: 'No such step.',
    location: { file: 'a.reel.yaml', ...location },
    ...more,
  };
}

const span = (line: number, column: number, endColumn: number) => ({ line, column, endLine: line, endColumn });

test('shows place, sentence, source line, underlined range and hint', () => {
  const text = 'steps:\n  outro:\n    needs: intoro\n';
  const diagnostic = at(span(3, 12, 18), {
    message: 'Step "outro" needs "intoro", and no step has that name.',
    hint: 'Did you mean "intro"?',
  });
  expect(renderDiagnostic(diagnostic, text)).toBe(
    [
      'a.reel.yaml:3:12 error RECIPE_UNKNOWN_STEP: Step "outro" needs "intoro", and no step has that name.',
      '    3 |     needs: intoro',
      '      |            ~~~~~~',
      '   hint: Did you mean "intro"?',
    ].join('\n'),
  );
});

test('says warning for a warning', () => {
  expect(renderDiagnostic(at({ line: 1, column: 1 }, { severity: 'warning' }))).toMatch(/^a\.reel\.yaml:1:1 warning RECIPE_/);
});

/** The frame alone: the source line and the marks below it, as they stand behind the gutter. */
function frame(location: Omit<SourceLocation, 'file'>, text: string): readonly (string | undefined)[] {
  const [, line, marks] = renderDiagnostic(at(location), text).split('\n');
  return [line?.slice(8), marks?.slice(8)];
}

test.each([
  { what: 'a point', location: { line: 1, column: 3 }, text: 'abcdef', marks: '  ~~~~' },
  { what: 'a range of one letter', location: span(1, 3, 4), text: 'abcdef', marks: '  ~' },
  { what: 'an empty range', location: span(1, 3, 3), text: 'abcdef', marks: '  ~' },
  { what: 'the end of a line', location: { line: 1, column: 7 }, text: 'abcdef', marks: '      ~' },
  { what: 'a range over several lines', location: { line: 1, column: 3, endLine: 2, endColumn: 2 }, text: 'abcdef  \ngh', marks: '  ~~~~' },
  { what: 'a place behind a tab', location: span(1, 2, 4), text: '\tab', marks: ' ~~' },
  { what: 'a place behind wide letters', location: span(1, 3, 5), text: '你好世界', marks: '    ~~~~' },
  { what: 'a place behind an emoji', location: span(1, 3, 4), text: '👍x', marks: '  ~' },
  { what: 'a place behind an emoji of the older blocks', location: span(1, 3, 4), text: '✅⭐x', marks: '    ~' },
  { what: 'a place behind a letter of a later plane', location: span(1, 3, 4), text: '𠮷x', marks: '  ~' },
  { what: 'a place behind letters with marks of their own', location: span(1, 5, 6), text: 'e\u0301a\u0308x', marks: '  ~' },
])('marks $what', ({ location, text, marks }) => {
  expect(frame(location, text)[1]).toBe(marks);
});

test('shows a line with CRLF without the carriage return', () => {
  expect(frame(span(2, 1, 2), 'a\r\nb\r\nc')).toEqual(['b', '~']);
});

test('keeps its columns in the first line of a file with a byte order mark', () => {
  expect(frame(span(1, 1, 5), '\ufeffname: x')).toEqual(['name: x', '~~~~']);
});

test('cuts a long line around the place and keeps the marks under it', () => {
  const text = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
  const [line = '', marks = ''] = frame(span(1, 501, 505), text);
  expect(line.length).toBeLessThanOrEqual(160);
  expect(line.slice(marks.indexOf('~'), marks.lastIndexOf('~') + 1)).toBe('HERE');
});

test('marks no more than is shown', () => {
  const [line = '', marks = ''] = frame(span(1, 1, 1001), 'x'.repeat(1000));
  expect(marks.length).toBeLessThanOrEqual(line.length);
});

test('shows no source where there is none: without a text, beyond its end, or where a secret stands', () => {
  const head = 'a.reel.yaml:9:1 error RECIPE_UNKNOWN_STEP: No such step.';
  expect(renderDiagnostic(at({ line: 9, column: 1 }))).toBe(head);
  expect(renderDiagnostic(at({ line: 9, column: 1 }), 'one line')).toBe(head);
  expect(renderDiagnostic(at({ line: 1, column: 1 }, { concealed: true }), 'secretKey: hunter2')).not.toContain('hunter2');
});

test('prints nothing that steers a terminal, from message, hint or source', () => {
  const evil = '\u001b]0;x\u0007\u202e';
  const printed = renderDiagnostic(at({ line: 1, column: 1 }, { message: evil, hint: evil }), `name: ${evil}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
  expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
});

test('prints nothing that steers a terminal from the name of the file', () => {
  const diagnostic = { ...at({ line: 1, column: 1 }), location: { file: 'a\u001b]0;x\u0007.reel.yaml', line: 1, column: 1 } };
  expect(renderDiagnostic(diagnostic)).toMatch(/^a\\u\{1b\}\]0;x\\u\{7\}\.reel\.yaml:1:1 error /);
});

test('finds the last line of a text without a line end', () => {
  expect(frame(span(2, 1, 2), 'a\nb')).toEqual(['b', '~']);
});
