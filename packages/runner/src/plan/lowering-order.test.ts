import type { Provider } from '@reelwright/provider';
import type { StepInstance, StepWith } from '@reelwright/recipe';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captions, cloneVoice, instanceOf, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { avatarHouse, plainHouse } from './__fixtures__/accounts.ts';
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
import { lowerInstance } from './lower-instance.ts';
import { outputsReadBy, sourcesOf } from './needed-outputs.ts';

const providers: ReadonlyMap<string, Provider> = new Map([
  ['plain', plainHouse()],
  ['avatars', avatarHouse()],
  ['studio-b', avatarHouse({ accountKey: 'avatars-2' })],
]);

test('whatever a recipe asks for, lowering leaves steps that run in their order, without members of the cast', () => {
  const cast = project(
    [
      member('mei', { voice: bound({ plain: 'P-1', avatars: 'A-1' }), avatar: bound({ plain: 'P-2' }), consent: named('yes') }),
      member('omar', { voice: cloned('omar.wav'), avatar: cloned('omar.mp4', { avatars: 'A-3' }), consent: named('yes') }),
    ],
    [consent('yes')],
  );
  fc.assert(
    fc.property(fc.array(stepChoice, { maxLength: 12 }), fc.constantFrom('plain', 'avatars', 'studio-b'), (choices, on) => {
      const context = { project: cast, now: today, media: projectMedia, providers };
      const { instance, diagnostics } = lowerInstance(instanceOf({ steps: stepsOf(choices) }), { name: on }, context);
      const done = new Set<string>();
      for (const { id, needs, with: fields, provider } of instance.steps) {
        expect(done.has(id)).toBe(false);
        for (const need of [...needs, ...outputsReadBy(fields).map(({ step }) => step)]) expect(done).toContain(need);
        for (const { step } of outputsReadBy(fields)) expect(needs).toContain(step);
        expect(sourcesOf(fields).map(({ type }) => type)).not.toContain('cast');
        const kind = fields.uses;
        if (kind !== 'captions' && kind !== 'join') expect(providers.get(provider?.value ?? on)?.capabilities[kind].support).toBe('native');
        done.add(id);
      }
      for (const { id } of stepsOf(choices)) expect(done).toContain(id);
      for (const { code } of diagnostics) expect(['PLAN_CAST_UNBOUND', 'PLAN_CONSENT', 'PLAN_UNSUPPORTED']).toContain(code);
    }),
    { numRuns: 300 },
  );
});

interface StepChoice {
  readonly kind: 'tts' | 'lip-sync' | 'avatar-video' | 'clone-voice' | 'authorize' | 'captions';
  readonly member: 'mei' | 'omar' | 'nobody';
  readonly isCast: boolean;
  readonly pin: 'plain' | 'avatars' | 'studio-b' | undefined;
  readonly hasConsent: boolean;
  /** How far back it looks for a step to build on. */
  readonly back: number;
}

const stepChoice: fc.Arbitrary<StepChoice> = fc.record({
  kind: fc.constantFrom('tts', 'lip-sync', 'avatar-video', 'clone-voice', 'authorize', 'captions'),
  member: fc.constantFrom('mei', 'omar', 'nobody'),
  isCast: fc.boolean(),
  pin: fc.constantFrom(undefined, undefined, 'plain', 'avatars', 'studio-b'),
  hasConsent: fc.boolean(),
  back: fc.nat({ max: 3 }),
});

function stepsOf(choices: readonly StepChoice[]): StepInstance[] {
  const speeches: string[] = [];
  return choices.map((choice, index) => {
    const id = `s${index}`;
    const earlier = choice.back > 0 && index >= choice.back ? [`s${index - choice.back}`] : [];
    const speech = speeches.at(-1);
    const made = step(id, fieldsOf(choice, speech), { provider: choice.pin === undefined ? undefined : named(choice.pin) });
    if (choice.kind === 'tts') speeches.push(id);
    const read = outputsReadBy(made.with).map((one) => one.step);
    return { ...made, needs: [...new Set([...read, ...earlier])] };
  });
}

function fieldsOf({ kind, member: name, isCast, hasConsent }: StepChoice, speech: string | undefined): StepWith {
  const voice = isCast ? castOf(name, 'voice') : ({ type: 'id', id: 'V-1', location: place() } as const);
  const avatar = isCast ? castOf(name, 'avatar') : ({ type: 'id', id: 'A-1', figure: undefined, location: place() } as const);
  const words = { text: 'Hi.', path: undefined, relativePath: undefined, location: place() };
  const spoken =
    speech === undefined
      ? ({ type: 'text', voice, text: words, speed: 1, pitch: 1 } as const)
      : ({ type: 'audio', audio: output(speech, 'audio', 'audio') } as const);
  const agreement = hasConsent ? named('yes') : undefined;
  switch (kind) {
    case 'tts':
      return tts(voice, 'Hi.');
    case 'clone-voice':
      return cloneVoice('/p/mei.wav', { consent: agreement });
    case 'lip-sync':
      return lipSync('/p/desk.mp4', output('x', 'audio', 'audio'), { speech: spoken, consent: agreement });
    case 'avatar-video':
      return avatarVideo({ avatar, speech: spoken });
    case 'authorize':
      return { uses: 'authorize', target: { kind: 'voice', voice }, consent: named('yes') };
    case 'captions':
      return speech === undefined ? { uses: 'join', videos: [projectFile('desk.mp4')] } : captions(output(speech, 'captions', 'captions'));
  }
}
