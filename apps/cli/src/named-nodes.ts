import { nearestName } from '@reelwright/errors';
import type { Plan, PlanNode } from '@reelwright/runner';
import { usageError } from './usage-error.ts';

/**
 * The steps that a word of the command line stands for: `film` in every film, `cn/film` in one, `weekly/cn/film` of one recipe.
 *
 * @throws {ReelwrightError} CLI_USAGE when there is no such step.
 */
export function nodesNamed(step: string, { nodes }: Pick<Plan, 'nodes'>): readonly PlanNode[] {
  const meant = nodes.filter((node) => [node.step.id, `${node.instance}/${node.step.id}`, node.id].includes(step));
  if (meant.length > 0) return meant;
  const known = [...new Set(nodes.map((node) => node.step.id))];
  const near = nearestName(step, known);
  throw usageError(`There is no step "${step}".`, `${near === undefined ? '' : `Did you mean "${near}"? `}Known: ${known.join(', ')}.`);
}
