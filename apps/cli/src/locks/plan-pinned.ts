import { hasErrors } from '@reelwright/errors';
import type { RecipeInstance } from '@reelwright/recipe';
import type { HasBlob, TransferTrouble } from '@reelwright/runner';
import { type CommandContext, tell } from '../context.ts';
import { hasWork } from '../emulation.ts';
import type { Loaded } from '../loaded.ts';
import { type Planned, planLoaded } from '../planning.ts';
import type { Session } from '../session.ts';
import { createLazyRemote } from '../store/lazy-remote.ts';
import { openRemote } from '../store/open-remote.ts';
import type { LockFile } from './lock-files.ts';
import { bringIn, findBlobs, knownWithPins, pinsOf } from './pinned-results.ts';
import { allowedFor, filmOf, filmsWithWork, lockedFirst, withProviders } from './where-locked.ts';

/** A plan that knows what locks pin. Their files may be here, or wait in the store remote. */
export async function planPinned(
  loaded: Loaded,
  session: Session,
  locks: readonly LockFile[],
  { isRun }: { /** Whether a run follows, so that what it reuses is fetched. */ readonly isRun: boolean },
  context: CommandContext,
): Promise<Planned> {
  const pins = pinsOf(locks, session.emulated);
  if (pins.length === 0) return await planLoaded(loaded, session, context.host);
  await using remote = createLazyRemote(() => openRemote(loaded, session.clock, context));
  const place = { ...session, remote };
  const plan = (hasBlob: HasBlob, asked = loaded) =>
    planLoaded(asked, session, context.host, knownWithPins(session.state.known(), pins, hasBlob));
  const hasBlob = await findBlobs(pins, place);
  const { chosen, planned } = await whereMade(loaded, locks, session.emulated, (asked) => plan(hasBlob, asked));
  // Voices and avatars of another machine's emulator are unknown to ours: whatever it has to make, it makes from its own.
  if (loaded.emulate && hasWork(planned.plan)) return await planLoaded(loaded, session, context.host);
  if (!isRun || hasErrors(planned.diagnostics)) return planned;
  const troubles = await bringIn(planned.plan, pins, place);
  if (troubles.length === 0) return planned;
  for (const trouble of troubles) tell(context, `Note: ${describeTrouble(trouble)} It counts as not there.`);
  return await plan(session.state.store.has, chosen);
}

/**
 * Where a list of providers leaves a choice, a film whose lock has all of it stays where it was made: nobody pays again for the order of
 * a list.
 */
async function whereMade(
  loaded: Loaded,
  locks: readonly LockFile[],
  emulated: boolean,
  plan: (asked: Loaded) => Promise<Planned>,
): Promise<{ readonly chosen: Loaded; readonly planned: Planned }> {
  const planned = await plan(loaded);
  const open = filmsWithWork(planned.plan);
  const isElsewhere = (one: RecipeInstance) =>
    open.has(filmOf(one)) && lockedFirst(one, loaded, locks, emulated)[0] !== allowedFor(one, loaded)[0];
  if (!loaded.instances.some(isElsewhere)) return { chosen: loaded, planned };
  const moved = await plan(
    withProviders(loaded, (one) => (isElsewhere(one) ? lockedFirst(one, loaded, locks, emulated) : allowedFor(one, loaded))),
  );
  const stillOpen = filmsWithWork(moved.plan);
  const stays = (one: RecipeInstance) => isElsewhere(one) && !stillOpen.has(filmOf(one));
  if (!loaded.instances.some(stays)) return { chosen: loaded, planned };
  const chosen = withProviders(loaded, (one) => (stays(one) ? lockedFirst(one, loaded, locks, emulated) : allowedFor(one, loaded)));
  return { chosen, planned: await plan(chosen) };
}

/** `blobs/ab/ab12…: the folder /mnt/films does not have the file.` */
export function describeTrouble({ key, reason }: TransferTrouble): string {
  return `${key}: ${reason}`;
}
