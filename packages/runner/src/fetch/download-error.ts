import { isReelwrightError, ReelwrightError } from '@reelwright/errors';
import { FenceRefusal, refusal } from './fence.ts';

/** The address has been taken back (403, 404, 410): the task may give a fresh one. */
export class LinkExpired extends ReelwrightError {
  constructor(host: string, status: number) {
    super('RUN_DOWNLOAD', `${host} no longer gives out the result (HTTP ${status}).`, {
      hint: 'Run again: the finished task is asked for a fresh address, nothing is made anew.',
    });
  }
}

/** A fault that a repetition may mend: the next attempt goes on where this one stopped. */
export class PassingFault extends Error {
  readonly retryAfterMs: number | undefined;
  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The disk refused to take what came. */
export function diskError(error: unknown, what: string): ReelwrightError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return new ReelwrightError('RUN_DISK', `${what} (${reason}).`, {
    hint: 'Free some space or check the disk, then run again: finished tasks are not made anew.',
    cause: error,
  });
}

export function downloadError(host: string, reason: string, cause?: unknown): ReelwrightError {
  return new ReelwrightError('RUN_DOWNLOAD', `The result could not be fetched from ${host}: ${reason}.`, {
    hint: 'Run again: the finished task is not made anew.',
    cause,
  });
}

/** Sorts what a transfer throws: errors of ours stay, a fence becomes words, everything else on the line may pass. */
export function sortTransferError(error: unknown, url: URL): ReelwrightError | PassingFault {
  if (isReelwrightError(error) || error instanceof PassingFault) return error;
  const fence = findFence(error);
  if (fence !== undefined) return refusal(url, `${fence.hostname} leads inside a private network`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'connection lost';
  return new PassingFault(code);
}

function findFence(error: unknown): FenceRefusal | undefined {
  if (error instanceof FenceRefusal) return error;
  if (error instanceof AggregateError) return error.errors.map(findFence).find((found) => found !== undefined);
  return error instanceof Error && error.cause !== undefined ? findFence(error.cause) : undefined;
}
