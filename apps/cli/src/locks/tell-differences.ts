import { plainText } from '@reelwright/errors';
import type { PrintDocument } from '../by-project.ts';
import { type CommandContext, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { count } from '../format.ts';

/** Names everything in which locks and recipes do not agree. */
export function tellDifferences(
  differences: readonly string[],
  { json, print }: { readonly json?: boolean; readonly print: PrintDocument },
  context: CommandContext,
): ExitCode {
  const { palette } = context;
  tell(context, `${palette.red('error')} RUN_FROZEN: The lock does not hold: ${count(differences.length, 'difference')}.`);
  for (const difference of differences) tell(context, `   ${plainText(difference, 1000)}`);
  tell(context, '   hint: Run without --frozen, look at what it makes, and check the lock in.');
  if (json === true) print({ outcome: 'frozen', differences });
  return exitCodes.frozen;
}
