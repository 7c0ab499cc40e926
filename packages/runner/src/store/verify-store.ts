import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { blobsOf } from '../lock/locked-results.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { hashFile } from './hash-file.ts';
import { type StoredBlob, storedBlobs } from './stored-blobs.ts';

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void;
}

export interface StoreVerification {
  readonly blobs: number;
  readonly bytes: number;
  /** Their bytes are not those of their name. They have been moved aside, so that they are fetched or made again. */
  readonly damaged: readonly DamagedBlob[];
  /** Files of results that are not here. */
  readonly missing: readonly MissingBlob[];
  /** Fingerprints of results whose record is damaged; they count as absent. */
  readonly damagedResults: readonly string[];
  /** Which the disk would not give out; they are left where they are. */
  readonly unreadable: readonly { readonly sha256: string; readonly reason: string }[];
}

export interface DamagedBlob {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Where it lies now. */
  readonly movedTo: string;
  readonly results: readonly string[];
}

export interface MissingBlob {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly fingerprint: string;
  readonly output: string;
}

/** Reads every byte of the store and moves aside what is not as it was put there. Beside running runs and after any death it is safe. */
export async function verifyStore(state: Pick<RunnerState, 'results' | 'store'>, options: VerifyOptions = {}): Promise<StoreVerification> {
  const results = state.results.list();
  const blobs = storedBlobs(state.store);
  const totalBytes = blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const damaged: DamagedBlob[] = [];
  const unreadable: { sha256: string; reason: string }[] = [];
  let bytes = 0;
  for (const blob of blobs) {
    options.signal?.throwIfAborted();
    const verdict = await judge(blob, state.store.folder);
    if (verdict.kind === 'unreadable') unreadable.push({ sha256: blob.sha256, reason: verdict.reason });
    if (verdict.kind === 'damaged') {
      const owners = results.filter(({ result }) => result !== undefined && blobsOf(result).some(({ sha256 }) => sha256 === blob.sha256));
      damaged.push({ ...blob, movedTo: verdict.movedTo, results: owners.map(({ fingerprint }) => fingerprint) });
    }
    bytes += blob.sizeBytes;
    options.onProgress?.({ bytes, totalBytes });
  }
  const damagedResults = results.filter(({ result }) => result === undefined).map(({ fingerprint }) => fingerprint);
  return { blobs: blobs.length, bytes, damaged, missing: missingFiles(state), damagedResults, unreadable };
}

type Verdict =
  | { readonly kind: 'whole' | 'gone' }
  | { readonly kind: 'damaged'; readonly movedTo: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

async function judge({ sha256, path }: StoredBlob, folder: string): Promise<Verdict> {
  try {
    if ((await hashFile(path)).sha256 === sha256) return { kind: 'whole' };
    const movedTo = damagedPath(folder, sha256);
    await mkdir(join(folder, 'damaged'), { recursive: true });
    await rename(path, movedTo);
    // A run may have put the right one in its place while the wrong one was read.
    if ((await hashFile(movedTo)).sha256 !== sha256) return { kind: 'damaged', movedTo };
    await rename(movedTo, path);
    return { kind: 'whole' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return code === 'ENOENT' ? { kind: 'gone' } : { kind: 'unreadable', reason: code };
  }
}

function damagedPath(folder: string, sha256: string): string {
  return join(folder, 'damaged', sha256);
}

function missingFiles({ results, store }: Pick<RunnerState, 'results' | 'store'>): MissingBlob[] {
  return results.list().flatMap(({ fingerprint, result }) =>
    Object.entries(result?.outputs ?? {}).flatMap(([output, value]) => {
      if (!('sha256' in value) || store.has(value.sha256, value.sizeBytes)) return [];
      return [{ sha256: value.sha256, sizeBytes: value.sizeBytes, fingerprint, output }];
    }),
  );
}
