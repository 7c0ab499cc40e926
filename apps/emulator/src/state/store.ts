import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Where a document stands besides its id: the list it is paged through, and the time at which it wants attention. */
export interface Place {
  readonly list?: string;
  readonly due?: number;
}

/** Documents of one kind. Values are JSON; they come back as they were put. */
export interface Collection<T> {
  get(id: string): T | undefined;
  insert(id: string, value: T, place?: Place): void;
  /** Replaces the value; `due` moves the time of attention, `null` ends it. @returns false when there is no such document. */
  update(id: string, value: T, due?: number | null): boolean;
  /** Takes a document out of its list; it can still be got by its id. */
  unlist(id: string): void;
  /** Inserts or replaces. */
  put(id: string, value: T): void;
  delete(id: string): void;
  /** A page of one list, newest first. */
  page(list: string, offset: number, limit: number): T[];
  count(list: string): number;
  oldest(list: string): T | undefined;
  /** Everything that is due by then, earliest first. */
  dueBy(time: number): T[];
  /** Everything that still waits for its time. */
  waiting(): T[];
  /** Everything, oldest first. */
  all(): T[];
}

const schemaVersion = 1;
const schema = `
  CREATE TABLE IF NOT EXISTS documents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, list TEXT NOT NULL, due INTEGER, body TEXT NOT NULL,
    UNIQUE (kind, id)
  );
  CREATE INDEX IF NOT EXISTS documents_by_list ON documents (kind, list, seq);
  CREATE INDEX IF NOT EXISTS documents_by_due ON documents (kind, due) WHERE due IS NOT NULL;
  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`;

/**
 * The whole state of the emulator: JSON documents and counters in SQLite. As a file it survives `kill -9` and may be
 * open in several processes at once, so nothing is remembered outside it and every change is one small transaction.
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  /** @param path A file, or `:memory:`. @throws when the file was written by a newer version. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: 10_000 });
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const version = Number(this.#database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > schemaVersion) {
      this.#database.close();
      throw new Error(
        `The emulator's state in ${path} was written by a newer version (${version}; known is ${schemaVersion}). Use another folder.`,
      );
    }
    this.transaction(() => this.#database.exec(`${schema} PRAGMA user_version = ${schemaVersion};`));
  }

  /** Runs synchronous work so that all of it happens or nothing, seen by nobody in between. Inside another one it joins in. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#database.exec('BEGIN IMMEDIATE');
    this.#depth += 1;
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  collection<T>(kind: string): Collection<T> {
    // Documents of a kind are written by the emulator alone, as T.
    const read = (body: unknown) => JSON.parse(String(body)) as T;
    const bodies = (sql: string, ...values: SQLInputValue[]) => this.#all(sql, kind, ...values).map((row) => read(row.body));
    return {
      get: (id) => {
        const row = this.#get('SELECT body FROM documents WHERE kind = ? AND id = ?', kind, id);
        return row === undefined ? undefined : read(row.body);
      },
      insert: (id, value, place = {}) => {
        const sql = 'INSERT INTO documents (kind, id, list, due, body) VALUES (?, ?, ?, ?, ?)';
        this.#run(sql, kind, id, place.list ?? '', place.due ?? null, JSON.stringify(value));
      },
      update: (id, value, due) => {
        const body = JSON.stringify(value);
        if (due === undefined) return this.#run('UPDATE documents SET body = ? WHERE kind = ? AND id = ?', body, kind, id) > 0;
        return this.#run('UPDATE documents SET body = ?, due = ? WHERE kind = ? AND id = ?', body, due, kind, id) > 0;
      },
      unlist: (id) => {
        this.#run("UPDATE documents SET list = '' WHERE kind = ? AND id = ?", kind, id);
      },
      put: (id, value) => {
        const sql = `INSERT INTO documents (kind, id, list, body) VALUES (?, ?, '', ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`;
        this.#run(sql, kind, id, JSON.stringify(value));
      },
      delete: (id) => {
        this.#run('DELETE FROM documents WHERE kind = ? AND id = ?', kind, id);
      },
      page: (list, offset, limit) =>
        bodies('SELECT body FROM documents WHERE kind = ? AND list = ? ORDER BY seq DESC LIMIT ? OFFSET ?', list, limit, offset),
      count: (list) => Number(this.#get('SELECT count(*) AS total FROM documents WHERE kind = ? AND list = ?', kind, list)?.total),
      oldest: (list) => {
        const row = this.#get('SELECT body FROM documents WHERE kind = ? AND list = ? ORDER BY seq LIMIT 1', kind, list);
        return row === undefined ? undefined : read(row.body);
      },
      dueBy: (time) => bodies('SELECT body FROM documents WHERE kind = ? AND due <= ? ORDER BY due, seq', time),
      waiting: () => bodies('SELECT body FROM documents WHERE kind = ? AND due IS NOT NULL ORDER BY due, seq'),
      all: () => bodies('SELECT body FROM documents WHERE kind = ? ORDER BY seq'),
    };
  }

  /** Adds to a counter. @returns the new value. */
  add(counter: string, by = 1): number {
    const sql = 'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value RETURNING value';
    return Number(this.#get(sql, counter, by)?.value);
  }

  /** Raises a counter to at least this. */
  raise(counter: string, value: number): void {
    this.#run('INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)', counter, value);
  }

  counter(name: string): number {
    return Number(this.#get('SELECT value FROM counters WHERE name = ?', name)?.value ?? 0);
  }

  /** All counters whose name starts so, by the rest of their name. */
  counters(prefix: string): Map<string, number> {
    const rows = this.#all('SELECT name, value FROM counters WHERE substr(name, 1, ?) = ? ORDER BY name', prefix.length, prefix);
    return new Map(rows.map((row) => [String(row.name).slice(prefix.length), Number(row.value)]));
  }

  /** Forgets everything but what is kept. */
  clear(keep: { readonly kinds: readonly string[]; readonly counters: readonly string[] }): void {
    const marks = (list: readonly string[]) => list.map(() => '?').join(', ');
    this.#run(`DELETE FROM documents WHERE kind NOT IN (${marks(keep.kinds)})`, ...keep.kinds);
    this.#run(`DELETE FROM counters WHERE name NOT IN (${marks(keep.counters)})`, ...keep.counters);
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #get(sql: string, ...values: SQLInputValue[]) {
    return this.#statement(sql).get(...values);
  }

  #all(sql: string, ...values: SQLInputValue[]) {
    return this.#statement(sql).all(...values);
  }

  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }
}
