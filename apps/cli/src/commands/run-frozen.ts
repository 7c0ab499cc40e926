import { resolve } from 'node:path';
import { hasErrors } from '@reelwright/errors';
import { holdStore } from '@reelwright/runner';
import type { PrintDocument } from '../by-project.ts';
import type { CommandContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Loaded } from '../loaded.ts';
import { checkFrozen } from '../locks/check-frozen.ts';
import type { LockFile } from '../locks/lock-files.ts';
import { pinsOf, pullPins } from '../locks/pinned-results.ts';
import { describeTrouble } from '../locks/plan-pinned.ts';
import { tellDifferences } from '../locks/tell-differences.ts';
import { planLoaded } from '../planning.ts';
import { openSession } from '../session.ts';
import { createLazyRemote } from '../store/lazy-remote.ts';
import { openRemote } from '../store/open-remote.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { carryOutAndTell, type RunOptions, refuse } from './run.ts';

/** The films of the locks, from the store and its remote alone. Whatever would have to be made is a difference. */
export async function runFrozen(
  given: { readonly loaded: Loaded; readonly locks: readonly LockFile[] },
  options: RunOptions,
  print: PrintDocument,
  context: CommandContext,
): Promise<ExitCode> {
  const { host } = context;
  const { locks } = given;
  await using opened = await openSession(given.loaded, { onlyLooking: hasErrors(given.loaded.diagnostics) }, context);
  using _ = holdStore(opened.state);
  await using remote = createLazyRemote(() => openRemote(given.loaded, opened.clock, context));
  const place = { ...opened, remote };
  const wishes = { options, print, locks: [] };
  const { loaded, session, planned, differences } = await checkFrozen(given.loaded, { session: opened, locks, place, host });
  tellDiagnostics(planned.diagnostics, loaded.sources, context);
  if (hasErrors(planned.diagnostics)) return refuse(planned, wishes, context);
  if (differences.length > 0) return tellDifferences(differences, { ...options, print }, context);
  const troubles = await pullPins(pinsOf(locks, session.emulated), () => true, place);
  if (troubles.length > 0) return tellDifferences(troubles.map(describeTrouble), { ...options, print }, context);
  const settled = await planLoaded(loaded, session, host);
  const open = settled.plan.nodes.flatMap(({ id, decision }) => (decision.action === 'reuse' ? [] : [`${id}: ${decision.reason}`]));
  if (open.length > 0) return tellDifferences(open, { ...options, print }, context);
  const outFolder = options.out === undefined ? resolve(loaded.root, 'out') : resolve(host.cwd, options.out);
  return await carryOutAndTell({ loaded, session, planned: settled, wishes, outFolder }, context);
}
