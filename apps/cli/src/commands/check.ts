import { hasErrors } from '@reelwright/errors';
import type { InputDeclaration } from '@reelwright/recipe';
import { byProject, type PrintDocument } from '../by-project.ts';
import { type CommandContext, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { count } from '../format.ts';
import { loadAll } from '../loaded.ts';
import type { RecipeOptions } from '../options.ts';
import { planLoaded } from '../planning.ts';
import type { RecipePaths } from '../recipe-paths.ts';
import { openSession } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

/** Every mistake at once, offline. A plan is made and thrown away: its limits and conflicts count as well. */
export async function check(named: readonly string[], options: RecipeOptions, context: CommandContext): Promise<ExitCode> {
  return await byProject(named, options, (paths, print) => checkProject(paths, options, print, context), context);
}

async function checkProject(paths: RecipePaths, options: RecipeOptions, print: PrintDocument, context: CommandContext): Promise<ExitCode> {
  const loaded = await loadAll(paths, { ...options, emulate: true, inputsMayBeMissing: true }, context);
  await using session = await openSession(loaded, { onlyLooking: true }, context);
  const { diagnostics } = await planLoaded(loaded, session, context.host);
  tellDiagnostics(diagnostics, loaded.sources, context);
  const isWrong = hasErrors(diagnostics);
  for (const { file, inputs } of loaded.incomplete) tell(context, incompleteNote(file, [...inputs.values()]));
  if (!isWrong) tell(context, `${context.palette.green('Right')}: ${count(paths.recipes.length, 'recipe')} checked.`);
  if (options.json === true) print({ ok: !isWrong, diagnostics });
  return isWrong ? exitCodes.usage : exitCodes.done;
}

/** What depends on an input was not judged; whoever wants it judged gives one. */
function incompleteNote(file: string, inputs: readonly InputDeclaration[]): string {
  const needed = inputs.filter((input) => input.default === undefined).map(({ name }) => `--input ${name}=…`);
  return `${file}: what depends on inputs without a default was not judged; to judge it, add ${needed.join(' ')}.`;
}
