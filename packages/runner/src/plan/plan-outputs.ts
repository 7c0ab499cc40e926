import type { RecipeInstance } from '@reelwright/recipe';
import { nodeId } from './node-id.ts';
import type { PlanOutput } from './plan.ts';

/** Which node's output becomes which file of an instance. */
export function outputsOf(instance: RecipeInstance): PlanOutput[] {
  return instance.outputs.map(({ name, from }) => ({
    recipe: instance.recipe.name,
    instance: instance.id,
    name,
    node: nodeId(instance, from.step),
    output: from.output,
  }));
}
