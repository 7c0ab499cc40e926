import { expect, test } from 'vitest';
import { isLoopback } from './loopback.ts';
import { timeScaleOf } from './time-scale.ts';

test.each([
  ['http://127.0.0.1:8080/base', true],
  ['http://localhost:1', true],
  ['http://[::1]:1', true],
  ['http://127.9.9.9', true],
  ['https://open-api.chanjing.cc', false],
  ['http://127.0.0.1.example.com', false],
  ['http://localhost.example.com', false],
  ['http://127.0.0.1@example.com', false],
  ['not an address', false],
])('%s is on this machine: %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});

test.each([
  { value: undefined, baseUrls: ['http://127.0.0.1:1'], scale: 1 },
  { value: '', baseUrls: ['http://127.0.0.1:1'], scale: 1 },
  { value: '20', baseUrls: ['http://127.0.0.1:1'], scale: 20 },
  { value: '20', baseUrls: ['https://open-api.chanjing.cc'], scale: 1 },
  { value: '20', baseUrls: ['http://127.0.0.1:1', 'https://open-api.chanjing.cc'], scale: 1 },
  { value: 'fast', baseUrls: ['https://open-api.chanjing.cc'], scale: 1 },
  { value: '20', baseUrls: [], scale: 1 },
])('a scale of $value counts $scale for $baseUrls', ({ value, baseUrls, scale }) => {
  expect(timeScaleOf({ REELWRIGHT_TIME_SCALE: value }, baseUrls)).toBe(scale);
});

test.each(['fast', '0', '-1', '1e9'])('a scale of "%s" is refused where it would count', (value) => {
  expect(() => timeScaleOf({ REELWRIGHT_TIME_SCALE: value }, ['http://127.0.0.1:1'])).toThrow(/REELWRIGHT_TIME_SCALE/);
});
