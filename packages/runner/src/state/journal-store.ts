import type { RunEvent } from '../events.ts';
import type { Database } from './database.ts';

/** Every event of every recent run, in order. */
export interface JournalStore {
  begin(run: string, at: number): void;
  append(run: string, events: readonly RunEvent[]): void;
  read(run: string): readonly RunEvent[];
  /** Newest first. */
  runs(): readonly { readonly run: string; readonly at: number }[];
}

/** Oldest runs beyond either are forgotten when a new one begins. */
const keptRuns = 50;
const keptEvents = 200_000;

export function createJournalStore(database: Database): JournalStore {
  return {
    begin: (run, at) =>
      database.transaction(() => {
        database.run('INSERT INTO runs (run, at) VALUES (?, ?)', run, Math.round(at));
        for (const run of beyondLimits(database)) {
          database.run('DELETE FROM journal WHERE run = ?', run);
          database.run('DELETE FROM runs WHERE run = ?', run);
        }
      }),
    append: (run, events) =>
      database.transaction(() => {
        for (const event of events) {
          database.run('INSERT INTO journal (run, sequence, event) VALUES (?, ?, ?)', run, event.sequence, JSON.stringify(event));
        }
      }),
    // Written by `append` above.
    read: (run) =>
      database
        .all('SELECT event FROM journal WHERE run = ? ORDER BY sequence', run)
        .map((row) => JSON.parse(String(row.event)) as RunEvent),
    runs: () => database.all('SELECT run, at FROM runs ORDER BY at DESC').map((row) => ({ run: String(row.run), at: Number(row.at) })),
  };
}

function beyondLimits(database: Database): string[] {
  let events = 0;
  return database.all('SELECT run FROM runs ORDER BY at DESC').flatMap((row, index) => {
    const last = database.get('SELECT MAX(sequence) AS last FROM journal WHERE run = ?', String(row.run));
    events += Number(last?.last ?? 0);
    return index >= keptRuns || events > keptEvents ? [String(row.run)] : [];
  });
}
