import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap } from './heap.ts';

test('gives out the highest priority first, equal ones in the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (priorities) => {
      const heap = new Heap<{ priority: number; order: number }>();
      priorities.forEach((priority, order) => {
        heap.push({ priority, order }, priority);
      });
      const out = Array.from({ length: priorities.length }, () => heap.pop());
      const expected = priorities
        .map((priority, order) => ({ priority, order }))
        .sort((a, b) => b.priority - a.priority || a.order - b.order);
      expect(out).toEqual(expected);
      expect([heap.size, heap.pop()]).toEqual([0, undefined]);
    }),
  );
});
