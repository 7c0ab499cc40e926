import { InternalError } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import type { RecipeInstance } from '@reelwright/recipe';
import type { KnownResults } from '../plan/known.ts';
import { localProvider } from '../plan/local-provider.ts';
import { nodeId } from '../plan/node-id.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { fingerprintOf, identifyStep, makerOf } from '../plan/step-identity.ts';
import { emptyLock, type Lock, type LockedAccount, type LockedInput, type LockedInstance, type LockedStep, sectionOf } from './lock.ts';

export interface LockOfOptions {
  /** Every account that can be named, as the plan and the run had them. */
  readonly providers: ReadonlyMap<string, Pick<Provider, 'id' | 'keyVersion' | 'accountKey'>>;
  /** What is known after the run. */
  readonly results: Pick<KnownResults, 'result'>;
  /** The lock as it was: what the run did not finish stays as it is there. */
  readonly before?: Lock;
  /** Where instances went that left their provider, by `<recipe>/<instance>`: `to` of their last `instance-switched`. */
  readonly switched?: ReadonlyMap<string, string>;
  /** The run covered every instance of the recipe, so that those which it did not have are gone. */
  readonly isWhole: boolean;
}

/**
 * The lock of a recipe after a run: instances that are whole take the place of their blocks; others, and those of the other section
 * (emulated or real), stay.
 */
export function lockOf(plan: Plan, recipe: string, options: LockOfOptions): Lock {
  const { before = emptyLock, isWhole } = options;
  const planned = plan.instances.filter((instance) => instance.recipe.name === recipe);
  const ids = new Set(planned.map(({ id }) => id));
  const section = new Map([...sectionOf(before, plan.emulated)].filter(([id]) => !isWhole || ids.has(id)));
  const accounts = new Map(before.accounts);
  for (const instance of planned) {
    const settled = settle(instance, plan, options);
    if (settled === undefined) continue;
    section.set(instance.id, settled);
    for (const name of accountsOf(settled)) accounts.set(name, accountOf(name, plan, accounts.get(name), options));
  }
  const lock = { ...before, accounts, [plan.emulated ? 'emulated' : 'instances']: section };
  return { ...lock, accounts: inUse(lock) };
}

/** Where it ran: where it is said to have gone, else the first place at which all of it is known. */
function settle(planned: RecipeInstance, plan: Plan, options: LockOfOptions): LockedInstance | undefined {
  const film = `${planned.recipe.name}/${planned.id}`;
  const places = [{ provider: undefined, nodes: plan.nodes, instance: planned }, ...(plan.alternatives.get(film) ?? [])];
  const gone = options.switched?.get(film);
  for (const { provider, nodes, instance } of places) {
    const settled = gone === undefined || gone === provider ? settleAt(instance, nodes, plan, options) : undefined;
    if (settled !== undefined) return settled;
  }
  return undefined;
}

function settleAt(instance: RecipeInstance, nodes: readonly PlanNode[], plan: Plan, options: LockOfOptions): LockedInstance | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const steps = new Map<string, LockedStep>();
  // A run of some steps alone says nothing of the instance.
  for (const id of instance.recipe.steps.keys()) if (!instance.steps.some((step) => step.id === id)) return undefined;
  for (const step of instance.steps) {
    const node = byId.get(nodeId(instance, step.id));
    const locked = node === undefined ? undefined : lockStep(node, steps, plan, options);
    if (locked === undefined) return undefined;
    steps.set(step.id, locked);
  }
  const outputs = instance.outputs.map(({ name, from }) => [name, { step: from.step, output: from.output }] as const);
  if (!outputs.every(([, { step, output }]) => Object.hasOwn(steps.get(step)?.outputs ?? {}, output))) return undefined;
  return { inputs: inputsOf(instance), provider: providerOf(instance, byId), steps, outputs: new Map(outputs) };
}

function lockStep(
  { step, provider }: PlanNode,
  before: ReadonlyMap<string, LockedStep>,
  { emulated, media }: Plan,
  { providers, results }: LockOfOptions,
): LockedStep | undefined {
  const maker = makerOf(provider, providers.get(provider));
  const identity = identifyStep(step, { ...maker, emulated, media, resolve: (from) => before.get(from.step)?.outputs[from.output] });
  const result = identity === undefined ? undefined : results.result(fingerprintOf(identity));
  if (result === undefined) return undefined;
  const { uses, fingerprint, task, outputs } = result;
  return { uses, provider, fingerprint, ...(task === undefined ? {} : { task }), outputs };
}

/** Inputs are told, not relied on: what cannot stand in a text file is shown as a question mark. */
function inputsOf({ inputs }: RecipeInstance): ReadonlyMap<string, LockedInput> {
  const readable = (value: LockedInput) => (typeof value === 'string' ? value.toWellFormed().replace(unreadable, '?') : value);
  return new Map(Object.entries(inputs).map(([name, value]) => [name, readable(value)]));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
const unreadable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd-\uffff]/g;

function providerOf({ id, recipe, steps }: RecipeInstance, nodes: ReadonlyMap<string, PlanNode>): string {
  const remote = steps.flatMap((step) => {
    const provider = nodes.get(`${recipe.name}/${id}/${step.id}`)?.provider ?? localProvider;
    return provider === localProvider ? [] : [{ provider, isPinned: step.provider !== undefined }];
  });
  return (remote.find(({ isPinned }) => !isPinned) ?? remote[0])?.provider ?? localProvider;
}

function accountOf(name: string, { emulated }: Plan, before: LockedAccount | undefined, { providers }: LockOfOptions): LockedAccount {
  const provider = providers.get(name);
  if (provider === undefined) throw new InternalError(`No provider "${name}" was handed to the lock.`);
  const key = emulated ? { emulatedKey: provider.accountKey } : { key: provider.accountKey };
  return before?.adapter === provider.id ? { ...before, ...key } : { adapter: provider.id, ...key };
}

function accountsOf({ provider, steps }: LockedInstance): ReadonlySet<string> {
  const names = new Set([provider, ...[...steps.values()].map((step) => step.provider)]);
  names.delete(localProvider);
  return names;
}

/** Accounts of which an instance speaks, with the keys that it needs. */
function inUse({ accounts, instances, emulated }: Lock): ReadonlyMap<string, LockedAccount> {
  const [real, pretended] = [instances, emulated].map((section) => new Set([...section.values()].flatMap((one) => [...accountsOf(one)])));
  const used = new Map<string, LockedAccount>();
  for (const [name, { adapter, key, emulatedKey }] of accounts) {
    const keys = {
      ...(real?.has(name) && key !== undefined ? { key } : {}),
      ...(pretended?.has(name) && emulatedKey !== undefined ? { emulatedKey } : {}),
    };
    if (Object.keys(keys).length > 0) used.set(name, { adapter, ...keys });
  }
  return used;
}
