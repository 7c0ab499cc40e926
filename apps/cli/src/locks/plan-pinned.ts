import { hasErrors } from '@reelwright/errors';
import type { TransferTrouble } from '@reelwright/runner';
import { type CommandContext, tell } from '../context.ts';
import { hasWork } from '../emulation.ts';
import type { Loaded } from '../loaded.ts';
import { type Planned, planLoaded } from '../planning.ts';
import type { Session } from '../session.ts';
import { createLazyRemote } from '../store/lazy-remote.ts';
import { openRemote } from '../store/open-remote.ts';
import type { LockFile } from './lock-files.ts';
import { bringIn, findBlobs, knownWithPins, pinsOf } from './pinned-results.ts';

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
  const plan = async (hasBlob: Parameters<typeof knownWithPins>[2]) =>
    await planLoaded(loaded, session, context.host, knownWithPins(session.state.known(), pins, hasBlob));
  const planned = await plan(await findBlobs(pins, place));
  // Voices and avatars of another machine's emulator are unknown to ours: whatever it has to make, it makes from its own.
  if (loaded.emulate && hasWork(planned.plan)) return await planLoaded(loaded, session, context.host);
  if (!isRun || hasErrors(planned.diagnostics)) return planned;
  const troubles = await bringIn(planned.plan, pins, place);
  if (troubles.length === 0) return planned;
  for (const trouble of troubles) tell(context, `Note: ${describeTrouble(trouble)} It counts as not there.`);
  return await plan(session.state.store.has);
}

/** `blobs/ab/ab12…: the folder /mnt/films does not have the file.` */
export function describeTrouble({ key, reason }: TransferTrouble): string {
  return `${key}: ${reason}`;
}
