import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test.each([
  { what: 'an escape sequence of the terminal', text: '\u001b[31mred', shown: '\\u{1b}[31mred' },
  { what: 'a C1 control', text: 'a\u009bb', shown: 'a\\u{9b}b' },
  { what: 'a NUL', text: 'a\0b', shown: 'a\\u{0}b' },
  { what: 'a bidirectional override', text: 'a\u202eb', shown: 'a\\u{202e}b' },
  { what: 'a zero-width space', text: 'a\u200bb', shown: 'a\\u{200b}b' },
  { what: 'a byte order mark', text: '\ufeffa', shown: '\\u{feff}a' },
  { what: 'a line separator', text: 'a\u2028b', shown: 'a\\u{2028}b' },
])('shows $what by its number', ({ text, shown }) => {
  expect(plainText(text)).toBe(shown);
});

test('puts everything on one line', () => {
  expect(plainText('a\r\n\n\tb')).toBe('a b');
});

test('leaves letters of all scripts, marks and emoji alone', () => {
  expect(plainText('蝉镜 é ñ 👩🏽 "x"')).toBe('蝉镜 é ñ 👩🏽 "x"');
});

test('keeps a text of just the length and cuts one that is longer', () => {
  expect(plainText('abcde', 5)).toBe('abcde');
  expect(plainText('abcdef', 5)).toBe('abcd…');
});

test('never cuts through a character', () => {
  const cut = plainText('ab👍cd', 4);
  expect(cut).toBe('ab…');
  expect(cut.isWellFormed()).toBe(true);
});

test('cuts after controls have been spelled out, so that nothing grows beyond the limit', () => {
  expect(plainText('\u001b'.repeat(1000), 20)).toHaveLength(20);
});
