import { statSync } from 'node:fs';
import type { MediumFacts } from '@reelwright/provider';
import type { Database } from './database.ts';
import { openSealed, sealOf } from './sealed.ts';

/** What was found out about files outside the store, kept while the file has not been touched. */
export interface FileStore {
  /** @returns `undefined` when nothing is known, or the file has changed since. */
  find(path: string): KnownFile | undefined;
  /** @param stamp `stampOf(path)` from before the file was read. */
  save(path: string, stamp: string, known: KnownFile): void;
}

export interface KnownFile {
  readonly sha256: string;
  /** Present where the file was looked at as a medium. */
  readonly facts?: MediumFacts;
}

export function createFileStore(database: Database): FileStore {
  return {
    find: (path) => {
      const row = database.get('SELECT stamp, known, seal FROM files WHERE path = ?', path);
      if (row === undefined || row.stamp !== stampOf(path)) return undefined;
      // The seal proves that `save` below wrote it.
      return openSealed(row.known, row.seal) as KnownFile | undefined;
    },
    save: (path, stamp, known) => {
      const text = JSON.stringify(known);
      database.run(
        `INSERT INTO files (path, stamp, known, seal) VALUES (?, ?, ?, ?)
         ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp, known = excluded.known, seal = excluded.seal`,
        ...[path, stamp, text, sealOf(text)],
      );
    },
  };
}

/** Changes with every write: size, both times in nanoseconds, and which file it is. Empty when there is none. */
export function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}:${stat.ino}`;
}
