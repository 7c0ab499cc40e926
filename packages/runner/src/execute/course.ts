import { ReelwrightError } from '@reelwright/errors';
import type { RecipeInstance } from '@reelwright/recipe';
import { localProvider } from '../plan/local-provider.ts';
import type { Plan, PlanAlternative, PlanNode } from '../plan/plan.ts';
import type { Film } from '../state/film-store.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { BegunElsewhere } from '../state/start-store.ts';
import { isPaid } from './paid-kinds.ts';
import type { RunOptions } from './run-options.ts';
import { mayLeaveAfter } from './switch-table.ts';

/** What an account was asked to do for a film that goes on at another one. Nobody is told of it. */
export class LeftForAnother extends ReelwrightError {
  constructor(film: string) {
    super('RUN_UPSTREAM_FAILED', `"${film}" goes on at another provider.`);
  }
}

/** What a course needs of its run. */
export interface CourseBase {
  readonly state: Pick<RunnerState, 'films' | 'tasks' | 'intactResult'>;
  readonly providers: RunOptions['providers'];
  readonly stopping: AbortSignal;
}

/** Leave to send one start. While any is on its way, nothing is decided. */
export interface Departure {
  /** @param isBinding The task was started, or may have been. */
  land(isBinding: boolean): void;
}

/**
 * The way of one instance: who makes it, and whether it may still go elsewhere. It may as long as no paid task of it has been started,
 * or may have been; then what its account refuses stands.
 */
export class Course {
  readonly film: Film;
  readonly #base: CourseBase;
  #instance: RecipeInstance;
  #nodes: readonly PlanNode[];
  #alternatives: readonly PlanAlternative[];
  /** Accounts, by their name, that it has left. */
  readonly #left: string[] = [];
  #isBound = false;
  #departed = 0;
  #landed = () => {};
  #leaving: AbortController | undefined;
  #deciding: Promise<PlanAlternative | undefined> | undefined;
  #isDeciding = false;

  constructor(instance: RecipeInstance, nodes: readonly PlanNode[], plan: Plan, base: CourseBase) {
    this.film = { name: filmOf(instance), emulated: plan.emulated };
    this.#base = base;
    this.#instance = instance;
    this.#nodes = nodes;
    this.#alternatives = plan.alternatives.get(this.film.name) ?? [];
    if (this.#alternatives.length > 0) this.#leaving = new AbortController();
  }

  get instance(): RecipeInstance {
    return this.#instance;
  }

  get nodes(): readonly PlanNode[] {
    return this.#nodes;
  }

  /** The account that most of it runs at, by its name; steps that pin their provider stay with that. */
  get account(): string {
    const { provider } = this.#nodes.find((node) => node.provider !== localProvider && node.step.provider === undefined) ?? {};
    return provider ?? localProvider;
  }

  /** Aborted when the instance goes on elsewhere; absent where it cannot. */
  get leaving(): AbortSignal | undefined {
    return this.#leaving?.signal;
  }

  /** Accounts where it could be made as well: another run may have begun it there. Those that pinned steps use are none. */
  rivals(): readonly string[] {
    const names = [...this.#left, ...this.#alternatives.flatMap(({ nodes }) => nodes.map(({ provider }) => provider))];
    const own = new Set(this.#nodes.map(({ provider }) => this.#keyOf(provider)));
    return [...new Set(names.map((name) => this.#keyOf(name)))].filter((key) => key !== undefined && !own.has(key)) as string[];
  }

  /** Ends what a node waits for, when the run is stopped or the instance goes elsewhere. */
  signal(): AbortSignal {
    const { stopping } = this.#base;
    return this.#leaving === undefined ? stopping : AbortSignal.any([stopping, this.#leaving.signal]);
  }

  /** Money has been spent on it here, or may have been. */
  bind(): void {
    this.#isBound = true;
  }

  /** Before an intent. @returns `undefined` while it is being decided whether the instance stays: see `decided`. */
  depart(): Departure | undefined {
    if (this.#isDeciding) return undefined;
    this.#departed += 1;
    return {
      land: (isBinding) => {
        if (isBinding) this.bind();
        this.#departed -= 1;
        this.#landed();
      },
    };
  }

  async decided(): Promise<void> {
    await this.#deciding;
  }

  /**
   * A node has failed: where the instance goes instead, or nowhere. Starts that are on their way are waited for; meanwhile no other
   * leaves.
   */
  consider(node: PlanNode, error: unknown): Promise<PlanAlternative | undefined> {
    if (error instanceof LeftForAnother || this.#isDeciding) return this.#deciding ?? Promise.resolve(undefined);
    if (this.#leaving === undefined || this.#leaving.signal.aborted) return this.#deciding ?? Promise.resolve(undefined);
    const account = error instanceof BegunElsewhere ? error.account : undefined;
    const mayLeave = account !== undefined || mayLeaveAfter(error);
    if (!mayLeave || this.#isBound || this.#alternativeTo(node, account) === undefined) {
      // What stands for one node stands for the film.
      this.bind();
      return Promise.resolve(undefined);
    }
    this.#isDeciding = true;
    this.#deciding = this.#decide(node, account);
    return this.#deciding;
  }

  /** Before anything runs: where it was begun, or lies finished, if that is not where the plan has it. */
  beginElsewhere(): { readonly to: PlanAlternative; readonly because: string } | undefined {
    if (this.#alternatives.length === 0) return undefined;
    // What was paid for this very film outweighs what others have under way here.
    const owner = this.#mayBeOurs(this.#nodes) ? undefined : this.#alternatives.find(({ nodes }) => this.#mayBeOurs(nodes));
    if (owner === undefined && this.#mayBeBegun(this.#nodes)) {
      this.bind();
      return undefined;
    }
    if (owner !== undefined) return { to: owner, because: 'It was begun there, and is not made in two places.' };
    // What is finished costs nothing here; others may have begun the like of one of its steps elsewhere.
    if (this.#isMade(this.#nodes)) return undefined;
    const begun = this.#alternatives.find(({ nodes }) => this.#mayBeBegun(nodes));
    if (begun !== undefined) return { to: begun, because: 'It was begun there, and is not made in two places.' };
    const made = this.#alternatives.find(({ nodes }) => this.#isMade(nodes));
    return made === undefined ? undefined : { to: made, because: 'All of it has been made there already.' };
  }

  /** From now on it runs there; those that have been passed over are not tried again. */
  take(alternative: PlanAlternative): void {
    this.#left.push(this.account);
    this.#alternatives = this.#alternatives.slice(this.#alternatives.indexOf(alternative) + 1);
    this.#instance = alternative.instance;
    this.#nodes = alternative.nodes;
    this.#isBound = this.#mayBeBegun(alternative.nodes);
    this.#leaving = this.#alternatives.length > 0 ? new AbortController() : undefined;
    this.#deciding = undefined;
  }

  async #decide(node: PlanNode, account: string | undefined): Promise<PlanAlternative | undefined> {
    while (this.#departed > 0) {
      await new Promise<void>((resolve) => {
        this.#landed = resolve;
      });
    }
    const { stopping } = this.#base;
    const next = this.#isBound || stopping.aborted || this.#mayBeBegun(this.#nodes) ? undefined : this.#alternativeTo(node, account);
    this.#isDeciding = false;
    if (next === undefined) this.bind();
    else this.#leaving?.abort(new LeftForAnother(this.film.name));
    return next;
  }

  /**
   * The next one that would have the step done by somebody else: a step that pins its provider is refused there just the same.
   *
   * @param account The one where another run has begun the film, if that is why.
   */
  #alternativeTo({ id, provider }: PlanNode, account: string | undefined): PlanAlternative | undefined {
    return this.#alternatives.find(({ nodes }) =>
      account === undefined
        ? nodes.find((node) => node.id === id)?.provider !== provider
        : nodes.some((node) => this.#keyOf(node.provider) === account),
    );
  }

  #keyOf(name: string): string | undefined {
    return this.#base.providers.get(name)?.accountKey;
  }

  /** Whether a paid task was started there for this very film, or may have been, since it was last finished. */
  #mayBeOurs(nodes: readonly PlanNode[]): boolean {
    try {
      const begun = this.#base.state.films.begun(this.film);
      return nodes.some(({ fingerprint, provider, step }) => {
        const account = this.#keyOf(provider);
        return step.provider === undefined && begun.some((one) => one.fingerprint === fingerprint && one.account === account);
      });
    } catch {
      return false;
    }
  }

  /** Where the records cannot be read, nothing is moved: the step that needs them will say so. */
  #mayBeBegun(nodes: readonly PlanNode[]): boolean {
    try {
      return this.#isBegun(nodes);
    } catch {
      return true;
    }
  }

  /** Whether a paid task for it is under way, or may be, or was started for this very film since it was last finished. */
  #isBegun(nodes: readonly PlanNode[]): boolean {
    const { films, tasks } = this.#base.state;
    const begun = films.begun(this.film);
    return nodes.some(({ fingerprint, provider, step }) => {
      const account = this.#keyOf(provider);
      if (fingerprint === undefined || account === undefined || step.with.uses === 'authorize') return false;
      if (begun.some((one) => one.fingerprint === fingerprint && one.account === account)) return true;
      const record = tasks.newest(fingerprint, account);
      return record !== undefined && isPaid(record.kind) && (record.state === 'intent' || record.state === 'started');
    });
  }

  #isMade(nodes: readonly PlanNode[]): boolean {
    return nodes.every(({ fingerprint, provider }) => {
      if (provider === localProvider) return true;
      return fingerprint !== undefined && this.#base.state.intactResult(fingerprint) !== undefined;
    });
  }
}

/** `<recipe>/<instance>`, as it stands in a plan. */
export function filmOf(instance: RecipeInstance): string {
  return `${instance.recipe.name}/${instance.id}`;
}
