import { ProviderError } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { instanceOf, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type Rig } from '../__fixtures__/rig.ts';
import type { CallbackSource, HintAnswer, HintListener } from '../callbacks/callback-source.ts';

const speech = (name = 'film', text = `${name} says hello.`) =>
  instanceOf({
    name,
    steps: [step('speech', tts({ type: 'id', id: 'V', location: place() }, text))],
    outputs: { audio: output('speech', 'audio', 'audio') },
  });

/** A way for callbacks to arrive that needs no network. */
interface FakeCallbacks extends CallbackSource {
  readonly starts: string[];
  readonly answers: (HintAnswer | undefined)[];
  send(url: string, body: string): void;
}

function createFakeCallbacks(): FakeCallbacks {
  const listeners = new Set<HintListener>();
  const starts: string[] = [];
  const answers: (HintAnswer | undefined)[] = [];
  return {
    ...{ starts, answers },
    urlFor: (start) => {
      starts.push(start);
      return `https://here.example/${start}`;
    },
    onHint: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    send: (url, body) => {
      for (const listener of listeners) answers.push(listener({ start: url.replace('https://here.example/', ''), body }));
    },
  };
}

interface World {
  readonly rig: Rig;
  readonly provider: FakeProvider;
  readonly callbacks: FakeCallbacks;
}

async function called(settings: Partial<FakeSettings>, work: (world: World) => Promise<void>): Promise<void> {
  using rig = createRig();
  await using server = await startFileServer();
  const callbacks = createFakeCallbacks();
  const provider = createFakeProvider({ clock: rig.clock, server, takesMs: { tts: 303_000 }, report: callbacks.send, ...settings });
  await work({ rig, provider, callbacks });
}

test('a callback has its task looked at, at once; the provider hears what it wants to hear', () =>
  called({}, async ({ rig, provider, callbacks }) => {
    const { result } = await rig.run([speech()], provider, { callbacks });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(result.elapsedMs).toBeLessThan(303_500);
    expect(callbacks.answers).toEqual([{ answer: { heard: true } }]);
  }));

test('callbacks that arrive make looks without them rare', async () => {
  const films = Array.from({ length: 6 }, (_, n) => speech(`film-${n}`));
  const limits = [{ id: 'slow', scopes: ['start:tts' as const], count: 2, windowMs: 400_000 }];
  const polls: number[] = [];
  for (const isCalled of [true, false]) {
    await called({ limits }, async ({ rig, provider, callbacks }) => {
      expect((await rig.run(films, provider, isCalled ? { callbacks } : {})).result.outcome).toBe('done');
      polls.push(provider.counts.poll);
    });
  }
  expect(polls[0]).toBeLessThan((polls[1] ?? 0) * 0.7);
});

test('callbacks that are lost, forged or meaningless change nothing but when it is looked', () =>
  called({ report: () => {} }, async ({ rig, provider, callbacks }) => {
    const onEvent = ({ type }: { type: string }) => {
      if (type !== 'task-started') return;
      const [start = ''] = callbacks.starts;
      for (const body of ['{"kind":"tts","id":"tts-999"}', 'no json', '{"kind":', '{"kind":"tts","id":"tts-1"}']) {
        for (let n = 0; n < 250; n += 1) callbacks.send(`https://here.example/${start}`, body);
      }
      callbacks.send('https://here.example/account-1/unknown', '{}');
    };
    const { result, events } = await rig.run([speech()], provider, { callbacks, onEvent });
    expect([result.outcome, result.failed]).toEqual(['done', 0]);
    expect(factsOfType(events, 'task-started')).toMatchObject([{ task: 'tts-1' }]);
    expect(callbacks.answers.at(-1)).toBeUndefined();
    // A thousand in one moment are one look, or two.
    expect(provider.polls.flat().every((id) => id === 'tts-1')).toBe(true);
    expect(provider.counts.poll).toBeLessThan(15);
  }));

const lost = new ProviderError('fake', 'uncertain', 'The connection ended before an answer came.');
const loseFirst = (operation: string, nth: number) => {
  if (operation === 'start' && nth === 1) throw lost;
};

test('a start whose answer was lost is known by the callback of its task, where nothing else could tell', () =>
  called({ foundBy: 'nothing', after: loseFirst, takesMs: { tts: 40_000 } }, async ({ rig, provider, callbacks }) => {
    const { result, events } = await rig.run([speech()], provider, { callbacks });
    expect(result).toMatchObject({ outcome: 'done', started: {} });
    expect(result.elapsedMs).toBeLessThan(45_000);
    expect(factsOfType(events, 'task-resumed')).toMatchObject([{ task: 'tts-1', adopted: true }]);
    expect([provider.tasks.length, provider.counts.find]).toEqual([1, 0]);
  }));

test('a later run knows the path again, and learns from it what became of the start', () =>
  called({ foundBy: 'nothing', after: loseFirst, report: () => {} }, async ({ rig, provider, callbacks }) => {
    expect((await rig.run([speech()], provider, { callbacks })).result.outcome).toBe('uncertain');
    const [start = ''] = callbacks.starts;
    const later = createFakeCallbacks();
    void rig.clock.sleep(10_000).then(() => later.send(`https://here.example/${start}`, '{"kind":"tts","id":"tts-1"}'));
    const estimate = { provider: 'fake', kind: 'tts', emulated: false, size: 100, elapsedMs: 3_600_000, at: 0 };
    const state = rig.open();
    for (let n = 0; n < 5; n += 1) state.durations.add(estimate);
    const { result } = await rig.run([speech()], provider, { callbacks: later, state });
    expect(result).toMatchObject({ outcome: 'done', started: {} });
    state.close();
  }));

test('an id that its provider does not know is no proof: nothing is adopted, and a person is asked', () =>
  called({ foundBy: 'nothing', after: loseFirst, report: () => {} }, async ({ rig, provider, callbacks }) => {
    void rig.clock.sleep(5_000).then(() => callbacks.send(`https://here.example/${callbacks.starts[0]}`, '{"kind":"tts","id":"tts-7"}'));
    const { result } = await rig.run([speech()], provider, { callbacks });
    expect(result).toMatchObject({ outcome: 'uncertain', started: {} });
    expect(provider.tasks).toHaveLength(1);
  }));
