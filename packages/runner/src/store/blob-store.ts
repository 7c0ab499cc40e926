import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InternalError } from '@reelwright/errors';
import { sha256Hex } from '../canonical-json.ts';
import { stampOf } from '../state/file-store.ts';
import { syncFolder, writeWhole } from './durable-file.ts';
import { hashFile } from './hash-file.ts';

/** Files by the SHA-256 of their bytes. What is in it is whole: it came by rename, after an fsync. */
export interface BlobStore {
  readonly folder: string;
  /** Where the bytes lie, or would lie. @throws {InternalError} for what is no digest: it could lead anywhere. */
  pathOf(sha256: string): string;
  /** A cheap look: present and of the right size. */
  has(sha256: string, sizeBytes: number): boolean;
  /** A fresh name on the same disk for a file in the making. */
  temporaryPath(): string;
  /** Moves a finished file in. Its bytes must have been synced and hashed. */
  adopt(temporary: string, sha256: string): Promise<void>;
  add(data: string | Uint8Array): Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
  /** The path, once the bytes have been read and found right; undefined (and the file gone) when they are not. */
  verified(sha256: string): Promise<string | undefined>;
}

/** Leftovers of a process that died long ago. */
const staleAfterMs = 86_400_000;

export function createBlobStore(folder: string): BlobStore {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  removeStale(temporary);
  const verified = new Map<string, string>();
  const pathOf = (sha256: string) => {
    if (!isDigest(sha256)) throw new InternalError('What should be the digest of a blob is none.');
    return join(folder, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  const adopt = async (from: string, sha256: string) => {
    const to = pathOf(sha256);
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
    await syncFolder(dirname(to));
  };
  return {
    folder,
    pathOf,
    adopt,
    temporaryPath: () => join(temporary, `${randomUUID()}.part`),
    has: (sha256, sizeBytes) => statSync(pathOf(sha256), { throwIfNoEntry: false })?.size === sizeBytes,
    add: async (data) => {
      const sha256 = sha256Hex(data);
      const sizeBytes = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
      const path = pathOf(sha256);
      await mkdir(dirname(path), { recursive: true });
      await writeWhole(path, data);
      return { sha256, sizeBytes };
    },
    verified: async (sha256) => {
      const path = pathOf(sha256);
      const stamp = stampOf(path);
      if (stamp === '') return undefined;
      if (verified.get(sha256) === stamp) return path;
      if ((await hashFile(path)).sha256 === sha256) {
        verified.set(sha256, stamp);
        return path;
      }
      await rm(path, { force: true });
      return undefined;
    },
  };
}

/** The name of a blob: SHA-256 in lower-case hex. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function removeStale(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry !== undefined && Date.now() - entry.mtimeMs > staleAfterMs) rmSync(path, { recursive: true, force: true });
  }
}
