import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BlobStore, isDigest } from './blob-store.ts';

/** A file of the store, as it lies there: nothing has been read of it. */
export interface StoredBlob {
  readonly sha256: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** When it was put there, wall time in ms. */
  readonly addedAt: number;
}

/** All of them, by digest. Files of other names are none of ours. */
export function storedBlobs({ folder }: BlobStore): StoredBlob[] {
  const root = join(folder, 'blobs');
  return namesIn(root).flatMap((first) =>
    namesIn(join(root, first)).flatMap((second) =>
      namesIn(join(root, first, second)).flatMap((sha256) => {
        const path = join(root, first, second, sha256);
        const facts = isDigest(sha256) ? statSync(path, { throwIfNoEntry: false }) : undefined;
        return facts?.isFile() ? [{ sha256, path, sizeBytes: facts.size, addedAt: facts.mtimeMs }] : [];
      }),
    ),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    // What is no folder, or not there, holds nothing.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
