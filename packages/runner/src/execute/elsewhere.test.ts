import { ProviderError, type ProviderErrorClass, type TaskInput } from '@reelwright/provider';
import type { RecipeInstance } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { type FileServer, startFileServer } from '../__fixtures__/file-server.ts';
import { authorize, captions, cloneVoice, fileAt, instanceOf, join, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type Rig, type RigRun } from '../__fixtures__/rig.ts';

interface Choice {
  readonly rig: Rig;
  readonly server: FileServer;
  readonly first: FakeProvider;
  readonly second: FakeProvider;
  run(instances: readonly RecipeInstance[], more?: Partial<RigRun>): ReturnType<Rig['run']>;
}

type Refusal = (input: TaskInput, nth: number) => ProviderErrorClass | undefined;

/** Two providers, the first of which refuses what it is told to. */
async function withChoice(refusal: Refusal, check: (choice: Choice) => Promise<void>, more: Partial<FakeSettings> = {}): Promise<void> {
  using rig = createRig();
  await using server = await startFileServer();
  const base = { clock: rig.clock, server, avatars: true };
  const first = createFakeProvider({
    ...{ ...base, id: 'one', accountKey: 'one-1', taskPrefix: 'one-' },
    ...more,
    before: async (operation, nth, input) => {
      await more.before?.(operation, nth, input);
      const errorClass = operation === 'start' && input !== undefined ? refusal(input, nth) : undefined;
      if (errorClass !== undefined) throw new ProviderError('one', errorClass, `It says ${errorClass}.`);
    },
  });
  const second = createFakeProvider({ ...base, id: 'two', accountKey: 'two-1', taskPrefix: 'two-' });
  const run: Choice['run'] = (instances, options) => rig.run(instances, first, { accounts: { first, second }, ...options });
  await check({ rig, server, first, second, run });
}

const kindsAt = ({ tasks }: FakeProvider) => tasks.map(({ ref }) => ref.kind);

test.each<{ errorClass: ProviderErrorClass; leaves: boolean }>([
  { errorClass: 'auth', leaves: true },
  { errorClass: 'quota', leaves: true },
  { errorClass: 'transient', leaves: true },
  { errorClass: 'rate-limit', leaves: true },
  { errorClass: 'provider', leaves: true },
  { errorClass: 'bad-input', leaves: false },
  { errorClass: 'rejected-content', leaves: false },
  { errorClass: 'missing-resource', leaves: false },
])('a first start that is refused for good as $errorClass sends the film elsewhere: $leaves', async ({ errorClass, leaves }) => {
  await withChoice(
    () => errorClass,
    async ({ rig, first, second, run }) => {
      const { result, events } = await run([rig.film()]);
      expect(kindsAt(first)).toEqual([]);
      const switched = factsOfType(events, 'instance-switched');
      if (!leaves) {
        expect(result).toMatchObject({ outcome: 'failed', failed: 1, skipped: 3, started: {} });
        expect([switched, kindsAt(second)]).toEqual([[], []]);
        return;
      }
      expect(result).toMatchObject({ outcome: 'done', finished: 4, reused: 0, failed: 0, skipped: 0 });
      expect(result.started).toEqual({ 'clone-voice': 1, tts: 1, 'lip-sync': 1 });
      expect(switched).toMatchObject([
        { recipe: 'film', instance: 'default', from: 'first', to: 'second', because: `It says ${errorClass}.` },
      ]);
      expect(switched[0]?.nodes.map(({ step: id, provider }) => `${id} ${provider}`)).toEqual([
        'voice second',
        'speech second',
        'film second',
        'lines local',
      ]);
      expect(factsOfType(events, 'node-failed')).toEqual([]);
      expect(factsOfType(events, 'output-written')).toHaveLength(3);
    },
  );
});

test('an upload that fails for what the provider is sends the film elsewhere, too', async () => {
  await withChoice(
    () => undefined,
    async ({ rig, first, second, run }) => {
      const { result } = await run([rig.film()]);
      expect([result.outcome, kindsAt(first), kindsAt(second).length]).toEqual(['done', [], 3]);
    },
    { fetches: 'without a bridge' },
  );
});

test('once a paid task has started, what is refused stands, in this run and in the next', async () => {
  await withChoice(
    ({ kind }) => (kind === 'tts' ? 'quota' : undefined),
    async ({ rig, first, second, run }) => {
      for (const started of [{ 'clone-voice': 1 }, {}]) {
        const { result, events } = await run([rig.film()]);
        expect(result).toMatchObject({ outcome: 'budget', failed: 1, started });
        expect(factsOfType(events, 'instance-switched')).toEqual([]);
        expect(factsOfType(events, 'node-failed')).toMatchObject([{ step: 'speech', error: { provider: 'first' } }]);
      }
      expect([kindsAt(first), kindsAt(second)]).toEqual([['clone-voice'], []]);
    },
  );
});

test('a voice that an earlier film left here does not keep the next one here', async () => {
  let isOut = false;
  await withChoice(
    ({ kind }) => (kind === 'tts' && isOut ? 'quota' : undefined),
    async ({ rig, first, second, run }) => {
      expect((await run([rig.film()])).result.outcome).toBe('done');
      isOut = true;
      const { result, events } = await run([rig.film({ text: 'The news of another week.' })]);
      expect(result).toMatchObject({ outcome: 'done', finished: 4, reused: 0, started: { 'clone-voice': 1, tts: 1, 'lip-sync': 1 } });
      expect(factsOfType(events, 'instance-switched')).toHaveLength(1);
      expect([kindsAt(first).length, kindsAt(second).length]).toEqual([3, 3]);
    },
  );
});

test('an uncertain start never sends a film elsewhere, though it turns out that nothing was made', async () => {
  await withChoice(
    () => 'uncertain',
    async ({ rig, second, run }) => {
      const { result, events } = await run([rig.film()]);
      expect(result).toMatchObject({ outcome: 'failed', started: {} });
      expect(factsOfType(events, 'node-failed')[0]?.error).toMatchObject({ code: 'PROVIDER_TRANSIENT' });
      expect([factsOfType(events, 'instance-switched'), kindsAt(second)]).toEqual([[], []]);
    },
  );
});

/** Two paid steps that begin together, and one that costs nothing. */
function sideBySide(rig: Rig): RecipeInstance {
  const voice = { type: 'id', id: 'V', location: place() } as const;
  return instanceOf({
    steps: [
      step('one', tts(voice, 'One.')),
      step('two', tts(voice, 'Two.')),
      step('consent', authorize({ kind: 'voice', voice })),
      step('lines', captions(output('one', 'captions', 'captions')), { needs: ['one'] }),
      step('whole', join(fileAt(rig.footage), fileAt(rig.footage))),
    ],
    outputs: { audio: output('one', 'audio', 'audio'), video: output('whole', 'video', 'video') },
  });
}

test.each([
  { what: 'is answered well', second: undefined, paidAt: 'one' },
  { what: 'is refused, too', second: 'quota', paidAt: 'two' },
  { what: 'is lost', second: 'uncertain', paidAt: 'one' },
] as const)('a start that is on its way when another is refused is waited for: one that $what', async ({ second, paidAt }) => {
  let refused = () => {};
  const isRefused = new Promise<void>((resolve) => {
    refused = resolve;
  });
  await withChoice(
    (input) => (input.kind !== 'tts' ? undefined : input.text === 'One.' ? 'quota' : second),
    async ({ rig, first, second: other, run }) => {
      const { result, events } = await run([sideBySide(rig)]);
      const paid = (provider: FakeProvider) => kindsAt(provider).filter((kind) => kind !== 'authorize');
      if (paidAt === 'two') {
        expect(result).toMatchObject({ outcome: 'done', started: { tts: 2 }, finished: 4, reused: 1 });
        expect([paid(first), paid(other)]).toEqual([[], ['tts', 'tts']]);
      } else {
        expect(result.outcome).toBe('budget');
        expect(paid(other)).toEqual([]);
        expect(factsOfType(events, 'instance-switched')).toEqual([]);
      }
    },
    {
      before: async (operation, _, input) => {
        if (operation !== 'start' || input?.kind !== 'tts') return;
        if (input.text === 'One.') refused();
        // The other one is answered well after the first has been refused.
        else await isRefused.then(() => new Promise((resolve) => setImmediate(() => setImmediate(resolve))));
      },
    },
  );
});

test('what is free or made here is no tie: it is found in the store, or done anew', async () => {
  await withChoice(
    ({ kind }) => (kind === 'tts' ? 'auth' : undefined),
    async ({ rig, first, second, run }) => {
      const { result, events } = await run([sideBySide(rig)]);
      expect(result.outcome).toBe('done');
      expect(kindsAt(first).filter((kind) => kind !== 'authorize')).toEqual([]);
      expect(kindsAt(second).toSorted()).toEqual(['authorize', 'tts', 'tts']);
      const joined = factsOfType(events, 'artifact-saved').filter(({ step: id }) => id === 'whole');
      expect(joined).toHaveLength(1);
    },
  );
});

test('only the films that have not begun go elsewhere when a quota runs out, and share what they share there', async () => {
  let left = 2;
  await withChoice(
    ({ kind }) => (kind === 'tts' && left-- <= 0 ? 'quota' : undefined),
    async ({ rig, first, second, run }) => {
      const films = [1, 2, 3, 4].map((n) => rig.film({ name: `film-${n}`, text: `Sentence number ${n}.` }));
      const { result, events } = await run(films);
      // The first film cloned the voice here, so it stays; so does whoever got a sentence through.
      const switched = factsOfType(events, 'instance-switched').map(({ recipe }) => recipe);
      expect(switched).toHaveLength(2);
      expect(result).toMatchObject({ outcome: 'done', failed: 0, started: { 'clone-voice': 2, tts: 4, 'lip-sync': 4 } });
      expect([kindsAt(first).length, kindsAt(second).length]).toEqual([5, 5]);
    },
  );
});

test('whoever waits for the equal task of a film that goes elsewhere has it made, once', async () => {
  let isStaging = true;
  await withChoice(
    ({ kind }) => (kind === 'tts' ? 'provider' : undefined),
    async ({ rig, first, second, run }) => {
      // Both need the same voice; the first film also speaks with another one, and is refused before the voice is begun.
      const voice = { type: 'id', id: 'V', location: place() } as const;
      const leaving = instanceOf({ name: 'leaving', steps: [step('voice', cloneVoice(rig.sample)), step('speech', tts(voice, 'Hello.'))] });
      const staying = instanceOf({ name: 'staying', steps: [step('voice', cloneVoice(rig.sample))] });
      const { result } = await run([leaving, staying]);
      isStaging = false;
      expect(result).toMatchObject({ outcome: 'done', failed: 0 });
      expect(kindsAt(first)).toEqual(['clone-voice']);
      expect(kindsAt(second).toSorted()).toEqual(['clone-voice', 'tts']);
    },
    {
      before: async (operation) => {
        if (operation === 'stage' && isStaging) for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      },
    },
  );
});

test('a step that pins its provider is refused there just the same, so nothing is gained elsewhere', async () => {
  await withChoice(
    () => 'quota',
    async ({ run, second }) => {
      const voice = { type: 'id', id: 'V', location: place() } as const;
      const pinned = step('speech', tts(voice, 'Hello.'), { provider: { value: 'first', location: place() } });
      const { result, events } = await run([instanceOf({ steps: [pinned, step('other', tts(voice, 'Bye.'), { needs: ['speech'] })] })]);
      expect(result).toMatchObject({ outcome: 'budget', failed: 1, skipped: 1 });
      expect([factsOfType(events, 'instance-switched'), kindsAt(second)]).toEqual([[], []]);
    },
  );
});

test('when all of them refuse, the last one is told, and nothing was paid', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const refusing = (id: string) =>
    createFakeProvider({
      ...{ clock: rig.clock, server, id, accountKey: id },
      before: (operation) => {
        if (operation === 'start') throw new ProviderError(id, 'quota', `Nothing is left at ${id}.`);
      },
    });
  const accounts = { a: refusing('one'), b: refusing('two'), c: refusing('three') };
  const { result, events } = await rig.run([rig.film()], accounts.a, { accounts });
  expect(result).toMatchObject({ outcome: 'budget', failed: 1, skipped: 3, started: {} });
  expect(factsOfType(events, 'instance-switched').map(({ from, to }) => `${from} ${to}`)).toEqual(['a b', 'b c']);
  expect(factsOfType(events, 'node-failed')).toMatchObject([{ error: { message: 'Nothing is left at three.', provider: 'c' } }]);
});

test('a film that was begun elsewhere is finished there, whatever the order says now', async () => {
  let isOut = true;
  await withChoice(
    () => (isOut ? 'quota' : undefined),
    async ({ rig, first, second, run }) => {
      const stop = new AbortController();
      const begun = await run([rig.film()], {
        signal: stop.signal,
        onEvent: (event) => {
          if (event.type === 'task-started' && event.step === 'speech') stop.abort();
        },
      });
      expect(begun.result.outcome).toBe('interrupted');
      isOut = false;
      expect((await run([rig.film()])).result).toMatchObject({ outcome: 'done', started: { 'lip-sync': 1 } });
      expect([kindsAt(first), kindsAt(second)]).toEqual([[], ['clone-voice', 'tts', 'lip-sync']]);
      const again = await run([rig.film()]);
      expect(again.result).toMatchObject({ outcome: 'done', finished: 0, reused: 4 });
      expect(kindsAt(first)).toEqual([]);
    },
  );
});

test('a film that is finished here stays, though another film has begun the like of one of its steps elsewhere', async () => {
  await withChoice(
    () => undefined,
    async ({ rig, first, second, run }) => {
      const finished = rig.film({ name: 'finished' });
      expect((await run([finished])).result).toMatchObject({ outcome: 'done', finished: 4 });
      const pinned = { provider: { value: 'second', location: place() } };
      const other = instanceOf({ name: 'other', steps: [step('voice', cloneVoice(rig.sample), pinned)] });
      const stop = new AbortController();
      const onEvent: RigRun['onEvent'] = ({ type }) => void (type === 'task-started' && stop.abort());
      expect((await run([other], { signal: stop.signal, onEvent })).result.outcome).toBe('interrupted');

      const { result, events } = await run([finished]);
      expect(factsOfType(events, 'instance-switched')).toEqual([]);
      expect(result).toMatchObject({ outcome: 'done', finished: 0, reused: 4, started: {} });
      expect([kindsAt(first), kindsAt(second)]).toEqual([['clone-voice', 'tts', 'lip-sync'], ['clone-voice']]);
    },
  );
});
