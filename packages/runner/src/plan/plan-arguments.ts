import type { MediumFacts, Provider } from '@reelwright/provider';
import type { Project, RecipeInstance } from '@reelwright/recipe';
import type { KnownResults } from './known.ts';

export interface PlanArguments {
  readonly instances: readonly RecipeInstance[];
  /** Every account that can be named, by its name. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** Command line or profile, in the order in which they are tried: stands before what recipes say; empty where neither says anything. */
  readonly chosenProviders: readonly string[];
  /** Where nobody else says anything; at least one. */
  readonly defaultProviders: readonly string[];
  /** Accounts that could not be called, with a sentence that says why (credentials missing): another of the list is taken. */
  readonly unusable?: ReadonlyMap<string, string>;
  /** Cast and consents. */
  readonly project: Pick<Project, 'cast' | 'consents'> | undefined;
  /** Wall time in ms: consents expire. */
  readonly now: number;
  /** Results of an emulator never satisfy a real run, nor the other way round. */
  readonly emulated: boolean;
  /** Facts of every path that `mediaPaths` lists, from `inspectMedia`. */
  readonly media: ReadonlyMap<string, MediumFacts>;
  readonly known: KnownResults;
}
