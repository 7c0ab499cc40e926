import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Labels with which a title begins: `C4, 12: …` is about the fourth contradiction and the twelfth trap. */
function labelsIn(text: string): string[] {
  const labels = text.matchAll(/['"`]((?:[A-Z]*\d+(?:, )?)+): /g);
  return [...labels].flatMap(([, list = '']) => list.split(', '));
}

const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
const labelsOf = (names: readonly string[]) =>
  new Set(names.flatMap((name) => labelsIn(readFileSync(join(import.meta.dirname, name), 'utf8'))));
const labels = labelsOf(tests);
const emulated = labelsOf(tests.filter((name) => name.endsWith('.emulator.test.ts')));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** 22, fetching results, is the runner's; 26 speaks of another provider's signature. */
const elsewhere = [22, 26];

/** X1 is between this service and others. */
const contradictions = [...upTo(31).map((number) => `C${number}`), 'X1'];

test.each(contradictions)('contradiction %s of the documentation has a test of its own', (label) => {
  expect(labels).toContain(label);
});

test.each(contradictions)('contradiction %s is met over HTTP, on the emulator, which serves its readings', (label) => {
  expect(emulated).toContain(label);
});

test.each(upTo(30).filter((number) => !elsewhere.includes(number)))('trap %i has a test of its own', (number) => {
  expect(labels).toContain(String(number));
});
