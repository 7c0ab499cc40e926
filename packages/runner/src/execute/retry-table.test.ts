import { ProviderError, type ProviderErrorClass } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { type Again, againAfter, jitteredPause, type Operation, pauseBefore } from './retry-table.ts';

const classes: readonly ProviderErrorClass[] = [
  'auth',
  'rate-limit',
  'quota',
  'rejected-content',
  'bad-input',
  'missing-resource',
  'transient',
  'uncertain',
  'provider',
];

test.each<{ operation: Operation; row: readonly Again[] }>([
  { operation: 'start', row: ['never', 'free', 'never', 'never', 'never', 'never', 'counted', 'settle', 'never'] },
  { operation: 'poll', row: ['counted', 'free', 'counted', 'counted', 'counted', 'counted', 'patient', 'patient', 'patient'] },
  { operation: 'stage', row: ['never', 'free', 'never', 'never', 'never', 'never', 'counted', 'counted', 'counted'] },
  { operation: 'poll-staged', row: ['never', 'free', 'never', 'never', 'never', 'never', 'counted', 'counted', 'counted'] },
  { operation: 'find', row: ['never', 'free', 'never', 'never', 'never', 'never', 'counted', 'counted', 'counted'] },
])('$operation follows its row', ({ operation, row }) => {
  expect(classes.map((errorClass) => againAfter(operation, new ProviderError('fake', errorClass, 'No.')))).toEqual(row);
});

test('a start that ends in something nobody foresaw is looked for, never repeated', () => {
  for (const error of [new TypeError('x'), new DOMException('aborted', 'AbortError'), 'text', undefined])
    expect(againAfter('start', error)).toBe('settle');
  expect(againAfter('poll', new TypeError('x'))).toBe('never');
});

test('pauses have full jitter, double, and come to an end', () => {
  expect([1, 2, 3, 9].map((attempt) => jitteredPause(attempt, () => 1))).toEqual([1_000, 2_000, 4_000, 30_000]);
  expect(jitteredPause(5, () => 0)).toBe(0);
  expect(pauseBefore('start', 8, () => 1)).toBeUndefined();
  expect(pauseBefore('high-water-mark', 2, () => 1)).toBeUndefined();
  expect(pauseBefore('stage', 5, () => 0.5)).toBe(8_000);
});

test.each([
  { title: 'a web page with status 200', details: { code: 'PROVIDER_UNREADABLE', wire: { httpStatus: 200 } } as const, looks: 4 },
  { title: 'a gateway error', details: { wire: { httpStatus: 502 } }, looks: 10 },
])('$title instead of a status is asked about $looks times in a row, not until the deadline', ({ details, looks }) => {
  const error = new ProviderError('fake', 'transient', 'No.', details);
  expect(againAfter('poll', error)).toBe('counted');
  expect(pauseBefore('poll', looks - 1, () => 1, error)).toBeGreaterThan(0);
  expect(pauseBefore('poll', looks, () => 1, error)).toBeUndefined();
});

test('a network that is gone is waited for until the deadline of the task', () => {
  expect(againAfter('poll', new ProviderError('fake', 'transient', 'The connection was refused.', { wire: {} }))).toBe('patient');
});
