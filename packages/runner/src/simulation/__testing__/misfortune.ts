import type { Chance } from './chance.ts';

/** Everything that goes wrong in a history, each under a name of its own, so that one can be left out while the others stay. */
export interface Misfortune {
  /** @param name Unique to this occasion in the history. */
  strikes(name: string, probability: number): boolean;
  /** From now on nothing goes wrong any more. */
  calm(): void;
  readonly isCalm: boolean;
  /** Names of all that struck, in order. */
  readonly struck: readonly string[];
}

/** @param only Where given, nothing else strikes: for making a history smaller. */
export function createMisfortune(chance: Chance, only?: ReadonlySet<string>): Misfortune {
  const struck: string[] = [];
  // Some histories are kinder than others: otherwise nobody would ever get far.
  const scale = chance.pick([0.2, 0.5, 1, 1, 2], 'how bad it gets');
  let isCalm = false;
  return {
    struck,
    get isCalm() {
      return isCalm;
    },
    calm: () => {
      isCalm = true;
    },
    strikes(name, probability) {
      if (isCalm || chance.number(name) >= probability * scale || only?.has(name) === false) return false;
      struck.push(name);
      return true;
    },
  };
}
