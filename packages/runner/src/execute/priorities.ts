import type { StepWith } from '@reelwright/recipe';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { type Estimates, spokenMs } from './estimates.ts';

/** The longest remaining path behind each node, in ms: what is done first because most waits for it. */
export class Priorities {
  readonly #estimates: Estimates;
  readonly #behind = new Map<string, number>();

  constructor(plan: Plan, estimates: Estimates) {
    this.#estimates = estimates;
    const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
    for (const node of [...plan.nodes].reverse()) {
      const own = this.of(node, guessedSize(node, nodes, plan));
      for (const need of node.needs) this.#behind.set(need, Math.max(this.#behind.get(need) ?? 0, own));
    }
  }

  /** @param size What the length of the node's work follows, as well as it is known by now. */
  of(node: PlanNode, size: number): number {
    return (this.#behind.get(node.id) ?? 0) + this.#estimates.of(node.provider, node.step.with.uses, size).typicalMs;
  }
}

/** Before anything has run: the length of speech is guessed from its text, also through the step that speaks it. */
function guessedSize(node: PlanNode, nodes: ReadonlyMap<string, PlanNode>, plan: Plan): number {
  const step = node.step.with;
  if (step.uses === 'tts') return spokenMs(step.text.text);
  if (step.uses !== 'lip-sync') return 0;
  if (step.speech.type === 'text') return spokenMs(step.speech.text.text);
  const { audio } = step.speech;
  if (audio.type === 'file') return plan.media.get(audio.path)?.durationMs ?? 0;
  const upstream = audio.type === 'step-output' ? nodes.get(`${node.recipe}/${node.instance}/${audio.step}`)?.step.with : undefined;
  return upstream === undefined ? 0 : spokenSizeOf(upstream);
}

function spokenSizeOf(step: StepWith): number {
  return step.uses === 'tts' ? spokenMs(step.text.text) : 0;
}
