import type { Json } from '@reelwright/provider';
import type { PreviousInputs, StepResult } from '../plan/known.ts';
import type { Database } from './database.ts';
import type { TaskRecord, TaskStore } from './task-store.ts';

/** What finished steps left behind, by fingerprint. Their files lie in the blob store. */
export interface ResultStore {
  find(fingerprint: string): StepResult | undefined;
  /** Result and end of its task become true together. */
  save(result: StepResult, record: TaskRecord | undefined, at: number): void;
  previous(node: string, emulated: boolean): PreviousInputs | undefined;
  notePrevious(node: string, emulated: boolean, fingerprint: string, identity: Json): void;
}

export function createResultStore(database: Database, tasks: TaskStore): ResultStore {
  return {
    find: (fingerprint) => {
      const row = database.get('SELECT result FROM results WHERE fingerprint = ?', fingerprint);
      // Written by `save` below.
      return row === undefined ? undefined : (JSON.parse(String(row.result)) as StepResult);
    },
    save: (result, record, at) =>
      database.transaction(() => {
        database.run(
          `INSERT INTO results (fingerprint, result, finished_at) VALUES (?, ?, ?)
           ON CONFLICT (fingerprint) DO UPDATE SET result = excluded.result, finished_at = excluded.finished_at`,
          ...[result.fingerprint, JSON.stringify(result), Math.round(at)],
        );
        if (record !== undefined) tasks.succeeded(record, at);
      }),
    previous: (node, emulated) => {
      const sql = 'SELECT fingerprint, identity FROM previous_inputs WHERE node = ? AND emulated = ?';
      const row = database.get(sql, node, emulated ? 1 : 0);
      return row === undefined ? undefined : { fingerprint: String(row.fingerprint), identity: JSON.parse(String(row.identity)) as Json };
    },
    notePrevious: (node, emulated, fingerprint, identity) =>
      void database.run(
        `INSERT INTO previous_inputs (node, emulated, fingerprint, identity) VALUES (?, ?, ?, ?)
         ON CONFLICT (node, emulated) DO UPDATE SET fingerprint = excluded.fingerprint, identity = excluded.identity`,
        ...[node, emulated ? 1 : 0, fingerprint, JSON.stringify(identity)],
      ),
  };
}
