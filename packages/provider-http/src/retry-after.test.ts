import { expect, test } from 'vitest';
import { retryAfterOf } from './retry-after.ts';

const date = 'Fri, 01 Jan 2027 00:00:00 GMT';

test.each<[string, Record<string, string>, number | undefined]>([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['a date, counted from the date of the answer', { 'retry-after': 'Fri, 01 Jan 2027 00:00:30 GMT', date }, 30_000],
  ['a date in the past', { 'retry-after': 'Thu, 31 Dec 2026 23:00:00 GMT', date }, 0],
  ['a date without one to count from', { 'retry-after': 'Fri, 01 Jan 2027 00:00:30 GMT' }, undefined],
  ['far too long a time', { 'retry-after': '999999' }, 600_000],
  ['words', { 'retry-after': 'soon' }, undefined],
  ['nothing', {}, undefined],
])('reads %s', (_what, headers, expected) => {
  expect(retryAfterOf(new Headers(headers))).toBe(expected);
});
