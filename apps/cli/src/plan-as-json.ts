import { estimatePlan, type Plan, type PlanNode } from '@reelwright/runner';
import type { Accounts } from './accounts.ts';

/** A plan for programs. Keys are stable: what is not known is `null`. */
export function planAsJson(plan: Plan, accounts: Accounts) {
  const { nodes, outputs, alternatives, emulated } = plan;
  return {
    emulated,
    nodes: nodes.map((node) => nodeAsJson(node, accounts)),
    outputs,
    alternatives: [...alternatives].map(([film, others]) => ({
      film,
      providers: others.map(({ provider, nodes: made }) => ({ provider, nodes: made.map((node) => nodeAsJson(node, accounts)) })),
    })),
    estimate: estimatePlan(plan),
  };
}

function nodeAsJson({ id, recipe, instance, step, provider, needs, fingerprint, decision, estimate }: PlanNode, accounts: Accounts) {
  return {
    id,
    recipe,
    instance,
    step: step.id,
    uses: step.with.uses,
    provider,
    adapter: accounts.get(provider)?.adapter ?? null,
    origin: step.origin ?? null,
    consent: step.granted?.name ?? null,
    needs,
    fingerprint: fingerprint ?? null,
    decision,
    estimate: estimate ?? null,
  };
}
