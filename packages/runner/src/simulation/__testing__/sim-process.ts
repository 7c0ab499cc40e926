import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';
import type { Database } from '../../state/database.ts';
import type { ProcessIdentity } from '../../state/process-identity.ts';
import type { World } from './world.ts';

/** Thrown where a dead process cannot but go on: in calls that return at once. All others never return. */
export class Death extends Error {
  constructor() {
    super('A dead process does nothing.');
  }
}

/** Whose code runs: disk and network ask it on whose behalf they are called. */
export const currentProcess = new AsyncLocalStorage<SimProcess>();

const never = new Promise<never>(() => {});

/** Each is passed before and after; a fault of its own is thrown where nothing happens. */
const odds = { deathPerPoint: 0.003, diskFault: 0.003, stateFault: 0.001 };

/** One life of a process that may end at any point where something reaches disk or network. From then on nothing of it does. */
export class SimProcess {
  readonly name: string;
  readonly self: ProcessIdentity;
  readonly clock: Clock;
  /** Resolves with the place of its death. */
  readonly died: Promise<string>;
  isDead = false;
  diskFailed = false;
  /** What the system closes when it ends. */
  readonly openFiles = new Set<() => void>();
  readonly world: World;
  readonly #databases: Database[] = [];
  #die: (where: string) => void = () => {};

  constructor(name: string, world: World) {
    this.name = name;
    this.world = world;
    this.self = world.processes.begin(name);
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
    this.clock = this.#createClock();
  }

  /** Before or after something that cannot wait. @throws {Death} */
  passNow(name: string): void {
    if (this.isDead || this.#isStruck(name)) throw new Death();
  }

  /** As `passNow`, for what may wait: a dead process waits for ever. */
  async pass(name: string): Promise<void> {
    if (this.isDead || this.#isStruck(name)) await never;
  }

  /** What the world does goes on without it. */
  async living<T>(work: Promise<T>): Promise<T> {
    try {
      const value = await work;
      if (this.isDead) await never;
      return value;
    } catch (error) {
      if (this.isDead) await never;
      throw error;
    }
  }

  /** @throws an error as the system gives it, when the disk refuses. */
  assertDisk(operation: string): void {
    if (!this.world.misfortune.strikes(`${this.#occasion(`disk ${operation}`)}`, odds.diskFault)) return;
    this.diskFailed = true;
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  }

  /** Stands between the state and its database. */
  readonly wrap = (database: Database): Database => {
    this.#databases.push(database);
    // Nothing here is ever lost by a power cut: waiting for a disk would only take time.
    database.run('PRAGMA synchronous = OFF');
    let depth = 0;
    const around = <T>(name: string, work: () => T): T => {
      this.passNow(`before ${name}`);
      this.#assertState(name);
      const result = work();
      this.passNow(`after ${name}`);
      return result;
    };
    const look = <T>(work: () => T): T => {
      if (this.isDead) throw new Death();
      return work();
    };
    return {
      run: (sql, ...values) =>
        depth > 0 ? look(() => database.run(sql, ...values)) : around(nameOf(sql), () => database.run(sql, ...values)),
      get: (sql, ...values) => look(() => database.get(sql, ...values)),
      all: (sql, ...values) => look(() => database.all(sql, ...values)),
      transaction: (work) => {
        if (depth > 0) return database.transaction(work);
        return around('transaction', () => {
          depth += 1;
          try {
            return database.transaction(() => {
              const result = work();
              this.passNow('before commit');
              return result;
            });
          } finally {
            depth -= 1;
          }
        });
      },
      close: () => this.#close(database),
    };
  };

  /** Ends it from outside, if it has not ended yet: nobody waits for it any more. */
  bury(): void {
    this.isDead = true;
    this.world.processes.end(this.self.pid);
    this.world.clock.bury(this);
    for (const database of [...this.#databases]) this.#close(database);
    for (const close of this.openFiles) close();
    this.openFiles.clear();
  }

  #isStruck(name: string): boolean {
    if (!this.world.misfortune.strikes(this.#occasion(`death ${name}`), odds.deathPerPoint)) return false;
    this.world.tell(`${this.name} dies ${name}`);
    this.bury();
    this.#die(name);
    return true;
  }

  #assertState(name: string): void {
    if (!this.world.misfortune.strikes(this.#occasion(`state ${name}`), odds.stateFault)) return;
    this.diskFailed = true;
    throw new ReelwrightError('RUN_STATE', 'The state file cannot be written: the disk is full.');
  }

  #occasion(what: string): string {
    return `${this.name}: ${what} (${this.world.count(`${this.name} ${what}`)})`;
  }

  #close(database: Database): void {
    const index = this.#databases.indexOf(database);
    if (index < 0) return;
    this.#databases.splice(index, 1);
    database.close();
  }

  #createClock(): Clock {
    const { clock } = this.world;
    return {
      now: () => clock.startMs + clock.nowMs,
      monotonic: () => clock.nowMs,
      sleep: (durationMs, signal) => (this.isDead ? never : clock.sleep(durationMs, this, signal)),
      hold: () => (this.isDead ? () => {} : clock.hold(this)),
    };
  }
}

function nameOf(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim().slice(0, 28);
}
