import { ProviderError } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { instanceOf, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type RigRun } from '../__fixtures__/rig.ts';

const speech = (text = 'Hello there.', name = 'film') =>
  instanceOf({
    name,
    steps: [step('speech', tts({ type: 'id', id: 'V', location: place() }, text))],
    outputs: { audio: output('speech', 'audio', 'audio') },
  });

const lost = new ProviderError('fake', 'uncertain', 'The connection ended before an answer came.');

/** Loses every answer of a start; a start too many is refused, so that a run which cannot stop still ends. */
function loseEveryAnswer(operation: string, nth: number): void {
  if (operation !== 'start') return;
  if (nth > 6) throw new ProviderError('fake', 'auth', 'There have been starts enough.');
  throw lost;
}

/** Runs once with the first answer of a start lost, before or after the task was made. */
async function loseFirst(settings: Partial<FakeSettings>, wasMade: boolean, more: Partial<RigRun> = {}, check?: Check) {
  using rig = createRig();
  await using server = await startFileServer();
  const lose = (operation: string, nth: number) => {
    if (operation === 'start' && nth === 1) throw lost;
  };
  const provider = createFakeProvider({ clock: rig.clock, server, ...(wasMade ? { after: lose } : { before: lose }), ...settings });
  const outcome = await rig.run([speech()], provider, more);
  await check?.({ rig, provider });
  return { ...outcome, provider };
}

type Check = (at: { rig: ReturnType<typeof createRig>; provider: ReturnType<typeof createFakeProvider> }) => Promise<void>;

test('a lost answer is waited out, then the task is found by its name and adopted, with a word about it', async () => {
  const { result, events, provider } = await loseFirst({}, true);
  expect(result).toMatchObject({ outcome: 'done', started: {} });
  expect(factsOfType(events, 'node-waiting')).toMatchObject([{ reason: 'uncertain-start', forMs: 60_000 }]);
  expect(factsOfType(events, 'task-resumed')).toMatchObject([{ task: 'tts-1', adopted: true }]);
  expect(provider.tasks).toHaveLength(1);
});

test('a start that was lost on its way is made once the provider is sure that it never came', async () => {
  const { result, provider } = await loseFirst({}, false);
  expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  expect(provider.tasks).toHaveLength(1);
});

test('starts that are lost on their way again and again fail the step in the end, with nothing made', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server, before: loseEveryAnswer });
  const { result, events } = await rig.run([speech()], provider);
  expect(result).toMatchObject({ outcome: 'failed', started: {} });
  expect(factsOfType(events, 'node-failed')[0]?.error).toMatchObject({
    code: 'PROVIDER_TRANSIENT',
    provider: 'fake',
    message: expect.stringMatching(/^5 starts were lost on their way/),
  });
  expect([provider.counts.start, provider.tasks.length]).toEqual([5, 0]);
});

test('where a list shows nothing newer than before, nothing was made', async () => {
  const { result, provider } = await loseFirst({ foundBy: 'list' }, false);
  expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  expect(provider.tasks).toHaveLength(1);
});

test('where a list shows something newer, a person is shown it, and nothing is guessed', async () => {
  const { result, events, provider } = await loseFirst({ foundBy: 'list' }, true);
  expect(result).toMatchObject({ outcome: 'uncertain', failed: 1, started: {} });
  expect(factsOfType(events, 'node-failed')[0]?.error).toMatchObject({
    code: 'RUN_START_UNCERTAIN',
    message: expect.stringMatching(
      /^Whether "film\/default\/speech" was started at fake at 2027-.* It may be one of: tts-1 of 2027-.* \(a task\)\.$/,
    ),
    hint: expect.stringMatching(/label rw-[0-9a-f]{24}.*--on-uncertain restart/),
  });
  expect(provider.tasks).toHaveLength(1);
});

test('what a provider cannot tell stays open from run to run, and is never started again unasked', async () => {
  const check: Check = async ({ rig, provider }) => {
    const again = await rig.run([speech()], provider);
    expect(again.plan.nodes[0]?.decision.reason).toMatch(/cut off/);
    expect(again.result).toMatchObject({ outcome: 'uncertain', started: {} });
    expect(provider.counts.start).toBe(1);
    const failing = await rig.run([speech()], provider, { onUncertain: 'fail' });
    expect(failing.result.outcome).toBe('failed');
    const decided = await rig.run([speech()], provider, { onUncertain: 'restart' });
    expect(decided.result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  };
  const { result } = await loseFirst({ foundBy: 'nothing' }, true, {}, check);
  expect(result.outcome).toBe('uncertain');
});

test('the word to restart is good for one more start of a step in a run, however often answers are lost', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server, foundBy: 'nothing', after: loseEveryAnswer });
  const first = await rig.run([speech()], provider, { onUncertain: 'restart' });
  expect(provider.counts.start).toBe(2);
  expect(first.result).toMatchObject({ outcome: 'uncertain', failed: 1 });
  await rig.run([speech()], provider, { onUncertain: 'restart' });
  expect(provider.counts.start).toBe(3);
});

test('the word to restart is good for one more start, however often tasks vanish', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const before = (operation: string, nth: number) => {
    if (operation === 'start' && nth > 6) throw new ProviderError('fake', 'auth', 'There have been starts enough.');
  };
  const status = () => ({ state: 'vanished', error: new ProviderError('fake', 'missing-resource', 'No such task.') }) as const;
  const provider = createFakeProvider({ clock: rig.clock, server, before, status });
  const { result } = await rig.run([speech()], provider, { onUncertain: 'restart' });
  expect(provider.counts.start).toBe(2);
  expect(result.outcome).toBe('uncertain');
});

test('an error that nobody foresaw is no licence to start again', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const after = (operation: string) => {
    if (operation === 'start') throw new TypeError("Cannot read properties of undefined (reading 'id')");
  };
  const provider = createFakeProvider({ clock: rig.clock, server, foundBy: 'nothing', after });
  expect((await rig.run([speech()], provider)).result.outcome).toBe('uncertain');
  expect(provider.counts.start).toBe(1);
});

test('tasks of our own on record are no candidates for the lost one', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  // Two starts leave together, so both have seen the same list; the answer of one is lost before it was made.
  const before = (operation: string, nth: number) => {
    if (operation === 'start' && nth === 2) throw lost;
  };
  const provider = createFakeProvider({ clock: rig.clock, server, foundBy: 'list', before });
  const { result } = await rig.run([speech('One.', 'one'), speech('Two.', 'two')], provider);
  expect(result).toMatchObject({ outcome: 'done', started: { tts: 2 } });
  expect(provider.tasks).toHaveLength(2);
});

test('a clock that was set back waits the whole time', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const first = rig.open();
  const { plan } = await rig.run([speech()], provider, { state: first });
  const fingerprint = plan.nodes[0]?.fingerprint ?? '';
  first.close();
  using other = createRig();
  const state = other.open();
  const input = { kind: 'tts', voice: 'V', text: 'Hello there.', speed: 1, pitch: 1, watermark: false } as const;
  const facts = {
    fingerprint,
    account: 'account-1',
    attempt: 1,
    provider: 'fake',
    kind: 'tts',
    label: 'rw-x',
    node: 'n',
    highWaterMark: undefined,
  } as const;
  state.tasks.intend({ ...facts, input, intentAt: other.clock.now() + 86_400_000 });
  const { events } = await other.run([speech()], createFakeProvider({ clock: other.clock, server }), { state });
  expect(factsOfType(events, 'node-waiting')[0]).toMatchObject({ reason: 'uncertain-start', forMs: 60_000 });
  state.close();
});

test('an intent of long ago is settled without a wait', async () => {
  const check: Check = async ({ rig, provider }) => {
    await rig.clock.sleep(3_600_000);
    const { events } = await rig.run([speech()], provider);
    expect(factsOfType(events, 'node-waiting')).toEqual([]);
  };
  await loseFirst({ foundBy: 'nothing' }, true, {}, check);
});
