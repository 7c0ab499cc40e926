import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import { hasErrors } from '@reelwright/errors';
import type { RecipeInstance } from '@reelwright/recipe';
import { unknownProvider } from './check-step.ts';
import { isLocal, localProvider } from './local-provider.ts';
import { type LoweredInstance, lowerInstance } from './lower-instance.ts';
import type { PlanAlternative, PlanNode } from './plan.ts';
import type { PlanArguments } from './plan-arguments.ts';
import { planNodes } from './plan-nodes.ts';
import { outputsOf } from './plan-outputs.ts';

/** What was decided for one instance. */
export interface ChosenInstance {
  readonly instance: RecipeInstance;
  readonly nodes: readonly PlanNode[];
  readonly diagnostics: readonly Diagnostic[];
  /** Empty where there is no choice. */
  readonly alternatives: readonly PlanAlternative[];
}

/** An account that an instance may run on, and the word that named it. */
interface Candidate {
  readonly name: string;
  /** Absent where no file says it. */
  readonly location?: SourceLocation;
}

/**
 * Decides where an instance runs, whole: on the first of its candidates on which nothing stands against it. One on which more of it is
 * made or under way already comes before those: nobody pays twice for the order of a list.
 *
 * @param byFingerprint The first node of each fingerprint; those of this instance are added.
 */
export function chooseProvider(instance: RecipeInstance, given: PlanArguments, byFingerprint: Map<string, string>): ChosenInstance {
  const unknown = unknownNames(instance, given);
  const [first, ...more] = candidatesOf(instance, given);
  if (first === undefined || more.length === 0) {
    const { instance: lowered, diagnostics } = lowerInstance(instance, first?.name ?? '', given);
    const nodes = planNodes(lowered, first?.name ?? '', given, byFingerprint);
    return { instance: lowered, nodes, diagnostics: [...unknown, ...diagnostics], alternatives: [] };
  }
  return chooseAmong([first, ...more], unknown, instance, given, byFingerprint);
}

/** Strongest first: command line or profile, the recipe, whatever else. */
function candidatesOf({ providers }: RecipeInstance, { chosenProviders, defaultProviders }: PlanArguments): Candidate[] {
  const named: readonly Candidate[] =
    chosenProviders.length > 0
      ? chosenProviders.map((name) => ({ name }))
      : providers.length > 0
        ? providers.map(({ value, location }) => ({ name: value, location }))
        : defaultProviders.map((name) => ({ name }));
  return named.filter(({ name }, index) => named.findIndex((other) => other.name === name) === index);
}

/** A name that is wrong is never passed over, though another of the list would do. */
function unknownNames(instance: RecipeInstance, given: PlanArguments): Diagnostic[] {
  const { providers } = given;
  const isUnknown = (name: string) => name === localProvider || !providers.has(name);
  const diagnostics: Diagnostic[] = [];
  let first: SourceLocation | undefined;
  for (const { with: fields, provider, location } of instance.steps) {
    if (isLocal(fields.uses)) continue;
    if (provider === undefined) first ??= location;
    else if (isUnknown(provider.value)) diagnostics.push(unknownProvider(provider.value, providers.keys(), provider.location));
  }
  for (const { name, location = first } of candidatesOf(instance, given)) {
    if (location !== undefined && isUnknown(name)) diagnostics.push(unknownProvider(name, providers.keys(), location));
  }
  return diagnostics;
}

interface Attempt extends LoweredInstance {
  readonly candidate: Candidate;
  /** As if nothing else were planned; undefined where something stands against it. */
  readonly nodes: readonly PlanNode[] | undefined;
  /** Why it cannot be called. */
  readonly unusable: string | undefined;
}

function chooseAmong(
  candidates: readonly [Candidate, ...Candidate[]],
  unknown: readonly Diagnostic[],
  instance: RecipeInstance,
  given: PlanArguments,
  byFingerprint: Map<string, string>,
): ChosenInstance {
  const attempts = candidates.filter(({ name }) => given.providers.has(name)).map((candidate) => attempt(candidate, instance, given));
  const fitting = fittingOf(attempts);
  const chosen = mostBegun(fitting, given) ?? attempts[0];
  if (chosen === undefined) {
    return { instance, nodes: planNodes(instance, candidates[0].name, given, byFingerprint), diagnostics: unknown, alternatives: [] };
  }
  const nodes = planNodes(chosen.instance, chosen.candidate.name, given, byFingerprint);
  const notes = fitting.length > 0 ? passedOver(chosen, attempts, fitting) : othersDoNotDo(chosen, attempts);
  const later = isUnderWay(nodes, given) ? [] : fitting.slice(fitting.indexOf(chosen) + 1);
  return {
    instance: chosen.instance,
    nodes,
    diagnostics: [...unknown, ...chosen.diagnostics, ...notes],
    alternatives: fitting.includes(chosen) ? later.map(alternativeOf) : [],
  };
}

function attempt(candidate: Candidate, instance: RecipeInstance, given: PlanArguments): Attempt {
  const lowered = lowerInstance(instance, candidate.name, given);
  const nodes = hasErrors(lowered.diagnostics) ? undefined : planNodes(lowered.instance, candidate.name, given, new Map());
  return { ...lowered, candidate, nodes, unusable: given.unusable?.get(candidate.name) };
}

/** Those that can be called; when none can, the run will say what is missing. */
function fittingOf(attempts: readonly Attempt[]): readonly Attempt[] {
  const fitting = attempts.filter(({ nodes }) => nodes !== undefined);
  const usable = fitting.filter(({ unusable }) => unusable === undefined);
  return usable.length > 0 ? usable : fitting;
}

/** The first of those on which most of the instance is made or under way. */
function mostBegun(fitting: readonly Attempt[], given: PlanArguments): Attempt | undefined {
  let best: { readonly attempt: Attempt; readonly begun: number } | undefined;
  for (const attempt of fitting) {
    const begun = attempt.nodes?.filter((node) => isBegun(node, given)).length ?? 0;
    if (best === undefined || begun > best.begun) best = { attempt, begun };
  }
  return best?.attempt;
}

/** Made by this very node before, or at its provider now: what others have made in passing says nothing of where this one belongs. */
function isBegun(node: PlanNode, { known, emulated, providers }: PlanArguments): boolean {
  const { fingerprint, id, decision } = node;
  if (fingerprint === undefined || node.provider === localProvider) return false;
  if (decision.action === 'reuse') return known.previous(id, emulated)?.fingerprint === fingerprint;
  const account = providers.get(node.provider)?.accountKey;
  const task = account === undefined ? undefined : known.task(fingerprint, account);
  return task !== undefined && task.state !== 'failed';
}

/** A paid task of it has started and is not done: it stays where it is. */
function isUnderWay(nodes: readonly PlanNode[], given: PlanArguments): boolean {
  return nodes.some((node) => node.decision.action !== 'reuse' && isBegun(node, given));
}

function alternativeOf({ instance, candidate, nodes = [] }: Attempt): PlanAlternative {
  return { provider: candidate.name, instance, nodes, outputs: outputsOf(instance) };
}

/** Whoever stands first in a list and is not taken is told why. */
function passedOver(chosen: Attempt, attempts: readonly Attempt[], fitting: readonly Attempt[]): Diagnostic[] {
  return attempts.slice(0, attempts.indexOf(chosen)).map((one) => {
    const reason = fitting.includes(one) ? { message: `More of this is made or under way at ${chosen.candidate.name}.` } : reasonOf(one);
    return noteOf(
      one,
      reason,
      `It runs on ${chosen.candidate.name}. Name one provider to have it there and nowhere else.`,
      'is passed over',
    );
  });
}

function othersDoNotDo(chosen: Attempt, attempts: readonly Attempt[]): Diagnostic[] {
  return attempts.filter((one) => one !== chosen).map((one) => noteOf(one, reasonOf(one), undefined, 'does not do either'));
}

type Reason = Pick<Diagnostic, 'message'> & Partial<Diagnostic>;

function reasonOf({ diagnostics, unusable }: Attempt): Reason {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  return error ?? { message: unusable ?? 'It cannot be called.' };
}

function noteOf({ candidate, instance }: Attempt, reason: Reason, hint: string | undefined, verdict: string): Diagnostic {
  const location = reason.location ??
    candidate.location ??
    instance.steps[0]?.location ?? { file: instance.recipe.file, line: 1, column: 1 };
  return {
    severity: 'warning',
    code: reason.code ?? 'PLAN_PROVIDER_SETTINGS',
    message: `${candidate.name} ${verdict}: ${reason.message}`,
    location,
    ...(hint === undefined ? {} : { hint }),
  };
}
