import { statSync } from 'node:fs';
import type { MediumFacts } from '@reelwright/provider';
import type { Database } from './database.ts';

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
      const row = database.get('SELECT stamp, sha256, facts FROM files WHERE path = ?', path);
      if (row === undefined || row.stamp !== stampOf(path)) return undefined;
      // Written by `save` below.
      const facts = row.facts === null ? undefined : (JSON.parse(String(row.facts)) as MediumFacts);
      return { sha256: String(row.sha256), ...(facts === undefined ? {} : { facts }) };
    },
    save: (path, stamp, { sha256, facts }) =>
      void database.run(
        `INSERT INTO files (path, stamp, sha256, facts) VALUES (?, ?, ?, ?)
         ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp, sha256 = excluded.sha256, facts = excluded.facts`,
        ...[path, stamp, sha256, facts === undefined ? null : JSON.stringify(facts)],
      ),
  };
}

/** Changes with every write: size, both times in nanoseconds, and which file it is. Empty when there is none. */
export function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}:${stat.ino}`;
}
