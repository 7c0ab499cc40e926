import { isLoopback } from './loopback.ts';
import { usageError } from './usage-error.ts';

/** Tells `reel run` how many times as fast as real time the emulator at the other end goes. */
export const timeScaleVariable = 'REELWRIGHT_TIME_SCALE';

/**
 * How many times as fast as real time a run goes. A real provider cannot be hurried: the variable counts only when every
 * provider's address is on this machine.
 */
export function timeScaleOf(environment: Readonly<Record<string, string | undefined>>, baseUrls: readonly string[]): number {
  const text = environment[timeScaleVariable];
  if (!text || baseUrls.length === 0 || !baseUrls.every(isLoopback)) return 1;
  const scale = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(scale > 0 && scale <= 10_000))
    throw usageError(`${timeScaleVariable} is "${text}", which is no speed.`, 'Set it to a number such as 20, or unset it.');
  return scale;
}
