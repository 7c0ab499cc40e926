import { errorCodes, isReelwrightError } from '@reelwright/errors';
import { expect, test } from 'vitest';
import { isProviderError, ProviderError, type ProviderErrorClass } from './provider-error.ts';

test.each<{ errorClass: ProviderErrorClass; code: string }>([
  { errorClass: 'auth', code: 'PROVIDER_AUTH' },
  { errorClass: 'rate-limit', code: 'PROVIDER_RATE_LIMITED' },
  { errorClass: 'quota', code: 'PROVIDER_QUOTA' },
  { errorClass: 'rejected-content', code: 'PROVIDER_CONTENT_REJECTED' },
  { errorClass: 'bad-input', code: 'PROVIDER_BAD_INPUT' },
  { errorClass: 'missing-resource', code: 'PROVIDER_MISSING_RESOURCE' },
  { errorClass: 'transient', code: 'PROVIDER_TRANSIENT' },
  { errorClass: 'uncertain', code: 'RUN_START_UNCERTAIN' },
  { errorClass: 'provider', code: 'PROVIDER_FAILED' },
])('an error of class $errorClass carries the code $code', ({ errorClass, code }) => {
  const error = new ProviderError('chanjing', errorClass, 'No.');
  expect(error).toMatchObject({ code, errorClass, provider: 'chanjing', wire: {}, retryAfterMs: undefined });
  expect(errorCodes).toHaveProperty(code);
});

test('a named code stands before the one of the class', () => {
  expect(new ProviderError('chanjing', 'transient', 'No.', { code: 'PROVIDER_UNREADABLE' })).toMatchObject({
    code: 'PROVIDER_UNREADABLE',
    errorClass: 'transient',
  });
});

test('keeps hint, wire facts, waiting time and cause', () => {
  const cause = new Error('below');
  const wire = { code: '40001', message: 'slow down', traceId: 't-1', httpStatus: 200, call: 'POST /x' };
  expect(new ProviderError('chanjing', 'rate-limit', 'No.', { hint: 'Wait.', wire, retryAfterMs: 3000, cause })).toMatchObject({
    hint: 'Wait.',
    wire,
    retryAfterMs: 3000,
    cause,
  });
});

test('is recognised as itself and as an error of ours, and nothing else is', () => {
  const error = new ProviderError('chanjing', 'auth', 'No.');
  expect(isProviderError(error)).toBe(true);
  expect(isReelwrightError(error)).toBe(true);
  for (const other of [new Error('x'), { name: 'ProviderError', errorClass: 'auth' }, null, undefined, 'ProviderError']) {
    expect(isProviderError(other)).toBe(false);
  }
});
