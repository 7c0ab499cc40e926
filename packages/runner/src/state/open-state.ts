import { closeSync, existsSync, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@reelwright/clock';
import { isReelwrightError, ReelwrightError } from '@reelwright/errors';
import { createBlobStore } from '../store/blob-store.ts';
import { type Database, type Durability, openDatabase } from './database.ts';
import { currentProcess, type ProcessIdentity } from './process-identity.ts';
import { assembleState, type RunnerState } from './runner-state.ts';
import { migrate, versionOf } from './schema.ts';
import { damagedHint, isBusy } from './state-error.ts';
import { createTaskStore } from './task-store.ts';

export interface StateSettings {
  readonly clock: Clock;
  /** Who we are to other processes. Default: this process. */
  readonly self?: ProcessIdentity;
  /** Stands between the state and its database, for tests that let a process die at any write. */
  readonly wrap?: (database: Database, durability: Durability) => Database;
}

/**
 * Opens (or makes) the state of a project.
 *
 * @param folder `<root>/.reel`.
 * @throws {ReelwrightError} `RUN_STATE` when it is damaged, lost, too new, or cannot be written. It is never replaced by an empty
 * one: that would forget tasks which have been paid for.
 */
export function openState(folder: string, { clock, self = currentProcess(), wrap = (database) => database }: StateSettings): RunnerState {
  const path = join(folder, 'state.db');
  try {
    prepareFolder(folder, path);
    const store = createBlobStore(join(folder, 'store'));
    const opened = openBoth(path, join(folder, 'state.mark'));
    const databases = { durable: wrap(opened.durable, 'durable'), quick: wrap(opened.quick, 'quick') };
    return assembleState({ folder, path, databases, store, clock, self });
  } catch (error) {
    if (isReelwrightError(error)) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new ReelwrightError('RUN_STATE', `The state folder ${folder} cannot be used (${reason}).`, {
      hint: 'Check that it is a folder which you may write to, and that the disk has space.',
      cause: error,
    });
  }
}

function prepareFolder(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true });
  const ignore = join(folder, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  // Made with this mode before the driver opens it: the file will hold tokens, and its companions inherit the mode.
  if (!existsSync(join(folder, 'state.mark'))) closeSync(openSync(path, 'a', 0o600));
}

type Opened = Readonly<Record<Durability, Database>>;

function openBoth(path: string, mark: string): Opened {
  const marked = existsSync(mark);
  if (marked && !existsSync(path)) throw lost(path);
  const durable = patiently(() => openDatabase(path, 'durable'));
  try {
    check(durable, path);
    if (marked && versionOf(durable) === 0) throw lost(path);
    patiently(() => migrate(durable, path));
    if (!marked) writeFileSync(mark, 'state.db belongs here. It remembers what has been started at providers.\n');
    verifyOpenTasks(durable, path);
    return { durable, quick: patiently(() => openDatabase(path, 'quick')) };
  } catch (error) {
    durable.close();
    throw error;
  }
}

/** A page that is not what SQLite left there is better found now than in the middle of a run; an index that misses a row could hide a task. */
function check(database: Database, path: string): void {
  if (statSync(path).size > largestChecked) return;
  const [row] = database.all('PRAGMA integrity_check(1)');
  if (row?.integrity_check !== 'ok') throw new ReelwrightError('RUN_STATE', `The state file ${path} is damaged.`, { hint: damagedHint });
}

/** Above this the check would be felt at every start. */
const largestChecked = 64 * 2 ** 20;

/** Reads every record whose end is not known: its seal is checked on the way. */
function verifyOpenTasks(database: Database, path: string): void {
  createTaskStore(database, path).open();
}

function lost(path: string): ReelwrightError {
  return new ReelwrightError('RUN_STATE', `The state file ${path} has been lost or emptied.`, { hint: damagedHint });
}

/** Two processes that make the database at the same moment refuse each other for an instant, timeout or not. */
function patiently<T>(work: () => T): T {
  const givenUpAt = performance.now() + 10_000;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > givenUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
    }
  }
}
