import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { orderSteps } from './order-steps.ts';

vi.setConfig({ testTimeout: 60_000 }); // the machine may be busy

const needs = (graph: Record<string, readonly string[]>) => new Map(Object.entries(graph));

test.each([
  ['steps that need nothing stay as they are', { a: [], b: [], c: [] }, ['a', 'b', 'c']],
  ['a chain written forwards stays as it is', { a: [], b: ['a'], c: ['b'] }, ['a', 'b', 'c']],
  ['a chain written backwards is turned', { c: ['b'], b: ['a'], a: [] }, ['a', 'b', 'c']],
  ['what is needed comes just before who needs it first', { a: ['d'], b: [], c: [], d: [] }, ['d', 'a', 'b', 'c']],
  ['needs are followed in their own order', { a: ['c', 'b'], b: [], c: [] }, ['c', 'b', 'a']],
  ['names that are no steps are passed over', { a: ['x'], b: ['a', 'y'] }, ['a', 'b']],
])('%s', (_, graph, order) => {
  expect(orderSteps(needs(graph))).toEqual({ order, cycles: [] });
});

describe('circles', () => {
  test.each([
    ['a step that needs itself', { a: ['a'], b: [] }, [['a', 'a']]],
    ['two steps', { a: ['b'], b: ['a'] }, [['a', 'b', 'a']]],
    ['three steps, with others around', { x: ['a'], a: ['b'], b: ['c'], c: ['a', 'y'], y: [] }, [['a', 'b', 'c', 'a']]],
    [
      'two circles apart',
      { a: ['b'], b: ['a'], c: ['d'], d: ['c'] },
      [
        ['a', 'b', 'a'],
        ['c', 'd', 'c'],
      ],
    ],
    ['a knot is told once, by its shortest way round', { a: ['b', 'c'], b: ['d'], c: ['a'], d: ['a'] }, [['a', 'c', 'a']]],
    [
      'the names of what every object has',
      { constructor: ['toString'], toString: ['constructor'] },
      [['constructor', 'toString', 'constructor']],
    ],
  ])('%s', (_, graph, cycles) => {
    expect(orderSteps(needs(graph)).cycles).toEqual(cycles);
  });
});

test('every step comes once; without circles after all that it needs; with them a true circle is shown', () => {
  const graphs = fc.integer({ min: 1, max: 8 }).chain((size) => {
    const names = Array.from({ length: size }, (_, at) => `s${at}`);
    return fc.tuple(...names.map((name) => fc.subarray(names).map((list) => [name, list] as const)));
  });
  let round = 0;
  fc.assert(
    fc.property(graphs, (entries) => {
      const graph = new Map<string, readonly string[]>(entries);
      const { order, cycles } = orderSteps(graph);
      expect([...order].sort()).toEqual([...graph.keys()].sort());
      const late = [...graph].filter(([name, list]) => list.some((needed) => order.indexOf(needed) >= order.indexOf(name)));
      if (cycles.length === 0) expect(late).toEqual([]);
      for (const circle of cycles) {
        round += 1;
        expect(circle[0]).toBe(circle.at(-1));
        expect(new Set(circle).size).toBe(circle.length - 1);
        for (const [at, name] of circle.slice(0, -1).entries()) expect(graph.get(name)).toContain(circle[at + 1]);
      }
      if (late.length > 0) expect(cycles.length).toBeGreaterThan(0);
    }),
    { seed: 6, numRuns: 1_000 },
  );
  expect(round).toBeGreaterThan(100);
});

test.each([
  ['a chain', (at: number) => [`s${at + 1}`]],
  ['a circle', (at: number) => [`s${(at + 1) % 100_000}`]],
  ['a fan', (at: number) => (at === 0 ? Array.from({ length: 99_999 }, (_, other) => `s${other + 1}`) : [])],
])('walks %s of 100,000 steps without exhausting the stack', (_, next) => {
  const graph = new Map(Array.from({ length: 100_000 }, (_, at) => [`s${at}`, next(at)]));
  expect(orderSteps(graph).order).toHaveLength(100_000);
});
