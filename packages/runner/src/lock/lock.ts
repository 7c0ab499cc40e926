import type { StepUses } from '@reelwright/recipe';
import type { OutputValue } from '../plan/known.ts';

/** Raised when a lock of today could not be read by an earlier version. */
export const lockVersion = 1;

/**
 * What each instance of a recipe has resolved to, checked in beside it. Content only: no clock, host or path, so that equal films have
 * equal locks on every machine.
 */
export interface Lock {
  /** By the name that recipes use. */
  readonly accounts: ReadonlyMap<string, LockedAccount>;
  /** By instance id. */
  readonly instances: ReadonlyMap<string, LockedInstance>;
  /** Made by an emulator; they never stand in for real ones. */
  readonly emulated: ReadonlyMap<string, LockedInstance>;
}

/** Which account a name meant. Fingerprints of cloned voices and avatars hold the key, so a frozen run takes it from here. */
export interface LockedAccount {
  /** `Provider.id`. */
  readonly adapter: string;
  /** `Provider.accountKey` of the real account; absent where only an emulator has been asked. */
  readonly key?: string;
  /** The same of its emulated stand-in. */
  readonly emulatedKey?: string;
}

export interface LockedInstance {
  readonly inputs: ReadonlyMap<string, LockedInput>;
  /** The account that runs what pins none of its own, or `local`. */
  readonly provider: string;
  /** As they ran: implicit steps (`cast.omar.voice`, `film.avatar`) included. */
  readonly steps: ReadonlyMap<string, LockedStep>;
  readonly outputs: ReadonlyMap<string, LockedOutput>;
}

export type LockedInput = string | number | boolean;

export interface LockedStep {
  readonly uses: StepUses;
  /** The account's name, or `local`. */
  readonly provider: string;
  readonly fingerprint: string;
  /** The provider's id of the task that made it. */
  readonly task?: string;
  readonly outputs: Readonly<Record<string, OutputValue>>;
}

/** Which step's output a file of `out/` is. */
export interface LockedOutput {
  readonly step: string;
  readonly output: string;
}

export const emptyLock: Lock = { accounts: new Map(), instances: new Map(), emulated: new Map() };

/** The part of a lock that runs of one kind read and write. */
export function sectionOf(lock: Lock, emulated: boolean): ReadonlyMap<string, LockedInstance> {
  return emulated ? lock.emulated : lock.instances;
}

/** All instances, real and emulated. */
export function* instancesOf(
  lock: Lock,
): Generator<{ readonly id: string; readonly emulated: boolean; readonly instance: LockedInstance }> {
  for (const emulated of [false, true]) for (const [id, instance] of sectionOf(lock, emulated)) yield { id, emulated, instance };
}
