import type { Diagnostic } from '@reelwright/errors';
import type { RecipeStep } from '../recipe.ts';
import { orderSteps } from './order-steps.ts';
import { demandedSteps, placeOfDemand } from './references.ts';

/** Steps of a path that are shown; a longer circle is cut in its middle. */
const shownSteps = 12;

/** One diagnostic for each knot of steps that need each other, at the place where its first step asks for the next. */
export function checkCycles(steps: ReadonlyMap<string, RecipeStep>): Diagnostic[] {
  const needs = new Map<string, readonly string[]>();
  for (const [id, step] of steps) needs.set(id, demandedSteps(step));
  return orderSteps(needs).cycles.flatMap((circle) => {
    const step = steps.get(circle[0] ?? '');
    return step === undefined ? [] : [explainCircle(step, circle)];
  });
}

function explainCircle(step: RecipeStep, circle: readonly string[]): Diagnostic {
  const itself = circle.length === 2;
  return {
    severity: 'error',
    code: 'RECIPE_CYCLE',
    message: itself ? `Step "${step.id}" needs itself.` : `Steps need each other in a circle: ${asPath(circle)}.`,
    location: placeOfDemand(step, circle[1] ?? ''),
    hint: itself ? 'Use the output of another step.' : 'Remove one of these references or "needs".',
  };
}

function asPath(circle: readonly string[]): string {
  if (circle.length <= shownSteps) return circle.join(' -> ');
  const half = shownSteps / 2;
  const left = circle.length - shownSteps;
  return [...circle.slice(0, half), `… ${left} more …`, ...circle.slice(-half)].join(' -> ');
}
