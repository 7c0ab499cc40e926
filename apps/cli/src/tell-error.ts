import type { CommandContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { asReelwrightError, renderError } from './render-error.ts';

/** What went wrong, on stderr. @returns The exit code that says so. */
export function tellError(error: unknown, { host, palette, debug }: Pick<CommandContext, 'host' | 'palette' | 'debug'>): ExitCode {
  host.stderr.write(`${renderError(error, palette, { debug })}\n`);
  return exitCodeOfError(error);
}

function exitCodeOfError(error: unknown): ExitCode {
  const { code } = asReelwrightError(error);
  if (code === 'RUN_FROZEN') return exitCodes.frozen;
  if (code === 'RUN_START_UNCERTAIN') return exitCodes.uncertain;
  if (code === 'RUN_BUDGET' || code === 'PROVIDER_QUOTA') return exitCodes.budget;
  if (code === 'RUN_INTERRUPTED') return exitCodes.interrupted;
  return /^(CLI|RECIPE|PROJECT|PLAN|LOCK)_/.test(code) ? exitCodes.usage : exitCodes.stepFailed;
}
