import type { RecipeInstance } from '@reelwright/recipe';

/** `<recipe>/<instance>/<step>`: unique in a plan without errors. */
export function nodeId(instance: RecipeInstance, step: string): string {
  return `${instance.recipe.name}/${instance.id}/${step}`;
}
