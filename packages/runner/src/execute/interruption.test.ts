import { expect, test } from 'vitest';
import { createFakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { createRig, factsOfType } from '../__fixtures__/rig.ts';
import type { RunEvent } from '../events.ts';

/** Runs a film and asks it to stop when `when` says so; then runs it again to its end. */
async function interrupt(when: (event: RunEvent) => boolean, settings: Partial<FakeSettings> = {}) {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server, ...settings });
  const stop = new AbortController();
  const onEvent = (event: RunEvent) => {
    if (when(event)) stop.abort();
  };
  const first = await rig.run([rig.film()], provider, { signal: stop.signal, onEvent });
  const startsBefore = provider.counts.start;
  const second = await rig.run([rig.film()], provider);
  return { first, second, provider, startsBefore };
}

test('while a task is under way: nothing new begins, the task is named, and the next run collects it', async () => {
  const { first, second, provider } = await interrupt((event) => event.type === 'task-polled' && event.step === 'speech');
  expect(first.result).toMatchObject({ outcome: 'interrupted', failed: 0, finished: 1, started: { 'clone-voice': 1, tts: 1 } });
  expect(factsOfType(first.events, 'node-skipped').map((event) => [event.step, event.because])).toEqual([
    ['speech', 'The run was interrupted. Task tts-2 goes on at fake; the next run collects it.'],
    ['film', 'The run was interrupted.'],
    ['lines', 'The run was interrupted.'],
  ]);
  expect(factsOfType(first.events, 'run-interrupted')).toMatchObject([{ inFlight: 1 }]);
  expect(second.plan.nodes[1]?.decision).toMatchObject({ action: 'resume', task: 'tts-2' });
  expect(second.result).toMatchObject({ outcome: 'done', started: { 'lip-sync': 1 } });
  expect(provider.tasks).toHaveLength(3);
});

test('before anything has begun: nothing is started at all', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const { result } = await rig.run([rig.film()], provider, { signal: AbortSignal.abort() });
  expect(result).toMatchObject({ outcome: 'interrupted', skipped: 4, started: {} });
  expect(Object.values(provider.counts).every((count) => count === 0)).toBe(true);
});

test('while a create is on its way: its answer is waited for and noted', async () => {
  let stop = () => {};
  const before = (operation: string) => {
    if (operation === 'start') stop();
  };
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server, before, startTakesMs: 3_000 });
  const controller = new AbortController();
  stop = () => controller.abort();
  const state = rig.open();
  const first = await rig.run([rig.film()], provider, { signal: controller.signal, state });
  expect(first.result).toMatchObject({ outcome: 'interrupted', started: { 'clone-voice': 1 } });
  expect(state.tasks.open()).toMatchObject([{ state: 'started', task: 'clone-voice-1' }]);
  state.close();
  expect((await rig.run([rig.film()], provider)).result).toMatchObject({ outcome: 'done', started: { tts: 1, 'lip-sync': 1 } });
});

test('a create that is not answered in time leaves its intent, which the next run settles', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const controller = new AbortController();
  const provider = createFakeProvider({ clock: rig.clock, server });
  // Made, and never answered: the call ends only when it is given up.
  const mute = {
    ...provider,
    start: (...[input, options]: Parameters<typeof provider.start>) => {
      controller.abort();
      void provider.start(input, options);
      return new Promise<never>((_, fail) => options.signal?.addEventListener('abort', () => fail(options.signal?.reason)));
    },
  };
  const state = rig.open();
  const from = rig.clock.monotonic();
  const first = await rig.run([rig.film()], mute, { signal: controller.signal, state });
  expect(first.result).toMatchObject({ outcome: 'interrupted', started: {} });
  expect(factsOfType(first.events, 'run-interrupted')).toMatchObject([{ inFlight: 1 }]);
  expect(factsOfType(first.events, 'node-skipped')[0]?.because).toMatch(
    /^The run was interrupted\. Whether its task was started at fake is not known/,
  );
  expect(rig.clock.monotonic() - from).toBeLessThanOrEqual(12_000);
  expect(state.tasks.open()).toMatchObject([{ state: 'intent', task: undefined }]);
  state.close();
  const second = await rig.run([rig.film()], provider);
  expect(second.result).toMatchObject({ outcome: 'done', started: { tts: 1, 'lip-sync': 1 } });
  expect(provider.tasks.filter((task) => task.ref.kind === 'clone-voice')).toHaveLength(1);
});

test('while a step waits for a rate window: it is not started', async () => {
  const limits = [{ id: 'one', scopes: ['start:clone-voice' as const, 'start:tts' as const], count: 1, windowMs: 3_600_000 }];
  const { first, second } = await interrupt((event) => event.type === 'node-waiting' && event.reason === 'rate-window', { limits });
  expect(first.result).toMatchObject({ outcome: 'interrupted', started: { 'clone-voice': 1 } });
  expect(second.result.outcome).toBe('done');
});

test('after the last step is done: the run is done', async () => {
  const { first } = await interrupt((event) => event.type === 'node-finished' && event.step === 'film');
  expect(first.result).toMatchObject({ outcome: 'done', finished: 4 });
});
