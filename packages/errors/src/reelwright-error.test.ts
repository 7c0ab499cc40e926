import { expect, test } from 'vitest';
import { errorCodes } from './error-codes.ts';
import { InternalError, isReelwrightError, ReelwrightError } from './reelwright-error.ts';

test('carries code, hint, place and cause', () => {
  const cause = new Error('disk');
  const location = { file: 'a.reel.yaml', line: 2, column: 3 };
  const error = new ReelwrightError('RUN_DISK', 'The file could not be written.', { hint: 'Make room.', location, cause });
  expect(error).toMatchObject({ name: 'ReelwrightError', code: 'RUN_DISK', hint: 'Make room.', location, cause });
});

test('is recognised across two installed copies, and nothing else is', () => {
  const foreign = Object.assign(new Error('x'), { [Symbol.for('reelwright.error')]: true });
  expect(isReelwrightError(foreign)).toBe(true);
  expect(isReelwrightError(new InternalError('x'))).toBe(true);
  for (const other of [new Error('x'), null, undefined, 'RUN_DISK', {}]) expect(isReelwrightError(other)).toBe(false);
});

test('a fault of our own asks for a report and not for a change of the recipe', () => {
  expect(new InternalError('x')).toMatchObject({ name: 'InternalError', code: 'INTERNAL', hint: expect.stringContaining('report') });
});

test('every code begins with its area and has a sentence of explanation', () => {
  for (const [code, explanation] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^(RECIPE|PROJECT|LOCK|PLAN|PROVIDER|RUN|CLI)_[A-Z_]+$|^INTERNAL$/);
    expect(explanation).toMatch(/^[A-Z`].*\.$/);
  }
});
