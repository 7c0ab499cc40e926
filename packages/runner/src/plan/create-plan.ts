import type { Diagnostic } from '@reelwright/errors';
import { sortDiagnostics } from '@reelwright/errors';
import type { MediumFacts, Provider } from '@reelwright/provider';
import type { Project, RecipeInstance, StepInstance } from '@reelwright/recipe';
import { checkStep, unknownProvider } from './check-step.ts';
import { decide } from './decide.ts';
import type { KnownResults, StepResult } from './known.ts';
import { neededOutputs, outputsReadBy } from './needed-outputs.ts';
import { nodeId } from './node-id.ts';
import { findOutputConflicts } from './output-conflicts.ts';
import type { Plan, PlanNode, PlanOutput } from './plan.ts';
import { fingerprintOf, identifyStep, localKeyVersion, type StepIdentity } from './step-identity.ts';

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

/** The provider id of steps that run on this machine. */
export const localProvider = 'local';

/** What would run, what is reused and why. Depends on its arguments alone. With an error among the diagnostics the plan must not be run. */
export function createPlan(given: PlanArguments): { readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] } {
  const planning: Planning = { ...given, diagnostics: [], byFingerprint: new Map() };
  const nodes = given.instances.flatMap((instance) => planInstance(instance, planning));
  const diagnostics = [...planning.diagnostics, ...findOutputConflicts(given.instances)];
  return {
    plan: { nodes, outputs: given.instances.flatMap(outputsOf), instances: given.instances, emulated: given.emulated, media: given.media },
    diagnostics: sortDiagnostics(withoutRepeats(diagnostics)),
  };
}

interface Planning extends PlanArguments {
  readonly diagnostics: Diagnostic[];
  /** The first node of each fingerprint. */
  readonly byFingerprint: Map<string, string>;
}

function planInstance(instance: RecipeInstance, planning: Planning): PlanNode[] {
  const needed = neededOutputs(instance);
  const results = new Map<string, StepResult>();
  return instance.steps.map((step) => {
    const node = nodeId(instance, step.id);
    const provider = providerOf(step, planning);
    const identity = identityOf(step, provider, results, planning);
    const fingerprint = identity === undefined ? undefined : fingerprintOf(identity);
    const result = fingerprint === undefined ? undefined : complete(planning.known.result(fingerprint), needed.get(step.id));
    if (result !== undefined) results.set(step.id, result);
    const account = planning.providers.get(provider)?.accountKey;
    const decision = decide({
      fingerprint,
      identity,
      result,
      task: fingerprint === undefined || account === undefined ? undefined : planning.known.task(fingerprint, account),
      previous: planning.known.previous(node, planning.emulated),
      twin: fingerprint === undefined ? undefined : planning.byFingerprint.get(fingerprint),
      waitsFor: [...new Set(outputsReadBy(step.with).map((output) => output.step))].filter((name) => !results.has(name)),
    });
    if (fingerprint !== undefined && !planning.byFingerprint.has(fingerprint)) planning.byFingerprint.set(fingerprint, node);
    const needs = step.needs.map((name) => nodeId(instance, name));
    return { id: node, recipe: instance.recipe.name, instance: instance.id, step, provider, needs, fingerprint, decision };
  });
}

/** Names the provider of a step; what stands against it is noted on the way. */
function providerOf(step: StepInstance, planning: Planning): string {
  if (step.with.uses === 'captions') return localProvider;
  const name = step.provider?.value ?? planning.defaultProvider;
  const provider = planning.providers.get(name);
  if (provider === undefined) planning.diagnostics.push(unknownProvider(step, name, planning.providers.keys()));
  else planning.diagnostics.push(...checkStep(step, provider, planning.media));
  return name;
}

function identityOf(
  step: StepInstance,
  name: string,
  results: ReadonlyMap<string, StepResult>,
  { providers, emulated, media }: Planning,
): StepIdentity | undefined {
  const provider = providers.get(name);
  if (provider === undefined && name !== localProvider) return undefined;
  return identifyStep(step, {
    provider: name,
    keyVersion: provider?.keyVersion ?? localKeyVersion,
    emulated,
    account: provider?.accountKey ?? '',
    resolve: (output) => results.get(output.step)?.outputs[output.output],
    media,
  });
}

/** A result that lacks an output which is needed now is no result. */
export function complete(result: StepResult | undefined, needed: ReadonlySet<string> | undefined): StepResult | undefined {
  if (result === undefined || needed === undefined) return result;
  for (const output of needed) if (!Object.hasOwn(result.outputs, output)) return undefined;
  return result;
}

function outputsOf(instance: RecipeInstance): PlanOutput[] {
  return instance.outputs.map(({ name, from }) => ({
    recipe: instance.recipe.name,
    instance: instance.id,
    name,
    node: nodeId(instance, from.step),
    output: from.output,
  }));
}

/** The same finding at the same place, once: a matrix makes many instances of one line. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    const key = `${one.code}\n${one.location.file}:${one.location.line}:${one.location.column}\n${one.message}`;
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}
