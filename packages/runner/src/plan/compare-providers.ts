import type { Provider, TaskKind } from '@reelwright/provider';
import type { RecipeInstance, StepInstance } from '@reelwright/recipe';
import type { StepFinding } from './check-step.ts';
import { isLocal } from './local-provider.ts';
import { lowerCast, usesCast } from './lower-cast.ts';
import { lowerStep } from './lower-step.ts';
import type { Account, LoweringContext } from './lowering.ts';
import { readersIn } from './needed-outputs.ts';
import { vendorOptions } from './vendor-options.ts';

/** How a provider takes a step, or one field of it. JSON-safe. */
export type Support =
  | { readonly support: 'native' }
  /** Made of other steps; the field is taken by those. */
  | { readonly support: 'compiled'; readonly to: readonly TaskKind[]; readonly note: string }
  /** Accepted, and without effect. */
  | { readonly support: 'unused'; readonly note: string }
  /** What was asked for cannot be had. */
  | { readonly support: 'refused'; readonly note: string }
  /** There is no such kind of step. */
  | { readonly support: 'absent'; readonly note: string }
  /** The author does not write it, and this provider does not miss it. */
  | { readonly support: 'unasked' }
  /** Runs on this machine, whatever the provider. */
  | { readonly support: 'local' };

/** A field of a step, by account. */
export interface FieldComparison {
  /** The key of `with`; `outputs.audio` for an output that is read and that a provider does not leave. */
  readonly field: string;
  /** False where the author does not write it and a provider asks for it. */
  readonly isWritten: boolean;
  readonly providers: Readonly<Record<string, Support>>;
}

export interface StepComparison {
  readonly recipe: string;
  readonly instance: string;
  readonly step: string;
  readonly uses: StepInstance['with']['uses'];
  /** The account that the step pins; it runs nowhere else. */
  readonly pinned?: string;
  /** The kind itself, by account. */
  readonly kind: Readonly<Record<string, Support>>;
  readonly fields: readonly FieldComparison[];
}

export interface ProviderComparison {
  readonly providers: readonly string[];
  readonly steps: readonly StepComparison[];
  /** By account: whether all of it could run there. */
  readonly runs: Readonly<Record<string, boolean>>;
}

export interface ComparisonArguments extends LoweringContext {
  readonly instances: readonly RecipeInstance[];
  /** The accounts to compare, by name. */
  readonly providers: ReadonlyMap<string, Provider>;
}

/**
 * What each provider makes of each field that a recipe writes. It is found out by asking: from what a provider says it can do, and from
 * its findings about the very step.
 */
export function compareProviders({ instances, providers, ...context }: ComparisonArguments): ProviderComparison {
  const accounts = [...providers].map(([name, provider]): Account => ({ name, provider }));
  const steps = instances.flatMap((instance) => {
    const within = { ...context, readers: readersIn(instance) };
    return instance.steps.map((step) => ({
      recipe: instance.recipe.name,
      instance: instance.id,
      ...compareStep(step, accounts, within),
    }));
  });
  const runs = accounts.map(({ name }) => [name, steps.every((step) => step.pinned !== undefined || canRun(step, name))] as const);
  return { providers: accounts.map(({ name }) => name), steps, runs: record(runs) };
}

function canRun({ kind, fields }: Pick<StepComparison, 'kind' | 'fields'>, account: string): boolean {
  return [kind, ...fields.map(({ providers }) => providers)].every((by) => {
    const support = by[account]?.support;
    return support !== 'refused' && support !== 'absent';
  });
}

function compareStep(
  step: StepInstance,
  accounts: readonly Account[],
  context: LoweringContext,
): Omit<StepComparison, 'recipe' | 'instance'> {
  const verdicts = accounts.map((account) => ({ account, ...judge(step, account, context) }));
  const written = Object.keys(step.fieldLocations);
  const told = verdicts.flatMap(({ findings }) => findings.map(({ field }) => field));
  const fields = [...new Set([...written, ...told])].filter((field) => field !== 'uses');
  return {
    step: step.id,
    uses: step.with.uses,
    ...(step.provider === undefined ? {} : { pinned: step.provider.value }),
    kind: record(verdicts.map(({ account, kind }) => [account.name, kind])),
    fields: fields.map((field) => ({
      field,
      isWritten: written.includes(field),
      providers: record(verdicts.map((verdict) => [verdict.account.name, supportOf(field, step, verdict)])),
    })),
  };
}

interface Verdict {
  readonly account: Account;
  readonly kind: Support;
  readonly findings: readonly StepFinding[];
  /** Members of the cast that are cloned for it. */
  readonly clones: readonly StepInstance[];
  /** Whether a consent reaches the provider. */
  readonly takesConsent: boolean;
}

function judge(step: StepInstance, account: Account, context: LoweringContext): Omit<Verdict, 'account'> {
  const { uses } = step.with;
  const nothing = { findings: [], clones: [], takesConsent: false };
  if (isLocal(uses)) return { ...nothing, kind: { support: 'local' } };
  const kind = account.provider.capabilities[uses];
  if (kind.support === 'absent') return { ...nothing, kind };
  const cast = usesCast(step.with) ? lowerCast(step, account, context, '') : { step, clones: [], findings: [] };
  const own = lowerStep(cast.step, account, context);
  const clones = cast.clones.flatMap((clone) => obstaclesOf(clone, account, context));
  const impossible = own.findings.find(({ field }) => field === 'uses');
  return {
    kind: impossible === undefined ? kind : { support: 'refused', note: impossible.message },
    findings: [...cast.findings, ...own.findings, ...clones].filter(matters),
    clones: cast.clones,
    takesConsent: own.steps.some(({ granted }) => granted !== undefined),
  };
}

/** What stands against the clone of a member stands against the field that names the member; what is merely unused does not. */
function obstaclesOf(clone: StepInstance, account: Account, context: LoweringContext): StepFinding[] {
  const { origin } = clone;
  const errors = lowerStep(clone, account, context).findings.filter(({ severity }) => severity === 'error');
  return origin?.type === 'cast' ? errors.map((finding) => ({ ...finding, field: origin.part })) : errors;
}

/** Advice that changes nothing about what is made is no difference between providers. */
function matters({ severity, code }: StepFinding): boolean {
  return severity === 'error' || code === 'PLAN_UNSUPPORTED';
}

function supportOf(field: string, step: StepInstance, verdict: Verdict): Support {
  const { kind, account, findings } = verdict;
  if (kind.support !== 'native' && kind.support !== 'compiled') return kind;
  const told = findings.filter((finding) => finding.field === field);
  const error = told.find(({ severity }) => severity === 'error');
  if (error !== undefined) return { support: 'refused', note: error.message };
  if (!Object.hasOwn(step.fieldLocations, field)) return { support: 'unasked' };
  const [unused] = told;
  if (unused !== undefined) return { support: 'unused', note: unused.message };
  const clone = verdict.clones.find(({ origin }) => origin?.type === 'cast' && origin.part === field);
  if (clone !== undefined) return clonedFor(clone);
  if (field === 'consent' && !verdict.takesConsent) return { support: 'unused', note: `${account.name} asks for no consent here.` };
  const isElsewhere = field === 'vendor' && vendorOptions(step, account.name, account.provider.id) === undefined;
  return isElsewhere ? { support: 'unused', note: `It holds nothing for ${account.name}.` } : kind;
}

function clonedFor({ with: fields }: StepInstance): Support {
  const to = fields.uses === 'clone-voice' || fields.uses === 'clone-avatar' ? [fields.uses] : [];
  return { support: 'compiled', to, note: 'The member of the cast has no binding there, and is cloned.' };
}

function record<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entries);
}
