import { hasErrors } from '@reelwright/errors';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { count } from '../format.ts';
import { loadAll } from '../loaded.ts';
import type { RecipeOptions } from '../options.ts';
import { planLoaded } from '../planning.ts';
import { resolveRecipePaths } from '../recipe-paths.ts';
import { openSession } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

/** Every mistake at once, offline. A plan is made and thrown away: its limits and conflicts count as well. */
export async function check(named: readonly string[], options: RecipeOptions, context: CommandContext): Promise<ExitCode> {
  const paths = resolveRecipePaths(named, context.host.cwd);
  const loaded = await loadAll(paths, options, context);
  using session = await openSession(loaded, { emulate: true, onlyLooking: true }, context);
  const { diagnostics } = await planLoaded(loaded, session);
  tellDiagnostics(diagnostics, loaded.sources, context);
  const isWrong = hasErrors(diagnostics);
  if (!isWrong) tell(context, `${context.palette.green('Right')}: ${count(paths.recipes.length, 'recipe')} checked.`);
  if (options.json === true) printJson(context, { ok: !isWrong, diagnostics });
  return isWrong ? exitCodes.usage : exitCodes.done;
}
