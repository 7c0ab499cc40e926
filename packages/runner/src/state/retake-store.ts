import type { Database } from './database.ts';

/** A step that somebody wants anew although its result is there. */
export interface Retake {
  readonly node: string;
  readonly emulated: boolean;
  readonly fingerprint: string;
}

/** Which attempts count as the new ones, so that a run that was killed does not make them twice. */
export interface RetakeStore {
  /** @returns the last attempt that is not new: noted when it is first asked for, and the same from then on. */
  after(retake: Retake, lastAttempt: number): number;
  /** All that was asked for has been made: whoever asks again wants it once more. */
  close(nodes: ReadonlySet<string>, emulated: boolean): void;
}

export function createRetakeStore(database: Database): RetakeStore {
  const find = 'SELECT after_attempt FROM retakes WHERE node = ? AND emulated = ? AND fingerprint = ?';
  return {
    after: ({ node, emulated, fingerprint }, lastAttempt) => {
      const key = [node, emulated ? 1 : 0, fingerprint] as const;
      const known = database.get(find, ...key);
      if (known !== undefined) return Number(known.after_attempt);
      const sql = 'INSERT INTO retakes (node, emulated, fingerprint, after_attempt) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
      database.run(sql, ...key, lastAttempt);
      return Number(database.get(find, ...key)?.after_attempt ?? lastAttempt);
    },
    close: (nodes, emulated) =>
      database.transaction(() => {
        for (const node of nodes) database.run('DELETE FROM retakes WHERE node = ? AND emulated = ?', node, emulated ? 1 : 0);
      }),
  };
}
