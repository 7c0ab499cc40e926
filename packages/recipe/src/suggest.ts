import { nearestName } from '@reelwright/errors';

/** Comparisons of names that one judgement may make: a recipe of 10,000 unknown steps gets its hints only on the first. */
const budgetPerJudgement = 50_000;

/** Guesses what a mistyped name was meant to be. */
export interface Suggester {
  nearest(name: string, known: Names): string | undefined;
  /** The same as the sentence of a hint. */
  didYouMean(name: string, known: Names): string | undefined;
}

type Names = ReadonlyMap<string, unknown> | readonly string[];

export function createSuggester(): Suggester {
  let budget = budgetPerJudgement;
  const nearest = (name: string, known: Names) => {
    const [count, names] =
      known instanceof Map ? [known.size, known.keys()] : [(known as readonly string[]).length, known as readonly string[]];
    budget -= count;
    if (budget < 0 || name.length > 100) return undefined;
    const guess = nearestName(name, names);
    return guess === name ? undefined : guess;
  };
  return {
    nearest,
    didYouMean(name, known) {
      const guess = nearest(name, known);
      return guess === undefined ? undefined : `Did you mean "${guess}"?`;
    },
  };
}
