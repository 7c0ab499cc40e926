import type { Quota } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { instanceOf, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type Rig, type RigOutcome } from '../__fixtures__/rig.ts';

/** Ten characters to speak, in a film of its own. */
const speech = (name: string, text = `${name} says.`.padEnd(10, '!').slice(0, 10)) =>
  instanceOf({
    name,
    steps: [step('speech', tts({ type: 'id', id: 'V', location: place() }, text))],
    outputs: { audio: output('speech', 'audio', 'audio') },
  });

const films = (count: number, from = 0) => Array.from({ length: count }, (_, n) => speech(`f${n + from}`));
const errorsOf = ({ events }: RigOutcome) => factsOfType(events, 'node-failed').map(({ error }) => error);

async function inProject(settings: Partial<FakeSettings>, work: (rig: Rig, provider: FakeProvider) => Promise<void>): Promise<void> {
  using rig = createRig();
  await using server = await startFileServer();
  await work(rig, createFakeProvider({ clock: rig.clock, server, ...settings }));
}

/** An account that tells what it has left, of which nothing goes away by itself. */
function withBalance(provider: FakeProvider, quota: () => Quota): FakeProvider & { asked: () => number } {
  let asked = 0;
  const account = async () => {
    asked += 1;
    return { quotas: [quota()] };
  };
  return Object.assign(provider, { catalogue: { account, jobKinds: [], removable: [] }, asked: () => asked });
}

const characters = (remaining: number): Quota => ({ name: 'speech', unit: 'characters', remaining, prices: { speechCharacter: 1 } });

test('starts what the budget allows and not one more, keeps what was made, and ends as budget', () =>
  inProject({}, async (rig, provider) => {
    const outcome = await rig.run(films(5), provider, { budget: { speechCharacters: 35 } });
    expect(outcome.result).toMatchObject({ outcome: 'budget', finished: 3, failed: 2, started: { tts: 3 } });
    expect(provider.counts.start).toBe(3);
    expect(errorsOf(outcome)[0]).toMatchObject({
      code: 'RUN_BUDGET',
      message: expect.stringMatching(/^"f\d\/default\/speech" was not started: it takes 10 characters of speech, 30 .* of 35 /),
    });
  }));

test('a budget that is exactly enough is enough', () =>
  inProject({}, async (rig, provider) => {
    expect((await rig.run(films(3), provider, { budget: { speechCharacters: 30 } })).result.outcome).toBe('done');
  }));

test('a run that is stopped and gone on with has one budget, a run after a finished one has all of it', () =>
  inProject({}, async (rig, provider) => {
    const stop = new AbortController();
    const onEvent = ({ type }: { type: string }) => void (type === 'task-started' && provider.tasks.length >= 2 && stop.abort());
    const limits = [{ id: 'one', scopes: ['start:tts' as const], count: 2, windowMs: 60_000 }];
    const slow = { ...provider, limits };
    const budget = { speechCharacters: 30 };
    expect((await rig.run(films(5), slow, { budget, signal: stop.signal, onEvent })).result.outcome).toBe('interrupted');
    expect((await rig.run(films(5), slow, { budget })).result).toMatchObject({ outcome: 'budget', started: { tts: 1 } });
    // Asked again the answer is the same, until somebody raises it.
    expect((await rig.run(films(5), slow, { budget })).result).toMatchObject({ outcome: 'budget', started: {} });
    const raised = await rig.run(films(5), slow, { budget: { speechCharacters: 50 } });
    expect(raised.result).toMatchObject({ outcome: 'done', started: { tts: 2 } });
    const edited = films(5).map((_, n) => speech(`f${n}`, `Version 2${n}`));
    expect((await rig.run(edited, slow, { budget: { speechCharacters: 50 } })).result.outcome).toBe('done');
    expect(provider.tasks).toHaveLength(10);
  }));

test('what other films have spent does not count', () =>
  inProject({}, async (rig, provider) => {
    await rig.run(films(3), provider, { budget: { speechCharacters: 20 } });
    const { result } = await rig.run(films(2, 3), provider, { budget: { speechCharacters: 20 } });
    expect(result).toMatchObject({ outcome: 'done', started: { tts: 2 } });
  }));

test('two runs of the same films at once share one budget', () =>
  inProject({ startTakesMs: 2_000 }, async (rig, provider) => {
    const runs = await Promise.all([1, 2].map(() => rig.run(films(6), provider, { budget: { speechCharacters: 40 } })));
    expect(runs.map(({ result }) => result.outcome)).toEqual(['budget', 'budget']);
    expect([provider.tasks.length, new Set(provider.tasks.map(({ label }) => label)).size]).toEqual([4, 4]);
  }));

test('a start that had no effect gives back what it had reserved', () => {
  const refuse = (operation: string, nth: number) => {
    if (operation === 'start' && nth === 1) throw new Error('lost');
  };
  return inProject({ before: refuse }, async (rig, provider) => {
    const { result } = await rig.run(films(1), provider, { budget: { speechCharacters: 10 } });
    expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  });
});

test('films are counted by their estimate first, and by their length when it is known', () =>
  inProject({}, async (rig, provider) => {
    const state = rig.open();
    // Half a minute of sound is expected and reserved; the films that are made last two seconds each.
    const film = (name: string) => rig.film({ name, text: 'word '.repeat(75).trim() });
    const first = await rig.run([film('one')], provider, { state, budget: { videoMs: 31_000 } });
    expect(first.result.outcome).toBe('done');
    const spent = state.spendings.spentOn(new Set(['one/default']), false, 0);
    expect(spent).toMatchObject({ videoMs: 2_000, speechCharacters: 374, clones: 1 });
    state.close();
  }));

test('what an account has left is heeded: nothing is started that would overdraw it', () =>
  inProject({}, async (rig, fake) => {
    const provider = withBalance(fake, () => characters(25));
    const outcome = await rig.run(films(4), provider);
    expect(outcome.result).toMatchObject({ outcome: 'budget', finished: 2, failed: 2 });
    expect(errorsOf(outcome)[0]).toMatchObject({
      code: 'RUN_BUDGET',
      message: expect.stringMatching(/takes at least 10 characters \("speech"\) at fake, where 5 are left\.$/),
    });
    expect(provider.asked()).toBe(1);
  }));

test('a balance that would refuse is asked for once more when it is old: somebody may have paid in', () =>
  inProject({ limits: [{ id: 'slow', scopes: ['start:tts'], count: 1, windowMs: 90_000 }] }, async (rig, fake) => {
    const provider = withBalance(fake, () => characters(10));
    expect((await rig.run(films(2), provider)).result).toMatchObject({ outcome: 'done', started: { tts: 2 } });
    expect(provider.asked()).toBe(2);
  }));

test('an account that cannot tell its balance is no reason to start nothing', () =>
  inProject({}, async (rig, fake) => {
    const account = async () => Promise.reject(new Error('Not now.'));
    const provider = Object.assign(fake, { catalogue: { account, jobKinds: [], removable: [] } });
    expect((await rig.run(films(1), provider)).result.outcome).toBe('done');
  }));

test('a film that its account cannot pay for goes to the next one, where there is a choice', () =>
  inProject({}, async (rig, fake) => {
    const poor = withBalance(fake, () => ({ name: 'voices', unit: 'clones', remaining: 0, prices: { clonedVoice: 1 } }));
    await using server = await startFileServer();
    const able = createFakeProvider({ clock: rig.clock, server, id: 'able', accountKey: 'account-2' });
    const outcome = await rig.run([rig.film()], poor, { accounts: { poor, able } });
    expect(outcome.result).toMatchObject({ outcome: 'done', started: { 'clone-voice': 1, tts: 1 } });
    expect(factsOfType(outcome.events, 'instance-switched')).toMatchObject([{ from: 'poor', to: 'able' }]);
    expect(poor.tasks).toEqual([]);
  }));
