/** Steps in an order in which each comes after those that it needs; and the circles, which have no such order. */
export interface StepOrder {
  /** In the order of the file wherever needs allow it. Steps of circles stand in it, too, in some order. */
  readonly order: readonly string[];
  /** One per knot of steps that need each other: `['a', 'b', 'a']`. */
  readonly cycles: readonly (readonly string[])[];
}

/** Everything by number: names cost a look-up each, and there may be 100,000 of them. */
interface Graph {
  readonly names: readonly string[];
  /** For each step the steps that it needs. */
  readonly needs: readonly (readonly number[])[];
}

/**
 * Orders steps and finds their circles in one walk (Tarjan), without recursion: recipes may chain 100,000 steps.
 *
 * @param needs For each step, in the order of the file, the steps that it needs; names that are no steps are passed over.
 */
export function orderSteps(needs: ReadonlyMap<string, readonly string[]>): StepOrder {
  const graph = toGraph(needs);
  const { order, knots } = walk(graph);
  const nameOf = (step: number) => graph.names[step] ?? '';
  return { order: order.map(nameOf), cycles: knots.map((knot) => shortestCircle(knot, graph).map(nameOf)) };
}

function toGraph(needs: ReadonlyMap<string, readonly string[]>): Graph {
  const numbers = new Map<string, number>();
  for (const name of needs.keys()) numbers.set(name, numbers.size);
  const edges = [...needs.values()].map((list) => list.flatMap((name) => numbers.get(name) ?? []));
  return { names: [...needs.keys()], needs: edges };
}

/** A knot begins with the step that the walk came to first. */
type Knot = readonly number[];

function walk({ needs }: Graph): { order: number[]; knots: Knot[] } {
  const order: number[] = [];
  const knots: Knot[] = [];
  /** When the walk came to a step, from 1; 0 is never. */
  const met = new Uint32Array(needs.length);
  /** The earliest open step that can be reached from a step. */
  const low = new Uint32Array(needs.length);
  const isOpen = new Uint8Array(needs.length);
  const next = new Uint32Array(needs.length);
  const open: number[] = [];
  const path: number[] = [];
  let count = 0;
  const at = (list: Uint32Array, step: number) => list[step] ?? 0;
  const lower = (step: number, to: number) => {
    low[step] = Math.min(at(low, step), to);
  };
  const enter = (step: number) => {
    count += 1;
    met[step] = count;
    low[step] = count;
    isOpen[step] = 1;
    open.push(step);
    path.push(step);
  };
  const leave = (step: number) => {
    path.pop();
    order.push(step);
    const parent = path.at(-1);
    if (parent !== undefined) lower(parent, at(low, step));
    if (at(low, step) !== at(met, step)) return;
    const knot = open.splice(open.lastIndexOf(step));
    for (const member of knot) isOpen[member] = 0;
    if (knot.length > 1 || needs[step]?.includes(step)) knots.push(knot);
  };
  for (let root = 0; root < needs.length; root++) {
    if (at(met, root) === 0) enter(root);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const needed = needs[step]?.[at(next, step)];
      next[step] = at(next, step) + 1;
      if (needed === undefined) leave(step);
      else if (at(met, needed) === 0) enter(needed);
      else if (isOpen[needed]) lower(step, at(met, needed));
    }
  }
  return { order, knots };
}

/** The shortest way within a knot from its first step back to itself. */
function shortestCircle(knot: Knot, { needs }: Graph): number[] {
  const [start = 0] = knot;
  const members = new Set(knot);
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (const step of queue) {
    for (const needed of needs[step] ?? []) {
      if (needed === start) return [...wayTo(step, start, cameFrom), start];
      if (!members.has(needed) || cameFrom.has(needed)) continue;
      cameFrom.set(needed, step);
      queue.push(needed);
    }
  }
  return [start, start]; // not reached: in a knot every step leads back
}

function wayTo(step: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const way = [step];
  for (let at = step; at !== start; ) {
    at = cameFrom.get(at) ?? start;
    way.push(at);
  }
  return way.reverse();
}
