import { ReelwrightError } from '@reelwright/errors';

/** SQLite's primary result codes that a user can do something about. */
const advice: Readonly<Record<number, { readonly what: string; readonly hint: string }>> = {
  5: { what: 'is held by another process that does not let go', hint: 'End the other reel process, then run again.' },
  8: { what: 'cannot be written: it is read-only', hint: 'Make the folder .reel writable, or work in a copy of the project.' },
  10: { what: 'cannot be read or written: the disk reports an error', hint: 'Check the disk and its free space, then run again.' },
  11: { what: 'is damaged', hint: 'damaged' },
  13: { what: 'cannot be written: the disk is full', hint: 'Free some space, then run again: nothing that was started is lost.' },
  14: { what: 'cannot be opened', hint: 'Check that the folder .reel exists and can be written.' },
  26: { what: 'is damaged: it is no database', hint: 'damaged' },
};

export const damagedHint =
  'Restore the folder .reel from a backup. Without one, move it aside to begin anew: finished steps are then made again, and tasks in flight must be looked up at the provider.';

/** Turns what the driver throws into words; errors of ours pass through. */
export function stateError(path: string, error: unknown): unknown {
  const code = sqliteCodeOf(error);
  if (code === undefined) return error;
  const { what, hint } = advice[code & 0xff] ?? { what: `cannot be used (SQLite error ${code})`, hint: 'damaged' };
  return new ReelwrightError('RUN_STATE', `The state file ${path} ${what}.`, {
    hint: hint === 'damaged' ? damagedHint : hint,
    cause: error,
  });
}

export function isBusy(error: unknown): boolean {
  return error instanceof Error && sqliteCodeOf(error.cause) === 5;
}

function sqliteCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return undefined;
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 1;
}
