import type { TaskKind } from '@reelwright/provider';
import type { Database, Row } from './database.ts';
import type { Film } from './film-store.ts';

/** What a task takes, in the units in which it is paid for. */
export interface Units {
  readonly videoMs: number;
  readonly speechCharacters: number;
  readonly clones: number;
}

/** Units that a start has reserved, or its task has used. */
export interface Spending extends Units {
  readonly film: Film;
  readonly account: string;
  readonly fingerprint: string;
  readonly attempt: number;
  readonly kind: TaskKind;
  /** Wall time of the intent, ms. */
  readonly at: number;
}

/**
 * What has been spent on films, by task. Rows come and go with intents (see `StartStore`), so nothing is started that is not counted,
 * whatever dies. A run counts what it and others spend on its films while it lasts, and what runs that were cut off have spent before.
 */
export interface SpendingStore {
  /** @returns the number by which a run knows what counts for it. Later runs have higher ones. */
  beginRun(): number;
  /** A run has come to its end by itself: what was spent on these films counts no more for runs that begin later. */
  close(films: ReadonlySet<string>, emulated: boolean, at: number): void;
  /** What counts for a run, in all. */
  spentOn(films: ReadonlySet<string>, emulated: boolean, run: number): Units;
  /** What has been reserved at an account since a time, per kind of task, for whichever film. */
  reservedAt(account: string, since: number): readonly (Units & { readonly kind: TaskKind })[];
  /** How much it was is known now. */
  correct(task: Pick<Spending, 'account' | 'fingerprint' | 'attempt'>, units: Units): void;
}

/** Closed rows are kept for runs that began before; none lasts longer. */
const keptForMs = 30 * 86_400_000;

export function createSpendingStore(database: Database): SpendingStore {
  const sums = 'SUM(video_ms) AS video_ms, SUM(speech_characters) AS speech_characters, SUM(clones) AS clones';
  return {
    beginRun: () =>
      database.transaction(() => {
        database.run('UPDATE spending_runs SET newest = newest + 1');
        return newestRun(database);
      }),
    close: (films, emulated, at) => {
      const open = 'SELECT DISTINCT film FROM spendings WHERE closed_by IS NULL AND emulated = ?';
      const closing = database.all(open, emulated ? 1 : 0).flatMap(({ film }) => (films.has(String(film)) ? [String(film)] : []));
      if (closing.length === 0) return;
      database.transaction(() => {
        const newest = newestRun(database);
        const sql = 'UPDATE spendings SET closed_by = ? WHERE closed_by IS NULL AND emulated = ? AND film = ?';
        for (const film of closing) database.run(sql, newest, emulated ? 1 : 0, film);
        database.run('DELETE FROM spendings WHERE closed_by IS NOT NULL AND at < ?', Math.round(at) - keptForMs);
      });
    },
    spentOn: (films, emulated, run) => {
      const counts = 'emulated = ? AND (closed_by IS NULL OR closed_by >= ?)';
      const rows = database.all(`SELECT film, ${sums} FROM spendings WHERE ${counts} GROUP BY film`, emulated ? 1 : 0, run);
      return rows.filter(({ film }) => films.has(String(film))).reduce<Units>((total, row) => add(total, unitsOf(row)), noUnits);
    },
    reservedAt: (account, since) =>
      database
        .all(`SELECT kind, ${sums} FROM spendings WHERE account = ? AND at >= ? GROUP BY kind`, account, Math.round(since))
        .map((row) => ({ kind: row.kind as TaskKind, ...unitsOf(row) })),
    correct: ({ account, fingerprint, attempt }, { videoMs, speechCharacters, clones }) => {
      const sql =
        'UPDATE spendings SET video_ms = ?, speech_characters = ?, clones = ? WHERE account = ? AND fingerprint = ? AND attempt = ?';
      database.run(sql, Math.round(videoMs), speechCharacters, clones, account, fingerprint, attempt);
    },
  };
}

export const noUnits: Units = { videoMs: 0, speechCharacters: 0, clones: 0 };

export function add(a: Units, b: Units): Units {
  return { videoMs: a.videoMs + b.videoMs, speechCharacters: a.speechCharacters + b.speechCharacters, clones: a.clones + b.clones };
}

/** Inside the transaction of an intent. */
export function reserve(database: Database, { film, account, fingerprint, attempt, kind, at, ...units }: Spending): void {
  database.run(
    `INSERT INTO spendings (film, emulated, account, fingerprint, attempt, kind, video_ms, speech_characters, clones, at, closed_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
     ON CONFLICT (account, fingerprint, attempt) DO UPDATE SET film = excluded.film, emulated = excluded.emulated, kind = excluded.kind,
       video_ms = excluded.video_ms, speech_characters = excluded.speech_characters, clones = excluded.clones, at = excluded.at,
       closed_by = NULL`,
    ...[film.name, film.emulated ? 1 : 0, account, fingerprint, attempt, kind],
    ...[Math.round(units.videoMs), units.speechCharacters, units.clones, Math.round(at)],
  );
}

/** Inside the transaction that takes an intent back. */
export function unreserve(
  database: Database,
  { account, fingerprint, attempt }: Pick<Spending, 'account' | 'fingerprint' | 'attempt'>,
): void {
  database.run('DELETE FROM spendings WHERE account = ? AND fingerprint = ? AND attempt = ?', account, fingerprint, attempt);
}

function newestRun(database: Database): number {
  return Number(database.get('SELECT newest FROM spending_runs')?.newest ?? 0);
}

function unitsOf({ video_ms, speech_characters, clones }: Row): Units {
  return { videoMs: Number(video_ms), speechCharacters: Number(speech_characters), clones: Number(clones) };
}
