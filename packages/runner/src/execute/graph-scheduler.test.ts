import { expect, test } from 'vitest';
import { place, step, tts } from '../__fixtures__/recipes.ts';
import type { PlanNode } from '../plan/plan.ts';
import { scheduleGraph } from './graph-scheduler.ts';

/** `{ b: ['a'] }`: b needs a. In the order written. */
function nodesOf(needs: Record<string, string[]>): PlanNode[] {
  return Object.entries(needs).map(
    ([id, wanted]): PlanNode => ({
      ...{ id, recipe: 'r', instance: 'i', provider: 'fake', needs: wanted, fingerprint: undefined },
      step: step(id, tts({ type: 'id', id: 'V', location: place() }, 'x')),
      decision: { action: 'run', reason: '' },
    }),
  );
}

/** @param leaving Nodes whose failure gives up all the others. */
async function trace(needs: Record<string, string[]>, failing: readonly string[] = [], leaving: readonly string[] = []) {
  const log: string[] = [];
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const isGivenUp = await scheduleGraph(nodesOf(needs), {
    carryOut: async (node) => {
      log.push(`+${node.id}`);
      await turn();
      if (failing.includes(node.id)) throw new Error('no');
      log.push(`-${node.id}`);
    },
    onFailed: async (node) => {
      log.push(`!${node.id}`);
      return leaving.includes(node.id);
    },
    onSkipped: (node, culprit) => void log.push(`~${node.id}<${culprit.id}`),
  });
  expect(isGivenUp).toBe(leaving.length > 0);
  return log;
}

test('begins everything that needs nothing at once, and the rest the moment its last need is met', async () => {
  expect(await trace({ a: [], b: [], c: ['a'], d: ['a', 'b'], e: ['d'] })).toEqual([
    '+a',
    '+b',
    '-a',
    '+c',
    '-b',
    '+d',
    '-c',
    '-d',
    '+e',
    '-e',
  ]);
});

test('a failure skips what needs it, each once, and nothing else', async () => {
  const log = await trace({ bad: [], good: [], x: ['bad'], y: ['x', 'good'], z: ['good'], both: ['x', 'y'] }, ['bad']);
  expect(log).toContain('!bad');
  expect(log.filter((line) => line.startsWith('~')).toSorted()).toEqual(['~both<x', '~x<bad', '~y<x']);
  expect(log).toContain('-z');
});

test('whoever is given up begins nothing more, and what is under way is waited for and not told', async () => {
  const log = await trace({ bad: [], slow: [], worse: [], x: ['bad'], y: ['slow'] }, ['bad', 'worse'], ['bad']);
  expect(log).toEqual(['+bad', '+slow', '+worse', '!bad', '-slow']);
});

test('an empty plan ends at once', async () => {
  expect(await trace({})).toEqual([]);
});
