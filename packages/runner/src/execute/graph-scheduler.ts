import type { Plan, PlanNode } from '../plan/plan.ts';

export interface SchedulerHooks {
  /** Carries out a node whose needs are all met. */
  readonly carryOut: (node: PlanNode) => Promise<void>;
  /** Told for a node that did not come to its end. */
  readonly onFailed: (node: PlanNode, error: unknown) => void;
  /** Told for a node that was never begun, because `culprit` failed or was itself skipped. */
  readonly onSkipped: (node: PlanNode, culprit: PlanNode) => void;
}

/** Begins every node the moment its last need is met: all that may run runs. Resolves when nothing is left to begin or to wait for. */
export function scheduleGraph(plan: Plan, hooks: SchedulerHooks): Promise<void> {
  const dependents = new Map<string, PlanNode[]>();
  const unmet = new Map<string, number>();
  for (const node of plan.nodes) {
    unmet.set(node.id, node.needs.length);
    for (const need of node.needs) {
      const list = dependents.get(need);
      if (list === undefined) dependents.set(need, [node]);
      else list.push(node);
    }
  }
  const skipped = new Set<string>();
  return new Promise((resolve, reject) => {
    let left = plan.nodes.length;
    const end = () => {
      left -= 1;
      if (left === 0) resolve();
    };
    const skipAll = (from: PlanNode) => {
      const open = [from];
      for (let culprit = open.pop(); culprit !== undefined; culprit = open.pop()) {
        for (const node of dependents.get(culprit.id) ?? []) {
          if (skipped.has(node.id)) continue;
          skipped.add(node.id);
          hooks.onSkipped(node, culprit);
          open.push(node);
          end();
        }
      }
    };
    const begin = (node: PlanNode) => {
      hooks
        .carryOut(node)
        .then(
          () => meet(node),
          (error: unknown) => {
            hooks.onFailed(node, error);
            skipAll(node);
          },
        )
        .then(end)
        .catch(reject);
    };
    const meet = (done: PlanNode) => {
      for (const node of dependents.get(done.id) ?? []) {
        const rest = (unmet.get(node.id) ?? 0) - 1;
        unmet.set(node.id, rest);
        if (rest === 0 && !skipped.has(node.id)) begin(node);
      }
    };
    const ready = plan.nodes.filter((node) => node.needs.length === 0);
    if (left === 0) resolve();
    for (const node of ready) begin(node);
  });
}
