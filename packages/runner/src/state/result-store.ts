import type { Json } from '@reelwright/provider';
import type { PreviousInputs, StepResult } from '../plan/known.ts';
import type { Database, Row } from './database.ts';
import { openSealed, sealOf } from './sealed.ts';
import type { TaskRecord, TaskStore } from './task-store.ts';

/** What finished steps left behind, by fingerprint. Their files lie in the blob store. */
export interface ResultStore {
  find(fingerprint: string): StepResult | undefined;
  /** Everything, oldest first; of what is not as it was written only the fingerprint. */
  list(): readonly StoredResult[];
  /**
   * Exclusive among all processes: nothing can change between the question and the removal.
   *
   * @param mayRemove Asked once.
   * @returns whether they were removed.
   */
  remove(fingerprints: readonly string[], mayRemove: () => boolean): boolean;
  /** Result and end of its task become true together. */
  save(result: StepResult, record: TaskRecord | undefined, at: number): void;
  previous(node: string, emulated: boolean): PreviousInputs | undefined;
  notePrevious(node: string, emulated: boolean, fingerprint: string, identity: Json): void;
}

export interface StoredResult {
  readonly fingerprint: string;
  /** Undefined when it is damaged. */
  readonly result: StepResult | undefined;
  /** Wall time, ms. */
  readonly finishedAt: number;
}

/** @param quick For what explains and decides nothing: the previous inputs. */
export function createResultStore(database: Database, quick: Database, tasks: TaskStore): ResultStore {
  return {
    find: (fingerprint) => resultOf(database.get('SELECT fingerprint, result, seal FROM results WHERE fingerprint = ?', fingerprint)),
    list: () =>
      database
        .all('SELECT fingerprint, result, seal, finished_at FROM results ORDER BY finished_at, fingerprint')
        .map((row) => ({ fingerprint: String(row.fingerprint), result: resultOf(row), finishedAt: Number(row.finished_at) })),
    remove: (fingerprints, mayRemove) =>
      database.transaction(() => {
        if (!mayRemove()) return false;
        for (const fingerprint of fingerprints) database.run('DELETE FROM results WHERE fingerprint = ?', fingerprint);
        return true;
      }),
    save: (result, record, at) =>
      database.transaction(() => {
        const text = JSON.stringify(result);
        database.run(
          `INSERT INTO results (fingerprint, result, seal, finished_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (fingerprint) DO UPDATE SET result = excluded.result, seal = excluded.seal, finished_at = excluded.finished_at`,
          ...[result.fingerprint, text, sealOf(text), Math.round(at)],
        );
        if (record !== undefined) tasks.succeeded(record, at);
      }),
    previous: (node, emulated) => {
      const sql = 'SELECT fingerprint, identity, seal FROM previous_inputs WHERE node = ? AND emulated = ?';
      const row = quick.get(sql, node, emulated ? 1 : 0);
      // The seal proves that `notePrevious` below wrote it.
      const identity = openSealed(row?.identity, row?.seal) as Json | undefined;
      return row === undefined || identity === undefined ? undefined : { fingerprint: String(row.fingerprint), identity };
    },
    notePrevious: (node, emulated, fingerprint, identity) => {
      const text = JSON.stringify(identity);
      quick.run(
        `INSERT INTO previous_inputs (node, emulated, fingerprint, identity, seal) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (node, emulated) DO UPDATE SET fingerprint = excluded.fingerprint, identity = excluded.identity, seal = excluded.seal`,
        ...[node, emulated ? 1 : 0, fingerprint, text, sealOf(text)],
      );
    },
  };
}

function resultOf(row: Row | undefined): StepResult | undefined {
  // The seal proves that `save` above wrote it.
  const result = openSealed(row?.result, row?.seal) as StepResult | undefined;
  return result?.fingerprint === row?.fingerprint ? result : undefined;
}
