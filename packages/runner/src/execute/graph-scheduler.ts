import type { PlanNode } from '../plan/plan.ts';

export interface SchedulerHooks {
  /** Carries out a node whose needs are all met. */
  readonly carryOut: (node: PlanNode) => Promise<void>;
  /**
   * Told for a node that did not come to its end.
   *
   * @returns whether all the others are given up, too: nothing more is begun, and nothing more is told of what is under way.
   */
  readonly onFailed: (node: PlanNode, error: unknown) => Promise<boolean>;
  /** Told for a node that was never begun, because `culprit` failed or was itself skipped. */
  readonly onSkipped: (node: PlanNode, culprit: PlanNode) => void;
}

/**
 * Begins every node the moment its last need is met: all that may run runs.
 *
 * @returns when nothing is left to begin or to wait for: whether they were given up.
 */
export function scheduleGraph(nodes: readonly PlanNode[], hooks: SchedulerHooks): Promise<boolean> {
  return new Promise((resolve, reject) => new GraphScheduler(nodes, hooks, { resolve, reject }).begin());
}

interface Ending {
  readonly resolve: (isGivenUp: boolean) => void;
  readonly reject: (error: unknown) => void;
}

class GraphScheduler {
  readonly #nodes: readonly PlanNode[];
  readonly #hooks: SchedulerHooks;
  readonly #ending: Ending;
  readonly #dependents = new Map<string, PlanNode[]>();
  readonly #unmet = new Map<string, number>();
  readonly #skipped = new Set<string>();
  /** Neither begun nor skipped. */
  #waiting: number;
  #running = 0;
  #isGivenUp = false;

  constructor(nodes: readonly PlanNode[], hooks: SchedulerHooks, ending: Ending) {
    this.#nodes = nodes;
    this.#hooks = hooks;
    this.#ending = ending;
    this.#waiting = nodes.length;
    for (const node of nodes) {
      this.#unmet.set(node.id, node.needs.length);
      for (const need of node.needs) {
        const list = this.#dependents.get(need);
        if (list === undefined) this.#dependents.set(need, [node]);
        else list.push(node);
      }
    }
  }

  begin(): void {
    const ready = this.#nodes.filter((node) => node.needs.length === 0);
    for (const node of ready) this.#begin(node);
    this.#endIfDone();
  }

  #begin(node: PlanNode): void {
    this.#waiting -= 1;
    this.#running += 1;
    this.#hooks
      .carryOut(node)
      .then(
        () => this.#meet(node),
        (error: unknown) => this.#fail(node, error),
      )
      .then(() => {
        this.#running -= 1;
        this.#endIfDone();
      })
      .catch(this.#ending.reject);
  }

  #meet(done: PlanNode): void {
    if (this.#isGivenUp) return;
    for (const node of this.#dependents.get(done.id) ?? []) {
      const rest = (this.#unmet.get(node.id) ?? 0) - 1;
      this.#unmet.set(node.id, rest);
      if (rest === 0 && !this.#skipped.has(node.id)) this.#begin(node);
    }
  }

  async #fail(node: PlanNode, error: unknown): Promise<void> {
    if (this.#isGivenUp) return;
    if (await this.#hooks.onFailed(node, error)) this.#isGivenUp = true;
    else if (!this.#isGivenUp) this.#skipAll(node);
  }

  #skipAll(from: PlanNode): void {
    const open = [from];
    for (let culprit = open.pop(); culprit !== undefined; culprit = open.pop()) {
      for (const node of this.#dependents.get(culprit.id) ?? []) {
        if (this.#skipped.has(node.id)) continue;
        this.#skipped.add(node.id);
        this.#waiting -= 1;
        this.#hooks.onSkipped(node, culprit);
        open.push(node);
      }
    }
  }

  #endIfDone(): void {
    if (this.#running === 0 && (this.#waiting === 0 || this.#isGivenUp)) this.#ending.resolve(this.#isGivenUp);
  }
}
