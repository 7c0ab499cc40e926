import type { Diagnostic } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import type { RecipeInstance, StepInstance } from '@reelwright/recipe';
import { locateFindings, type StepFinding } from './check-step.ts';
import { isLocal } from './local-provider.ts';
import { lowerCast, usesCast } from './lower-cast.ts';
import { lowerStep } from './lower-step.ts';
import type { Account, LoweringContext } from './lowering.ts';

/** An instance made into steps that run as they are, each on its account. */
export interface LoweredInstance {
  /** The very same object where there was nothing to do. */
  readonly instance: RecipeInstance;
  /** Not sorted, and without those about accounts that nobody knows. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * @param account The name of the account that runs what pins no provider of its own.
 */
export function lowerInstance(
  instance: RecipeInstance,
  account: string,
  context: LoweringContext & { readonly providers: ReadonlyMap<string, Provider> },
): LoweredInstance {
  const diagnostics: Diagnostic[] = [];
  const steps: StepInstance[] = [];
  const made = new Set<string>();
  const add = (author: StepInstance, on: Account, told: readonly StepFinding[] = []) => {
    const { steps: lowered, findings } = lowerStep(author, on, context);
    // What a provider says of a member that it does not have is no news.
    const news = told.length === 0 ? findings : findings.filter(({ field }) => !told.some((other) => other.field === field));
    if (news.length > 0) diagnostics.push(...locateFindings(news, author));
    steps.push(...lowered);
  };
  for (const step of instance.steps) {
    const name = step.provider?.value ?? account;
    const provider = isLocal(step.with.uses) ? undefined : context.providers.get(name);
    if (provider === undefined) {
      steps.push(step);
      continue;
    }
    const on: Account = { name, provider };
    if (!usesCast(step.with)) {
      add(step, on);
      continue;
    }
    const cast = lowerCast(step, on, context, name === account ? '' : `.${name}`);
    diagnostics.push(...locateFindings(cast.findings, step));
    for (const clone of cast.clones) {
      if (made.has(clone.id)) continue;
      made.add(clone.id);
      add(clone, on);
    }
    add(cast.step, on, cast.findings);
  }
  const isSame = steps.length === instance.steps.length && steps.every((step, index) => step === instance.steps[index]);
  return { instance: isSame ? instance : { ...instance, steps }, diagnostics };
}
