import type { Diagnostic } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import type { RecipeInstance, StepInstance } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { captions, cloneVoice, filmInstance, instanceOf, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { account, allNative, avatarHouse, plainHouse } from './__fixtures__/accounts.ts';
import {
  avatarVideo,
  bound,
  castOf,
  cloneAvatar,
  cloned,
  consent,
  member,
  named,
  project,
  projectFile,
  projectLine,
  projectMedia,
  today,
} from './__fixtures__/cast-project.ts';
import { lowerInstance } from './lower-instance.ts';
import type { LoweringContext } from './lowering.ts';

const providers: ReadonlyMap<string, Provider> = new Map([
  ['plain', plainHouse()],
  ['avatars', avatarHouse()],
  ['studio-b', avatarHouse({ accountKey: 'avatars-2' })],
]);

function lower(instance: RecipeInstance, on: string, more: Partial<LoweringContext & { providers: ReadonlyMap<string, Provider> }> = {}) {
  return lowerInstance(instance, { name: on }, { project: project([]), now: today, media: projectMedia, providers, ...more });
}

const shape = ({ instance }: ReturnType<typeof lower>) => instance.steps.map(({ id, with: { uses }, needs }) => [id, uses, needs]);
const told = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`);

function speechOf(member: string, more: Partial<StepInstance> = {}): StepInstance {
  const voice = castOf(member, 'voice');
  return step('speech', tts(voice, 'Hi.'), { fieldLocations: { voice: voice.location }, ...more });
}

function cloningWith(name: string): StepInstance {
  const record = named(name);
  return step('voice', cloneVoice('/p/mei.wav', { consent: record }), { fieldLocations: { consent: record.location } });
}

function filmFrom(more: Parameters<typeof lipSync>[2] = {}, audio = projectFile('speech.wav')): StepInstance {
  const at = place();
  const fieldLocations = { size: at, quality: { ...at, column: 9 }, consent: { ...at, column: 19 }, text: { ...at, column: 29 } };
  const speech = { type: 'audio', audio } as const;
  return step('film', lipSync('/p/desk.mp4', output('x', 'audio', 'audio'), { speech, ...more }), { fieldLocations });
}

const agreed = { consent: named('mei-2026') };
const meiAgrees = project([], [consent('mei-2026')]);

test('an instance that runs as it is stays the very same', () => {
  const film = filmInstance({ sample: '/p/mei.wav', footage: '/p/desk.mp4' });
  expect(lower(film, 'plain').instance).toBe(film);
});

test.each([
  { on: 'plain', what: 'the name of the adapter', id: 'P-1' },
  { on: 'avatars', what: 'the name of the adapter, which is that of the account', id: 'A-1' },
  { on: 'studio-b', what: 'the name of the account before that of its adapter', id: 'B-1' },
])('a member on $on is found by $what', ({ on, id }) => {
  const cast = project([member('mei', { voice: bound({ plain: 'P-1', avatars: 'A-1', 'studio-b': 'B-1' }) })]);
  const { instance, diagnostics } = lower(instanceOf({ steps: [speechOf('mei')] }), on, { project: cast });
  expect(diagnostics).toEqual([]);
  expect(instance.steps).toMatchObject([{ id: 'speech', with: { voice: { type: 'id', id } }, needs: [] }]);
});

test('a figure goes with the avatar that is bound', () => {
  const cast = project([member('mei', { avatar: bound({ plain: 'P-1' }, 'whole_body') })]);
  const { instance } = lower(instanceOf({ steps: [step('film', avatarVideo({ avatar: castOf('mei', 'avatar') }))] }), 'plain', {
    project: cast,
  });
  expect(instance.steps[0]?.with).toMatchObject({ avatar: { type: 'id', id: 'P-1', figure: 'whole_body' } });
});

test('a step that pins its provider has the member of that provider', () => {
  const cast = project([member('mei', { voice: bound({ plain: 'P-1', avatars: 'A-1' }) })]);
  const pinned = speechOf('mei', { id: 'pinned', provider: named('avatars') });
  const { instance } = lower(instanceOf({ steps: [speechOf('mei'), pinned] }), 'plain', { project: cast });
  expect(instance.steps).toMatchObject([{ with: { voice: { id: 'P-1' } } }, { with: { voice: { id: 'A-1' } } }]);
});

test('a member without a binding is an error that names it, the provider and both lines', () => {
  const cast = project([member('mei', { voice: bound({ plain: 'P-1' }) })]);
  const speech = speechOf('mei');
  const { diagnostics } = lower(instanceOf({ steps: [speech] }), 'avatars', { project: cast });
  expect(diagnostics).toEqual([
    {
      severity: 'error',
      code: 'PLAN_CAST_UNBOUND',
      message: '"mei" of the cast has no voice for avatars.',
      hint: 'Add `avatars:` or `clone:` to it at reelwright.yaml:30.',
      location: speech.fieldLocations.voice,
    },
  ]);
});

test('a member that is to be cloned is cloned once for all steps of an instance, before the first of them', () => {
  const cast = project([member('omar', { voice: cloned('omar.wav') })]);
  const steps = [
    step('intro', tts({ type: 'id', id: 'V', location: place() }, 'One.')),
    speechOf('omar'),
    speechOf('omar', { id: 'more' }),
  ];
  const lowered = lower(instanceOf({ steps }), 'plain', { project: cast });
  expect(lowered.diagnostics).toEqual([]);
  expect(shape(lowered)).toEqual([
    ['intro', 'tts', []],
    ['cast.omar.voice', 'clone-voice', []],
    ['speech', 'tts', ['cast.omar.voice']],
    ['more', 'tts', ['cast.omar.voice']],
  ]);
  const [, clone, speech] = lowered.instance.steps;
  expect(clone).toMatchObject({
    origin: { type: 'cast', member: 'omar', part: 'voice' },
    with: { name: 'omar', sample: { path: '/p/omar.wav' } },
  });
  expect(speech?.with).toMatchObject({ voice: { type: 'step-output', step: 'cast.omar.voice', output: 'voice', kind: 'voice' } });
});

test('a binding comes before a clone, and each account has a clone of its own', () => {
  const cast = project([member('omar', { voice: cloned('omar.wav', { plain: 'P-1' }) })], [consent('yes')]);
  const withConsent = project([member('omar', { voice: cloned('omar.wav', { plain: 'P-1' }), consent: named('yes') })], [consent('yes')]);
  const steps = [speechOf('omar'), speechOf('omar', { id: 'b', provider: named('studio-b') })];
  expect(shape(lower(instanceOf({ steps }), 'plain', { project: cast }))).toEqual([
    ['speech', 'tts', []],
    ['cast.omar.voice.studio-b', 'clone-voice', []],
    ['b', 'tts', ['cast.omar.voice.studio-b']],
  ]);
  const both = lower(instanceOf({ steps }), 'avatars', { project: withConsent });
  expect(both.diagnostics).toEqual([]);
  expect(both.instance.steps.map(({ id, provider }) => [id, provider?.value])).toEqual([
    ['cast.omar.voice', undefined],
    ['speech', undefined],
    ['cast.omar.voice.studio-b', 'studio-b'],
    ['b', 'studio-b'],
  ]);
});

test('an avatar is cloned from footage, with the consent of the member', () => {
  const cast = project([member('omar', { avatar: cloned('omar.mp4'), consent: named('yes') })], [consent('yes')]);
  const film = step('film', avatarVideo({ avatar: castOf('omar', 'avatar') }));
  const { instance, diagnostics } = lower(instanceOf({ steps: [film] }), 'avatars', { project: cast });
  expect(diagnostics).toEqual([]);
  expect(instance.steps).toMatchObject([
    {
      id: 'cast.omar.avatar',
      with: { uses: 'clone-avatar', trainVoice: false },
      granted: { name: 'yes', statement: 'I agree.', recording: { path: '/p/yes.mp4' } },
    },
    { with: { avatar: { type: 'step-output', step: 'cast.omar.avatar', kind: 'avatar' } } },
  ]);
});

test('what stands against the medium of a clone stands in the project file, the rest where the member is used', () => {
  const strict = plainHouse({
    check: ({ kind }) =>
      kind !== 'clone-voice' ? [] : ['sample', 'name'].map((field) => ({ severity: 'error', code: 'PLAN_LIMIT', field, message: 'No.' })),
  });
  const cast = project([member('omar', { voice: cloned('omar.wav') })]);
  const speech = speechOf('omar');
  const { diagnostics } = lower(instanceOf({ steps: [speech] }), 'plain', { project: cast, providers: new Map([['plain', strict]]) });
  expect(diagnostics.map(({ location }) => location)).toEqual([projectLine(41), speech.fieldLocations.voice]);
});

test('a provider that clones no voices is told of at the step that needs one', () => {
  const house = plainHouse({ capabilities: { ...allNative, 'clone-voice': { support: 'absent', note: 'It has its own voices.' } } });
  const cast = project([member('omar', { voice: cloned('omar.wav') })]);
  const speech = speechOf('omar');
  const { diagnostics } = lower(instanceOf({ steps: [speech] }), 'plain', { project: cast, providers: new Map([['plain', house]]) });
  expect(diagnostics).toMatchObject([{ code: 'PLAN_UNSUPPORTED', location: speech.fieldLocations.voice }]);
  expect(diagnostics[0]?.message).toBe(
    'plain cannot carry out "clone-voice", which step "cast.omar.voice" asks for. It has its own voices.',
  );
});

test.each([
  { what: 'is not there', records: [consent('mei-2025')], message: 'There is no consent "mei-2026" in the project file.' },
  {
    what: 'has expired',
    records: [consent('mei-2026', { expires: named('2027-01-14') })],
    message: 'The consent "mei-2026" (reelwright.yaml:12) expired on 2027-01-14.',
  },
  {
    what: 'does not grant it',
    records: [consent('mei-2026', { grants: ['face'] })],
    message: 'The consent "mei-2026" (reelwright.yaml:12) does not grant the use of the voice.',
  },
  {
    what: 'has no recording of it',
    records: [consent('mei-2026', { recording: { voice: undefined, face: projectFile('yes.mp4') } })],
    message: 'The consent "mei-2026" (reelwright.yaml:12) has no recording in which the voice is heard.',
  },
  {
    what: 'has no words',
    records: [consent('mei-2026', { statement: undefined })],
    message: 'The consent "mei-2026" (reelwright.yaml:12) does not do. It wants words for a clone-voice.',
  },
])('a consent that $what stops the plan once, at the line that names it', ({ records, message }) => {
  const voice = cloningWith('mei-2026');
  const { diagnostics } = lower(instanceOf({ steps: [voice] }), 'avatars', { project: project([], records) });
  expect(diagnostics).toMatchObject([{ severity: 'error', code: 'PLAN_CONSENT', message, location: voice.fieldLocations.consent }]);
  expect(diagnostics[0]?.hint ?? 'Add.').toMatch(/\.$|\?$/);
});

test.each([
  { at: '2027-01-31T23:59:59.999Z', expected: 'warning' },
  { at: '2027-02-01T00:00:00Z', expected: 'error' },
  { at: '2027-01-02T00:00:00Z', expected: 'warning' },
  { at: '2027-01-01T23:59:59.999Z', expected: undefined },
])('a consent that expires on 2027-01-31 is told at $at as: $expected', ({ at, expected }) => {
  const records = project([], [consent('mei-2026', { expires: named('2027-01-31') })]);
  const { diagnostics } = lower(instanceOf({ steps: [cloningWith('mei-2026')] }), 'avatars', { project: records, now: Date.parse(at) });
  expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual(
    expected === undefined ? [] : [`${expected} PLAN_CONSENT`],
  );
});

test('a misspelt consent is answered with the nearest name', () => {
  const { diagnostics } = lower(instanceOf({ steps: [cloningWith('mei-2062')] }), 'plain', { project: meiAgrees });
  expect(diagnostics).toMatchObject([{ code: 'PLAN_CONSENT', hint: 'Did you mean "mei-2026"?' }]);
});

test('what trains a voice besides needs both granted', () => {
  const both = step('clone', cloneAvatar({ ...agreed, trainVoice: true }));
  const records = project([], [consent('mei-2026', { grants: ['face'] })]);
  expect(told(lower(instanceOf({ steps: [both] }), 'avatars', { project: records }).diagnostics)).toEqual([
    'error PLAN_CONSENT The consent "mei-2026" (reelwright.yaml:12) does not grant the use of the voice.',
  ]);
});

test.each([
  { what: 'bound', voice: bound({ plain: 'P-1' }) },
  { what: 'cloned', voice: cloned('omar.wav') },
])('the consent of a member covers every use of a voice that is $what, told at the use', ({ voice }) => {
  const records = [consent('yes', { expires: named('2026-01-01') })];
  const cast = project([member('mei', { voice, consent: named('yes') })], records);
  const speech = speechOf('mei');
  const { diagnostics } = lower(instanceOf({ steps: [speech] }), 'plain', { project: cast });
  expect(diagnostics).toMatchObject([
    {
      severity: 'error',
      code: 'PLAN_CONSENT',
      message: 'The consent "yes" (reelwright.yaml:12) expired on 2026-01-01.',
      location: speech.fieldLocations.voice,
    },
  ]);
});

test('an authorization has the recording of what it authorizes', () => {
  const voice = { type: 'id', id: 'V-1', location: place() } as const;
  const steps = [
    step('a', { uses: 'authorize', target: { kind: 'voice', voice }, consent: named('mei-2026') }),
    step('b', { uses: 'authorize', target: { kind: 'avatar', avatar: { ...voice, figure: undefined } }, consent: named('mei-2026') }),
  ];
  const { instance, diagnostics } = lower(instanceOf({ steps }), 'avatars', { project: meiAgrees });
  expect(diagnostics).toEqual([]);
  expect(instance.steps.map(({ granted }) => granted?.recording)).toMatchObject([{ path: '/p/yes.wav' }, { path: '/p/yes.mp4' }]);
});

test('no recording of a person goes to a provider that has no use for it, and the consent must hold all the same', () => {
  const { instance, diagnostics } = lower(instanceOf({ steps: [cloningWith('mei-2026')] }), 'plain', { project: meiAgrees });
  expect(told(diagnostics)).toEqual(['warning PLAN_UNSUPPORTED It has no place for a consent.']);
  expect(instance.steps[0]).not.toHaveProperty('granted');
  const silent = project([], [consent('mei-2026', { recording: { voice: undefined, face: undefined } })]);
  expect(told(lower(instanceOf({ steps: [cloningWith('mei-2026')] }), 'plain', { project: silent }).diagnostics)).toEqual([]);
});

test('a provider without a lip-sync makes an avatar of the footage, with the consent, and lets it speak', () => {
  const audio = output('speech', 'audio', 'audio');
  const film = {
    ...filmFrom({ ...agreed, playback: 'reverse', volume: 80, size: { widthPx: 1080, heightPx: 1920 } }, audio),
    needs: ['speech', 'legal'],
  };
  const steps = [
    step('speech', tts({ type: 'id', id: 'V', location: place() }, 'Hi.')),
    step('legal', captions(output('speech', 'captions', 'captions')), { needs: ['speech'] }),
    film,
  ];
  const lowered = lower(instanceOf({ steps, outputs: { video: output('film', 'video', 'video') } }), 'avatars', { project: meiAgrees });
  expect(lowered.diagnostics).toEqual([]);
  expect(shape(lowered)).toEqual([
    ['speech', 'tts', []],
    ['legal', 'captions', ['speech']],
    ['film.avatar', 'clone-avatar', ['legal']],
    ['film', 'avatar-video', ['speech', 'legal', 'film.avatar']],
  ]);
  const [clone, last] = lowered.instance.steps.slice(2);
  const origin = { type: 'compiled', step: 'film', uses: 'lip-sync' };
  expect(clone).toMatchObject({
    origin,
    location: film.location,
    granted: { recording: { path: '/p/yes.mp4' } },
    with: { video: { path: '/p/desk.mp4' } },
  });
  expect(last).toMatchObject({
    ...{ origin, location: film.location },
    with: {
      avatar: { step: 'film.avatar', output: 'avatar' },
      speech: { audio },
      playback: 'reverse',
      volume: 80,
      quality: 'basic',
      size: undefined,
    },
  });
  expect(last).not.toHaveProperty('granted');
});

test('what a compiled step cannot have is refused once, at the line that asked for it', () => {
  const film = filmFrom({ ...agreed, quality: 'high', size: { widthPx: 540, heightPx: 960 } });
  const { diagnostics } = lower(instanceOf({ steps: [film] }), 'avatars', { project: meiAgrees });
  expect(diagnostics).toMatchObject([
    { code: 'PLAN_UNSUPPORTED', message: 'It renders in the frame of the footage.', location: film.fieldLocations.size },
    { code: 'PLAN_UNSUPPORTED', message: 'It has one quality for a lip-sync.', location: film.fieldLocations.quality },
  ]);
  expect(diagnostics).toHaveLength(2);
});

test('what only a part of a compiled step is refused for stands at the line of the author', () => {
  const house = avatarHouse({
    check: ({ kind }) => (kind === 'avatar-video' ? [{ severity: 'error', code: 'PLAN_LIMIT', field: 'text', message: 'Too long.' }] : []),
  });
  const film = filmFrom(agreed);
  const { diagnostics } = lower(instanceOf({ steps: [film] }), 'avatars', { project: meiAgrees, providers: new Map([['avatars', house]]) });
  expect(diagnostics).toMatchObject([{ code: 'PLAN_LIMIT', message: 'Too long.', location: film.fieldLocations.text }]);
});

test('a compiled step without a consent is told once', () => {
  const { diagnostics } = lower(instanceOf({ steps: [filmFrom()] }), 'avatars');
  expect(told(diagnostics)).toEqual(['error PLAN_CONSENT It wants a consent for a lip-sync.']);
});

test('a lip-sync of its own needs no consent, and one that is named must hold', () => {
  const held = lower(instanceOf({ steps: [filmFrom(agreed)] }), 'plain', { project: meiAgrees });
  expect(held.diagnostics).toEqual([]);
  expect(held.instance.steps[0]).not.toHaveProperty('granted');
  const withdrawn = project([], [consent('mei-2026', { grants: ['voice'] })]);
  expect(told(lower(instanceOf({ steps: [filmFrom(agreed)] }), 'plain', { project: withdrawn }).diagnostics)).toEqual([
    'error PLAN_CONSENT The consent "mei-2026" (reelwright.yaml:12) does not grant the use of the face.',
  ]);
});

test('options for a call that is not made are refused, those of others are not', () => {
  const withOptions = (vendor: Record<string, unknown>) =>
    lower(instanceOf({ steps: [{ ...filmFrom(agreed), vendor }] }), 'studio-b', { project: meiAgrees });
  for (const vendor of [{ plain: { x: 1 } }, { avatars: {} }]) expect(withOptions(vendor).diagnostics).toEqual([]);
  for (const name of ['studio-b', 'avatars']) {
    expect(told(withOptions({ [name]: { x: 1 } }).diagnostics)).toEqual([
      'error PLAN_UNSUPPORTED studio-b has no call for "lip-sync" that could take options of its own.',
    ]);
  }
});

test.each([
  { what: 'nobody knows how', to: ['tts'] as const, capabilities: {} },
  {
    what: 'the provider lacks a part',
    to: ['clone-avatar', 'avatar-video'] as const,
    capabilities: { 'avatar-video': { support: 'absent', note: '' } } as const,
  },
])('a kind is refused at its step where $what', ({ to, capabilities }) => {
  const house = account({
    capabilities: { ...allNative, 'lip-sync': { support: 'compiled', to, note: 'By other means.' }, ...capabilities },
  });
  const film = filmFrom();
  const { diagnostics } = lower(instanceOf({ steps: [film] }), 'house', { providers: new Map([['house', house]]) });
  expect(diagnostics).toMatchObject([{ code: 'PLAN_UNSUPPORTED', location: film.location }]);
});

test('a provider is not asked what it thinks of a member that it does not have', () => {
  const strict = plainHouse({
    check: ({ options }) =>
      options?.avatar === undefined ? [] : [{ severity: 'error', code: 'PLAN_LIMIT', field: 'avatar', message: `${options.avatar}?` }],
  });
  const film = step('film', avatarVideo({ avatar: castOf('mei', 'avatar') }));
  const { diagnostics } = lower(instanceOf({ steps: [film] }), 'plain', {
    project: project([member('mei', {})]),
    providers: new Map([['plain', strict]]),
  });
  expect(diagnostics).toMatchObject([{ code: 'PLAN_CAST_UNBOUND', hint: 'Add `plain:` or `clone:` to it at reelwright.yaml:29.' }]);
});

test('a member that nobody knows is an error, not a crash', () => {
  for (const cast of [project([]), undefined]) {
    const { diagnostics } = lower(instanceOf({ steps: [speechOf('nobody')] }), 'plain', { project: cast });
    expect(told(diagnostics)).toEqual(['error PLAN_CAST_UNBOUND "nobody" of the cast has no voice for plain.']);
  }
});

test('an output that a provider does not leave is refused where it is read first, also where the step is compiled', () => {
  const asked: unknown[] = [];
  const house = avatarHouse({
    check: ({ kind, outputs = [] }) => {
      asked.push([kind, outputs]);
      return outputs.includes('cover')
        ? [{ severity: 'error', code: 'PLAN_UNSUPPORTED', field: 'outputs.cover', message: 'It leaves no cover.' }]
        : [];
    },
  });
  const film = filmFrom(agreed);
  const [wall, cover] = [output('film', 'cover', 'image'), output('film', 'cover', 'image')];
  const steps = [film, step('show', avatarVideo({ background: { type: 'image', image: wall } }), { needs: ['film'] })];
  const instance = instanceOf({ steps, outputs: { cover } });
  const { diagnostics } = lower(instance, 'avatars', { project: meiAgrees, providers: new Map([['avatars', house]]) });
  expect(diagnostics).toMatchObject([{ code: 'PLAN_UNSUPPORTED', message: 'It leaves no cover.', location: wall.location }]);
  expect(asked).toContainEqual(['avatar-video', ['cover']]);
  expect(asked.filter((one) => JSON.stringify(one).includes('cover'))).toHaveLength(1);
});
