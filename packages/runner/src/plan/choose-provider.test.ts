import type { Provider } from '@reelwright/provider';
import type { RecipeInstance, Sourced, StepInstance } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { captions, cloneVoice, instanceOf, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { account, allNative } from './__fixtures__/accounts.ts';
import { projectFile, projectMedia } from './__fixtures__/cast-project.ts';
import { createPlan, type PlanArguments } from './create-plan.ts';
import type { KnownResults, KnownTask } from './known.ts';

const nothing: KnownResults = { result: () => undefined, task: () => undefined, previous: () => undefined };

/** `b` cannot make films of high quality, `c` no films at all. */
const providers: ReadonlyMap<string, Provider> = new Map(
  Object.entries({
    a: account({ id: 'a', accountKey: 'a-1' }),
    b: account({
      ...{ id: 'b', accountKey: 'b-1' },
      check: ({ options }) =>
        options?.quality === 'high'
          ? [{ severity: 'error', code: 'PLAN_UNSUPPORTED', field: 'quality', message: 'It has one quality.' }]
          : [],
    }),
    c: account({
      id: 'c',
      accountKey: 'c-1',
      capabilities: { ...allNative, 'lip-sync': { support: 'absent', note: 'It makes no films.' } },
    }),
    a2: account({ id: 'a', accountKey: 'a-2' }),
  }),
);

function plan(instances: readonly RecipeInstance[], more: Partial<PlanArguments> = {}) {
  return createPlan({
    ...{ instances, providers, chosenProviders: [], defaultProviders: ['a'], project: undefined, now: 0, emulated: false },
    ...{ media: projectMedia, known: nothing },
    ...more,
  });
}

const listed = (...names: string[]): Sourced<string>[] => names.map((value) => ({ value, location: place(2) }));

function film(more: { quality?: 'high'; providers?: readonly Sourced<string>[]; steps?: readonly StepInstance[] } = {}): RecipeInstance {
  const { quality = 'basic', providers: named = [], steps = [] } = more;
  const speech = { type: 'audio', audio: projectFile('speech.wav') } as const;
  const sync = lipSync('/p/desk.mp4', output('x', 'audio', 'audio'), { speech, quality });
  const voice = step('voice', cloneVoice('/p/mei.wav'));
  const made = step('film', sync, { fieldLocations: { quality: place(9) } });
  return { ...instanceOf({ steps: [voice, ...steps, made] }), providers: named };
}

const ranOn = ({ plan: made }: ReturnType<typeof plan>) => made.nodes.map(({ provider }) => provider);
const told = ({ diagnostics }: ReturnType<typeof plan>) =>
  diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`);

test.each([
  { what: 'the project', recipe: [], chosen: [], on: 'a' },
  { what: 'the recipe before the project', recipe: ['b'], chosen: [], on: 'b' },
  { what: 'the command line before the recipe', recipe: ['b'], chosen: ['a2'], on: 'a2' },
])('$what decides', ({ recipe, chosen, on }) => {
  const made = plan([film({ providers: listed(...recipe) })], { chosenProviders: chosen });
  expect([ranOn(made), made.diagnostics, made.plan.alternatives.size]).toEqual([[on, on], [], 0]);
});

test('a step that pins its provider stays, whatever anybody says', () => {
  const [pin] = listed('b');
  const pinned = step('intro', tts({ type: 'id', id: 'V', location: place() }, 'Hi.'), { provider: pin });
  const made = plan([film({ steps: [pinned] })], { chosenProviders: ['a2', 'a'] });
  expect(ranOn(made)).toEqual(['a2', 'b', 'a2']);
  expect(made.plan.alternatives.get('film/default')?.[0]?.nodes.map(({ provider }) => provider)).toEqual(['a', 'b', 'a']);
});

test('two accounts of one adapter are the same maker, but for what is bound to the account', () => {
  const steps = [step('voice', cloneVoice('/p/mei.wav')), step('intro', tts({ type: 'id', id: 'V', location: place() }, 'Hi.'))];
  const on = (name: string) => plan([instanceOf({ steps })], { chosenProviders: [name] }).plan.nodes.map(({ fingerprint }) => fingerprint);
  const [first, second] = [on('a'), on('a2')];
  expect(first[0]).not.toBe(second[0]);
  expect(first[1]).toBe(second[1]);
});

test('tasks are known by the key of the account', () => {
  const asked: string[] = [];
  const known: KnownResults = { ...nothing, task: (_, key) => void asked.push(key) };
  plan([film()], { chosenProviders: ['a2'], known });
  expect(new Set(asked)).toEqual(new Set(['a-2']));
});

test('the first of a list on which nothing stands against the whole instance is taken, and the later ones are kept', () => {
  const made = plan([film({ providers: listed('a', 'c', 'b', 'a2') })]);
  expect([ranOn(made), made.diagnostics]).toEqual([['a', 'a'], []]);
  const later = made.plan.alternatives.get('film/default') ?? [];
  expect(later.map(({ provider }) => provider)).toEqual(['b', 'a2']);
  expect(later[0]?.nodes.map(({ id, provider, fingerprint }) => [id, provider, fingerprint === made.plan.nodes[1]?.fingerprint])).toEqual([
    ['film/default/voice', 'b', false],
    ['film/default/film', 'b', false],
  ]);
  expect(later[0]?.instance.steps).toHaveLength(2);
});

test('who is passed over is told why, at the line that asked for too much', () => {
  const instance = film({ quality: 'high' });
  const made = plan([instance], { chosenProviders: ['c', 'b', 'a'] });
  expect(ranOn(made)).toEqual(['a', 'a']);
  const sync = instance.steps[1];
  expect(made.diagnostics).toMatchObject([
    { message: 'b is passed over: It has one quality.', location: sync?.fieldLocations.quality },
    {
      severity: 'warning',
      code: 'PLAN_UNSUPPORTED',
      message: 'c is passed over: c cannot carry out "lip-sync", which step "film" asks for. It makes no films.',
      location: sync?.location,
      hint: 'It runs on a. Name one provider to have it there and nowhere else.',
    },
  ]);
});

test('who cannot be called is passed over with the reason, while there is another', () => {
  const unusable = new Map([['a', 'Set A_KEY.']]);
  const [first, second] = listed('a', 'b');
  if (first === undefined || second === undefined) throw new Error('two names were made');
  const made = plan([film({ providers: [first, second] })], { unusable });
  expect(ranOn(made)).toEqual(['b', 'b']);
  expect(made.diagnostics).toMatchObject([
    { severity: 'warning', code: 'PLAN_PROVIDER_SETTINGS', message: 'a is passed over: Set A_KEY.', location: first.location },
  ]);
  const none = plan([film({ providers: [first, second] })], { unusable: new Map([...unusable, ['b', 'Set B_KEY.']]) });
  expect([ranOn(none), none.diagnostics]).toEqual([['a', 'a'], []]);
});

test('where none does, the first one says why, and each further one adds a note', () => {
  const made = plan([film({ quality: 'high' })], { chosenProviders: ['b', 'c'] });
  expect(told(made)).toEqual([
    'error PLAN_UNSUPPORTED It has one quality.',
    'warning PLAN_UNSUPPORTED c does not do either: c cannot carry out "lip-sync", which step "film" asks for. It makes no films.',
  ]);
  expect(made.plan.alternatives.size).toBe(0);
});

test('a wrong name in a list is never passed over', () => {
  const [first, second] = listed('a', 'aa2');
  if (first === undefined || second === undefined) throw new Error('two names were made');
  const made = plan([film({ providers: [first, second] })]);
  expect(made.diagnostics).toEqual([
    {
      severity: 'error',
      code: 'PLAN_UNKNOWN_PROVIDER',
      message: 'There is no provider "aa2".',
      location: second.location,
      hint: 'Did you mean "a2"?',
    },
  ]);
});

test.each(['nobody', 'local'])('the name "%s" stands for no account, in whatever place', (name) => {
  const [pin] = listed(name);
  const steps = [step('intro', tts({ type: 'id', id: 'V', location: place() }, 'Hi.'), { provider: pin })];
  const local = account({ id: 'local' });
  const all = new Map([...providers, ...(name === 'local' ? [['local', local] as const] : [])]);
  const message = `error PLAN_UNKNOWN_PROVIDER There is no provider "${name}".`;
  expect(told(plan([instanceOf({ steps })], { providers: all }))).toEqual([message]);
  expect(told(plan([film()], { chosenProviders: [name], providers: all }))).toEqual([message]);
  expect(told(plan([film()], { chosenProviders: [name, 'nothing'], providers: all }))).toContain(message);
});

test('what runs on this machine asks for no provider', () => {
  const steps = [
    step('lines', captions(output('speech', 'captions', 'captions'))),
    step('all', { uses: 'join', videos: [projectFile('desk.mp4')] }),
  ];
  const made = plan([instanceOf({ steps })], { chosenProviders: ['nobody'] });
  expect([ranOn(made), made.diagnostics]).toEqual([['local', 'local'], []]);
});

test('a repeated name is one candidate', () => {
  const made = plan([film({ providers: listed('a', 'b', 'a') })]);
  expect(made.plan.alternatives.get('film/default')?.map(({ provider }) => provider)).toEqual(['b']);
});

/** The fingerprints of an instance on an account, by node. */
function fingerprintsOn(name: string): ReadonlyMap<string, string> {
  return new Map(plan([film()], { chosenProviders: [name] }).plan.nodes.map(({ id, fingerprint }) => [id, fingerprint ?? '']));
}

test.each<{ what: string; state: KnownTask['state']; on: string }>([
  { what: 'is at', state: 'started', on: 'b' },
  { what: 'was being started at', state: 'intent', on: 'b' },
  { what: 'failed at', state: 'failed', on: 'a' },
])('an instance whose task $what a later provider of the list runs on $on', ({ state, on }) => {
  const mark = fingerprintsOn('b').get('film/default/voice');
  const known: KnownResults = {
    ...nothing,
    task: (fingerprint, key) => (fingerprint === mark && key === 'b-1' ? { state, task: 'T-1', failure: undefined } : undefined),
  };
  const made = plan([film()], { chosenProviders: ['a', 'b', 'a2'], known });
  expect(ranOn(made)).toEqual([on, on]);
  const later = made.plan.alternatives.get('film/default')?.map(({ provider }) => provider);
  // Once a paid task of it has started, an instance stays where it is.
  expect(later).toEqual(on === 'a' ? ['b', 'a2'] : undefined);
  if (on === 'b') expect(told(made)).toEqual(['warning PLAN_PROVIDER_SETTINGS a is passed over: More of this is made or under way at b.']);
});

test('what this very instance has made at a later provider counts, what others have made there does not', () => {
  const prints = fingerprintsOn('b');
  const result = (fingerprint: string) =>
    [...prints.values()].includes(fingerprint)
      ? { fingerprint, uses: 'tts' as const, provider: 'b', emulated: false, outputs: {}, task: 'T' }
      : undefined;
  const byOthers = plan([film()], { chosenProviders: ['a', 'b'], known: { ...nothing, result } });
  expect(ranOn(byOthers)).toEqual(['a', 'a']);
  const known: KnownResults = { ...nothing, result, previous: (node) => ({ fingerprint: prints.get(node) ?? '', identity: {} }) };
  const own = plan([film()], { chosenProviders: ['a', 'b'], known });
  expect(own.plan.nodes.map(({ provider, decision }) => [provider, decision.action])).toEqual([
    ['b', 'reuse'],
    ['b', 'reuse'],
  ]);
});

test('a film that was begun at one account stays there, whatever others have under way elsewhere, and has no choice', () => {
  const [voice] = plan([film()], { chosenProviders: ['b'] }).plan.nodes;
  const known: KnownResults = {
    ...nothing,
    task: (_, key) => (key === 'a-1' ? { state: 'started', task: 'T', failure: undefined } : undefined),
    begun: (name) => (name === 'film/default' ? [{ account: 'b-1', fingerprint: voice?.fingerprint ?? '' }] : []),
  };
  const made = plan([film()], { chosenProviders: ['a', 'b', 'a2'], known });
  expect([ranOn(made), made.plan.alternatives.size]).toEqual([['b', 'b'], 0]);
  // Without its credentials, too: the run says what is missing, and pays nowhere else.
  const unusable = new Map([['b', 'It has no credentials.']]);
  expect(ranOn(plan([film()], { chosenProviders: ['a', 'b'], known, unusable }))).toEqual(['b', 'b']);
});

test('each instance chooses for itself', () => {
  const [one, two] = [film({ quality: 'high' }), { ...film(), id: 'second' }];
  expect(ranOn(plan([one, two], { chosenProviders: ['b', 'a'] }))).toEqual(['a', 'a', 'b', 'b']);
});
