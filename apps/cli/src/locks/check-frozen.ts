import { hasErrors } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import type { RecipeInstance } from '@reelwright/recipe';
import { frozenDifferences } from '@reelwright/runner';
import type { Host } from '../host.ts';
import type { Loaded } from '../loaded.ts';
import { type Planned, planLoaded } from '../planning.ts';
import type { Session } from '../session.ts';
import { recipeNameOf } from './keep-locks.ts';
import type { LockFile } from './lock-files.ts';
import { findBlobs, knownWithPins, type PinPlace, pinsOf } from './pinned-results.ts';
import { allowedFor, lockedProviderOf, withProviders } from './where-locked.ts';

/** A project as its locks see it. */
export interface FrozenWork {
  /** Each film at the provider where its lock has it, as far as recipe, project and command line allow that provider. */
  readonly loaded: Loaded;
  /** Accounts have the keys that the locks say: none of them can be called. */
  readonly session: Session;
  readonly planned: Planned;
  /** In what locks and plan do not agree, as sentences; none where the frozen run holds. */
  readonly differences: readonly string[];
}

/** Holds a project against its locks. Asks the store remote for what is not here, and nobody else for anything. */
export async function checkFrozen(
  given: Loaded,
  {
    session: opened,
    locks,
    place,
    host,
  }: { readonly session: Session; readonly locks: readonly LockFile[]; readonly place: PinPlace; readonly host: Host },
): Promise<FrozenWork> {
  const { emulated, state } = opened;
  const { keys, differences } = keysOf(locks, emulated);
  const session = { ...opened, planned: new Map([...opened.planned].map(([name, one]) => [name, frozenProvider(one, keys.get(name))])) };
  const loaded = withProviders(given, (one) => lockedOnly(one, given, locks, emulated));
  const pins = pinsOf(locks, emulated);
  const hasBlob = await findBlobs(pins, place);
  const planned = await planLoaded(
    loaded,
    session,
    host,
    knownWithPins(state.known(), pins, () => true),
  );
  if (hasErrors(planned.diagnostics)) return { loaded, session, planned, differences: [] };
  const { previous } = state.known();
  const ofRecipes = locks.flatMap((one) => {
    const name = recipeNameOf(one, planned.plan);
    if (one.lock === undefined) return [`${one.file} is not there.`];
    return name === undefined ? [] : frozenDifferences(planned.plan, name, one.lock, { hasBlob, previous, isWhole: true });
  });
  return { loaded, session, planned, differences: [...differences, ...ofRecipes] };
}

/** Which account each name means. Locks of one project may have been made with different ones. */
function keysOf(locks: readonly LockFile[], emulated: boolean) {
  const keys = new Map<string, string>();
  const differences: string[] = [];
  for (const { file, lock } of locks) {
    for (const [name, { key: real, emulatedKey }] of lock?.accounts ?? []) {
      const key = emulated ? emulatedKey : real;
      const other = keys.get(name);
      if (key === undefined) continue;
      if (other === undefined) keys.set(name, key);
      else if (other !== key) differences.push(`${file} was made with another account ${name} than the lock before it: run them apart.`);
    }
  }
  return { keys, differences };
}

/** Knows what the account would know, and calls nobody. */
function frozenProvider(provider: Provider, accountKey: string | undefined): Provider {
  const refuse = () => Promise.reject(new Error('A frozen run calls no provider.'));
  return { ...provider, accountKey: accountKey ?? provider.accountKey, start: refuse, poll: refuse, find: refuse };
}

/** The provider that its lock names, where that is among those that may be taken. */
function lockedOnly(instance: RecipeInstance, loaded: Loaded, locks: readonly LockFile[], emulated: boolean): readonly string[] {
  const allowed = allowedFor(instance, loaded);
  const locked = lockedProviderOf(instance, locks, emulated);
  return locked !== undefined && allowed.includes(locked) ? [locked] : allowed;
}
