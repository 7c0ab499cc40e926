import type { MediumFacts } from '@reelwright/provider';
import type { RecipeInstance, StepInstance } from '@reelwright/recipe';

/** Why a node runs or does not. `reason` is a sentence for people, naming the changed input where one is known. */
export type Decision =
  | { readonly action: 'run'; readonly reason: string }
  | { readonly action: 'reuse'; readonly reason: string }
  /** A task of this fingerprint is at the provider already: it is polled to its end, not started. */
  | { readonly action: 'resume'; readonly reason: string; readonly task: string }
  /** What it needs is not known yet, so it cannot be said before running. */
  | { readonly action: 'run-if-changed'; readonly reason: string };

export interface PlanNode {
  /** `<recipe>/<instance>/<step>`. */
  readonly id: string;
  readonly recipe: string;
  readonly instance: string;
  readonly step: StepInstance;
  /** The account's name, or `local` for what runs on this machine (captions, joins). */
  readonly provider: string;
  readonly needs: readonly string[];
  /**
   * SHA-256, hex. Known at plan time when all upstream results are known; otherwise undefined until they are.
   * Nodes of equal fingerprint are one task.
   */
  readonly fingerprint: string | undefined;
  readonly decision: Decision;
  /** What it would spend, at the most; absent where it spends nothing. */
  readonly estimate?: NodeEstimate;
}

/** What is paid for, in the units in which it is. */
export interface NodeEstimate {
  readonly speechCharacters: number;
  /** Milliseconds of film. */
  readonly videoMs: number;
  /** Voices and avatars. */
  readonly clones: number;
  /** False where a length was guessed or is not known at all, or where it may turn out that it need not run. */
  readonly isExact: boolean;
}

/** An output of an instance: which node's output becomes which file. */
export interface PlanOutput {
  readonly recipe: string;
  readonly instance: string;
  readonly name: string;
  readonly node: string;
  readonly output: string;
}

/** The resolved graph of one run. Made from its arguments alone: no network, clock, environment or disk. */
export interface Plan {
  /** In an order in which every node comes after those that it needs. */
  readonly nodes: readonly PlanNode[];
  readonly outputs: readonly PlanOutput[];
  /** As they run: members of the cast and consents filled in, what a provider lacks compiled to what it has. */
  readonly instances: readonly RecipeInstance[];
  /**
   * Where an instance may run instead, in order, when its provider refuses its first paid task: nodes and instance of a plan of that
   * instance alone. By `<recipe>/<instance>`; absent where there is no choice.
   */
  readonly alternatives: ReadonlyMap<string, readonly PlanAlternative[]>;
  readonly emulated: boolean;
  /** Facts of the local media, by absolute path, as they were when the fingerprints were made. */
  readonly media: ReadonlyMap<string, MediumFacts>;
}

/** An instance on another provider. */
export interface PlanAlternative {
  readonly provider: string;
  readonly nodes: readonly PlanNode[];
  readonly outputs: readonly PlanOutput[];
  readonly instance: RecipeInstance;
}
