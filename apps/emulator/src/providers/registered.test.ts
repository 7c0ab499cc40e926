import { createVirtualClock } from '@reelwright/clock';
import { expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../emulator.ts';
import { createFakeStudio } from '../test-support/fake-studio.ts';
import * as registry from './index.ts';
import { capWords, defaultTimings } from './registered.ts';

const ids = Object.keys(registry) as (keyof typeof registry)[];

async function start(): Promise<Emulator> {
  return startEmulator({ clock: createVirtualClock({ auto: false }), studio: createFakeStudio() });
}

test.each(ids)('%s is served under its id, at the same address as all', async (id) => {
  await using emulator = await start();
  const { baseUrl, ...login } = emulator[id];
  expect(baseUrl).toMatch(emulator.origins.api);
  expect(Object.values(emulator.environment())).toEqual(expect.arrayContaining([baseUrl, ...Object.values(login)]));
});

test.each(Object.entries(registry))('%s has timings of its own, which nothing else overwrites', (_, { timings }) => {
  expect(Object.keys(timings)).not.toEqual([]);
  expect(defaultTimings).toMatchObject(timings);
});

test('no cap stands for two things', () => {
  const words = capWords.flatMap(({ below, names }) => names.map((name) => (below === undefined ? name : `${below}.${name}`)));
  const groups = capWords.flatMap(({ below }) => below ?? []);
  expect([...words, ...groups].filter((word, index, all) => all.indexOf(word) !== index)).toEqual([]);
});
