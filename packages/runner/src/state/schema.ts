import { ReelwrightError } from '@reelwright/errors';
import type { Database } from './database.ts';

/** Raised with every change; `migrations[n]` leads from version n to n + 1. */
export const schemaVersion = 3;

const migrations: readonly (readonly string[])[] = [
  [
    // One row per attempt: an intent before the request leaves, the task's id right after. Rows are sealed (task-store.ts).
    `CREATE TABLE tasks (
      fingerprint TEXT NOT NULL, account TEXT NOT NULL, attempt INTEGER NOT NULL,
      provider TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, label TEXT NOT NULL, node TEXT NOT NULL,
      input TEXT NOT NULL, input_digest TEXT NOT NULL, high_water_mark TEXT, intent_at BIGINT NOT NULL,
      task_id TEXT, started_at BIGINT, settled_at BIGINT, failure TEXT, seal TEXT NOT NULL,
      PRIMARY KEY (fingerprint, account, attempt))`,
    'CREATE INDEX tasks_by_id ON tasks (account, kind, task_id)',
    'CREATE INDEX tasks_by_state ON tasks (state)',
    // Who works on what. A lease ends with its owner, or when it is not renewed; taking one over never starts anything by itself.
    `CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, host TEXT NOT NULL, pid BIGINT NOT NULL,
      process_start TEXT NOT NULL, expires_at BIGINT NOT NULL)`,
    `CREATE TABLE results (fingerprint TEXT PRIMARY KEY, result TEXT NOT NULL, seal TEXT NOT NULL, finished_at BIGINT NOT NULL)`,
    // What a node was made of when it last ran: only to say what changed.
    `CREATE TABLE previous_inputs (node TEXT NOT NULL, emulated INTEGER NOT NULL, fingerprint TEXT NOT NULL, identity TEXT NOT NULL,
      seal TEXT NOT NULL, PRIMARY KEY (node, emulated))`,
    `CREATE TABLE uploads (account TEXT NOT NULL, sha256 TEXT NOT NULL, purpose TEXT NOT NULL, staged TEXT NOT NULL,
      seal TEXT NOT NULL, expires_at BIGINT, PRIMARY KEY (account, sha256, purpose))`,
    'CREATE TABLE tokens (name TEXT PRIMARY KEY, token TEXT NOT NULL, expires_at BIGINT NOT NULL)',
    // Calls under a rate limit. `answered_at` is null while the call is on its way.
    `CREATE TABLE window_calls (call_id TEXT NOT NULL, account TEXT NOT NULL, limit_id TEXT NOT NULL, sent_at BIGINT NOT NULL,
      answered_at BIGINT, PRIMARY KEY (call_id, limit_id))`,
    'CREATE INDEX window_calls_by_limit ON window_calls (account, limit_id, answered_at)',
    // What refusals have taught of a limit.
    `CREATE TABLE window_modes (account TEXT NOT NULL, limit_id TEXT NOT NULL, paused_until BIGINT NOT NULL, refusals INTEGER NOT NULL,
      spaced_until BIGINT NOT NULL, PRIMARY KEY (account, limit_id))`,
    `CREATE TABLE durations (provider TEXT NOT NULL, kind TEXT NOT NULL, emulated INTEGER NOT NULL, size REAL NOT NULL,
      elapsed_ms REAL NOT NULL, at BIGINT NOT NULL)`,
    'CREATE INDEX durations_by_kind ON durations (provider, kind, emulated, at)',
    // Digests and facts of files outside the store, valid while `stamp` (size, times, inode) is unchanged.
    'CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, known TEXT NOT NULL, seal TEXT NOT NULL)',
    'CREATE TABLE runs (run TEXT PRIMARY KEY, at BIGINT NOT NULL)',
    'CREATE TABLE journal (run TEXT NOT NULL, sequence INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (run, sequence))',
  ],
  [
    // Paid tasks of films that are not finished: such a film stays with the account where it was begun.
    `CREATE TABLE films (film TEXT NOT NULL, emulated INTEGER NOT NULL, account TEXT NOT NULL, fingerprint TEXT NOT NULL,
      PRIMARY KEY (film, emulated, account, fingerprint))`,
    'CREATE INDEX films_by_task ON films (fingerprint, account)',
  ],
  [
    // What starts have reserved, for budgets. `closed_by`: the newest run at the end of one that came to its end by itself.
    `CREATE TABLE spendings (film TEXT NOT NULL, emulated INTEGER NOT NULL, account TEXT NOT NULL, fingerprint TEXT NOT NULL,
      attempt INTEGER NOT NULL, kind TEXT NOT NULL, video_ms BIGINT NOT NULL, speech_characters BIGINT NOT NULL, clones BIGINT NOT NULL,
      at BIGINT NOT NULL, closed_by BIGINT, PRIMARY KEY (account, fingerprint, attempt))`,
    'CREATE INDEX spendings_by_end ON spendings (closed_by)',
    'CREATE TABLE spending_runs (newest BIGINT NOT NULL)',
    'INSERT INTO spending_runs (newest) VALUES (0)',
    // What this project alone knows: the key that paths of callbacks are made of.
    'CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
    // Steps that are made anew: attempts after this one are the new ones.
    `CREATE TABLE retakes (node TEXT NOT NULL, emulated INTEGER NOT NULL, fingerprint TEXT NOT NULL, after_attempt INTEGER NOT NULL,
      PRIMARY KEY (node, emulated, fingerprint))`,
  ],
];

/**
 * Brings the database to this program's version. Safe when several processes do it at once.
 *
 * @throws {ReelwrightError} `RUN_STATE` when a newer program has written it.
 */
export function migrate(database: Database, path: string): void {
  if (versionOf(database) === schemaVersion) return;
  database.transaction(() => {
    const version = versionOf(database);
    if (version > schemaVersion) throw newerState(path, version);
    for (const statements of migrations.slice(version)) for (const sql of statements) database.run(sql);
    database.run('CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)');
    database.run(
      "INSERT INTO meta (name, value) VALUES ('schema', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      String(schemaVersion),
    );
  });
}

/** 0 for an empty database. */
export function versionOf(database: Database): number {
  const table = database.get("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'meta'");
  if (table === undefined) return 0;
  const row = database.get("SELECT value FROM meta WHERE name = 'schema'");
  const version = Number(row?.value);
  return Number.isInteger(version) ? version : 0;
}

function newerState(path: string, version: number): ReelwrightError {
  return new ReelwrightError(
    'RUN_STATE',
    `The state file ${path} was written by a newer Reelwright (state version ${version}; this one knows ${schemaVersion}).`,
    {
      hint: 'Update Reelwright, or use the version that wrote it.',
    },
  );
}
