import { hasErrors } from '@reelwright/errors';
import type { PrintDocument } from '../by-project.ts';
import { type CommandContext, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { count } from '../format.ts';
import type { Loaded } from '../loaded.ts';
import { checkFrozen } from '../locks/check-frozen.ts';
import type { LockFile } from '../locks/lock-files.ts';
import { tellDifferences } from '../locks/tell-differences.ts';
import { openSession } from '../session.ts';
import { createLazyRemote } from '../store/lazy-remote.ts';
import { openRemote } from '../store/open-remote.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import type { PlanOptions } from './plan.ts';

/** Whether a frozen run would hold. Fetches nothing: the remote is asked what it has. */
export async function planFrozen(
  given: { readonly loaded: Loaded; readonly locks: readonly LockFile[] },
  options: PlanOptions,
  print: PrintDocument,
  context: CommandContext,
): Promise<ExitCode> {
  await using session = await openSession(given.loaded, { onlyLooking: true }, context);
  await using remote = createLazyRemote(() => openRemote(given.loaded, session.clock, context));
  const place = { ...session, remote };
  const { loaded, planned, differences } = await checkFrozen(given.loaded, { session, locks: given.locks, place, host: context.host });
  tellDiagnostics(planned.diagnostics, loaded.sources, context);
  if (hasErrors(planned.diagnostics)) return exitCodes.usage;
  if (differences.length > 0) return tellDifferences(differences, { ...options, print }, context);
  tell(context, `${context.palette.green('The lock holds')}: ${count(planned.plan.nodes.length, 'step')} as pinned.`);
  if (options.json === true) print({ outcome: 'done', differences });
  return exitCodes.done;
}
