import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@reelwright/clock';
import { instancesOf, type Lock } from '../lock/lock.ts';
import { blobsOf } from '../lock/locked-results.ts';
import type { ProcessIdentity } from '../state/process-identity.ts';
import type { StoredResult } from '../state/result-store.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { type StoredBlob, storedBlobs } from './stored-blobs.ts';

export interface GarbageOptions {
  readonly keep: {
    readonly locks: readonly Lock[];
    /** Of plans as they stand: what would be reused though no lock has it. */
    readonly fingerprints?: Iterable<string>;
  };
  /** Results that were finished later stay. Default: 0, which keeps none for its age. */
  readonly olderThanMs?: number;
  /** Only says what would go. */
  readonly dryRun?: boolean;
  readonly clock: Pick<Clock, 'now'>;
  /** For tests that end the process at any removal. */
  readonly removeFile?: (path: string) => void;
}

export interface GarbageReport {
  /** Fingerprints. */
  readonly removedResults: readonly string[];
  readonly removedBlobs: readonly StoredBlob[];
  readonly freedBytes: number;
  readonly keptResults: number;
  readonly keptBlobs: number;
  /** While these live, no result goes, and no file that was put there within the last day. */
  readonly heldBy: readonly ProcessIdentity[];
}

type GarbageState = Pick<RunnerState, 'results' | 'store' | 'tasks' | 'leases'>;

/** A file that belongs to nothing yet may be one that another process is about to enter. */
const youngMs = 86_400_000;

/**
 * Removes what nobody needs: results that no lock, plan or unfinished task names, then files that belong to no result. Results without
 * files (cloned voices and avatars) stay, since they take no room and cost money. A death at any point leaves files without a result
 * at most, which the next call takes.
 */
export function collectGarbage(state: GarbageState, options: GarbageOptions): GarbageReport {
  const { dryRun = false, removeFile = (path) => rmSync(path, { force: true }) } = options;
  const all = state.results.list();
  const needed = neededBy(state, options);
  const garbage = all.filter((stored) => isGarbage(stored, needed, options)).map(({ fingerprint }) => fingerprint);
  let heldBy = state.leases.others();
  const mayRemove = () => {
    heldBy = state.leases.others();
    return heldBy.length === 0;
  };
  const areRemoved = dryRun ? heldBy.length === 0 : garbage.length === 0 || state.results.remove(garbage, mayRemove);
  const gone = new Set(areRemoved ? garbage : []);
  const blobs = storedBlobs(state.store);
  const kept = new Set([...needed.blobs, ...digestsOf(all.filter(({ fingerprint }) => !gone.has(fingerprint)))]);
  const before = heldBy.length > 0 ? options.clock.now() - youngMs : Number.POSITIVE_INFINITY;
  const loose = blobs.filter(({ sha256, addedAt }) => !kept.has(sha256) && addedAt < before);
  const removed = dryRun ? loose : loose.filter((blob) => removeLoose(blob, removeFile));
  const damaged = damagedFiles(state);
  if (!dryRun) for (const { path } of damaged) removeFile(path);
  const removedBlobs = [...removed, ...damaged];
  return {
    removedResults: [...gone],
    removedBlobs,
    freedBytes: removedBlobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    keptResults: all.length - gone.size,
    keptBlobs: blobs.length - removed.length,
    heldBy,
  };
}

interface Needed {
  readonly fingerprints: ReadonlySet<string>;
  readonly blobs: ReadonlySet<string>;
}

function neededBy({ tasks }: GarbageState, { keep }: GarbageOptions): Needed {
  const fingerprints = new Set(keep.fingerprints);
  const blobs = new Set<string>();
  for (const lock of keep.locks) {
    for (const { instance } of instancesOf(lock)) {
      for (const step of instance.steps.values()) {
        fingerprints.add(step.fingerprint);
        for (const { sha256 } of blobsOf(step)) blobs.add(sha256);
      }
    }
  }
  for (const { fingerprint, input } of tasks.open()) {
    fingerprints.add(fingerprint);
    for (const [digest] of JSON.stringify(input).matchAll(/\b[0-9a-f]{64}\b/g)) blobs.add(digest);
  }
  return { fingerprints, blobs };
}

function isGarbage({ fingerprint, result, finishedAt }: StoredResult, needed: Needed, { clock, olderThanMs = 0 }: GarbageOptions): boolean {
  if (result === undefined) return true;
  const files = blobsOf(result);
  if (files.length === 0 || needed.fingerprints.has(fingerprint)) return false;
  // What a task reads, or a lock names, belongs together with whatever else its step has left.
  // An emulated run's clock goes ahead of ours: without an age nothing is too young.
  const isOld = olderThanMs === 0 || finishedAt <= clock.now() - olderThanMs;
  return isOld && !files.some(({ sha256 }) => needed.blobs.has(sha256));
}

function digestsOf(results: readonly StoredResult[]): string[] {
  return results.flatMap(({ result }) => (result === undefined ? [] : blobsOf(result).map(({ sha256 }) => sha256)));
}

/** Looks once more right before: another process may have put the very same bytes there anew. */
function removeLoose({ path, addedAt }: StoredBlob, removeFile: (path: string) => void): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.mtimeMs !== addedAt) return false;
  removeFile(path);
  return true;
}

/** What `verifyStore` has moved aside. */
function damagedFiles({ store }: GarbageState): StoredBlob[] {
  const folder = join(store.folder, 'damaged');
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder).flatMap((sha256) => {
    const path = join(folder, sha256);
    const facts = statSync(path, { throwIfNoEntry: false });
    return facts?.isFile() ? [{ sha256, path, sizeBytes: facts.size, addedAt: facts.mtimeMs }] : [];
  });
}
