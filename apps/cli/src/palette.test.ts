import { expect, test } from 'vitest';
import { createPalette, wantsColour } from './palette.ts';

test.each([
  { environment: {}, isTTY: true, wanted: true },
  { environment: {}, isTTY: false, wanted: false },
  { environment: { NO_COLOR: '1' }, isTTY: true, wanted: false },
  { environment: { NO_COLOR: '' }, isTTY: true, wanted: true },
  { environment: { FORCE_COLOR: '1' }, isTTY: false, wanted: true },
  { environment: { FORCE_COLOR: '0' }, isTTY: true, wanted: false },
  { environment: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTTY: true, wanted: false },
  { environment: { TERM: 'dumb' }, isTTY: true, wanted: false },
])('colour with $environment on a terminal ($isTTY): $wanted', ({ environment, isTTY, wanted }) => {
  expect(wantsColour(environment, isTTY)).toBe(wanted);
});

test('without colour text stays as it is, with it the text is wrapped', () => {
  expect(createPalette(false).red('no')).toBe('no');
  expect(createPalette(true).red('no')).toBe('\u001b[31mno\u001b[39m');
});
