import { expect, test } from 'vitest';
import { count, formatBytes, formatDuration, renderTable } from './format.ts';

test.each([
  [0, '0.0 s'],
  [-5, '0.0 s'],
  [450, '0.5 s'],
  [9_940, '9.9 s'],
  [9_960, '10 s'],
  [59_600, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_780_000, '1 h 03 min'],
])('%i ms are shown as %s', (durationMs, shown) => {
  expect(formatDuration(durationMs)).toBe(shown);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [999_940, '999.9 kB'],
  [999_960, '1.0 MB'],
  [2_500_000_000, '2.5 GB'],
])('%i bytes are shown as %s', (sizeBytes, shown) => {
  expect(formatBytes(sizeBytes)).toBe(shown);
});

test('count puts a noun in its number', () => {
  expect([count(1, 'step'), count(2, 'step'), count(0, 'entry', 'entries')]).toEqual(['1 step', '2 steps', '0 entries']);
});

test('a table pads its columns and ends no line with blanks', () => {
  expect(
    renderTable([
      ['step', 'why'],
      ['a-long-name', ''],
      ['b', 'new'],
    ]),
  ).toBe('step         why\na-long-name\nb            new');
});
