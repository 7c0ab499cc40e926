import { basename } from 'node:path';
import { ReelwrightError } from '@reelwright/errors';

/** Of a file only its name is told: its folder says nothing to the reader, or too much. */
export function invalidMedium(path: string, what: string, cause?: unknown): ReelwrightError {
  return new ReelwrightError('RUN_RESULT_INVALID', `The file ${basename(path)} ${what}.`, { cause });
}
