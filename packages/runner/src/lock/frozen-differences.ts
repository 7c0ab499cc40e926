import type { RecipeInstance } from '@reelwright/recipe';
import type { KnownResults } from '../plan/known.ts';
import { nodeId } from '../plan/node-id.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { type Lock, type LockedInstance, type LockedStep, sectionOf } from './lock.ts';
import { blobsOf, type HasBlob } from './locked-results.ts';

export interface FrozenOptions {
  /** Files that are here or can be had. Default: all of them. */
  readonly hasBlob?: HasBlob;
  /** What nodes were made of when they last ran here, so that the input which has changed can be named. */
  readonly previous?: KnownResults['previous'];
  /** The plan has every instance of the recipe, so that others in the lock are too many. */
  readonly isWhole?: boolean;
}

/**
 * Everything in which a plan and its lock do not agree, as sentences that name nodes; none when a frozen run holds.
 *
 * @param plan Made with the lock's own account keys and `withLock`, files taken for granted.
 */
export function frozenDifferences(plan: Plan, recipe: string, lock: Lock, options: FrozenOptions = {}): string[] {
  const section = sectionOf(lock, plan.emulated);
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  const planned = plan.instances.filter((instance) => instance.recipe.name === recipe);
  const differences = planned.flatMap((instance) => {
    const film = `${recipe}/${instance.id}`;
    const locked = section.get(instance.id);
    if (locked === undefined) return [`${film} is not in the lock${elsewhere(lock, plan, instance.id)}.`];
    return [...instanceDifferences(instance, locked, { film, nodes, plan, options })];
  });
  if (options.isWhole !== true) return differences;
  const ids = new Set(planned.map(({ id }) => id));
  const gone = [...section.keys()].filter((id) => !ids.has(id));
  return [...differences, ...gone.map((id) => `${recipe}/${id} is in the lock, but the recipe makes no such film any more.`)];
}

function elsewhere(lock: Lock, { emulated }: Plan, id: string): string {
  if (!sectionOf(lock, !emulated).has(id)) return '';
  return emulated ? ': it has been made for real only' : ': it has been emulated only';
}

interface Comparison {
  readonly film: string;
  readonly nodes: ReadonlyMap<string, PlanNode>;
  readonly plan: Plan;
  readonly options: FrozenOptions;
}

function* instanceDifferences(instance: RecipeInstance, locked: LockedInstance, comparison: Comparison): Generator<string> {
  const { film, nodes, options } = comparison;
  const differing = new Set<string>();
  for (const { id } of instance.steps) {
    const node = nodes.get(nodeId(instance, id));
    const step = locked.steps.get(id);
    const difference = node === undefined ? undefined : stepDifference(node, step, differing, comparison);
    if (difference !== undefined) {
      if (node !== undefined) differing.add(node.id);
      yield difference;
    } else if (step !== undefined) yield* missingFiles(`${film}/${id}`, step, options);
  }
  for (const id of locked.steps.keys()) {
    if (!instance.steps.some((step) => step.id === id)) yield `${film}/${id} is in the lock, but there is no such step any more.`;
  }
  yield* outputDifferences(instance, locked, film);
}

function stepDifference(
  node: PlanNode,
  locked: LockedStep | undefined,
  differing: ReadonlySet<string>,
  comparison: Comparison,
): string | undefined {
  if (locked === undefined) return `${node.id} is not in the lock.`;
  const { uses } = node.step.with;
  if (locked.uses !== uses) return `${node.id} uses ${uses}; the lock has ${locked.uses}.`;
  if (locked.provider !== node.provider) return `${node.id} runs at ${node.provider}; the lock has ${locked.provider}.`;
  if (node.fingerprint === locked.fingerprint) return undefined;
  const causes = node.needs.filter((id) => differing.has(id));
  if (node.fingerprint === undefined || causes.length > 0) {
    return `${node.id} follows from ${(causes.length > 0 ? causes : node.needs).join(' and ')}, which the lock does not have as it is now.`;
  }
  return `${node.id} is not made of what the lock has: ${changeOf(node, locked, comparison)}`;
}

/** The input that has changed, where it is known here what the locked one was made of. */
function changeOf({ id, fingerprint, decision }: PlanNode, locked: LockedStep, { plan, options }: Comparison): string {
  const wasHere = options.previous?.(id, plan.emulated)?.fingerprint === locked.fingerprint;
  if (wasHere && decision.action === 'run') return `${decision.reason.charAt(0).toLowerCase()}${decision.reason.slice(1)}`;
  return `its fingerprint is ${fingerprint?.slice(0, 12)}, the lock's ${locked.fingerprint.slice(0, 12)}.`;
}

function* missingFiles(node: string, { outputs }: LockedStep, { hasBlob = () => true }: FrozenOptions): Generator<string> {
  for (const [name, value] of Object.entries(outputs)) {
    const [file] = blobsOf({ outputs: { [name]: value } });
    if (file !== undefined && !hasBlob(file.sha256, file.sizeBytes)) {
      yield `The ${name} of ${node} (${file.sizeBytes} bytes, SHA-256 ${file.sha256.slice(0, 12)}) is neither in the store nor in its remote.`;
    }
  }
}

function* outputDifferences(instance: RecipeInstance, locked: LockedInstance, film: string): Generator<string> {
  const names = new Set<string>();
  for (const { name, from } of instance.outputs) {
    names.add(name);
    const there = locked.outputs.get(name);
    if (there === undefined) yield `The output "${name}" of ${film} is not in the lock.`;
    else if (there.step !== from.step || there.output !== from.output) {
      yield `The output "${name}" of ${film} is ${from.step}.${from.output}; the lock has ${there.step}.${there.output}.`;
    }
  }
  for (const name of locked.outputs.keys()) {
    if (!names.has(name)) yield `The output "${name}" of ${film} is in the lock, but there is no such output any more.`;
  }
}
