import { hasErrors } from '@reelwright/errors';
import { renderConfig } from '@reelwright/recipe';
import { type CommandContext, printJson } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadAll } from '../loaded.ts';
import type { RecipeOptions } from '../options.ts';
import { resolveRecipePaths } from '../recipe-paths.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

/** The recipe in canonical form, as YAML; several instances are several documents. */
export async function config(recipe: string, options: RecipeOptions, context: CommandContext): Promise<ExitCode> {
  const loaded = await loadAll(resolveRecipePaths([recipe], context.host.cwd), { ...options, offline: true }, context);
  tellDiagnostics(loaded.diagnostics, loaded.sources, context);
  if (hasErrors(loaded.diagnostics)) return exitCodes.usage;
  const documents = loaded.instances.map((instance) => ({
    recipe: instance.recipe.name,
    instance: instance.id,
    yaml: renderConfig(instance),
  }));
  if (options.json === true) printJson(context, documents);
  else context.host.stdout.write(documents.map(({ yaml }) => yaml).join('---\n'));
  return exitCodes.done;
}
