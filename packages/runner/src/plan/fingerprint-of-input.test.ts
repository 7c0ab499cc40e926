import type { MediumFacts, MediumInput, SpeechInput, TaskInput, TaskKind } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { fingerprintOfInput } from './fingerprint-of-input.ts';

const provider = { id: 'fake', keyVersion: 1, accountKey: 'account-1' } as const;

function staged(digit: string, more: Partial<MediumFacts> = {}): MediumInput {
  const content = { sha256: digit.repeat(64), sizeBytes: 10, extension: 'wav', ...more };
  return { kind: 'staged', staged: { provider: 'fake', purpose: 'footage', id: `file-${digit}` }, content };
}

const consent = { statement: 'I agree.', recording: staged('c') };
const text: SpeechInput = { kind: 'text', text: 'Hello.', voice: 'V-1', speed: 1, pitch: 1 };
const film = { size: { widthPx: 1080, heightPx: 1920 }, quality: 'basic', playback: 'forward', frames: 'sequential', volume: 100 } as const;
const vendor = { model: 'x' };

/** Of each kind, everything asked for. */
const inputs: { readonly [Kind in TaskKind]: Extract<TaskInput, { kind: Kind }> } = {
  'clone-voice': { kind: 'clone-voice', sample: staged('a'), name: 'mei', language: 'cn', sex: 'female', consent, vendor },
  'clone-avatar': { kind: 'clone-avatar', video: staged('a'), name: 'mei', language: 'cn', trainVoice: false, consent, vendor },
  tts: { kind: 'tts', voice: 'V-1', text: 'Hello.', speed: 1, pitch: 1, watermark: false, vendor },
  'lip-sync': { kind: 'lip-sync', video: staged('a'), speech: text, ...film, vendor },
  'avatar-video': {
    ...{ kind: 'avatar-video', avatar: 'A-1', figure: 'whole', speech: text, ...film, captions: false, transparent: false, vendor },
    ...{ position: { xPx: 0, yPx: 0, widthPx: 10, heightPx: 20 }, background: { kind: 'color', color: '#ffffff' } },
    ...{ watermark: 'top-left', language: 'cn' },
  },
  authorize: { kind: 'authorize', target: { kind: 'voice', id: 'V-1' }, consent },
};

const speeches: readonly SpeechInput[] = [
  { ...text, text: 'Hello!' },
  { ...text, voice: 'V-2' },
  { ...text, speed: 1.5 },
  { ...text, pitch: 1.5 },
  { kind: 'audio', audio: staged('b') },
  { kind: 'audio', audio: { kind: 'url', url: 'https://media.example/b.wav' } },
  { kind: 'audio', audio: { kind: 'url', url: 'https://media.example/b.wav?v=2' } },
];
const media: readonly MediumInput[] = [staged('b'), { kind: 'url', url: 'https://media.example/a.mp4' }];
const consents = [undefined, { ...consent, statement: 'I do agree.' }, { ...consent, recording: staged('d') }];
const films = {
  speech: speeches,
  size: [undefined, { widthPx: 540, heightPx: 1920 }, { widthPx: 1080, heightPx: 960 }],
  quality: ['high'],
  playback: ['reverse'],
  frames: ['random'],
  volume: [99],
  vendor: [undefined, { model: 'y' }],
} as const;

/** Other values of every field. A new field of an input does not compile until it is here. */
const flips: { readonly [Kind in TaskKind]: { readonly [Field in FieldOf<Kind>]: readonly unknown[] } } = {
  'clone-voice': { sample: media, language: [undefined, 'en'], sex: [undefined, 'male'], consent: consents, vendor: films.vendor },
  'clone-avatar': { video: media, language: [undefined, 'en'], trainVoice: [true], consent: consents, vendor: films.vendor },
  tts: { voice: ['V-2'], text: ['Hello!'], speed: [1.5], pitch: [1.5], watermark: [true], vendor: films.vendor },
  'lip-sync': { video: media, ...films },
  'avatar-video': {
    ...films,
    avatar: ['A-2'],
    figure: [undefined, 'half'],
    position: [
      undefined,
      ...['xPx', 'yPx', 'widthPx', 'heightPx'].map((side) => ({ xPx: 0, yPx: 0, widthPx: 10, heightPx: 20, [side]: 30 })),
    ],
    background: [undefined, { kind: 'color', color: '#fffffe' }, ...media.map((image) => ({ kind: 'image', image }))],
    captions: [true],
    transparent: [true],
    watermark: [true, false, 'bottom-right'],
    language: [undefined, 'en'],
  },
  authorize: {
    target: [
      { kind: 'avatar', id: 'V-1' },
      { kind: 'voice', id: 'V-2' },
    ],
    consent: consents.slice(1),
  },
};

type FieldOf<Kind extends TaskKind> = Exclude<keyof Extract<TaskInput, { kind: Kind }>, 'kind' | 'name'>;

test.each(Object.entries(flips))('every option of %s decides what is made', (kind, fields) => {
  const base = inputs[kind as TaskKind]; // the keys of a record over TaskKind
  const seen = new Map([[fingerprintOfInput(base, provider), 'the base']]);
  for (const [field, values] of Object.entries(fields)) {
    for (const value of values) {
      const fingerprint = fingerprintOfInput({ ...base, [field]: value } as TaskInput, provider); // values of the field's own type
      expect(seen.get(fingerprint), `${field}: ${JSON.stringify(value)}`).toBeUndefined();
      seen.set(fingerprint, field);
    }
  }
});

test.each<{ what: string; input: TaskInput }>([
  { what: 'the name of a voice', input: { ...inputs['clone-voice'], name: 'other' } },
  { what: 'the name of an avatar', input: { ...inputs['clone-avatar'], name: 'other' } },
  { what: 'the form of equal bytes', input: { ...inputs['clone-voice'], sample: staged('a', { extension: 'mp3', sizeBytes: 11 }) } },
  {
    what: 'the place of equal bytes at the provider',
    input: {
      ...inputs['lip-sync'],
      video: { ...staged('a'), kind: 'staged', staged: { provider: 'fake', purpose: 'footage', id: 'f-9' } },
    } as TaskInput,
  },
  { what: 'the case of a colour', input: { ...inputs['avatar-video'], background: { kind: 'color', color: '#FFFFFF' } } },
])('$what decides nothing', ({ input }) => {
  expect(fingerprintOfInput(input, provider)).toBe(fingerprintOfInput(inputs[input.kind], provider));
});

test.each(Object.values(inputs))('$kind is of its provider and key version, and of an account only where it makes an id', (input) => {
  const of = (more: Partial<typeof provider | { id: string; keyVersion: number; accountKey: string }>) =>
    fingerprintOfInput(input, { ...provider, ...more });
  expect(of({ id: 'other' })).not.toBe(of({}));
  expect(of({ keyVersion: 2 })).not.toBe(of({}));
  expect(of({ accountKey: 'account-2' }) !== of({})).toBe(['clone-voice', 'clone-avatar', 'authorize'].includes(input.kind));
});
