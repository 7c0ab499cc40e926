import type { CallOptions } from '../provider.ts';
import type { AvatarVideoInput, ConsentInput, LipSyncInput, MediumInput, TaskInput, TaskKind } from '../task.ts';
import type { ConformanceRig, MediumUse } from './rig.ts';

/** What inputs are made from: media are brought to the service once per purpose and file. */
export interface Material {
  readonly rig: ConformanceRig;
  medium(use: MediumUse, which?: 0 | 1): Promise<MediumInput>;
}

const lookPauseMs = 5_000;
const mostLooks = 60;

export function createMaterial(rig: ConformanceRig): Material {
  const staged = new Map<string, Promise<MediumInput>>();
  return {
    rig,
    medium(use, which = 0) {
      const key = `${use}/${which}`;
      const known = staged.get(key) ?? stage(rig, use, which);
      staged.set(key, known);
      return known;
    },
  };
}

async function stage(rig: ConformanceRig, use: MediumUse, which: 0 | 1): Promise<MediumInput> {
  const options: CallOptions = {};
  const local = rig.medium(use, which);
  const staged = await rig.provider.stage(local, options);
  for (let look = 0; look < mostLooks; look += 1) {
    const [status] = await rig.provider.pollStaged([staged], options);
    if (status?.state === 'ready') return { kind: 'staged', staged, content: local.facts };
    if (status?.state === 'failed') throw status.error;
    await rig.pass(lookPauseMs);
  }
  throw new Error(`A ${use} was staged and never became ready.`);
}

export const sampleText = 'Hello and welcome. This is the second sentence of a test.';

const name = 'Mei';
const speech = { speed: 1, pitch: 1 } as const;

/** The plainest input of a kind: every option at the value that asks for nothing special. */
export async function baseInput(kind: TaskKind, material: Material): Promise<TaskInput> {
  const { rig } = material;
  const spoken = { kind: 'text', text: sampleText, voice: rig.voices[0], ...speech } as const;
  const film = { quality: 'basic', playback: 'forward', frames: 'sequential', volume: 100 } as const;
  switch (kind) {
    case 'clone-voice':
      return { kind, sample: await material.medium('voice-sample'), name, consent: await consentOf('voice', material) };
    case 'clone-avatar':
      return { kind, video: await material.medium('avatar-footage'), name, trainVoice: false, consent: await consentOf('face', material) };
    case 'tts':
      return { kind, voice: rig.voices[0], text: sampleText, ...speech, watermark: false };
    case 'lip-sync':
      return { kind, video: await material.medium('footage'), speech: spoken, ...film } satisfies LipSyncInput;
    case 'avatar-video':
      return {
        kind,
        ...avatarOf(rig, 0),
        speech: spoken,
        captions: false,
        transparent: false,
        watermark: false,
        ...film,
      } satisfies AvatarVideoInput;
    case 'authorize':
      return { kind, target: { kind: 'voice', id: (await clonesOf(rig)).voices[0] }, consent: await consentOf('voice', material) };
  }
}

async function consentOf(of: 'voice' | 'face', material: Material, which: 0 | 1 = 0): Promise<ConsentInput> {
  return {
    statement: `I am Mei Chen and I agree${which === 0 ? '' : ' again'}.`,
    recording: await material.medium(`${of}-consent`, which),
  };
}

async function clonesOf({ clones, voices, avatars }: ConformanceRig): Promise<{ voices: readonly [string, string]; avatar: string }> {
  return clones === undefined ? { voices, avatar: avatars[0].id } : clones();
}

function avatarOf(rig: ConformanceRig, which: 0 | 1): Pick<AvatarVideoInput, 'avatar' | 'figure'> {
  const { id, figure } = rig.avatars[which];
  return { avatar: id, ...(figure === undefined ? {} : { figure }) };
}

/** One option of a step, asked for differently. */
export interface Flip {
  /** The key of `with`. */
  readonly option: string;
  readonly change: (input: TaskInput, material: Material) => Promise<TaskInput> | TaskInput;
  /** It names a thing and does not change it: it enters no fingerprint. */
  readonly isLabel?: true;
}

const set = (option: string, fields: object, extra: Partial<Flip> = {}): Flip => ({
  option,
  // Only ever applied to inputs of the kind under which it is listed.
  change: (input) => ({ ...input, ...fields }) as TaskInput,
  ...extra,
});

const speechFlips: readonly Flip[] = [
  { option: 'text', change: (input) => withSpeech(input, { text: `${sampleText} A third.` }) },
  { option: 'voice', change: (input, { rig }) => withSpeech(input, { voice: rig.voices[1] }) },
  { option: 'speed', change: (input) => withSpeech(input, { speed: 1.25 }) },
  { option: 'pitch', change: (input) => withSpeech(input, { pitch: 1.2 }) },
  {
    option: 'audio',
    change: async (input, material) =>
      ({ ...input, speech: { kind: 'audio', audio: await material.medium('driving-audio') } }) as TaskInput,
  },
];

function withSpeech(input: TaskInput, fields: object): TaskInput {
  if (!('speech' in input) || input.speech.kind !== 'text') return input;
  return { ...input, speech: { ...input.speech, ...fields } };
}

const filmFlips: readonly Flip[] = [
  ...speechFlips,
  set('size', { size: { widthPx: 720, heightPx: 1280 } }),
  set('quality', { quality: 'high' }),
  set('playback', { playback: 'reverse' }),
  set('frames', { frames: 'random' }),
  set('volume', { volume: 60 }),
];

/** Every option of every kind of step. A new field of `TaskInput` belongs here, too. */
export const optionFlips: Readonly<Record<TaskKind, readonly Flip[]>> = {
  'clone-voice': [
    { option: 'sample', change: async (input, m) => ({ ...input, sample: await m.medium('voice-sample', 1) }) as TaskInput },
    set('name', { name: 'Mei the second' }, { isLabel: true }),
    set('language', { language: 'en' }),
    set('sex', { sex: 'female' }),
    { option: 'consent', change: async (input, m) => ({ ...input, consent: await consentOf('voice', m, 1) }) as TaskInput },
  ],
  'clone-avatar': [
    { option: 'video', change: async (input, m) => ({ ...input, video: await m.medium('avatar-footage', 1) }) as TaskInput },
    set('name', { name: 'Mei the second' }, { isLabel: true }),
    set('language', { language: 'en' }),
    set('voice', { trainVoice: true }),
    { option: 'consent', change: async (input, m) => ({ ...input, consent: await consentOf('face', m, 1) }) as TaskInput },
  ],
  tts: [
    set('text', { text: `${sampleText} A third.` }),
    { option: 'voice', change: (input, { rig }) => ({ ...input, voice: rig.voices[1] }) as TaskInput },
    set('speed', { speed: 1.25 }),
    set('pitch', { pitch: 1.2 }),
    set('watermark', { watermark: true }),
  ],
  'lip-sync': [
    { option: 'video', change: async (input, m) => ({ ...input, video: await m.medium('footage', 1) }) as TaskInput },
    ...filmFlips,
  ],
  'avatar-video': [
    { option: 'avatar', change: (input, { rig }) => ({ ...input, ...avatarOf(rig, 1) }) as TaskInput },
    { option: 'figure', change: (input, { rig }) => ({ ...input, figure: rig.otherFigure ?? 'another' }) as TaskInput },
    ...filmFlips,
    set('position', { position: { xPx: 20, yPx: 40, widthPx: 600, heightPx: 800 } }),
    set('background', { background: { kind: 'color', color: '#336699' } }),
    {
      option: 'background',
      change: async (input, m) => ({ ...input, background: { kind: 'image', image: await m.medium('background') } }) as TaskInput,
    },
    set('captions', { captions: true }),
    set('transparent', { transparent: true }),
    set('watermark', { watermark: true }),
    set('watermark', { watermark: 'bottom-left' }),
    set('language', { language: 'en' }),
  ],
  authorize: [
    {
      option: 'voice',
      change: async (input, { rig }) => ({ ...input, target: { kind: 'voice', id: (await clonesOf(rig)).voices[1] } }) as TaskInput,
    },
    {
      option: 'avatar',
      change: async (input, m) =>
        ({
          ...input,
          target: { kind: 'avatar', id: (await clonesOf(m.rig)).avatar },
          consent: await consentOf('face', m),
        }) as TaskInput,
    },
    { option: 'consent', change: async (input, m) => ({ ...input, consent: await consentOf('voice', m, 1) }) as TaskInput },
  ],
};
