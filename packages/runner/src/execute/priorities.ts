import type { Plan, PlanNode } from '../plan/plan.ts';
import type { Estimates } from './estimates.ts';
import type { RunOptions } from './run-options.ts';
import { type SpeechLengths, speechSizeOf } from './speech-size.ts';

/** The longest remaining path behind each node, in ms: what is done first because most waits for it. */
export class Priorities {
  readonly #plan: Plan;
  readonly #providers: RunOptions['providers'];
  readonly #estimates: Estimates;
  readonly #behind = new Map<string, number>();

  constructor(plan: Plan, providers: RunOptions['providers'], estimates: Estimates) {
    this.#plan = plan;
    this.#providers = providers;
    this.#estimates = estimates;
    this.add(plan.nodes);
  }

  /** @param nodes Whole instances; each comes after those that it needs. They take the place of what was known under their names. */
  add(nodes: readonly PlanNode[]): void {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    for (const { id } of nodes) this.#behind.delete(id);
    for (const node of [...nodes].reverse()) {
      const own = this.of(node, speechSizeOf(node.step.with, this.#lengthsAround(node, byId)));
      for (const need of node.needs) this.#behind.set(need, Math.max(this.#behind.get(need) ?? 0, own));
    }
  }

  /** @param size What the length of the node's work follows, as well as it is known by now. */
  of(node: PlanNode, size: number): number {
    const adapter = this.#providers.get(node.provider)?.id ?? node.provider;
    return (this.#behind.get(node.id) ?? 0) + this.#estimates.of(adapter, node.step.with.uses, size).typicalMs;
  }

  /** Before anything has run: the length of speech is guessed from its text, also through the step that speaks it. */
  #lengthsAround({ recipe, instance }: PlanNode, nodes: ReadonlyMap<string, PlanNode>): SpeechLengths {
    const { media } = this.#plan;
    return {
      media,
      upstreamMs: ({ step }) => {
        const upstream = nodes.get(`${recipe}/${instance}/${step}`)?.step.with;
        return upstream === undefined ? 0 : speechSizeOf(upstream, { media, upstreamMs: () => 0 });
      },
    };
  }
}
