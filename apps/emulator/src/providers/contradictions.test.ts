import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultQuirks as chanjingQuirks } from './chanjing/quirks.ts';
import { defaultQuirks as guijiQuirks } from './guiji/quirks.ts';

/** The page that tells people how each reading is served. */
const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);

test('every contradiction of the pages has a row that says how its readings are served', () => {
  const rows = [...readme.matchAll(/^\| ([CGX\d, ]+) \| [^|]+ \| [^|]+ \| [^|]+ \|$/gm)].flatMap(([, names = '']) => names.split(', '));
  expect(rows.sort()).toEqual([...numbered('C', 31), ...numbered('G', 15), 'X1'].sort());
});

test.each([...Object.keys(chanjingQuirks), ...Object.keys(guijiQuirks)])('the quirk %s is explained', (quirk) => {
  expect(readme).toMatch(new RegExp(`\`${quirk}[\`:]`));
});
