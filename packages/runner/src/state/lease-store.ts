import type { Clock } from '@reelwright/clock';
import type { Database, Row } from './database.ts';
import { isAlive, isGone, type ProcessIdentity } from './process-identity.ts';

/**
 * Who works on what, among all processes that share the state. A lease says who may act; it never says what has happened, so
 * taking over one that has lapsed starts nothing: the new holder reads the task's record first.
 */
export interface LeaseStore {
  /** @returns `undefined` when it is ours now, else who holds it. */
  claim(name: string): ProcessIdentity | undefined;
  /** Who holds it now, ourselves included; nobody whose process is gone. */
  holder(name: string): ProcessIdentity | undefined;
  /** Keeps everything that we hold for another term, if a good part of the present one is over. Cheap to call often. */
  renewWhenDue(): void;
  /** Processes other than this one that hold anything. */
  others(): readonly ProcessIdentity[];
  release(name: string): void;
  /** Lets go of everything that we hold, and clears away what others held who are gone. */
  releaseAll(): void;
}

/**
 * How long a lease outlives an owner of whom nothing can be known (another host). A process on this host holds it for as long as it
 * lives, whatever the clocks say, and loses it with its death.
 */
export const leaseTermMs = 600_000;
const renewalMs = 60_000;

/** Who holds leases in this process: one who let go of all holds none, even where the disk would not take note of it. */
const holdersHere = new Set<string>();

export function createLeaseStore(database: Database, clock: Clock, self: ProcessIdentity): LeaseStore {
  let renewedAt = clock.monotonic();
  return {
    claim: (name) => {
      holdersHere.add(self.owner);
      return database.transaction(() => {
        const row = database.get('SELECT * FROM leases WHERE name = ?', name);
        const holder = row === undefined ? undefined : holderOf(row);
        if (row !== undefined && holder !== undefined && holder.owner !== self.owner && isHeld(row, holder, clock.now())) return holder;
        database.run(
          `INSERT INTO leases (name, owner, host, pid, process_start, expires_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, host = excluded.host, pid = excluded.pid,
             process_start = excluded.process_start, expires_at = excluded.expires_at`,
          ...[name, self.owner, self.host, self.pid, self.start, expiry(clock)],
        );
        return undefined;
      });
    },
    holder: (name) => {
      const row = database.get('SELECT * FROM leases WHERE name = ?', name);
      if (row === undefined) return undefined;
      const holder = holderOf(row);
      return isHeld(row, holder, clock.now()) ? holder : undefined;
    },
    renewWhenDue: () => {
      if (clock.monotonic() - renewedAt < renewalMs) return;
      renewedAt = clock.monotonic();
      database.run('UPDATE leases SET expires_at = ? WHERE owner = ?', expiry(clock), self.owner);
    },
    others: () => {
      const held = database
        .all('SELECT * FROM leases WHERE owner <> ?', self.owner)
        .filter((row) => isHeld(row, holderOf(row), clock.now()));
      return [...new Map(held.map((row) => [String(row.owner), holderOf(row)])).values()];
    },
    release: (name) => void database.run('DELETE FROM leases WHERE name = ? AND owner = ?', name, self.owner),
    releaseAll: () => {
      holdersHere.delete(self.owner);
      database.run('DELETE FROM leases WHERE owner = ?', self.owner);
      for (const row of database.all('SELECT * FROM leases')) {
        if (!isHeld(row, holderOf(row), clock.now()))
          database.run('DELETE FROM leases WHERE name = ? AND owner = ?', String(row.name), String(row.owner));
      }
    },
  };
}

function expiry(clock: Clock): number {
  return Math.round(clock.now()) + leaseTermMs;
}

function isHeld(row: Row, holder: ProcessIdentity, now: number): boolean {
  if (holder.pid === process.pid && isAlive(holder)) return holdersHere.has(holder.owner);
  if (isAlive(holder)) return true;
  const rest = Number(row.expires_at) - now;
  // A clock that was set back must not make a lease last for ever; hosts whose clocks differ a little still respect each other.
  return rest > 0 && rest <= 2 * leaseTermMs && !isGone(holder);
}

function holderOf(row: Row): ProcessIdentity {
  return { owner: String(row.owner), host: String(row.host), pid: Number(row.pid), start: String(row.process_start) };
}
