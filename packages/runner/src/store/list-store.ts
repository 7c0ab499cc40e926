import { instancesOf, type Lock } from '../lock/lock.ts';
import { blobsOf } from '../lock/locked-results.ts';
import type { StepResult } from '../plan/known.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { type StoredBlob, storedBlobs } from './stored-blobs.ts';

/** A lock, and what it is called when something of it is told. */
export interface NamedLock {
  /** `weekly.reel.lock.yaml` */
  readonly name: string;
  readonly lock: Lock;
}

export interface StoreListing {
  readonly results: readonly ListedResult[];
  readonly blobs: readonly ListedBlob[];
  /** Of all blobs together. */
  readonly sizeBytes: number;
}

export interface ListedResult extends StepResult {
  readonly finishedAt: number;
  /** Of its files together, as they should be. */
  readonly sizeBytes: number;
  /** Files of it that are not here. */
  readonly missing: number;
  /** `weekly.reel.lock.yaml: cn/film` */
  readonly usedBy: readonly string[];
}

export interface ListedBlob extends StoredBlob {
  /** Fingerprints of the results that it belongs to; none for what `collectGarbage` would take. */
  readonly results: readonly string[];
  readonly usedBy: readonly string[];
}

/** What lies in the store, and who needs it. Reads no blob. */
export function listStore({ results, store }: Pick<RunnerState, 'results' | 'store'>, locks: readonly NamedLock[] = []): StoreListing {
  const { byFingerprint, byBlob } = usersOf(locks);
  const owners = new Map<string, string[]>();
  const listed: ListedResult[] = [];
  for (const { result, finishedAt } of results.list()) {
    if (result === undefined) continue;
    const files = blobsOf(result);
    for (const { sha256 } of files) push(owners, sha256, result.fingerprint);
    const missing = files.filter(({ sha256, sizeBytes }) => !store.has(sha256, sizeBytes)).length;
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    listed.push({ ...result, finishedAt, sizeBytes, missing, usedBy: byFingerprint.get(result.fingerprint) ?? [] });
  }
  const blobs = storedBlobs(store).map((blob) => ({
    ...blob,
    results: owners.get(blob.sha256) ?? [],
    usedBy: byBlob.get(blob.sha256) ?? [],
  }));
  return { results: listed, blobs, sizeBytes: blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

function usersOf(locks: readonly NamedLock[]) {
  const byFingerprint = new Map<string, string[]>();
  const byBlob = new Map<string, string[]>();
  for (const { name, lock } of locks) {
    for (const { id, instance } of instancesOf(lock)) {
      for (const [step, locked] of instance.steps) {
        const user = `${name}: ${id}/${step}`;
        push(byFingerprint, locked.fingerprint, user);
        for (const { sha256 } of blobsOf(locked)) push(byBlob, sha256, user);
      }
    }
  }
  return { byFingerprint, byBlob };
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else if (values.at(-1) !== value) values.push(value);
}
