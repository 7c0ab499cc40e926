import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Labels with which a title begins: `C4, 12: …` is about the fourth contradiction and the twelfth trap. */
function labelsIn(text: string): string[] {
  const labels = text.matchAll(/['"`]((?:[A-Z]*\d+(?:, )?)+): /g);
  return [...labels].flatMap(([, list = '']) => list.split(', '));
}

const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
const labels = new Set(tests.flatMap((name) => labelsIn(readFileSync(join(import.meta.dirname, name), 'utf8'))));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** 22, fetching results, is the runner's; 26 speaks of another provider's signature. */
const elsewhere = [22, 26];

test.each(upTo(31))('contradiction C%i of the documentation has a test of its own', (number) => {
  expect(labels).toContain(`C${number}`);
});

test.each(upTo(30).filter((number) => !elsewhere.includes(number)))('trap %i has a test of its own', (number) => {
  expect(labels).toContain(String(number));
});
