import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import type { RecipeInstance, StepInstance } from '@reelwright/recipe';
import { locateFindings, type StepFinding, unknownProvider } from './check-step.ts';
import { isLocal, localProvider } from './local-provider.ts';
import { lowerCast, usesCast } from './lower-cast.ts';
import { lowerStep } from './lower-step.ts';
import type { Account, LoweringContext } from './lowering.ts';
import { readersIn } from './needed-outputs.ts';

/** An account that an instance may run on, and the word that named it. */
export interface Candidate {
  readonly name: string;
  /** Absent where no file says it. */
  readonly location?: SourceLocation;
}

/** An instance made into steps that run as they are, each on its account. */
export interface LoweredInstance {
  /** The very same object where there was nothing to do. */
  readonly instance: RecipeInstance;
  /** Not sorted. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface InstanceContext extends LoweringContext {
  readonly providers: ReadonlyMap<string, Provider>;
}

/**
 * @param candidate The account that runs what pins no provider of its own.
 */
export function lowerInstance(instance: RecipeInstance, candidate: Candidate, given: InstanceContext): LoweredInstance {
  const context: InstanceContext = { ...given, readers: readersIn(instance) };
  const { providers } = context;
  const into: Into = { steps: [], diagnostics: [], clones: new Set() };
  let isToldOfCandidate = false;
  for (const step of instance.steps) {
    const { provider: pin } = step;
    const name = pin?.value ?? candidate.name;
    const provider = isLocal(step.with.uses) ? undefined : accountNamed(name, providers);
    if (provider !== undefined) {
      lowerInto(into, step, { name, provider }, name === candidate.name ? '' : `.${name}`, context);
      continue;
    }
    into.steps.push(step);
    if (isLocal(step.with.uses) || (pin === undefined && isToldOfCandidate)) continue;
    into.diagnostics.push(unknownProvider(name, providers.keys(), pin?.location ?? candidate.location ?? step.location));
    if (pin === undefined) isToldOfCandidate = true;
  }
  const isSame = into.steps.length === instance.steps.length && into.steps.every((step, index) => step === instance.steps[index]);
  return { instance: isSame ? instance : { ...instance, steps: into.steps }, diagnostics: into.diagnostics };
}

/** No account can have the name that stands for this machine. */
export function accountNamed(name: string, providers: ReadonlyMap<string, Provider>): Provider | undefined {
  return name === localProvider ? undefined : providers.get(name);
}

/** What becomes of an instance, step by step. */
interface Into {
  readonly steps: StepInstance[];
  readonly diagnostics: Diagnostic[];
  /** Ids of the clones that are among the steps. */
  readonly clones: Set<string>;
}

function lowerInto(into: Into, step: StepInstance, account: Account, suffix: string, context: InstanceContext): void {
  if (!usesCast(step.with)) {
    add(into, step, account, context);
    return;
  }
  const cast = lowerCast(step, account, context, suffix);
  into.diagnostics.push(...locateFindings(cast.findings, step));
  for (const clone of cast.clones) {
    if (into.clones.has(clone.id)) continue;
    into.clones.add(clone.id);
    add(into, clone, account, context);
  }
  add(into, cast.step, account, context, cast.findings);
}

/** @param told What a provider says of a member that it does not have is no news. */
function add(into: Into, step: StepInstance, account: Account, context: InstanceContext, told: readonly StepFinding[] = []): void {
  const { steps, findings } = lowerStep(step, account, context);
  for (const lowered of steps) into.steps.push(lowered);
  const news = told.length === 0 ? findings : findings.filter(({ field }) => !told.some((other) => other.field === field));
  if (news.length > 0) into.diagnostics.push(...locateFindings(news, step));
}
