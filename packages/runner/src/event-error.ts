import { InternalError, isReelwrightError, type ReelwrightError, type SourceLocation } from '@reelwright/errors';
import { isProviderError } from '@reelwright/provider';
import type { EventError } from './events.ts';
import { diskError } from './fetch/download-error.ts';

/** Whatever was thrown, as an error that may be shown. What is neither ours nor the disk's is a fault of ours. */
export function toReelwrightError(error: unknown): ReelwrightError {
  if (isReelwrightError(error)) return error;
  if (isDiskRefusal(error)) return diskError(error, 'The disk of this machine refused to do its work');
  return new InternalError(error instanceof Error ? `${error.name}: ${error.message}` : 'Something that is no error was thrown.', error);
}

/** What a full, failing or forbidden disk answers, whoever asked it. */
const diskRefusals: ReadonlySet<unknown> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'EROFS',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
  'ENAMETOOLONG',
]);

function isDiskRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && diskRefusals.has(error.code);
}

/**
 * @param fallback The place of the step, for errors that know none of their own.
 * @param account Under which name recipes know the provider that refused; without it, its adapter's.
 */
export function toEventError(error: ReelwrightError, fallback?: SourceLocation, account?: string): EventError {
  const location = error.location ?? fallback;
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(location === undefined ? {} : { location }),
    ...(isProviderError(error) ? { provider: account ?? error.provider, errorClass: error.errorClass, wire: error.wire } : {}),
  };
}
