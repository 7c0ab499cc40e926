import type { Database } from './database.ts';

/** An instance of a recipe: the unit that stays with one account once money has been spent on it. */
export interface Film {
  /** `<recipe>/<instance>`. */
  readonly name: string;
  readonly emulated: boolean;
}

/** A paid task that was started for a film, or may have been. */
export interface BegunTask {
  readonly account: string;
  readonly fingerprint: string;
}

/** Where films that are not finished were begun. Rows come and go with the intents of their tasks: see `StartStore`. */
export interface FilmStore {
  /** Also tasks of an earlier version of the recipe: only those whose fingerprints it still has bind it. */
  begun(film: Film): readonly BegunTask[];
  /** Everything of it is made: the next version of it may be made anywhere. */
  finish(film: Film): void;
}

export function createFilmStore(database: Database): FilmStore {
  return {
    begun: ({ name, emulated }) =>
      database
        .all('SELECT account, fingerprint FROM films WHERE film = ? AND emulated = ? ORDER BY account, fingerprint', name, emulated ? 1 : 0)
        .map((row) => ({ account: String(row.account), fingerprint: String(row.fingerprint) })),
    finish: (film) => {
      if (isBegun(database, film)) database.run('DELETE FROM films WHERE film = ? AND emulated = ?', film.name, film.emulated ? 1 : 0);
    },
  };
}

/** Asked first, since most films have nothing to finish: a read costs no write to the disk. */
function isBegun(database: Database, { name, emulated }: Film): boolean {
  return database.get('SELECT 1 AS found FROM films WHERE film = ? AND emulated = ? LIMIT 1', name, emulated ? 1 : 0) !== undefined;
}
