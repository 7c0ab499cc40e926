import type { Provider } from '@reelwright/provider';
import type { MediumSource, StepInstance } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { captions, cloneVoice, instanceOf, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { account } from './__fixtures__/accounts.ts';
import { avatarVideo, cloneAvatar, projectFile, projectMedia } from './__fixtures__/cast-project.ts';
import { createPlan } from './create-plan.ts';
import { estimatePlan } from './estimate.ts';
import type { KnownResults, OutputValue } from './known.ts';

const providers: ReadonlyMap<string, Provider> = new Map([['fake', account()]]);
const nothing: KnownResults = { result: () => undefined, task: () => undefined, previous: () => undefined };

function estimateOf(steps: readonly StepInstance[], known = nothing, instances = 1) {
  const all = Array.from({ length: instances }, (_, index) => instanceOf({ name: `film-${index}`, steps }));
  const { plan } = createPlan({
    ...{ instances: all, providers, chosenProviders: [], defaultProviders: ['fake'], project: undefined, now: 0 },
    ...{ emulated: false, media: projectMedia, known },
  });
  return { total: estimatePlan(plan), nodes: plan.nodes.map(({ estimate }) => estimate) };
}

const voice = { type: 'id', id: 'V-1', location: place() } as const;
const spoken = (text: string) => ({ text, path: undefined, relativePath: undefined, location: place() });
const filmOf = (audio: MediumSource) => lipSync('/p/desk.mp4', output('x', 'audio', 'audio'), { speech: { type: 'audio', audio } });
const speech = step('speech', tts(voice, 'Hello there, you.'));
const film = step('film', filmOf(output('speech', 'audio', 'audio')), { needs: ['speech'] });
const none = { speechCharacters: 0, videoMs: 0, clones: 0 };

test.each<{ what: string; steps: readonly StepInstance[]; expected: object }>([
  { what: 'speech', steps: [speech], expected: { ...none, speechCharacters: 17, isExact: true } },
  {
    what: 'speech beyond the basic plane',
    steps: [step('s', tts(voice, '𠀀字'))],
    expected: { ...none, speechCharacters: 2, isExact: true },
  },
  { what: 'a film to a file', steps: [step('f', filmOf(projectFile('speech.wav')))], expected: { ...none, videoMs: 9_000, isExact: true } },
  {
    what: 'an avatar that speaks 47 wide characters',
    steps: [step('f', avatarVideo({ speech: { type: 'text', voice, text: spoken('字'.repeat(47)), speed: 1, pitch: 1 } }))],
    expected: { ...none, speechCharacters: 47, videoMs: 10_000, isExact: false },
  },
  {
    what: 'a film to 150 letters at twice the pace',
    steps: [step('f', avatarVideo({ speech: { type: 'text', voice, text: spoken('a'.repeat(150)), speed: 2, pitch: 1 } }))],
    expected: { ...none, speechCharacters: 150, videoMs: 5_000, isExact: false },
  },
  { what: 'speech and the film to it', steps: [speech, film], expected: { ...none, speechCharacters: 17, videoMs: 1_133, isExact: false } },
  {
    what: 'a film to a sound at an address, whose length nobody knows',
    steps: [step('f', filmOf({ type: 'url', url: 'https://media.example/a.wav', location: place() }))],
    expected: { ...none, isExact: false },
  },
  {
    what: 'clones',
    steps: [step('v', cloneVoice('/p/mei.wav')), step('a', cloneAvatar())],
    expected: { ...none, clones: 2, isExact: true },
  },
  {
    what: 'what runs on this machine, and an authorization',
    steps: [
      step('all', { uses: 'join', videos: [projectFile('desk.mp4')] }),
      step('lines', captions(output('speech', 'captions', 'captions'))),
      step('a', { uses: 'authorize', target: { kind: 'voice', voice }, consent: { value: 'yes', location: place() } }),
    ],
    expected: { ...none, isExact: true },
  },
])('$what', ({ steps, expected }) => {
  expect(estimateOf(steps).total).toEqual(expected);
});

test('equal tasks are paid for once', () => {
  expect(estimateOf([speech], nothing, 3).total).toEqual({ ...none, speechCharacters: 17, isExact: true });
});

test('the film to speech that is made already is as long as the speech', () => {
  const audio: OutputValue = { kind: 'audio', sha256: 'd4'.repeat(32), sizeBytes: 4, extension: 'wav', durationMs: 1_234 };
  const fingerprint = createFingerprint(speech);
  const result = (asked: string) =>
    asked === fingerprint ? { fingerprint, uses: 'tts' as const, provider: 'fake', emulated: false, outputs: { audio } } : undefined;
  const { total, nodes } = estimateOf([speech, film], { ...nothing, result });
  expect(total).toEqual({ ...none, videoMs: 1_234, isExact: true });
  expect(nodes[0]).toBeUndefined();
});

test('a task that is at its provider already costs nothing more, a start that was cut off may', () => {
  const task = (state: 'started' | 'intent') => ({ ...nothing, task: () => ({ state, task: 'T', failure: undefined }) });
  expect(estimateOf([speech], task('started')).total).toEqual({ ...none, isExact: true });
  expect(estimateOf([speech], task('intent')).total).toMatchObject({ speechCharacters: 17 });
});

test('what waits for a clone may turn out to be made: then it is the most that is spent', () => {
  const cloned = step('speech', tts(output('voice', 'voice', 'voice'), 'Hello.'), { needs: ['voice'] });
  expect(estimateOf([step('voice', cloneVoice('/p/mei.wav')), cloned]).total).toEqual({
    speechCharacters: 6,
    videoMs: 0,
    clones: 1,
    isExact: false,
  });
});

function createFingerprint(one: StepInstance): string {
  const { plan } = createPlan({
    ...{
      instances: [instanceOf({ steps: [one] })],
      providers,
      chosenProviders: [],
      defaultProviders: ['fake'],
      project: undefined,
      now: 0,
    },
    ...{ emulated: false, media: projectMedia, known: nothing },
  });
  return plan.nodes[0]?.fingerprint ?? '';
}
