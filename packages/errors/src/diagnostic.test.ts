import { expect, test } from 'vitest';
import { type Diagnostic, hasErrors, sortDiagnostics } from './diagnostic.ts';

function at(file: string, line: number, column: number, message = 'x'): Diagnostic {
  return { severity: 'error', code: 'RECIPE_SYNTAX', message, location: { file, line, column } };
}

test('orders diagnostics by file, then line, then column', () => {
  const sorted = sortDiagnostics([at('b', 1, 1), at('a', 2, 1), at('a', 1, 9), at('a', 1, 10), at('a', 10, 1)]);
  expect(sorted.map(({ location: { file, line, column } }) => `${file}:${line}:${column}`)).toEqual([
    'a:1:9',
    'a:1:10',
    'a:2:1',
    'a:10:1',
    'b:1:1',
  ]);
});

test('keeps the order of diagnostics at one place and leaves the list it was given alone', () => {
  const given = [at('b', 1, 1, 'third'), at('a', 1, 1, 'first'), at('a', 1, 1, 'second')];
  expect(sortDiagnostics(given).map(({ message }) => message)).toEqual(['first', 'second', 'third']);
  expect(given[0]?.message).toBe('third');
});

test.each([
  { severities: [], errors: false },
  { severities: ['warning'], errors: false },
  { severities: ['warning', 'error'], errors: true },
] as const)('says $errors for errors among $severities', ({ severities, errors }) => {
  expect(hasErrors(severities.map((severity) => ({ ...at('a', 1, 1), severity })))).toBe(errors);
});
