import { ReelwrightError } from '@reelwright/errors';
import { ProviderError } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createPalette } from './palette.ts';
import { renderError } from './render-error.ts';

const plain = createPalette(false);

test('an error shows place, code, message and hint', () => {
  const error = new ReelwrightError('RECIPE_UNKNOWN_STEP', 'No step "x".', {
    hint: 'Did you mean "y"?',
    location: { file: 'a.reel.yaml', line: 3, column: 5 },
  });
  expect(renderError(error, plain)).toBe('a.reel.yaml:3:5 error RECIPE_UNKNOWN_STEP: No step "x".\n   hint: Did you mean "y"?');
});

test("a provider's refusal shows its own words and how support finds the call", () => {
  const error = new ProviderError('chanjing', 'rejected-content', 'The text was refused.', {
    wire: { code: '50011', message: '内容\u001b[2J违规', traceId: 'abc', call: 'POST /open/v1/create_audio_task' },
  });
  expect(renderError(error, plain)).toBe(
    'error PROVIDER_CONTENT_REJECTED: The text was refused.\n' +
      '   chanjing answered: 50011 "内容\\u{1b}[2J违规" (trace abc, POST /open/v1/create_audio_task)',
  );
});

test('a call that nobody answered is named as a call', () => {
  const error = new ProviderError('chanjing', 'transient', 'No connection.', { wire: { call: 'POST /open/v1/access_token' } });
  expect(renderError(error, plain)).toBe('error PROVIDER_TRANSIENT: No connection.\n   the call: POST /open/v1/access_token');
});

test('what nobody foresaw is told as our own fault, without a stack', () => {
  const text = renderError(new TypeError('x is not a function'), plain);
  expect(text).toMatch(/^error INTERNAL: .*x is not a function\n {3}hint: .*report/);
  expect(text).not.toMatch(/\n\s+at /);
});

test('--debug shows the stack and every cause', () => {
  const error = new ReelwrightError('RUN_DISK', 'Cannot write.', { cause: new Error('ENOSPC') });
  expect(renderError(error, plain, { debug: true })).toMatch(/\n\s+at [\s\S]*caused by: Error: ENOSPC/);
});
