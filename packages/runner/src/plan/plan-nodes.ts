import type { Provider } from '@reelwright/provider';
import type { RecipeInstance, StepInstance } from '@reelwright/recipe';
import { complete } from './complete.ts';
import { decide } from './decide.ts';
import { estimateStep, type Lengths } from './estimate.ts';
import type { KnownResults, StepResult } from './known.ts';
import { isLocal, localProvider } from './local-provider.ts';
import { accountNamed } from './lower-instance.ts';
import type { LoweringContext } from './lowering.ts';
import { neededOutputs, outputsReadBy } from './needed-outputs.ts';
import { nodeId } from './node-id.ts';
import type { PlanNode } from './plan.ts';
import { fingerprintOf, identifyStep, makerOf, type StepIdentity } from './step-identity.ts';

/** What the fate of nodes is decided from. */
export interface NodeContext extends Pick<LoweringContext, 'media'> {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly emulated: boolean;
  readonly known: KnownResults;
}

/**
 * What becomes of each step of a lowered instance.
 *
 * @param account The name of the account that runs what pins no provider of its own.
 * @param byFingerprint The first node of each fingerprint; those of this instance are added.
 */
export function planNodes(instance: RecipeInstance, account: string, context: NodeContext, byFingerprint: Map<string, string>): PlanNode[] {
  const needed = neededOutputs(instance);
  const results = new Map<string, StepResult>();
  const lengths: Lengths = new Map();
  return instance.steps.map((step) => {
    const id = nodeId(instance, step.id);
    const name = isLocal(step.with.uses) ? localProvider : (step.provider?.value ?? account);
    const provider = accountNamed(name, context.providers);
    const identity = identityOf(step, name, provider, results, context);
    const fingerprint = identity === undefined ? undefined : fingerprintOf(identity);
    const result = fingerprint === undefined ? undefined : complete(context.known.result(fingerprint), needed.get(step.id));
    if (result !== undefined) results.set(step.id, result);
    const decision = decide({
      ...{ fingerprint, identity, result },
      task: fingerprint === undefined || provider === undefined ? undefined : context.known.task(fingerprint, provider.accountKey),
      previous: context.known.previous(id, context.emulated),
      twin: fingerprint === undefined ? undefined : byFingerprint.get(fingerprint),
      waitsFor: fingerprint === undefined ? stepsReadBy(step).filter((other) => !results.has(other)) : [],
    });
    if (fingerprint !== undefined && !byFingerprint.has(fingerprint)) byFingerprint.set(fingerprint, id);
    const estimate = estimateStep(step, { lengths, result, decision, isKnown: fingerprint !== undefined, media: context.media });
    const needs = step.needs.map((other) => nodeId(instance, other));
    const made = { id, recipe: instance.recipe.name, instance: instance.id, step, provider: name, needs, fingerprint, decision };
    return estimate === undefined ? made : { ...made, estimate };
  });
}

function stepsReadBy(step: StepInstance): readonly string[] {
  return [...new Set(outputsReadBy(step.with).map((output) => output.step))];
}

function identityOf(
  step: StepInstance,
  name: string,
  provider: Provider | undefined,
  results: ReadonlyMap<string, StepResult>,
  { emulated, media }: NodeContext,
): StepIdentity | undefined {
  if (provider === undefined && name !== localProvider) return undefined;
  const maker = makerOf(name, provider);
  return identifyStep(step, { ...maker, emulated, media, resolve: (output) => results.get(output.step)?.outputs[output.output] });
}
