import { ProviderError } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { createRig, factsOfType } from '../__fixtures__/rig.ts';

const gone = new ProviderError('fake', 'transient', 'The network is gone.');

test('a run that reaches its deadline stops by itself, says so, and the next one collects what was in flight', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server, takesMs: { 'clone-voice': 600_000 } });
  const { result, events } = await rig.run([rig.film()], provider, { deadlineMs: 180_000 });
  expect(result).toMatchObject({ outcome: 'interrupted', started: { 'clone-voice': 1 } });
  expect(result.elapsedMs).toBe(180_000);
  expect(factsOfType(events, 'node-skipped')[0]?.because).toBe(
    'The run reached its deadline of 3 minutes. Task clone-voice-1 goes on at fake; the next run collects it.',
  );
  expect((await rig.run([rig.film()], provider)).result).toMatchObject({ outcome: 'done', started: { tts: 1, 'lip-sync': 1 } });
  expect(provider.tasks).toHaveLength(3);
});

test('a run in which nothing but failures comes back stops when its patience ends, with a message of its own', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  let isGone = true;
  const fail = (operation: string) => {
    if (isGone && operation === 'poll') throw gone;
  };
  const provider = createFakeProvider({ clock: rig.clock, server, before: fail });
  const { result, events } = await rig.run([rig.film()], provider, { patienceMs: 600_000 });
  expect(result).toMatchObject({ outcome: 'interrupted', started: { 'clone-voice': 1 } });
  expect(factsOfType(events, 'node-skipped')[0]?.because).toMatch(
    /^For 10 minutes no call was answered with anything but failures, so the run waits no longer\. Task clone-voice-1 goes on/,
  );
  isGone = false;
  expect((await rig.run([rig.film()], provider, { patienceMs: 600_000 })).result.outcome).toBe('done');
  expect(provider.tasks).toHaveLength(3);
});

test('one answer that is none now and then, or a task that takes its time, is no reason to lose patience', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const fail = (operation: string, nth: number) => {
    if (operation === 'poll' && nth % 2 === 0) throw gone;
  };
  const provider = createFakeProvider({ clock: rig.clock, server, before: fail, takesMs: { 'clone-voice': 1_200_000 } });
  const { result } = await rig.run([rig.film()], provider, { patienceMs: 120_000, deadlineMs: 86_400_000 });
  expect(result).toMatchObject({ outcome: 'done', failed: 0 });
});
