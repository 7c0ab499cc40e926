import { type Diagnostic, hasErrors } from '@reelwright/errors';
import { type InstantiateOptions, instantiateRecipe } from './instantiate/instantiate-recipe.ts';
import { mergeDiagnostics } from './merge-diagnostics.ts';
import { parseRecipe } from './parse/parse-recipe.ts';
import type { Recipe, RecipeInstance } from './recipe.ts';
import { validateRecipe } from './validate/validate-recipe.ts';

export interface LoadedRecipe {
  readonly recipe: Recipe | undefined;
  /** Empty when anything is wrong. */
  readonly instances: readonly RecipeInstance[];
  /** Everything that is wrong, each once, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The three stages in a row: reads, judges and instantiates a recipe, and tells all that is wrong in one go. */
export function loadRecipe(text: string, file: string, options: InstantiateOptions): LoadedRecipe {
  const { recipe, diagnostics } = validateRecipe(parseRecipe(text, file), options);
  if (recipe === undefined) return { recipe, instances: [], diagnostics };
  const instantiated = instantiateRecipe(recipe, options);
  const all = mergeDiagnostics(diagnostics, instantiated.diagnostics);
  return { recipe, instances: hasErrors(all) ? [] : instantiated.instances, diagnostics: all };
}
