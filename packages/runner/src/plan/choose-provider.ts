import type { Diagnostic } from '@reelwright/errors';
import { hasErrors } from '@reelwright/errors';
import type { RecipeInstance } from '@reelwright/recipe';
import { unknownProvider } from './check-step.ts';
import { isLocal, localProvider } from './local-provider.ts';
import { accountNamed, type Candidate, type LoweredInstance, lowerInstance } from './lower-instance.ts';
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

/**
 * Decides where an instance runs, whole: on the first of its candidates on which nothing stands against it. One on which more of it is
 * made or under way already comes before those: nobody pays twice for the order of a list.
 *
 * @param byFingerprint The first node of each fingerprint; those of this instance are added.
 */
export function chooseProvider(instance: RecipeInstance, given: PlanArguments, byFingerprint: Map<string, string>): ChosenInstance {
  const candidates = candidatesOf(instance, given);
  if (candidates.length > 1) return chooseAmong(candidates, instance, given, byFingerprint);
  return take(instance, candidates[0] ?? { name: '' }, given, byFingerprint);
}

function take(instance: RecipeInstance, only: Candidate, given: PlanArguments, byFingerprint: Map<string, string>): ChosenInstance {
  const { instance: lowered, diagnostics } = lowerInstance(instance, only, given);
  return { instance: lowered, nodes: planNodes(lowered, only.name, given, byFingerprint), diagnostics, alternatives: [] };
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
function unknownNames(instance: RecipeInstance, candidates: readonly Candidate[], { providers }: PlanArguments): Diagnostic[] {
  const first = instance.steps.find((step) => step.provider === undefined && !isLocal(step.with.uses));
  if (first === undefined) return [];
  return candidates
    .filter(({ name }) => accountNamed(name, providers) === undefined)
    .map(({ name, location = first.location }) => unknownProvider(name, providers.keys(), location));
}

interface Attempt extends LoweredInstance {
  readonly candidate: Candidate;
  /** As if nothing else were planned; undefined where something stands against it. */
  readonly nodes: readonly PlanNode[] | undefined;
  /** Why it cannot be called. */
  readonly unusable: string | undefined;
}

function chooseAmong(
  candidates: readonly Candidate[],
  instance: RecipeInstance,
  given: PlanArguments,
  byFingerprint: Map<string, string>,
): ChosenInstance {
  const attempts = candidates.filter(({ name }) => accountNamed(name, given.providers)).map((one) => attempt(one, instance, given));
  const fitting = fittingOf(attempts);
  // What was paid for it, or may have been, outweighs everything, credentials included: it is made in one place.
  const owner = attempts.find((one) => ownsFilm(one, instance, given));
  const chosen = owner ?? mostBegun(fitting, given) ?? attempts[0];
  if (chosen === undefined) return take(instance, candidates[0] ?? { name: '' }, given, byFingerprint);
  const nodes = planNodes(chosen.instance, chosen.candidate.name, given, byFingerprint);
  const notes = fitting.length > 0 ? passedOver(chosen, attempts, fitting) : othersDoNotDo(chosen, attempts);
  const later = owner !== undefined || isUnderWay(nodes, given) ? [] : fitting.slice(fitting.indexOf(chosen) + 1);
  return {
    instance: chosen.instance,
    nodes,
    diagnostics: [...unknownNames(instance, candidates, given), ...chosen.diagnostics, ...notes],
    alternatives: later.map(alternativeOf),
  };
}

function attempt(candidate: Candidate, instance: RecipeInstance, given: PlanArguments): Attempt {
  const lowered = lowerInstance(instance, candidate, given);
  const nodes = hasErrors(lowered.diagnostics) ? undefined : planNodes(lowered.instance, candidate.name, given, new Map());
  return { ...lowered, candidate, nodes, unusable: given.unusable?.get(candidate.name) };
}

/** Those that can be called; when none can, the run will say what is missing. */
function fittingOf(attempts: readonly Attempt[]): readonly Attempt[] {
  const fitting = attempts.filter(({ nodes }) => nodes !== undefined);
  const usable = fitting.filter(({ unusable }) => unusable === undefined);
  return usable.length > 0 ? usable : fitting;
}

/** Whether a paid task of this very film was started there, or may have been, since it was last finished. */
function ownsFilm({ nodes = [] }: Attempt, { recipe, id }: RecipeInstance, { known, emulated, providers }: PlanArguments): boolean {
  const begun = known.begun?.(`${recipe.name}/${id}`, emulated) ?? [];
  if (begun.length === 0) return false;
  return nodes.some((node) => {
    // A step that pins its provider is made there whoever makes the rest.
    if (node.fingerprint === undefined || node.step.provider !== undefined) return false;
    const account = providers.get(node.provider)?.accountKey;
    return begun.some((one) => one.fingerprint === node.fingerprint && one.account === account);
  });
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
