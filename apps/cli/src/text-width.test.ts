import { expect, test } from 'vitest';
import { renderTable } from './format.ts';
import { textWidth } from './text-width.ts';

test.each([
  ['', 0],
  ['Mei', 3],
  ['小美', 4],
  ['Mei 小美', 8],
  ['ｆｕｌｌ', 8],
  ['한국', 4],
  ['e\u0301', 1],
  ['🎬', 2],
  ['…', 1],
])('%j takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test('a table is aligned by what is seen, not by how many letters there are', () => {
  expect(
    renderTable([
      ['NAME', 'ID'],
      ['小美', '1'],
      ['Mei', '22'],
    ]),
  ).toBe('NAME  ID\n小美  1\nMei   22');
});
