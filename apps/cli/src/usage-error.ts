import { ReelwrightError } from '@reelwright/errors';

/** The command line itself is wrong: exit code 2. */
export function usageError(message: string, hint?: string): ReelwrightError {
  return new ReelwrightError('CLI_USAGE', message, { hint });
}
