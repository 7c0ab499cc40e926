import { ProviderError } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { type FileServer, startFileServer } from '../__fixtures__/file-server.ts';
import { instanceOf, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type Rig } from '../__fixtures__/rig.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { adoptTask } from './adopt-task.ts';
import { forgetIntent } from './forget-intent.ts';
import { listTasks } from './list-tasks.ts';

const speech = (text = 'Hello there.', name = 'film') =>
  instanceOf({
    name,
    steps: [step('speech', tts({ type: 'id', id: 'V', location: place() }, text))],
    outputs: { audio: output('speech', 'audio', 'audio') },
  });

const lost = new ProviderError('fake', 'uncertain', 'The connection ended before an answer came.');

interface World {
  readonly rig: Rig;
  readonly provider: FakeProvider;
  readonly server: FileServer;
  readonly state: RunnerState;
  readonly providers: ReadonlyMap<string, FakeProvider>;
}

/** A project in which the answer of the first start was lost, and nobody can say what became of it. */
async function afterLostStart(work: (world: World) => Promise<void>, settings: Partial<FakeSettings> = {}): Promise<void> {
  using rig = createRig();
  await using server = await startFileServer();
  const lose = (operation: string, nth: number) => {
    if (operation === 'start' && nth === 1) throw lost;
  };
  const provider = createFakeProvider({ clock: rig.clock, server, foundBy: 'list', after: lose, ...settings });
  expect((await rig.run([speech()], provider)).result.outcome).toBe('uncertain');
  const state = rig.open();
  try {
    await work({ rig, provider, server, state, providers: new Map([['studio', provider]]) });
  } finally {
    state.close();
  }
}

test('lists an uncertain start with candidates, age and price, and asks its provider only when told to', () =>
  afterLostStart(async ({ rig, provider, providers, state }) => {
    const now = rig.clock.now();
    const finds = provider.counts.find;
    const [offline] = await listTasks(state, { now, providers, online: false });
    expect(offline).toMatchObject({
      ...{ state: 'uncertain', provider: 'fake', account: 'studio', kind: 'tts', node: 'film/default/speech', attempt: 1 },
      ...{ task: undefined, heldBy: undefined, price: { speechCharacters: 12, videoMs: 0 } },
    });
    expect([offline?.found, provider.counts.find, offline?.ageMs]).toEqual([undefined, finds, expect.any(Number)]);
    expect(offline?.ageMs).toBeGreaterThanOrEqual(60_000);
    const [online] = await listTasks(state, { now, providers, online: true });
    expect(online?.found).toMatchObject({ kind: 'candidates', tasks: [{ task: { id: 'tts-1' } }] });
  }));

test('a provider that cannot be asked is told as such, and the list is shown all the same', () =>
  afterLostStart(async ({ rig, provider, state }) => {
    const find = async () => Promise.reject(new ProviderError('fake', 'auth', 'The key is not known.'));
    const providers = new Map([['studio', { ...provider, find }]]);
    const [task] = await listTasks(state, { now: rig.clock.now(), providers, online: true });
    expect(task).toMatchObject({ state: 'uncertain', found: { kind: 'unreachable', error: { message: 'The key is not known.' } } });
  }));

test('a task that a person names is bound to its start, and the next run collects it without paying', () =>
  afterLostStart(async ({ rig, provider, state }) => {
    const fingerprint = state.tasks.open()[0]?.fingerprint ?? '';
    const adopted = await adoptTask(state, provider, { fingerprint, task: 'tts-1' }, { now: rig.clock.now() });
    expect(adopted).toMatchObject({ node: 'film/default/speech', task: 'tts-1' });
    const { result, events } = await rig.run([speech()], provider, { state });
    expect(result).toMatchObject({ outcome: 'done', started: {} });
    expect(factsOfType(events, 'task-resumed')).toMatchObject([{ task: 'tts-1' }]);
    expect(provider.tasks).toHaveLength(1);
  }));

test.each<{ what: string; task: string; message: RegExp }>([
  { what: 'what the provider does not know', task: 'tts-99', message: /^fake knows no tts task "tts-99"/ },
  { what: 'what is on record as that of another step', task: 'tts-2', message: /^Task tts-2 is on record as that of another step/ },
])('refuses to bind $what', ({ task, message }) =>
  afterLostStart(async ({ rig, provider, state }) => {
    const fingerprint = state.tasks.open()[0]?.fingerprint ?? '';
    await rig.run([speech('Something else.', 'other')], provider, { state });
    const adopting = adoptTask(state, provider, { fingerprint, task }, { now: rig.clock.now() });
    await expect(adopting).rejects.toMatchObject({ code: 'RUN_ADOPTION', message: expect.stringMatching(message) });
    expect(state.tasks.newest(fingerprint, provider.accountKey)?.state).toBe('intent');
  }),
);

test('refuses to decide about a task that is known, about one that is unknown, and while a run is at work on it', () =>
  afterLostStart(async ({ rig, provider, state }) => {
    const now = rig.clock.now();
    const fingerprint = state.tasks.open()[0]?.fingerprint ?? '';
    const refused = (message: RegExp) => ({ code: 'RUN_ADOPTION', message: expect.stringMatching(message) });
    const { accountKey } = provider;
    await expect(forgetIntent(state, 'f'.repeat(64), { accountKey, now })).rejects.toMatchObject(refused(/^No uncertain start/));
    const other = rig.open({ self: { owner: 'other', host: 'elsewhere', pid: 7, start: 'then' } });
    other.leases.claim(`task/${accountKey}/${fingerprint}`);
    await expect(forgetIntent(state, fingerprint, { accountKey, now })).rejects.toMatchObject(refused(/process 7 on elsewhere/));
    expect((await listTasks(state, { now, providers: new Map(), online: false }))[0]?.heldBy).toMatchObject({ host: 'elsewhere' });
    other.close();
    await adoptTask(state, provider, { fingerprint, task: 'tts-1' }, { now });
    await expect(forgetIntent(state, fingerprint, { accountKey, now })).rejects.toMatchObject(refused(/has a task already: tts-1/));
  }));

test('a start that a person knows to have made nothing is forgotten, and made by the next run', () =>
  afterLostStart(
    async ({ rig, provider, state }) => {
      const { fingerprint = '', intentAt = 0 } = state.tasks.open()[0] ?? {};
      const { accountKey } = provider;
      const early = forgetIntent(state, fingerprint, { accountKey, now: intentAt + 90_000 });
      await expect(early).rejects.toMatchObject({ code: 'RUN_ADOPTION', message: expect.stringMatching(/left 90 s ago and may still/) });
      const at = { accountKey, now: intentAt + 200_000 };
      expect(await forgetIntent(state, fingerprint, at)).toBe('film/default/speech');
      const { result } = await rig.run([speech()], provider, { state });
      expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
    },
    { foundBy: 'nothing' },
  ));

test('a task that failed is told for a while, with the reason, and is no longer when it has been made', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  let isBroken = true;
  const failed = { state: 'failed', error: new ProviderError('fake', 'provider', 'The voice has a cold.') } as const;
  const provider = createFakeProvider({ clock: rig.clock, server, status: (status) => (isBroken ? failed : status) });
  const state = rig.open();
  await rig.run([speech()], provider, { state });
  const now = rig.clock.now();
  const list = (at: number) => listTasks(state, { now: at, providers: new Map(), online: false });
  expect(await list(now)).toMatchObject([{ state: 'failed', task: 'tts-1', failure: { message: 'The voice has a cold.' } }]);
  expect(await list(now + 8 * 86_400_000)).toEqual([]);
  isBroken = false;
  await rig.run([speech()], provider, { state });
  expect(await list(rig.clock.now())).toEqual([]);
  state.close();
});

test('a task that goes on at its provider is listed as in flight', async () => {
  using rig = createRig();
  const provider = createFakeProvider({ clock: rig.clock });
  const stop = new AbortController();
  const onEvent = ({ type }: { type: string }) => void (type === 'task-started' && stop.abort());
  await rig.run([speech()], provider, { signal: stop.signal, onEvent });
  const state = rig.open();
  expect(await listTasks(state, { now: rig.clock.now(), providers: new Map(), online: true })).toMatchObject([
    { state: 'in-flight', task: 'tts-1', account: undefined, node: 'film/default/speech' },
  ]);
  state.close();
});
