import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { instanceOf, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType } from '../__fixtures__/rig.ts';

const speech = instanceOf({
  name: 'film',
  steps: [step('speech', tts({ type: 'id', id: 'V', location: place() }, 'Hello there.'))],
  outputs: { audio: output('speech', 'audio', 'audio') },
});

/** Runs once on a machine that stands still for half a minute between each of the first intents and its request. */
async function standStill(times: number) {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const state = rig.open();
  let stoodMs = 0;
  const clock = {
    ...{ sleep: rig.clock.sleep.bind(rig.clock), hold: rig.clock.hold.bind(rig.clock) },
    now: () => rig.clock.now() + stoodMs,
    monotonic: () => rig.clock.monotonic() + stoodMs,
  };
  const begin: typeof state.starts.begin = (intent, terms) => {
    const record = state.starts.begin(intent, terms);
    if (times-- > 0) stoodMs += 30_000;
    return record;
  };
  const outcome = await rig.run([speech], provider, { clock, state: { ...state, starts: { ...state.starts, begin } } });
  const open = state.tasks.open();
  state.close();
  return { ...outcome, open, provider };
}

test('a machine that stood still between intent and request begins again from what is on record by then', async () => {
  const { result, events, provider, open } = await standStill(1);
  expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  expect(factsOfType(events, 'attempt-failed')).toMatchObject([{ error: { code: 'RUN_STATE' } }]);
  expect(provider.counts.start).toBe(1);
  expect(open).toEqual([]);
});

test('a machine that stands still again and again fails the step, with nothing sent and no intent left', async () => {
  const { result, provider, open } = await standStill(100);
  expect(result).toMatchObject({ outcome: 'failed', started: {} });
  expect(provider.counts.start).toBe(0);
  expect(open).toEqual([]);
});
