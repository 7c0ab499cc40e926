import { ReelwrightError } from '@reelwright/errors';
import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { instanceOf, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType } from '../__fixtures__/rig.ts';
import type { Database } from '../state/database.ts';

const speech = (text: string) =>
  instanceOf({
    name: text.toLowerCase().replace(/\W/g, ''),
    steps: [step('speech', tts({ type: 'id', id: 'V', location: place() }, text))],
    outputs: { audio: output('speech', 'audio', 'audio') },
  });

/** A disk that refuses the n-th write of the state, once or from then on. */
function failingAt(point: number, forGood: boolean) {
  let writes = 0;
  let depth = 0;
  const assertRoom = () => {
    if (depth > 0) return;
    writes += 1;
    if (writes === point || (forGood && writes > point))
      throw new ReelwrightError('RUN_STATE', 'The state file cannot be written: the disk is full.');
  };
  const wrap = (database: Database): Database => ({
    ...database,
    run: (sql, ...values) => {
      assertRoom();
      return database.run(sql, ...values);
    },
    transaction: (work) => {
      assertRoom();
      depth += 1;
      try {
        return database.transaction(work);
      } finally {
        depth -= 1;
      }
    },
  });
  return { wrap, writes: () => writes };
}

test.each([{ forGood: false }, { forGood: true }])(
  'whichever write of the state fails (for good: $forGood), nothing is paid twice and the next run ends the work',
  { timeout: 60_000 },
  async ({ forGood }) => {
    await using server = await startFileServer();
    const run = async (point: number) => {
      using rig = createRig();
      const provider = createFakeProvider({ clock: rig.clock, server, takesMs: { tts: 10_000 } });
      const disk = failingAt(point, forGood);
      const films = [speech('One.'), speech('Two.')];
      const first = await rig.run(films, provider, { stateSettings: { wrap: disk.wrap } }).catch((error: unknown) => error);
      const second = await rig.run(films, provider);
      const labels = provider.tasks.map((task) => task.label);
      expect(`${point}: ${second.result.outcome}, ${labels.length} tasks, ${new Set(labels).size} different`).toBe(
        `${point}: done, 2 tasks, 2 different`,
      );
      return { first, writes: disk.writes() };
    };
    const { writes } = await run(Number.POSITIVE_INFINITY);
    expect(writes).toBeGreaterThan(20);
    for (let point = 1; point <= writes; point++) await run(point);
  },
);

test('the id of a task that could not be noted is told, and the task is collected all the same', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  let isFull = false;
  const wrap = (database: Database): Database => ({
    ...database,
    run: (sql, ...values) => {
      if (isFull && sql.startsWith('INSERT INTO tasks')) {
        isFull = false;
        throw new ReelwrightError('RUN_STATE', 'The disk is full.');
      }
      return database.run(sql, ...values);
    },
  });
  const watching = {
    ...provider,
    start: async (...call: Parameters<typeof provider.start>) => {
      const answer = await provider.start(...call);
      isFull = true;
      return answer;
    },
  };
  const { result, events } = await rig.run([speech('One.')], watching, { stateSettings: { wrap } });
  expect(factsOfType(events, 'warning-raised')[0]?.message).toBe(
    'Task tts-1 was started at fake, but could not be noted: The disk is full.',
  );
  expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
});
