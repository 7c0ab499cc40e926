import type { RecipeInstance, Sourced } from '@reelwright/recipe';
import type { Plan } from '@reelwright/runner';
import type { Loaded } from '../loaded.ts';
import { valuesOf } from '../open-project.ts';
import type { LockFile } from './lock-files.ts';

/** The recipes as they are, each film with its own list of providers. */
export function withProviders(loaded: Loaded, listOf: (instance: RecipeInstance) => readonly string[]): Loaded {
  const instances = loaded.instances.map((one) => ({ ...one, providers: listOf(one).map((value) => sourced(value, one)) }));
  return { ...loaded, chosenProviders: [], instances };
}

/** Who may make a film, in the order in which they are tried. */
export function allowedFor({ providers }: RecipeInstance, { chosenProviders, defaultProviders }: Loaded): readonly string[] {
  return [chosenProviders, valuesOf(providers), defaultProviders].find((names) => names.length > 0) ?? [];
}

/** Where its lock has a film. */
export function lockedProviderOf(instance: RecipeInstance, locks: readonly LockFile[], emulated: boolean): string | undefined {
  const lock = locks.find(({ recipeFile }) => recipeFile === instance.recipe.file)?.lock;
  return (emulated ? lock?.emulated : lock?.instances)?.get(instance.id)?.provider;
}

/** A list of providers with the locked one in front. */
export function lockedFirst(instance: RecipeInstance, loaded: Loaded, locks: readonly LockFile[], emulated: boolean): readonly string[] {
  const allowed = allowedFor(instance, loaded);
  const locked = lockedProviderOf(instance, locks, emulated);
  return locked !== undefined && allowed.includes(locked) ? [locked, ...allowed.filter((name) => name !== locked)] : allowed;
}

export function filmOf({ recipe, id }: RecipeInstance): string {
  return `${recipe.name}/${id}`;
}

/** Films of which something would have to be made. */
export function filmsWithWork({ nodes }: Pick<Plan, 'nodes'>): ReadonlySet<string> {
  return new Set(nodes.filter(({ decision }) => decision.action !== 'reuse').map(({ recipe, instance }) => `${recipe}/${instance}`));
}

function sourced(value: string, { providers, recipe: { file } }: RecipeInstance): Sourced<string> {
  return providers.find((one) => one.value === value) ?? { value, location: { file, line: 1, column: 1 } };
}
