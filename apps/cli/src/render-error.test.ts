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

test('a file name that steers a terminal is shown without its controls', () => {
  const error = new ReelwrightError('RUN_DISK', 'No.', { location: { file: 'a\u001b[31m.reel.yaml', line: 1, column: 1 } });
  expect(renderError(error, plain)).toMatch(/^a\\u\{1b\}\[31m\.reel\.yaml:1:1 error RUN_DISK/);
});

test.each([
  { code: 'EACCES', says: 'CLI_FILE: The system does not allow us to use /films.' },
  { code: 'EROFS', says: 'CLI_FILE: /films is on a disk that can only be read.' },
  { code: 'ENOTDIR', says: 'CLI_FILE: A part of the path /films is a file, where a folder was expected.' },
  { code: 'ENOSPC', says: 'RUN_DISK: The disk is full: /films could not be written.' },
])('$code of the system is told as what it is, not as our own fault', ({ code, says }) => {
  const fault = Object.assign(new Error(`${code}: open '/films'`), { code, errno: -1, syscall: 'open', path: '/films' });
  expect(renderError(fault, plain)).toMatch(new RegExp(`^error ${says}\n {3}hint: `));
});

test('a file where a folder was to be made is told as such; one that only should not be there is not', () => {
  const fault = (syscall: string) => Object.assign(new Error('EEXIST'), { code: 'EEXIST', errno: -17, syscall, path: '/films' });
  expect(renderError(fault('mkdir'), plain)).toMatch(
    /^error CLI_FILE: There is a file at \/films, where a folder was expected\.\n {3}hint: /,
  );
  expect(renderError(fault('open'), plain)).toMatch(/^error INTERNAL/);
});

test('--debug shows the stack and every cause', () => {
  const error = new ReelwrightError('RUN_DISK', 'Cannot write.', { cause: new Error('ENOSPC') });
  expect(renderError(error, plain, { debug: true })).toMatch(/\n\s+at [\s\S]*caused by: Error: ENOSPC/);
});
