/** One start under a limit: how soon it can leave at the earliest, how long its task takes, and what comes after it at the least. All ms. */
export interface BoundedStart {
  readonly headMs: number;
  readonly durationMs: number;
  readonly tailMs: number;
}

export interface SlidingLimit {
  readonly count: number;
  readonly windowMs: number;
}

/** No order of work ends sooner than its longest chain. */
export function pathBoundMs(starts: readonly BoundedStart[]): number {
  return Math.max(0, ...starts.map(({ headMs, durationMs, tailMs }) => headMs + durationMs + tailMs));
}

/**
 * Nor sooner than a sliding window lets its starts leave: for every set of them, the earliest, so many windows as the rest needs, and
 * what comes after the last at the least. Sets are those with head >= a and rest >= b, for all a and b that occur.
 */
export function rateBoundMs(starts: readonly BoundedStart[], { count, windowMs }: SlidingLimit): number {
  const rested = starts.map(({ headMs, durationMs, tailMs }) => ({ headMs, restMs: durationMs + tailMs }));
  const heads = [...new Set(rested.map(({ headMs }) => headMs))];
  const byRest = rested.toSorted((a, b) => b.restMs - a.restMs);
  let bound = 0;
  for (const a of heads) {
    let size = 0;
    for (const { headMs, restMs } of byRest) {
      if (headMs < a) continue;
      size += 1;
      bound = Math.max(bound, a + Math.floor((size - 1) / count) * windowMs + restMs);
    }
  }
  return bound;
}
