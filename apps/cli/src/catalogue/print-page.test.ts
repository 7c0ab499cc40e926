import { expect, test } from 'vitest';
import { addressCell, cell, stateCell, timeCell } from './cells.ts';
import { hideTokens } from './print-page.ts';

test('a login in an address is not handed on, and the rest of it is', () => {
  const entry = {
    id: 'C_1',
    previewUrl: 'https://example.com/a.wav?x=1&access_token=test-token&Signature=s',
    list: [{ url: 'https://example.com/?token=test' }],
  };
  expect(hideTokens(entry)).toEqual({
    id: 'C_1',
    previewUrl: 'https://example.com/a.wav?x=1&access_token=***&Signature=s',
    list: [{ url: 'https://example.com/?token=***' }],
  });
});

test.each([
  ['https://example.com/a.wav?Signature=abc#part', 'https://example.com/a.wav'],
  ['https://user:word@example.com/a.wav', 'https://example.com/a.wav'],
  ['no address', ''],
  [undefined, ''],
])('for people %s is shown as %j', (url, shown) => {
  expect(addressCell(url)).toBe(shown);
});

test('texts of a service cannot steer a terminal', () => {
  expect(cell('Mei\u001b[2J\nChen')).toBe('Mei\\u{1b}[2J Chen');
});

test.each([
  { facts: {}, shown: '' },
  { facts: { state: 'ready' as const }, shown: 'ready' },
  { facts: { state: 'running' as const, progress: 0.419 }, shown: 'running 41 %' },
  { facts: { state: 'failed' as const, reason: '无法识别\u0007' }, shown: 'failed: 无法识别\\u{7}' },
])('a state is told as $shown', ({ facts, shown }) => {
  expect(stateCell(facts)).toBe(shown);
});

test.each([
  [Date.UTC(2027, 5, 30, 14, 5, 9), '2027-06-30 14:05'],
  [Number.NaN, ''],
  [8.64e18, ''],
  [undefined, ''],
])('the time %s is told as %j', (time, shown) => {
  expect(timeCell(time)).toBe(shown);
});
