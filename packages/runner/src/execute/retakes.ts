import { localProvider } from '../plan/local-provider.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import type { RunnerState } from '../state/runner-state.ts';
import type { RunOptions } from './run-options.ts';

/** What is asked of a node: the first of these that is still wanted is made anew. */
export interface Wanted {
  readonly node: PlanNode;
  readonly fingerprint: string;
}

export interface RetakesBase {
  readonly plan: Pick<Plan, 'nodes' | 'emulated'>;
  readonly retake: ReadonlySet<string> | undefined;
  readonly providers: RunOptions['providers'];
  readonly state: Pick<RunnerState, 'retakes' | 'tasks'>;
}

/**
 * Steps that are made anew although their results are there. A new attempt of the same task: its result takes the old one's place when
 * it is whole, and not before. A retake that was cut off goes on; it is done once, until a run in which all is done.
 */
export class Retakes {
  readonly #base: RetakesBase;
  /** Who asked for a fingerprint: an equal node shares what is made anew. */
  readonly #askers = new Map<string, string>();
  readonly #madeHere = new Set<string>();

  constructor(base: RetakesBase) {
    this.#base = base;
    for (const { id, fingerprint } of base.plan.nodes) {
      if (fingerprint !== undefined && base.retake?.has(id)) this.#askers.set(fingerprint, id);
    }
  }

  /** Whether what there is of it will not do. */
  isDue({ node, fingerprint }: Wanted): boolean {
    const asker = this.#askerOf({ node, fingerprint });
    if (asker === undefined) return false;
    if (node.provider === localProvider) return !this.#madeHere.has(fingerprint);
    const { newest, after } = this.#attempts(asker, { node, fingerprint });
    return newest === undefined || newest.attempt <= after || newest.state !== 'succeeded';
  }

  /** Whether the newest attempt on record is an old one: a new one is then started. */
  isOld(wanted: Wanted): boolean {
    const asker = this.#askerOf(wanted);
    if (asker === undefined) return false;
    const { newest, after } = this.#attempts(asker, wanted);
    return newest !== undefined && newest.attempt <= after;
  }

  /** What is made on this machine leaves no record. */
  noteMade({ fingerprint }: Wanted): void {
    this.#madeHere.add(fingerprint);
  }

  /** Everything is done: asked again, it is made again. */
  close(): void {
    const { retake, state, plan } = this.#base;
    if (retake !== undefined && retake.size > 0) state.retakes.close(retake, plan.emulated);
  }

  #askerOf({ node, fingerprint }: Wanted): string | undefined {
    return this.#base.retake?.has(node.id) ? node.id : this.#askers.get(fingerprint);
  }

  #attempts(asker: string, { node, fingerprint }: Wanted) {
    const { state, providers, plan } = this.#base;
    const newest = state.tasks.newest(fingerprint, providers.get(node.provider)?.accountKey ?? '');
    // What is not at its end yet is new enough.
    const isOpen = newest?.state === 'intent' || newest?.state === 'started';
    const last = (newest?.attempt ?? 0) - (isOpen ? 1 : 0);
    return { newest, after: state.retakes.after({ node: asker, emulated: plan.emulated, fingerprint }, last) };
  }
}
