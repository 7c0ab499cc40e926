import { InternalError } from '@reelwright/errors';
import { expect, test } from 'vitest';
import { toReelwrightError } from './event-error.ts';

test.each(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EMFILE'])('a %s of the disk is told as such, wherever it comes from', (code) => {
  const error = Object.assign(new Error(`${code}: it will not, rename '/a' -> '/b'`), { code, syscall: 'rename' });
  expect(toReelwrightError(error)).toMatchObject({ code: 'RUN_DISK', message: expect.stringContaining(code), cause: error });
});

test('what else is thrown and is not ours is a fault of ours', () => {
  expect(toReelwrightError(new TypeError('undefined is not a function'))).toBeInstanceOf(InternalError);
  expect(toReelwrightError(Object.assign(new Error('odd'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeInstanceOf(InternalError);
  expect(toReelwrightError('a text')).toMatchObject({ code: 'INTERNAL' });
});
