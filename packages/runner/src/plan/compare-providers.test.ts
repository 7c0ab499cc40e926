import type { Provider } from '@reelwright/provider';
import type { RecipeInstance, StepInstance, StepWith } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { captions, cloneVoice, instanceOf, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { account, allNative, avatarHouse, plainHouse } from './__fixtures__/accounts.ts';
import {
  avatarVideo,
  bound,
  castOf,
  cloned,
  consent,
  member,
  named,
  project,
  projectFile,
  projectMedia,
  today,
} from './__fixtures__/cast-project.ts';
import { compareProviders, type StepComparison } from './compare-providers.ts';

const noSpeech = account({ capabilities: { ...allNative, tts: { support: 'absent', note: 'It does not speak.' } } });
const providers: ReadonlyMap<string, Provider> = new Map([
  ['plain', plainHouse()],
  ['avatars', avatarHouse()],
  ['mute', noSpeech],
]);
const people = project(
  [
    member('mei', { voice: bound({ plain: 'P-1', avatars: 'A-1', mute: 'M-1' }) }),
    member('omar', { voice: cloned('omar.wav', { plain: 'P-2' }), consent: named('yes') }),
    member('lena', { voice: cloned('omar.wav'), consent: named('yes') }),
    member('ada', { voice: bound({ plain: 'P-3' }) }),
  ],
  [consent('yes')],
);

function compare(instance: RecipeInstance) {
  return compareProviders({ instances: [instance], providers, project: people, now: today, media: projectMedia });
}

/** `plain native · avatars refused: why` per row; `!` where the author does not write it. */
function table({ kind, fields }: StepComparison): readonly string[] {
  const cells = (by: StepComparison['kind']) =>
    Object.entries(by).map(([name, one]) => `${name} ${one.support}${'note' in one && one.support !== 'compiled' ? `: ${one.note}` : ''}`);
  const rows = fields.map(({ field, isWritten, providers: by }) => `${isWritten ? '' : '!'}${field}: ${cells(by).join(' · ')}`);
  return [cells(kind).join(' · '), ...rows];
}

function written(uses: StepWith, ...keys: string[]): StepInstance {
  return step('one', uses, { fieldLocations: Object.fromEntries(keys.map((key) => [key, place()])) });
}

function tableOf(uses: StepWith, ...keys: string[]): readonly string[] {
  const [one] = compare(instanceOf({ steps: [written(uses, ...keys)] })).steps;
  if (one === undefined) throw new Error('one step was compared');
  return table(one);
}

const film = (more: Parameters<typeof lipSync>[2] = {}) =>
  lipSync('/p/desk.mp4', output('x', 'audio', 'audio'), { speech: { type: 'audio', audio: projectFile('speech.wav') }, ...more });

test('a lip-sync is native, compiled or refused, field by field', () => {
  const uses = film({ quality: 'high', consent: named('yes') });
  expect(tableOf(uses, 'video', 'audio', 'quality', 'consent')).toEqual([
    'plain native · avatars compiled · mute native',
    'video: plain native · avatars compiled · mute native',
    'audio: plain native · avatars compiled · mute native',
    'quality: plain native · avatars refused: It has one quality for a lip-sync. · mute native',
    'consent: plain unused: plain asks for no consent here. · avatars compiled · mute unused: mute asks for no consent here.',
  ]);
});

test('what a provider misses is a row of its own', () => {
  expect(tableOf(film(), 'video')).toEqual([
    'plain native · avatars compiled · mute native',
    'video: plain native · avatars compiled · mute native',
    '!consent: plain unasked · avatars refused: It wants a consent for a lip-sync. · mute unasked',
  ]);
});

test('a field that is accepted without effect is unused', () => {
  expect(tableOf(cloneVoice('/p/mei.wav', { language: 'cn', consent: named('yes') }), 'language', 'consent')).toEqual([
    'plain native · avatars native · mute native',
    'language: plain unused: It has no place for a language. · avatars native · mute native',
    'consent: plain unused: It has no place for a consent. · avatars native · mute native',
  ]);
});

test('where there is no such kind of step, none of its fields is to be had', () => {
  expect(tableOf(tts(castOf('mei', 'voice'), 'Hi.'), 'voice', 'text')).toEqual([
    'plain native · avatars native · mute absent: It does not speak.',
    'voice: plain native · avatars native · mute absent: It does not speak.',
    'text: plain native · avatars native · mute absent: It does not speak.',
  ]);
});

test('a member is bound, cloned or not to be had', () => {
  expect(tableOf(tts(castOf('omar', 'voice'), 'Hi.'), 'voice')[1]).toBe(
    'voice: plain native · avatars compiled · mute absent: It does not speak.',
  );
  expect(tableOf(tts(castOf('ada', 'voice'), 'Hi.'), 'voice')[1]).toBe(
    'voice: plain native · avatars refused: "ada" of the cast has no voice for avatars. · mute absent: It does not speak.',
  );
});

test('a member whose clone takes no consent is heard all the same', () => {
  expect(tableOf(tts(castOf('lena', 'voice'), 'Hi.'), 'voice')[1]).toBe(
    'voice: plain compiled · avatars compiled · mute absent: It does not speak.',
  );
});

test('options of one provider are nothing to another', () => {
  const one = { ...written(tts({ type: 'id', id: 'V', location: place() }, 'Hi.'), 'vendor'), vendor: { plain: { x: 1 } } };
  const [compared] = compare(instanceOf({ steps: [one] })).steps;
  expect(compared && table(compared)[1]).toBe(
    'vendor: plain native · avatars unused: It holds nothing for avatars. · mute absent: It does not speak.',
  );
});

test('what runs on this machine is the same everywhere', () => {
  expect(tableOf(captions(output('speech', 'captions', 'captions')), 'from')).toEqual([
    'plain local · avatars local · mute local',
    'from: plain local · avatars local · mute local',
  ]);
});

test('says where the whole of it could run, and is plain data', () => {
  const speech = step('speech', tts(castOf('mei', 'voice'), 'Hi.'), { provider: named('plain') });
  const made = compare(instanceOf({ steps: [speech, written(film({ quality: 'high' }), 'quality')] }));
  expect(made.runs).toEqual({ plain: true, avatars: false, mute: true });
  expect(made.steps[0]).toMatchObject({ recipe: 'film', instance: 'default', step: 'speech', uses: 'tts', pinned: 'plain' });
  expect(JSON.parse(JSON.stringify(made))).toEqual(made);
});

test('an output that is read and not left is a row of its own', () => {
  const house = plainHouse({
    check: ({ outputs = [] }) =>
      outputs.includes('audio') ? [{ severity: 'error', code: 'PLAN_UNSUPPORTED', field: 'outputs.audio', message: 'No audio.' }] : [],
  });
  const instance = instanceOf({ steps: [step('one', avatarVideo())], outputs: { audio: output('one', 'audio', 'audio') } });
  const both = new Map([...providers, ['house', house]]);
  const { steps, runs } = compareProviders({ instances: [instance], providers: both, project: people, now: today, media: projectMedia });
  expect(steps[0] && table(steps[0])[1]).toBe('!outputs.audio: plain unasked · avatars unasked · mute unasked · house refused: No audio.');
  expect(runs).toMatchObject({ plain: true, house: false });
});
