import { InternalError, isReelwrightError, type ReelwrightError, type SourceLocation } from '@reelwright/errors';
import { isProviderError } from '@reelwright/provider';
import type { EventError } from './events.ts';

/** Whatever was thrown, as an error that may be shown. What is not ours is a fault of ours. */
export function toReelwrightError(error: unknown): ReelwrightError {
  if (isReelwrightError(error)) return error;
  return new InternalError(error instanceof Error ? `${error.name}: ${error.message}` : 'Something that is no error was thrown.', error);
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
