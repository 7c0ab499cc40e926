import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { stateError } from './state-error.ts';

export type SqlValue = string | number | null;
/** A row as the driver hands it over. Who asked for it knows its columns. */
export type Row = Readonly<Record<string, SqlValue>>;

/**
 * The one door to the database. Statements keep to what SQLite and PostgreSQL share: `?` stands for a value, text, integers and
 * `ON CONFLICT`; times are integers of milliseconds.
 *
 * @throws {ReelwrightError} `RUN_STATE` from every method when the file is locked, full, damaged or gone.
 */
export interface Database {
  /** @returns How many rows changed. */
  run(sql: string, ...values: SqlValue[]): number;
  get(sql: string, ...values: SqlValue[]): Row | undefined;
  all(sql: string, ...values: SqlValue[]): Row[];
  /** Exclusive among all processes: what is read inside stays true until it ends. Undone when `work` throws. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * `durable` survives power loss (an fsync per commit): intents, tasks, results. `quick` survives the death of the process alone:
 * what a power loss may take back at no cost but time (leases, uploads, tokens, rate windows, the journal).
 */
export type Durability = 'durable' | 'quick';

/** How long one process waits for another's transaction, all of which are short. */
const busyTimeoutMs = 10_000;

export function openDatabase(path: string, durability: Durability): Database {
  const connection = guarded(path, () => new DatabaseSync(path, { timeout: busyTimeoutMs }));
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const fresh = connection.prepare(sql);
    statements.set(sql, fresh);
    return fresh;
  };
  guarded(path, () => configure(connection, durability));
  return {
    run: (sql, ...values) => guarded(path, () => Number(prepare(sql).run(...values).changes)),
    // Columns are declared TEXT or INTEGER: blobs and integers beyond 2^53 do not occur.
    get: (sql, ...values) => guarded(path, () => prepare(sql).get(...values) as Row | undefined),
    all: (sql, ...values) => guarded(path, () => prepare(sql).all(...values) as Row[]),
    transaction: (work) => guarded(path, () => inTransaction(connection, work)),
    close: () => guarded(path, () => connection.close()),
  };
}

function configure(connection: DatabaseSync, durability: Durability): void {
  try {
    connection.exec('PRAGMA journal_mode = WAL');
    connection.exec(`PRAGMA synchronous = ${durability === 'durable' ? 'FULL' : 'NORMAL'}`);
  } catch (error) {
    connection.close(); // or its locks would stay with this process
    throw error;
  }
}

function inTransaction<T>(connection: DatabaseSync, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT may have ended the transaction already.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw stateError(path, error);
  }
}
