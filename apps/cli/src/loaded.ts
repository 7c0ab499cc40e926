import type { RecipeInstance } from '@reelwright/recipe';
import type { AccountSettings } from './account-settings.ts';
import type { CommandContext } from './context.ts';
import { type LoadedRecipes, loadRecipes, readRecipes } from './load-recipes.ts';
import { type OpenedProject, openProject, type ProjectWords, readSettings, valuesOf } from './open-project.ts';
import type { RecipeOptions } from './options.ts';
import type { RecipePaths } from './recipe-paths.ts';

/** Recipes, and what is known of the accounts that they may use. */
export interface Loaded extends LoadedRecipes, OpenedProject {
  /** One per account that a step may use; none where no account is asked: in a check, in an emulated run. */
  readonly settings: readonly AccountSettings[];
}

export interface LoadAllOptions extends ProjectWords, Pick<RecipeOptions, 'input'> {
  readonly inputsMayBeMissing?: boolean;
  /** For commands that ask no account of anything. */
  readonly offline?: boolean;
}

/** @throws {ReelwrightError} What stands on the command line is wrong, or a secret's pointer leads nowhere. */
export async function loadAll(paths: RecipePaths, options: LoadAllOptions, context: CommandContext): Promise<Loaded> {
  const { cwd } = context.host;
  const opened = await openProject(paths.root, options, context);
  const { loadedProject, profile, catalogue, seen } = opened;
  const vendorSchemas = Object.fromEntries([...catalogue].map(([name, provider]) => [name, provider.vendorSchemas]));
  const { input, inputsMayBeMissing = false, offline = false } = options;
  const texts = readRecipes(paths, cwd);
  const recipes = await loadRecipes(paths.root, texts, { input, inputsMayBeMissing, vendorSchemas, loadedProject, profile, seen });
  return offline ? { ...opened, ...recipes, settings: [] } : await withAccounts(opened, recipes, context);
}

/** Adds what is known of the accounts that the recipes may use. An emulated run asks none. */
export async function withAccounts(opened: OpenedProject, recipes: LoadedRecipes, context: CommandContext): Promise<Loaded> {
  const names = opened.emulate ? [] : usedAccounts(recipes.instances, opened);
  return { ...opened, ...recipes, settings: await readSettings(names, opened, context) };
}

/** What runs on this machine needs no account; every other step has a list of them, or one that it pins. */
function usedAccounts(instances: readonly RecipeInstance[], { chosenProviders, defaultProviders }: OpenedProject): string[] {
  const used = instances.flatMap((instance) => {
    const listed = [chosenProviders, valuesOf(instance.providers), defaultProviders].find((names) => names.length > 0) ?? [];
    const remote = instance.steps.filter(({ with: { uses } }) => uses !== 'captions' && uses !== 'join');
    const isLeftOpen = remote.some((step) => step.provider === undefined);
    return [...(isLeftOpen ? listed : []), ...remote.flatMap((step) => step.provider?.value ?? [])];
  });
  return [...new Set(used)];
}
