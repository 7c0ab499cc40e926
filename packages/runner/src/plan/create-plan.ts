import type { Diagnostic } from '@reelwright/errors';
import { sortDiagnostics } from '@reelwright/errors';
import type { RecipeInstance } from '@reelwright/recipe';
import { chooseProvider } from './choose-provider.ts';
import { findOutputConflicts } from './output-conflicts.ts';
import type { Plan, PlanAlternative, PlanNode } from './plan.ts';
import type { PlanArguments } from './plan-arguments.ts';
import { outputsOf } from './plan-outputs.ts';

export type { PlanArguments } from './plan-arguments.ts';

/** What would run, what is reused and why. Depends on its arguments alone. With an error among the diagnostics the plan must not be run. */
export function createPlan(given: PlanArguments): { readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] } {
  const byFingerprint = new Map<string, string>();
  const nodes: PlanNode[] = [];
  const instances: RecipeInstance[] = [];
  const alternatives = new Map<string, readonly PlanAlternative[]>();
  const diagnostics = findOutputConflicts(given.instances);
  for (const instance of given.instances) {
    const chosen = chooseProvider(instance, given, byFingerprint);
    for (const node of chosen.nodes) nodes.push(node);
    for (const diagnostic of chosen.diagnostics) diagnostics.push(diagnostic);
    instances.push(chosen.instance);
    if (chosen.alternatives.length > 0) alternatives.set(`${instance.recipe.name}/${instance.id}`, chosen.alternatives);
  }
  const { emulated, media } = given;
  return {
    plan: { nodes, outputs: instances.flatMap(outputsOf), instances, alternatives, emulated, media },
    diagnostics: sortDiagnostics(withoutRepeats(diagnostics)),
  };
}

/** The same finding at the same place, once: a matrix makes many instances of one line. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    const key = `${one.code}\n${one.location.file}:${one.location.line}:${one.location.column}\n${one.message}`;
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}
