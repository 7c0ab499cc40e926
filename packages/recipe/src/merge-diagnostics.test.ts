import type { Diagnostic } from '@reelwright/errors';
import { expect, test } from 'vitest';
import { maxDiagnostics, mergeDiagnostics } from './merge-diagnostics.ts';

function at(line: number, message: string, severity: Diagnostic['severity'] = 'error'): Diagnostic {
  return { severity, code: 'RECIPE_INVALID_VALUE', message, location: { file: 'a', line, column: 1 } };
}

test('puts findings in the order of the text and keeps each once', () => {
  expect(mergeDiagnostics([at(2, 'b'), at(1, 'a')], [at(2, 'b'), at(2, 'c')]).map(({ message }) => message)).toEqual(['a', 'b', 'c']);
});

test('leaves a warning out where something worse is said, and only there', () => {
  const merged = mergeDiagnostics([at(1, 'warning', 'warning'), at(2, 'warning', 'warning')], [at(1, 'error')]);
  expect(merged.map(({ message, location: { line } }) => `${line} ${message}`)).toEqual(['1 error', '2 warning']);
});

test('hides a line that holds a secret for every finding on it', () => {
  const merged = mergeDiagnostics([at(1, 'a'), at(2, 'b')], [{ ...at(1, 'c'), concealed: true }]);
  expect(merged.map(({ message, concealed }) => [message, concealed ?? false])).toEqual([
    ['a', true],
    ['c', true],
    ['b', false],
  ]);
});

test('ends after as many as anybody reads, and says how many there are', () => {
  const lines = Array.from({ length: maxDiagnostics + 5 }, (_, line) => at(line + 1, 'x'));
  expect(mergeDiagnostics(lines.slice(0, maxDiagnostics))).toHaveLength(maxDiagnostics);
  const merged = mergeDiagnostics(lines);
  expect(merged).toHaveLength(maxDiagnostics + 1);
  expect(merged.at(-1)?.message).toBe('There are 5 or more further findings.');
});
