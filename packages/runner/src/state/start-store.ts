import { ReelwrightError } from '@reelwright/errors';
import type { Database } from './database.ts';
import type { Film } from './film-store.ts';
import { reserve, type Units, unreserve } from './spending-store.ts';
import type { TaskIntent, TaskRecord, TaskStore } from './task-store.ts';
import { holdsUpload, type Upload } from './upload-store.ts';

/** What becomes true together with an intent, or keeps it from being written. */
export interface StartTerms {
  /** The film that a paid task is for: until it is finished it stays with the task's account. */
  readonly film?: Film | undefined;
  /** Accounts where it could be made instead: when it was begun at one of them, and not here, nothing is written. */
  readonly rivals?: readonly string[];
  /** What the task is going to read and its provider could take back: it must still be there, where it was. */
  readonly media?: readonly Upload[];
  /** What a paid task takes. */
  readonly units?: Units | undefined;
  /** Throws when that is too much: nothing was written then. Exclusive among all processes: what it reads stays true. */
  readonly assertRoom?: (() => void) | undefined;
}

/** Begins tasks, and takes back what is certain not to have begun. Each call is one commit, exclusive among all processes. */
export interface StartStore {
  /**
   * Before the request leaves.
   *
   * @returns `undefined` when a medium has been taken back meanwhile: nothing was written then.
   * @throws {BegunElsewhere} when another process has begun the film at a rival: nothing was written then, either.
   */
  begin(intent: TaskIntent, terms: StartTerms): TaskRecord | undefined;
  /** The request is certain to have had no effect: as if there had been no intent. */
  withdraw(record: TaskRecord): void;
}

/** @param database The connection that `tasks` writes to. */
export function createStartStore(database: Database, tasks: TaskStore): StartStore {
  return {
    begin: (intent, { film, rivals = [], media = [], units, assertRoom }) =>
      database.transaction(() => {
        if (!media.every((medium) => holdsUpload(database, medium))) return undefined;
        if (film !== undefined) assertNotElsewhere(database, film, intent.account, rivals);
        assertRoom?.();
        if (film !== undefined) {
          const sql = 'INSERT INTO films (film, emulated, account, fingerprint) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
          database.run(sql, film.name, film.emulated ? 1 : 0, intent.account, intent.fingerprint);
          if (units !== undefined) reserve(database, { ...intent, ...units, film, at: intent.intentAt });
        }
        return tasks.intend(intent);
      }),
    withdraw: (record) =>
      database.transaction(() => {
        tasks.withdraw(record);
        // Where another process has put its own intent in the place of ours, its reservation stays.
        const newest = tasks.newest(record.fingerprint, record.account);
        if (newest?.attempt !== record.attempt) unreserve(database, record);
        // An earlier attempt, or the intent of another process, still binds the film.
        if (newest !== undefined) return;
        database.run('DELETE FROM films WHERE fingerprint = ? AND account = ?', record.fingerprint, record.account);
      }),
  };
}

function assertNotElsewhere(database: Database, { name, emulated }: Film, account: string, rivals: readonly string[]): void {
  if (rivals.length === 0) return;
  const rows = database.all('SELECT DISTINCT account FROM films WHERE film = ? AND emulated = ?', name, emulated ? 1 : 0);
  const begun = rows.map((row) => String(row.account));
  const rival = begun.includes(account) ? undefined : begun.find((other) => rivals.includes(other));
  if (rival !== undefined) throw new BegunElsewhere(name, rival);
}

/** Two runs chose different accounts for one film, and the other one was first. */
export class BegunElsewhere extends ReelwrightError {
  readonly account: string;

  constructor(film: string, account: string) {
    super('RUN_UPSTREAM_FAILED', `"${film}" was begun by another run at another provider of its list, and is not made in two places.`, {
      hint: 'Run again when that run has ended: it goes on there.',
    });
    this.account = account;
  }
}
