import {
  blobKey,
  type HasBlob,
  type KnownResults,
  type Lock,
  type LockedStep,
  type Plan,
  pullFromRemote,
  type StoreRemote,
  type TransferTrouble,
  withLock,
} from '@reelwright/runner';
import type { Session } from '../session.ts';
import type { LockFile } from './lock-files.ts';

/** Where results of locks may come from. */
export interface PinPlace extends Pick<Session, 'state' | 'clock'> {
  readonly remote: StoreRemote;
}

/** Instances of one kind: what is emulated stands in for nothing real. */
export function pinsOf(locks: readonly LockFile[], emulated: boolean): readonly Lock[] {
  const pins = locks.flatMap(({ lock }) => lock ?? []);
  return pins.map((lock) => (emulated ? { ...lock, instances: new Map() } : { ...lock, emulated: new Map() }));
}

/** Files that are here, and those that the remote says it has; it is asked only of what is not here. */
export async function findBlobs(pins: readonly Lock[], { state: { store }, remote }: PinPlace): Promise<HasBlob> {
  const missing = filesOf(pins).filter(({ sha256, sizeBytes }) => !store.has(sha256, sizeBytes));
  const there = new Set<string>();
  for (const { sha256, sizeBytes } of missing) if ((await remote.sizeOf(blobKey(sha256))) === sizeBytes) there.add(sha256);
  return (sha256, sizeBytes) => store.has(sha256, sizeBytes) || there.has(sha256);
}

/** What is known here, and what locks pin whose files can be had. */
export function knownWithPins(known: KnownResults, pins: readonly Lock[], hasBlob: HasBlob): KnownResults {
  return pins.reduce((all, pin) => withLock(all, pin, { hasBlob }), known);
}

/**
 * Makes results of locks that a plan reuses known here, files and all.
 *
 * @returns What could not be had, though the plan relied on it.
 */
export async function bringIn(plan: Plan, pins: readonly Lock[], place: PinPlace): Promise<TransferTrouble[]> {
  const open = plan.nodes.flatMap(({ fingerprint, decision }) =>
    fingerprint !== undefined && decision.action === 'reuse' && place.state.intactResult(fingerprint) === undefined ? [fingerprint] : [],
  );
  const wanted = new Set(open);
  return wanted.size === 0 ? [] : await pullPins(pins, ({ fingerprint }) => wanted.has(fingerprint), place);
}

/** As `bringIn`, for every step that is meant; each file is read, whether it seems to be here or not. */
export async function pullPins(
  pins: readonly Lock[],
  isMeant: (step: LockedStep) => boolean,
  { state, clock, remote }: PinPlace,
): Promise<TransferTrouble[]> {
  const troubles: TransferTrouble[] = [];
  for (const pin of pins) {
    const lock = { ...pin, instances: only(pin.instances, isMeant), emulated: only(pin.emulated, isMeant) };
    const { missing, refused } = await pullFromRemote(state, remote, { lock }, { clock });
    troubles.push(...missing, ...refused);
  }
  return troubles;
}

function only(instances: Lock['instances'], isMeant: (step: LockedStep) => boolean): Lock['instances'] {
  return new Map([...instances].map(([id, one]) => [id, { ...one, steps: new Map([...one.steps].filter(([, step]) => isMeant(step))) }]));
}

interface LockedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
}

function filesOf(pins: readonly Lock[]): LockedFile[] {
  const files = new Map<string, LockedFile>();
  for (const { instances, emulated } of pins) {
    for (const { steps } of [...instances.values(), ...emulated.values()]) {
      for (const { outputs } of steps.values()) {
        for (const value of Object.values(outputs)) if ('sha256' in value) files.set(value.sha256, value);
      }
    }
  }
  return [...files.values()];
}
