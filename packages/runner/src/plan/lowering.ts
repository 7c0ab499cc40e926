import type { SourceLocation } from '@reelwright/errors';
import type { MediumFacts, Provider } from '@reelwright/provider';
import type { Project, StepInstance } from '@reelwright/recipe';
import type { StepFinding } from './check-step.ts';

/** An account, under the name that recipes use. */
export interface Account {
  readonly name: string;
  readonly provider: Provider;
}

/** What lowering takes from outside the step. */
export interface LoweringContext {
  readonly project: Pick<Project, 'cast' | 'consents'> | undefined;
  /** Wall time in ms. */
  readonly now: number;
  readonly media: ReadonlyMap<string, MediumFacts>;
  /** Outputs of the step that are read, and where. Absent where the instance is not known. */
  readonly readers?: (step: string) => ReadonlyMap<string, SourceLocation>;
}

/** A step made into steps that its provider carries out as they are. */
export interface LoweredStep {
  /** In the order in which they run; the last one has the id of the author's step. */
  readonly steps: readonly StepInstance[];
  readonly findings: readonly StepFinding[];
}
