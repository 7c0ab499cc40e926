import { createVirtualClock } from '@reelwright/clock';
import type { MediumFacts, Provider } from '@reelwright/provider';
import type { MediumSource, RecipeInstance, StepInstance } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { captions, cloneVoice, filmInstance, instanceOf, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createPlan, type PlanArguments } from './create-plan.ts';
import type { KnownResults, KnownTask, OutputValue, PreviousInputs, StepResult } from './known.ts';
import { fingerprintOf, identifyStep } from './step-identity.ts';

const clock = createVirtualClock({ auto: false });
const fake = createFakeProvider({ clock });
const media = new Map<string, MediumFacts>([
  ['/p/mei.wav', { sha256: 'a1'.repeat(32), sizeBytes: 10, extension: 'wav', durationMs: 9_000 }],
  ['/p/copy-of-mei.wav', { sha256: 'a1'.repeat(32), sizeBytes: 10, extension: 'wav', durationMs: 9_000 }],
  ['/p/omar.wav', { sha256: 'b2'.repeat(32), sizeBytes: 11, extension: 'wav' }],
  ['/p/desk.mp4', { sha256: 'c3'.repeat(32), sizeBytes: 12, extension: 'mp4' }],
]);
const film = (text?: string) => filmInstance({ sample: '/p/mei.wav', footage: '/p/desk.mp4', ...(text === undefined ? {} : { text }) });
const speech: OutputValue = { kind: 'audio', sha256: 'd4'.repeat(32), sizeBytes: 4, extension: 'wav', durationMs: 800 };
const cues: OutputValue = { kind: 'captions', sha256: 'e5'.repeat(32), sizeBytes: 4, format: 'srt' };
const picture: OutputValue = { kind: 'video', sha256: 'f6'.repeat(32), sizeBytes: 4, extension: 'mp4' };

interface Past {
  readonly results?: readonly StepResult[];
  readonly tasks?: Readonly<Record<string, KnownTask>>;
  readonly previous?: Readonly<Record<string, PreviousInputs>>;
}

function knownOf({ results = [], tasks = {}, previous = {} }: Past): KnownResults {
  return {
    result: (fingerprint) => results.find((result) => result.fingerprint === fingerprint),
    task: (fingerprint, account) => (account === fake.accountKey ? tasks[fingerprint] : undefined),
    previous: (node, emulated) => (emulated ? undefined : previous[node]),
  };
}

function plan(instances: readonly RecipeInstance[], past: Past = {}, more: Partial<PlanArguments> = {}) {
  const providers = new Map<string, Provider>([['fake', fake]]);
  return createPlan({
    instances,
    providers,
    ...{ chosenProviders: [], defaultProviders: ['fake'], project: undefined, now: 0 },
    emulated: false,
    media,
    known: knownOf(past),
    ...more,
  });
}

/** The identity of each step when everything before it gave the values above. */
function identitiesOf(instance: RecipeInstance, emulated = false) {
  const values: Record<string, OutputValue> = { voice: { kind: 'voice', id: 'V-1' }, audio: speech, captions: cues, video: picture };
  return new Map(
    instance.steps.map((one) => {
      const isLocal = one.with.uses === 'captions';
      const context = { provider: isLocal ? 'local' : 'fake', keyVersion: 1, emulated, account: fake.accountKey, media };
      return [one.id, identifyStep(one, { ...context, resolve: ({ output }) => values[output] })];
    }),
  );
}

const allOutputs: Readonly<Record<string, Record<string, OutputValue>>> = {
  voice: { voice: { kind: 'voice', id: 'V-1' } },
  speech: { audio: speech, captions: cues },
  film: { video: picture },
  lines: { captions: cues },
};

/** A past in which every step of the instance is done. */
function pastOf(instance: RecipeInstance, emulated = false): Required<Pick<Past, 'results' | 'previous'>> {
  const identities = identitiesOf(instance, emulated);
  const done = instance.steps.map((one) => {
    const identity = identities.get(one.id);
    if (identity === undefined) throw new Error(`${one.id} has no identity`);
    return { one, identity, fingerprint: fingerprintOf(identity) };
  });
  return {
    results: done.map(({ one, fingerprint }) => ({
      fingerprint,
      uses: one.with.uses,
      provider: 'fake',
      emulated,
      outputs: allOutputs[one.id] ?? {},
    })),
    previous: Object.fromEntries(done.map(({ one, identity, fingerprint }) => [`film/default/${one.id}`, { fingerprint, identity }])),
  };
}

const decisionsOf = (made: ReturnType<typeof plan>) => Object.fromEntries(made.plan.nodes.map((node) => [node.step.id, node.decision]));
const actionsOf = (made: ReturnType<typeof plan>) => made.plan.nodes.map((node) => node.decision.action);

test('a first run has everything to make, and knows the fingerprint of what needs nothing', () => {
  const made = plan([film()]);
  expect(made.diagnostics).toEqual([]);
  expect(decisionsOf(made)).toMatchObject({
    voice: { action: 'run', reason: 'It has not been made yet.' },
    speech: { action: 'run', reason: 'It has not been made yet, and waits for "voice".' },
  });
  expect(made.plan.nodes.map((node) => node.fingerprint === undefined)).toEqual([false, true, true, true]);
  expect(made.plan.nodes.map((node) => [node.id, node.provider, node.needs])).toEqual([
    ['film/default/voice', 'fake', []],
    ['film/default/speech', 'fake', ['film/default/voice']],
    ['film/default/film', 'fake', ['film/default/speech']],
    ['film/default/lines', 'local', ['film/default/speech']],
  ]);
  expect(made.plan.outputs).toContainEqual({
    recipe: 'film',
    instance: 'default',
    name: 'video',
    node: 'film/default/film',
    output: 'video',
  });
});

test('an unchanged recipe is reused whole', () => {
  expect(actionsOf(plan([film()], pastOf(film())))).toEqual(['reuse', 'reuse', 'reuse', 'reuse']);
});

test('an edited text runs the speech, names old and new, and leaves the clone alone', () => {
  const made = plan([film('Hello you.')], pastOf(film()));
  expect(decisionsOf(made)).toEqual({
    voice: { action: 'reuse', reason: 'Nothing that it is made of has changed.' },
    speech: { action: 'run', reason: 'Its text changed: "Hello there." -> "Hello you.".' },
    film: { action: 'run-if-changed', reason: 'It runs again if what "speech" gives has changed.' },
    lines: { action: 'run-if-changed', reason: 'It runs again if what "speech" gives has changed.' },
  });
});

test.each<{ what: string; edit: (one: StepInstance) => StepInstance }>([
  {
    what: 'the name of the voice',
    edit: (one) => (one.with.uses === 'clone-voice' ? { ...one, with: { ...one.with, name: 'other' } } : one),
  },
  { what: 'the place of a step', edit: (one) => ({ ...one, location: place() }) },
  {
    what: 'the path of equal bytes',
    edit: (one) => (one.with.uses === 'clone-voice' ? { ...one, with: { ...cloneVoice('/p/copy-of-mei.wav') } } : one),
  },
  { what: 'options for another provider', edit: (one) => ({ ...one, vendor: { other: { x: 1 } } }) },
])('$what never counts', ({ edit }) => {
  const instance = film();
  const edited = { ...instance, steps: instance.steps.map(edit) };
  expect(actionsOf(plan([edited], pastOf(instance)))).toEqual(['reuse', 'reuse', 'reuse', 'reuse']);
});

test.each<{ what: string; edit: (one: StepInstance) => StepInstance; reason: string }>([
  {
    what: 'the bytes of the sample',
    edit: (one) => (one.with.uses === 'clone-voice' ? { ...one, with: cloneVoice('/p/omar.wav') } : one),
    reason: 'Its sample changed: content a1a1a1a1 -> content b2b2b2b2.',
  },
  {
    what: 'a vendor option',
    edit: (one) => (one.id === 'voice' ? { ...one, vendor: { fake: { model: 'x' } } } : one),
    reason: `Its vendor changed: none -> "{"model":"x"}".`,
  },
  {
    what: 'a language',
    edit: (one) => (one.with.uses === 'clone-voice' ? { ...one, with: { ...one.with, language: 'en' } } : one),
    reason: 'Its language changed: none -> "en".',
  },
])('$what counts', ({ edit, reason }) => {
  const instance = film();
  const edited = { ...instance, steps: instance.steps.map(edit) };
  const decisions = decisionsOf(plan([edited], pastOf(instance)));
  expect(decisions.voice).toEqual({ action: 'run', reason });
});

test('a clone is made anew for another account, speech in the same voice is not', () => {
  const other = createFakeProvider({ clock, accountKey: 'account-2' });
  const made = plan([film()], pastOf(film()), { providers: new Map([['fake', other]]) });
  expect(decisionsOf(made).voice).toEqual({ action: 'run', reason: 'The account changed: "account-1" -> "account-2".' });
  const spoken = instanceOf({ steps: [step('speech', tts({ type: 'id', id: 'V-1', location: place() }, 'Hello there.'))] });
  const fingerprints = [fake, other].map((one) => plan([spoken], {}, { providers: new Map([['fake', one]]) }).plan.nodes[0]?.fingerprint);
  expect(fingerprints[0]).toBe(fingerprints[1]);
});

test('what an emulator made never satisfies a real run, nor the other way round', () => {
  expect(actionsOf(plan([film()], pastOf(film(), true)))).not.toContain('reuse');
  expect(actionsOf(plan([film()], pastOf(film(), false), { emulated: true }))).toEqual(['run', 'run', 'run', 'run']);
  expect(actionsOf(plan([film()], pastOf(film(), true), { emulated: true }))).toEqual(['reuse', 'reuse', 'reuse', 'reuse']);
});

test('a raised key version runs everything again', () => {
  const raised = createFakeProvider({ clock, keyVersion: 2 });
  const made = plan([film()], pastOf(film()), { providers: new Map([['fake', raised]]) });
  expect(decisionsOf(made).voice).toMatchObject({ action: 'run', reason: 'The way this provider is asked changed: 1 -> 2.' });
});

test.each<{ state: KnownTask['state']; action: string; reason: RegExp }>([
  { state: 'started', action: 'resume', reason: /started before/ },
  { state: 'succeeded', action: 'resume', reason: /fetched again/ },
  { state: 'intent', action: 'run', reason: /asked first whether it took place/ },
  { state: 'failed', action: 'run', reason: /failed: the voice is too quiet/ },
])('a task that is on record as $state is told', ({ state, action, reason }) => {
  const fingerprint = plan([film()]).plan.nodes[0]?.fingerprint ?? '';
  const task: KnownTask = { state, task: 'T-9', failure: state === 'failed' ? 'the voice is too quiet' : undefined };
  const { voice } = decisionsOf(plan([film()], { tasks: { [fingerprint]: task } }));
  expect(voice).toMatchObject({ action, reason: expect.stringMatching(reason) });
  if (action === 'resume') expect(voice).toMatchObject({ task: 'T-9' });
});

test('a result without an output that is needed now is none', () => {
  const { results, previous } = pastOf(film());
  const bare = results.map((result) => (result.uses === 'tts' ? { ...result, outputs: { audio: speech } } : result));
  expect(decisionsOf(plan([film()], { results: bare, previous })).speech).toEqual({
    action: 'run',
    reason: 'Its result is not in the store.',
  });
});

test('equal steps are one task, also across recipes', () => {
  const twin = filmInstance({ name: 'second', sample: '/p/copy-of-mei.wav', footage: '/p/desk.mp4' });
  const made = plan([film(), twin]);
  expect(made.plan.nodes.find((node) => node.id === 'second/default/voice')?.decision).toEqual({
    action: 'reuse',
    reason: 'It is the same task as film/default/voice.',
  });
});

test('an unknown provider is told once for all steps and instances, with the nearest name', () => {
  const pinned = { value: 'fak', location: place() };
  const steps = ['voice', 'other'].map((id) => step(id, cloneVoice('/p/mei.wav'), { provider: pinned }));
  const instances = ['a', 'b'].map((id) => instanceOf({ id, steps }));
  const { diagnostics } = plan(instances);
  expect(diagnostics).toEqual([
    {
      severity: 'error',
      code: 'PLAN_UNKNOWN_PROVIDER',
      message: 'There is no provider "fak".',
      location: pinned.location,
      hint: 'Did you mean "fake"?',
    },
  ]);
});

test('a medium that cannot be read as what its name says is warned of at its key', () => {
  const damaged = new Map(media).set('/p/mei.wav', { sha256: 'a1'.repeat(32), sizeBytes: 10, extension: 'wav', unreadable: true });
  const { diagnostics, plan: made } = plan([film()], {}, { media: damaged });
  const sample = made.nodes.find(({ step: { id } }) => id === 'voice')?.step;
  expect(diagnostics).toEqual([
    {
      severity: 'warning',
      code: 'PLAN_LIMIT',
      message: 'The file ends in .wav and cannot be read as that: it is damaged or something else.',
      hint: 'Play it on this machine before a task is paid for.',
      location: sample?.fieldLocations.sample ?? sample?.location,
    },
  ]);
  const picture = new Map(media).set('/p/mei.wav', { sha256: 'a1'.repeat(32), sizeBytes: 10, extension: 'aiff', unreadable: true });
  expect(plan([film()], {}, { media: picture }).diagnostics).toEqual([]);
});

test('what a provider cannot do is refused at the step', () => {
  const less: Provider = { ...fake, capabilities: { ...fake.capabilities, 'lip-sync': { support: 'absent', note: 'It makes no films.' } } };
  const { diagnostics, plan: made } = plan([film()], {}, { providers: new Map([['fake', less]]) });
  const location = made.nodes.find((node) => node.step.id === 'film')?.step.location;
  const message = 'fake cannot carry out "lip-sync", which step "film" asks for. It makes no films.';
  expect(diagnostics).toEqual([{ severity: 'error', code: 'PLAN_UNSUPPORTED', message, location }]);
});

test('findings of a provider stand at the key that they speak of', () => {
  const strict = createFakeProvider({
    clock,
    check: ({ kind, text, options, media: [medium] }) => {
      if (kind === 'clone-voice') expect(medium).toMatchObject({ field: 'sample', purpose: 'voice-sample', facts: { sizeBytes: 10 } });
      if (kind === 'lip-sync') expect(options).toEqual({ quality: 'basic', playback: 'forward', frames: 'sequential' });
      if (text === undefined) return [];
      return [{ severity: 'error', code: 'PLAN_LIMIT', field: 'text', message: `${text.length} characters are too many.` }];
    },
  });
  const textAt = place();
  const spoken = instanceOf({
    name: 'spoken',
    steps: [step('speech', tts({ type: 'id', id: 'V', location: place() }, 'Hi.'), { fieldLocations: { text: textAt } })],
  });
  expect(plan([spoken, film()], {}, { providers: new Map([['fake', strict]]) }).diagnostics).toMatchObject([
    { code: 'PLAN_LIMIT', message: '3 characters are too many.', location: { ...textAt, file: 'film.reel.yaml' } },
    { code: 'PLAN_LIMIT', message: '12 characters are too many.' },
  ]);
});

test('two recipes of one name, and outputs that differ by case alone, would overwrite each other', () => {
  const film1 = instanceOf({ name: 'Film', steps: [step('voice', cloneVoice('/p/mei.wav'))] });
  const voice = output('voice', 'voice', 'voice');
  const cased = instanceOf({ name: 'other', steps: [step('voice', cloneVoice('/p/mei.wav'))], outputs: { voice, Voice: voice } });
  expect(plan([film(), film1, cased]).diagnostics).toMatchObject([
    { code: 'PLAN_OUTPUT_CONFLICT', message: 'The recipes film.reel.yaml and Film.reel.yaml would both be written to "Film/default".' },
    { code: 'PLAN_OUTPUT_CONFLICT', message: 'The outputs "voice" and "Voice" would be written to the same file.' },
  ]);
});

test('the query of an address counts, and stands in no identity', () => {
  const url = (query: string) => {
    const source = { type: 'url', url: `https://media.example/desk.mp4${query}`, location: place() } as const;
    const made = lipSync('/p/desk.mp4', output('speech', 'audio', 'audio'), { video: source });
    const context = { provider: 'fake', keyVersion: 1, emulated: false, account: 'a', media, resolve: () => speech };
    return identifyStep(step('film', made), context);
  };
  expect(JSON.stringify(url('?signature=s3cret'))).not.toContain('s3cret');
  const fingerprints = ['?signature=a', '?signature=b', ''].map((query) => JSON.stringify(url(query)));
  expect(new Set(fingerprints).size).toBe(3);
});

test('captions depend on the cues and the line rules', () => {
  const of = (more: Parameters<typeof captions>[1]) => {
    const context = { provider: 'local', keyVersion: 1, emulated: false, account: '', media, resolve: () => cues };
    return JSON.stringify(identifyStep(step('lines', captions(output('speech', 'captions', 'captions'), more)), context));
  };
  expect(of({ maxLines: 2 })).toBe(of({ maxLines: 2 }));
  expect(new Set([of({}), of({ maxLines: 2 }), of({ maxLineLength: 20 }), of({ format: 'srt' })]).size).toBe(4);
});

test('plans ten times as many steps in about ten times the work', () => {
  let looks = 0;
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => filmInstance({ name: `film-${i}`, sample: '/p/mei.wav', footage: '/p/desk.mp4' }));
  const counting = { ...knownOf({}), result: () => void looks++ };
  plan(many(20), {}, { known: counting });
  const few = looks;
  looks = 0;
  plan(many(200), {}, { known: counting });
  expect(looks).toBe(few * 10);
});

test('a result without an output that the recipe itself asks for is none', () => {
  const spoken = step('speech', tts({ type: 'id', id: 'V', location: place() }, 'Hi.'));
  const instance = instanceOf({ steps: [spoken], outputs: { captions: output('speech', 'captions', 'captions') } });
  const fingerprint = plan([instance]).plan.nodes[0]?.fingerprint ?? '';
  const result = (outputs: StepResult['outputs']): StepResult => ({ fingerprint, uses: 'tts', provider: 'fake', emulated: false, outputs });
  expect(actionsOf(plan([instance], { results: [result({ audio: speech })] }))).toEqual(['run']);
  expect(actionsOf(plan([instance], { results: [result({ audio: speech, captions: cues })] }))).toEqual(['reuse']);
});

test('a join is made of the content of its films, in their order, and waits until all of it is known', () => {
  const file = (name: string) => ({ type: 'file', path: `/p/${name}`, relativePath: name, location: place() }) as const;
  const joined = (...videos: readonly MediumSource[]) => {
    const needs = videos.flatMap((video) => (video.type === 'step-output' ? [video.step] : []));
    const film = step('film', lipSync('/p/desk.mp4', output('x', 'audio', 'audio'), { speech: { type: 'audio', audio: file('mei.wav') } }));
    return plan([instanceOf({ steps: [film, step('all', { uses: 'join', videos }, { needs })] })]).plan.nodes[1];
  };
  const [desk, other, made] = [file('desk.mp4'), file('omar.wav'), output('film', 'video', 'video')];
  expect(joined(desk, made)).toMatchObject({
    provider: 'local',
    fingerprint: undefined,
    decision: { action: 'run', reason: 'It has not been made yet, and waits for "film".' },
  });
  const fingerprints = [joined(desk, other), joined(other, desk), joined(desk), joined(desk, desk)].map((node) => node?.fingerprint);
  expect(new Set(fingerprints).size).toBe(4);
  expect(fingerprints).not.toContain(undefined);
});
