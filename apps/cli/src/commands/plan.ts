import { hasErrors } from '@reelwright/errors';
import type { Plan } from '@reelwright/runner';
import { excessOf } from '../budget.ts';
import { byProject, type PrintDocument } from '../by-project.ts';
import { type CommandContext, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type Loaded, loadAll } from '../loaded.ts';
import { withLocks } from '../locks/lock-files.ts';
import { planPinned } from '../locks/plan-pinned.ts';
import type { RecipeOptions } from '../options.ts';
import { planAsJson } from '../plan-as-json.ts';
import { settingsFor } from '../planning.ts';
import type { RecipePaths } from '../recipe-paths.ts';
import { renderPlan } from '../render-plan.ts';
import { openSession } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

export interface PlanOptions extends RecipeOptions {
  /** Only whether the locks hold. */
  readonly frozen?: boolean;
}

/** What a run would do and why. The table is data as well: it goes to stdout. */
export async function plan(named: readonly string[], options: PlanOptions, context: CommandContext): Promise<ExitCode> {
  return await byProject(named, options, (paths, print) => planProject(paths, options, print, context), context);
}

async function planProject(paths: RecipePaths, options: PlanOptions, print: PrintDocument, context: CommandContext): Promise<ExitCode> {
  const { frozen = false } = options;
  const { loaded, locks } = withLocks(await loadAll(paths, { ...options, offline: frozen }, context), paths, context);
  if (frozen) return await (await import('./plan-frozen.ts')).planFrozen({ loaded, locks }, options, print, context);
  await using session = await openSession(loaded, { onlyLooking: true }, context);
  const { plan: made, diagnostics } = await planPinned(loaded, session, locks, { isRun: false }, context);
  tellDiagnostics(diagnostics, loaded.sources, context);
  if (options.json === true) print({ ...planAsJson(made, loaded.accounts), diagnostics });
  if (hasErrors(diagnostics)) return exitCodes.usage;
  if (options.json !== true) context.host.stdout.write(`${renderPlan(made, { accounts: loaded.accounts, providers: session.planned })}\n`);
  tellUnknownPast(made, loaded, context);
  const excess = excessOf(made, loaded.profile);
  if (excess !== undefined) tell(context, `Note: ${excess} reel run would refuse it.`);
  return exitCodes.done;
}

function tellUnknownPast(made: Plan, loaded: Loaded, context: CommandContext): void {
  for (const { account, gaps } of settingsFor(made, loaded)) {
    if (gaps.length === 0) continue;
    const why = gaps.map(({ clause }) => clause).join(' and ');
    tell(context, `Note: ${why}, so what your account at ${account.name} has already made is not known here.`);
  }
}
