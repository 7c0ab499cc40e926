import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Labels with which a title begins: `G4: …` is about the fourth contradiction of the page, `X1: …` about one between services. */
function labelsIn(name: string): string[] {
  const text = readFileSync(join(import.meta.dirname, name), 'utf8');
  return [...text.matchAll(/['"`]((?:[A-Z]+\d+(?:, )?)+): /g)].flatMap(([, list = '']) => list.split(', '));
}

const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
const labels = new Set(tests.flatMap(labelsIn));
const emulated = new Set(tests.filter((name) => name.endsWith('.emulator.test.ts')).flatMap(labelsIn));

/** C9 and C10, lengths and lives of tokens, are contradictions to another service as well as of this one with itself. */
const contradictions = [...Array.from({ length: 15 }, (_, index) => `G${index + 1}`), 'C9', 'C10', 'X1'];

test.each(contradictions)('contradiction %s of the documentation has a test of its own', (label) => {
  expect(labels).toContain(label);
});

test.each(contradictions)('contradiction %s is met over HTTP, on the emulator, which serves its readings', (label) => {
  expect(emulated).toContain(label);
});
