/** Steps in an order in which each comes after those that it needs; and the circles, which have no such order. */
export interface StepOrder {
  /** In the order of the file wherever needs allow it. Steps of circles stand in it, too, in some order. */
  readonly order: readonly string[];
  /** One per knot of steps that need each other: `['a', 'b', 'a']`. */
  readonly cycles: readonly (readonly string[])[];
}

interface Visit {
  readonly name: string;
  readonly needs: readonly string[];
  next: number;
}

/**
 * Orders steps and finds their circles in one walk (Tarjan), without recursion: recipes may chain 100,000 steps.
 *
 * @param needs For each step, in the order of the file, the steps that it needs; names that are no steps are passed over.
 */
export function orderSteps(needs: ReadonlyMap<string, readonly string[]>): StepOrder {
  const order: string[] = [];
  const cycles: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const lower = (name: string, to: number) => low.set(name, Math.min(low.get(name) ?? to, to));

  for (const root of needs.keys()) {
    if (index.has(root)) continue;
    const path: Visit[] = [];
    const enter = (name: string) => {
      index.set(name, index.size);
      lower(name, index.size - 1);
      open.push(name);
      isOpen.add(name);
      path.push({ name, needs: needs.get(name) ?? [], next: 0 });
    };
    enter(root);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const { name } = visit;
      const needed = visit.needs[visit.next];
      visit.next += 1;
      if (needed === undefined) {
        path.pop();
        order.push(name);
        const parent = path.at(-1);
        if (parent) lower(parent.name, low.get(name) ?? 0);
        if (low.get(name) === index.get(name)) closeKnot(name);
      } else if (!needs.has(needed)) {
        // told as an unknown step
      } else if (!index.has(needed)) enter(needed);
      else if (isOpen.has(needed)) lower(name, index.get(needed) ?? 0);
    }
  }
  return { order, cycles };

  function closeKnot(first: string): void {
    const knot = new Set<string>();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      isOpen.delete(name);
      knot.add(name);
      if (name === first) break;
    }
    if (knot.size > 1 || needs.get(first)?.includes(first)) cycles.push(shortestCircle(first, knot, needs));
  }
}

/** The shortest way within a knot from a step back to itself. */
function shortestCircle(start: string, knot: ReadonlySet<string>, needs: ReadonlyMap<string, readonly string[]>): string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const needed of needs.get(name) ?? []) {
      if (needed === start) return [...wayTo(name, start, cameFrom), start];
      if (!knot.has(needed) || cameFrom.has(needed)) continue;
      cameFrom.set(needed, name);
      queue.push(needed);
    }
  }
  return [start, start]; // not reached: in a knot every step leads back
}

function wayTo(name: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [name];
  for (let at = name; at !== start; ) {
    at = cameFrom.get(at) ?? start;
    way.push(at);
  }
  return way.reverse();
}
