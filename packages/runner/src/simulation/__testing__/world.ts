import { type Chance, createChance } from './chance.ts';
import { createMisfortune, type Misfortune } from './misfortune.ts';
import { ProcessTable } from './process-table.ts';
import { WorldClock } from './world-clock.ts';

/** Everything outside the processes of one history, made of its seed. */
export interface World {
  readonly seed: number;
  readonly chance: Chance;
  readonly misfortune: Misfortune;
  readonly clock: WorldClock;
  readonly processes: ProcessTable;
  /** What can be fetched, by the path of its address. */
  readonly files: Map<string, string | Uint8Array>;
  /** What no history may hold. */
  readonly violations: string[];
  /** What happened, one line each, with the time. */
  readonly story: string[];
  tell(what: string): void;
  /** How often this has been asked with this name, from 1. */
  count(name: string): number;
  /** Does something when its time has come, whoever lives. */
  later<T>(inMs: number, work: () => T): Promise<T>;
}

export function createWorld(seed: number, only?: ReadonlySet<string>): World {
  const chance = createChance(seed);
  const clock = new WorldClock();
  const story: string[] = [];
  const counts = new Map<string, number>();
  return {
    ...{ seed, chance, clock, story },
    misfortune: createMisfortune(chance, only),
    processes: new ProcessTable(),
    files: new Map(),
    violations: [],
    tell: (what) => void story.push(`${(clock.nowMs / 1000).toFixed(1).padStart(8)}s ${what}`),
    count: (name) => {
      const nth = (counts.get(name) ?? 0) + 1;
      counts.set(name, nth);
      return nth;
    },
    later: (inMs, work) => clock.sleep(inMs, worldItself).then(work),
  };
}

const worldItself = {};
