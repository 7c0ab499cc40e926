import { ReelwrightError } from '@reelwright/errors';
import type { TaskInput, TaskKind, TaskRef } from '@reelwright/provider';
import { canonicalJson, sha256Hex } from '../canonical-json.ts';
import type { EventError } from '../events.ts';
import type { Database, Row, SqlValue } from './database.ts';
import { sealOf } from './sealed.ts';
import { damagedHint } from './state-error.ts';
import type { MediumKey } from './upload-store.ts';

/** One attempt to have a task done, from before its request leaves until its end. */
export interface TaskRecord {
  readonly fingerprint: string;
  readonly account: string;
  /** 1 for the first; a task that failed at the provider is followed by the next number. */
  readonly attempt: number;
  readonly provider: string;
  readonly kind: TaskKind;
  readonly state: 'intent' | 'started' | 'succeeded' | 'failed';
  /** What the provider was asked to carry, so that the task can be found again. */
  readonly label: string;
  readonly node: string;
  readonly input: TaskInput;
  readonly highWaterMark: string | undefined;
  /** Wall time, ms. */
  readonly intentAt: number;
  readonly task: string | undefined;
  readonly startedAt: number | undefined;
  readonly settledAt: number | undefined;
  readonly failure: EventError | undefined;
}

export type TaskIntent = Omit<TaskRecord, 'state' | 'task' | 'startedAt' | 'settledAt' | 'failure'>;

/** The records that stand between us and paying twice. Every method returns after its change is on the disk. */
export interface TaskStore {
  newest(fingerprint: string, account: string): TaskRecord | undefined;
  /** Before the request leaves. */
  intend(intent: TaskIntent): TaskRecord;
  /** The request is certain to have had no effect: as if there had been no intent. */
  withdraw(record: TaskRecord): void;
  /** The provider has answered with an id: nothing else may happen before this. */
  started(record: TaskRecord, task: string, at: number): TaskRecord;
  /** As `started`, for a task that was found: false when another record holds it already. */
  adopt(record: TaskRecord, task: string, at: number): boolean;
  succeeded(record: TaskRecord, at: number): void;
  failed(record: TaskRecord, failure: EventError, at: number): void;
  /** Ids of this kind that belong to other records. */
  idsOfOthers(record: TaskRecord): ReadonlySet<string>;
  /** Everything whose end is not known: what is in flight or uncertain. */
  open(): readonly TaskRecord[];
  /** The newest attempts that failed at or after this time. */
  failedSince(at: number): readonly TaskRecord[];
  /** Whether a task whose end is not known may still read a medium of these bytes. */
  needsMedium(medium: MediumKey): boolean;
}

export function createTaskStore(database: Database, path: string): TaskStore {
  const write = (record: TaskRecord) => {
    const row = rowOf(record);
    const columns = Object.keys(row);
    const updates = columns.filter((column) => !keyColumns.has(column)).map((column) => `${column} = excluded.${column}`);
    database.run(
      `INSERT INTO tasks (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT (fingerprint, account, attempt) DO UPDATE SET ${updates.join(', ')}`,
      ...Object.values(row),
    );
    return record;
  };
  const start = (record: TaskRecord, task: string, at: number) => write({ ...record, state: 'started', task, startedAt: at });
  return {
    newest: (fingerprint, account) => {
      const sql = 'SELECT * FROM tasks WHERE fingerprint = ? AND account = ? ORDER BY attempt DESC LIMIT 1';
      const row = database.get(sql, fingerprint, account);
      return row === undefined ? undefined : recordOf(row, path);
    },
    intend: (intent) =>
      write({ ...intent, state: 'intent', task: undefined, startedAt: undefined, settledAt: undefined, failure: undefined }),
    // The time tells our intent from one that another process has put in its place.
    withdraw: ({ fingerprint, account, attempt, intentAt }) => {
      const sql = "DELETE FROM tasks WHERE fingerprint = ? AND account = ? AND attempt = ? AND state = 'intent' AND intent_at = ?";
      database.run(sql, fingerprint, account, attempt, intentAt);
    },
    started: start,
    adopt: (record, task, at) =>
      database.transaction(() => {
        if (idsOfOthers(database, record).has(task)) return false;
        start(record, task, at);
        return true;
      }),
    succeeded: (record, at) => void write({ ...record, state: 'succeeded', settledAt: at }),
    failed: (record, failure, at) => void write({ ...record, state: 'failed', failure, settledAt: at }),
    idsOfOthers: (record) => idsOfOthers(database, record),
    // Staged media stand in the input with their digest and purpose.
    needsMedium: ({ account, sha256, purpose }) => {
      const sql = "SELECT input FROM tasks WHERE account = ? AND state NOT IN ('succeeded', 'failed') AND instr(input, ?) > 0";
      const named = canonicalJson({ purpose }).slice(1, -1);
      return database.all(sql, account, sha256).some((row) => String(row.input).includes(named));
    },
    open: () =>
      database.all("SELECT * FROM tasks WHERE state NOT IN ('succeeded', 'failed') ORDER BY intent_at").map((row) => recordOf(row, path)),
    failedSince: (at) => {
      const newest = 'SELECT MAX(attempt) FROM tasks AS one WHERE one.fingerprint = tasks.fingerprint AND one.account = tasks.account';
      const sql = `SELECT * FROM tasks WHERE state = 'failed' AND settled_at >= ? AND attempt = (${newest}) ORDER BY intent_at`;
      return database.all(sql, Math.round(at)).map((row) => recordOf(row, path));
    },
  };
}

export function taskRefOf({ provider, kind }: TaskRecord, id: string): TaskRef {
  return { provider, kind, id };
}

const keyColumns = new Set(['fingerprint', 'account', 'attempt']);

function idsOfOthers(database: Database, { account, kind, fingerprint, attempt }: TaskRecord): ReadonlySet<string> {
  const sql = 'SELECT task_id FROM tasks WHERE account = ? AND kind = ? AND task_id IS NOT NULL AND NOT (fingerprint = ? AND attempt = ?)';
  return new Set(database.all(sql, account, kind, fingerprint, attempt).map((row) => String(row.task_id)));
}

type TaskRow = Record<string, SqlValue>;

/** The seal covers every other column, so that a flipped bit is noticed, not believed. */
function rowOf(record: TaskRecord): TaskRow {
  const input = canonicalJson(record.input);
  const row: TaskRow = {
    fingerprint: record.fingerprint,
    account: record.account,
    attempt: record.attempt,
    provider: record.provider,
    kind: record.kind,
    state: record.state,
    label: record.label,
    node: record.node,
    input,
    input_digest: sha256Hex(input),
    high_water_mark: record.highWaterMark ?? null,
    intent_at: record.intentAt,
    task_id: record.task ?? null,
    started_at: record.startedAt ?? null,
    settled_at: record.settledAt ?? null,
    failure: record.failure === undefined ? null : canonicalJson(record.failure),
  };
  return { ...row, seal: sealOfRow(row) };
}

function sealOfRow(row: Row): string {
  const { seal: _, ...sealed } = row;
  return sealOf(canonicalJson(sealed));
}

function recordOf(row: Row, path: string): TaskRecord {
  if (sealOfRow(row) !== row.seal) {
    throw new ReelwrightError(
      'RUN_STATE',
      `The state file ${path} is damaged: the record of a task of "${String(row.node)}" is not as it was written.`,
      {
        hint: damagedHint,
      },
    );
  }
  // The seal proves that `rowOf` wrote these very values.
  return {
    fingerprint: String(row.fingerprint),
    account: String(row.account),
    attempt: Number(row.attempt),
    provider: String(row.provider),
    kind: row.kind as TaskKind,
    state: row.state as TaskRecord['state'],
    label: String(row.label),
    node: String(row.node),
    input: JSON.parse(String(row.input)) as TaskInput,
    highWaterMark: row.high_water_mark === null ? undefined : String(row.high_water_mark),
    intentAt: Number(row.intent_at),
    task: row.task_id === null ? undefined : String(row.task_id),
    startedAt: row.started_at === null ? undefined : Number(row.started_at),
    settledAt: row.settled_at === null ? undefined : Number(row.settled_at),
    failure: row.failure === null ? undefined : (JSON.parse(String(row.failure)) as EventError),
  };
}
