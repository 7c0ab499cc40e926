import type { Provider } from '@reelwright/provider';
import { emptyLock, type KnownResults, lockOf, type Plan, parseLock } from '@reelwright/runner';
import { readTextIfThere } from '../load-project.ts';
import type { RunRecord } from '../run-record.ts';
import { type LockFile, writeLock } from './lock-files.ts';

export interface FinishedPlan {
  readonly plan: Plan;
  readonly providers: ReadonlyMap<string, Provider>;
  /** What is known after the run. */
  readonly results: Pick<KnownResults, 'result'>;
  readonly record: RunRecord;
  /** An emulated run begins no lock of its own unless it is told to. */
  readonly isWanted: boolean;
}

/** Writes down what each finished film resolved to. @returns The locks that say something new. */
export function keepLocks(locks: readonly LockFile[], finished: FinishedPlan): LockFile[] {
  return locks.filter((one) => keepLock(one, finished));
}

function keepLock(one: LockFile, { plan, providers, results, record, isWanted }: FinishedPlan): boolean {
  const name = recipeNameOf(one, plan);
  // Another run may have written it meanwhile.
  const text = readTextIfThere(one.path, one.file);
  const before = text === undefined ? emptyLock : parseLock(text, one.file).lock;
  // Who works without locks, or with a broken one, goes on doing so; nobody checks in what an emulator made without meaning to.
  if (name === undefined || before === undefined) return false;
  if (plan.emulated && !isWanted && before.emulated.size === 0) return false;
  const switched = new Map(record.switched.map(({ film, to }) => [film, to]));
  return writeLock(one, lockOf(plan, name, { providers, results, before, switched, isWhole: true }));
}

/** The name under which its films run; undefined where it makes none. */
export function recipeNameOf({ recipeFile }: LockFile, { instances }: Pick<Plan, 'instances'>): string | undefined {
  return instances.find(({ recipe }) => recipe.file === recipeFile)?.recipe.name;
}
