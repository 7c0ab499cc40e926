import { checkInputOf as checkInputOfStart, type MediumInput, type Provider } from '@reelwright/provider';
import type { StepInstance } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { cloneVoice, instanceOf, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { taskInputOf } from '../execute/task-input.ts';
import { account } from './__fixtures__/accounts.ts';
import { avatarVideo, cloneAvatar, consent, named, project, projectFile, projectMedia, today } from './__fixtures__/cast-project.ts';
import { checkInputOf } from './check-input.ts';
import { createPlan } from './create-plan.ts';
import { fingerprintOfInput } from './fingerprint-of-input.ts';
import type { PlanNode } from './plan.ts';
import { mediaOfStep } from './step-media.ts';
import { vendorOptions } from './vendor-options.ts';

const voice = { type: 'id', id: 'V-1', location: place() } as const;
const avatar = { type: 'id', id: 'A-1', figure: 'whole', location: place() } as const;
const text = { text: 'Hello.', path: undefined, relativePath: undefined, location: place() };
const spoken = { type: 'text', voice, text, speed: 1.2, pitch: 0.9 } as const;
const heard = { type: 'audio', audio: projectFile('speech.wav') } as const;
const size = { widthPx: 1080, heightPx: 1920 };
const film = { size, quality: 'high', volume: 80, playback: 'reverse', frames: 'random' } as const;
const agreed = named('yes');
const address = { type: 'url', url: 'https://media.example/desk.mp4?v=1', location: place() } as const;
const position = { xPx: 1, yPx: 2, widthPx: 3, heightPx: 4 };

const steps: readonly StepInstance[] = [
  step('v1', cloneVoice('/p/mei.wav')),
  step('v2', cloneVoice('/p/mei.wav', { language: 'cn', sex: 'female', consent: agreed })),
  step('a1', cloneAvatar()),
  step('a2', cloneAvatar({ video: address, language: 'en', trainVoice: true, consent: agreed })),
  step('s1', tts(voice, 'Hello.')),
  step('s2', tts(voice, 'Hello.', { speed: 1.2, pitch: 0.9, watermark: true }), { vendor: { mine: { model: 'x' } } }),
  step('l1', lipSync('/p/desk.mp4', output('x', 'audio', 'audio'), { speech: heard, consent: agreed })),
  step('l2', lipSync('/p/desk.mp4', output('x', 'audio', 'audio'), { video: address, speech: spoken, ...film }), {
    vendor: { fake: { a: 1 } },
  }),
  step('f1', avatarVideo()),
  step('f2', avatarVideo({ avatar, speech: spoken, ...film, position, captions: true, transparent: true, language: 'cn' })),
  step('f3', avatarVideo({ watermark: 'top-left', background: { type: 'color', color: '#00FF00', location: place() } })),
  step('f4', avatarVideo({ watermark: true, background: { type: 'image', image: projectFile('wall.png') } })),
  step('z1', { uses: 'authorize', target: { kind: 'voice', voice }, consent: agreed }),
  step('z2', { uses: 'authorize', target: { kind: 'avatar', avatar }, consent: agreed }),
];

const provider: Provider = account();
const { plan } = createPlan({
  ...{ instances: [instanceOf({ steps })], providers: new Map([['mine', provider]]), chosenProviders: [], defaultProviders: ['mine'] },
  ...{ project: project([], [consent('yes')]), now: today, emulated: false, media: projectMedia },
  known: { result: () => undefined, task: () => undefined, previous: () => undefined },
});

/** The start that a run would make of a node. */
function startOf(node: PlanNode) {
  const media = new Map(
    mediaOfStep(node.step).map(({ field, purpose, source }): [string, MediumInput] => {
      if (source.type === 'url') return [field, { kind: 'url', url: source.url }];
      const content = source.type === 'file' ? projectMedia.get(source.path) : undefined;
      if (content === undefined) throw new Error(`${field} is no file`);
      return [field, { kind: 'staged', staged: { provider: 'fake', purpose, id: field }, content }];
    }),
  );
  return taskInputOf({ node, adapter: provider.id, media, context: { results: new Map() } });
}

test.each(plan.nodes.map((node) => ({ id: node.step.id, node })))(
  'a step, its start and what a provider judges of either say the same: $id',
  ({ node }) => {
    const start = startOf(node);
    expect(fingerprintOfInput(start, provider)).toBe(node.fingerprint);
    expect(checkInputOf(node.step, projectMedia, vendorOptions(node.step, 'mine', 'fake'))).toEqual(checkInputOfStart(start));
  },
);
