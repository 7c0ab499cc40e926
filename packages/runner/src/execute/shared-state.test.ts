import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { createRig, factsOfType } from '../__fixtures__/rig.ts';

test('two runs that need the same tasks share them: each is started once', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server, startTakesMs: 200 });
  const runs = await Promise.all([1, 2, 3, 4].map(() => rig.run([rig.film()], provider)));
  expect(runs.map((run) => run.result.outcome)).toEqual(['done', 'done', 'done', 'done']);
  expect(provider.tasks.map((task) => task.ref.kind)).toEqual(['clone-voice', 'tts', 'lip-sync']);
  const waits = runs.flatMap((run) => factsOfType(run.events, 'node-waiting')).filter((event) => event.reason === 'another-run');
  expect(waits.length).toBeGreaterThanOrEqual(3);
});

test('what a dead run held is taken over at once', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const dead = rig.open({ self: { owner: 'dead', host: hostname(), pid: 2 ** 22 + 7, start: 'before' } });
  const { plan } = await rig.run([rig.film()], provider, { signal: AbortSignal.abort() });
  dead.leases.claim(`task/account-1/${plan.nodes[0]?.fingerprint}`);
  const { events } = await rig.run([rig.film()], provider);
  expect(factsOfType(events, 'node-waiting').filter((event) => event.reason === 'another-run')).toEqual([]);
  dead.close();
});

test('what a run on another host holds is waited for', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const far = rig.open({ self: { owner: 'far', host: 'elsewhere', pid: 1, start: '' } });
  const { plan } = await rig.run([rig.film()], provider, { signal: AbortSignal.abort() });
  far.leases.claim(`task/account-1/${plan.nodes[0]?.fingerprint}`);
  const from = rig.clock.monotonic();
  const { result } = await rig.run([rig.film()], provider);
  expect(result.outcome).toBe('done');
  // Its lease is never renewed, so it lapses after its term.
  expect(rig.clock.monotonic() - from).toBeGreaterThan(590_000);
  far.close();
});
