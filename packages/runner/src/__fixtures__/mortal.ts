import { hostname } from 'node:os';
import type { Provider } from '@reelwright/provider';
import type { Database } from '../state/database.ts';
import type { ProcessIdentity } from '../state/process-identity.ts';

/** One life of a process that dies at a chosen point: from then on nothing it does reaches disk or network. */
export interface Life {
  /** How many points were passed. */
  readonly points: () => number;
  readonly names: readonly string[];
  readonly isDead: () => boolean;
  readonly self: ProcessIdentity;
  readonly wrap: (database: Database) => Database;
  /** @param onDyingStart Told of a request that was leaving at the moment of death: it may arrive all the same. */
  readonly wrapProvider: (provider: Provider, onDyingStart: (...request: Parameters<Provider['start']>) => void) => Provider;
}

export class Death extends Error {}

let lives = 0;

/** @param dieAt The number of the point, from 1; Infinity for a whole life. Each write and each call is two points: before it, and after it. */
export function createLife(dieAt: number): Life {
  const names: string[] = [];
  let dead = false;
  const assertAlive = () => {
    if (dead) throw new Death('A dead process does nothing.');
  };
  const pass = (name: string) => {
    assertAlive();
    names.push(name);
    if (names.length === dieAt) {
      dead = true;
      throw new Death(name);
    }
  };
  const around = <T>(name: string, work: () => T): T => {
    pass(`before ${name}`);
    const result = work();
    pass(`after ${name}`);
    return result;
  };
  const wrap = (database: Database): Database => {
    let depth = 0;
    return {
      run: (sql, ...values) => {
        if (depth > 0) return database.run(sql, ...values);
        return around(sql.trim().slice(0, 30), () => database.run(sql, ...values));
      },
      get: (sql, ...values) => {
        assertAlive();
        return database.get(sql, ...values);
      },
      all: (sql, ...values) => {
        assertAlive();
        return database.all(sql, ...values);
      },
      transaction: (work) => {
        if (depth > 0) return database.transaction(work);
        return around('transaction', () => {
          depth += 1;
          try {
            return database.transaction(work);
          } finally {
            depth -= 1;
          }
        });
      },
      close: () => database.close(),
    };
  };
  const wrapProvider: Life['wrapProvider'] = (provider, onDyingStart) => {
    const { unstage } = provider;
    const call = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      pass(`before ${name}`);
      const answer = await work();
      pass(`after ${name}`);
      return answer;
    };
    return {
      ...provider,
      start: async (input, options) => {
        try {
          pass('before start');
        } catch (error) {
          // Dying as the request leaves: it may arrive all the same.
          if (names.length === dieAt) onDyingStart(input, options);
          throw error;
        }
        const answer = await provider.start(input, options);
        pass('after start');
        return answer;
      },
      poll: (refs, options) => call('poll', () => provider.poll(refs, options)),
      find: (query, options) => call('find', () => provider.find(query, options)),
      highWaterMark: (kind, options) => call('high-water mark', () => provider.highWaterMark(kind, options)),
      stage: (medium, options) => call('stage', () => provider.stage(medium, options)),
      pollStaged: (staged, options) => call('poll-staged', () => provider.pollStaged(staged, options)),
      ...(unstage === undefined ? {} : { unstage: (staged, options) => call('unstage', () => unstage(staged, options)) }),
    };
  };
  // A number that no process has, so that the next life sees at once that this one is over.
  const self: ProcessIdentity = { owner: `life-${++lives}`, host: hostname(), pid: 2 ** 22 + lives, start: 'gone' };
  return { points: () => names.length, names, isDead: () => dead, self, wrap, wrapProvider };
}
