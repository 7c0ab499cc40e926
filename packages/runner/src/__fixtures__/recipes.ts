import { basename } from 'node:path';
import type { SourceLocation } from '@reelwright/errors';
import type { MediumSource, OutputKind, RecipeInstance, RecipeStep, StepInstance, StepOutput, StepWith, VoiceSource } from '@reelwright/recipe';

/** Places: every step stands on a line of its own, its keys on the lines below. */
let line = 0;
export function place(column = 3): SourceLocation {
  line += 1;
  return { file: 'film.reel.yaml', line, column };
}

export function output(step: string, name: string, kind: OutputKind): StepOutput {
  return { type: 'step-output', step, output: name, kind, location: place(12) };
}

export function step(id: string, uses: StepWith, more: Partial<StepInstance> = {}): StepInstance {
  const location = place();
  return { id, with: uses, needs: [], provider: undefined, vendor: {}, location, fieldLocations: {}, ...more };
}

export function cloneVoice(path: string, more: Partial<Extract<StepWith, { uses: 'clone-voice' }>> = {}): StepWith {
  const sample = { type: 'file', path, relativePath: 'mei.wav', location: place(15) } as const;
  return { uses: 'clone-voice', sample, name: 'mei', language: undefined, sex: undefined, consent: undefined, ...more };
}

export function tts(voice: VoiceSource, text: string, more: Partial<Extract<StepWith, { uses: 'tts' }>> = {}): StepWith {
  return { uses: 'tts', voice, text: { text, path: undefined, relativePath: undefined, location: place(13) }, speed: 1, pitch: 1, watermark: false, ...more };
}

export function lipSync(path: string, audio: StepOutput, more: Partial<Extract<StepWith, { uses: 'lip-sync' }>> = {}): StepWith {
  return {
    uses: 'lip-sync',
    video: { type: 'file', path, relativePath: 'desk.mp4', location: place(14) },
    speech: { type: 'audio', audio },
    size: undefined,
    quality: 'basic',
    volume: 100,
    playback: 'forward',
    frames: 'sequential',
    consent: undefined,
    ...more,
  };
}

export function captions(from: StepOutput, more: Partial<Extract<StepWith, { uses: 'captions' }>> = {}): StepWith {
  return { uses: 'captions', from, format: 'vtt', maxLineLength: undefined, maxLines: undefined, ...more };
}

/** Said once, heard and seen. */
export function consentBy(path: string, statement = 'I agree.'): Pick<StepInstance, 'granted'> {
  return { granted: { name: 'mei-2026', statement, recording: fileAt(path) } };
}

export function cloneAvatar(path: string, more: Partial<Extract<StepWith, { uses: 'clone-avatar' }>> = {}): StepWith {
  return { ...{ uses: 'clone-avatar', video: fileAt(path), name: 'mei', language: undefined, trainVoice: false, consent: undefined }, ...more };
}

type AvatarVideo = Extract<StepWith, { uses: 'avatar-video' }>;

/** An avatar says a text; with a sound in `speech` it follows that. */
export function avatarVideo(avatar: AvatarVideo['avatar'], speech: StepOutput | string, more: Partial<AvatarVideo> = {}): StepWith {
  const text = (words: string) => ({ text: words, path: undefined, relativePath: undefined, location: place(13) });
  const voice = { type: 'id', id: 'V', location: place() } as const;
  return {
    uses: 'avatar-video',
    avatar,
    speech: typeof speech === 'string' ? { type: 'text', voice, text: text(speech), speed: 1, pitch: 1 } : { type: 'audio', audio: speech },
    ...{ size: undefined, position: undefined, background: undefined, language: undefined },
    ...{ captions: false, transparent: false, watermark: false, volume: 100 },
    ...{ quality: 'basic', playback: 'forward', frames: 'sequential' },
    ...more,
  };
}

export function authorize(target: Extract<StepWith, { uses: 'authorize' }>['target']): StepWith {
  return { uses: 'authorize', target, consent: { value: 'mei-2026', location: place(14) } };
}

export function join(...videos: readonly MediumSource[]): StepWith {
  return { uses: 'join', videos };
}

export function fileAt(path: string): MediumSource {
  return { type: 'file', path, relativePath: basename(path), location: place(15) };
}

export interface InstanceFacts {
  readonly name?: string;
  readonly id?: string;
  readonly steps: readonly StepInstance[];
  readonly outputs?: Readonly<Record<string, StepOutput>>;
}

export function instanceOf({ name = 'film', id = 'default', steps, outputs = {} }: InstanceFacts): RecipeInstance {
  const declared = Object.entries(outputs).map(([output, from]) => ({ name: output, from }));
  return {
    recipe: {
      sound: true,
      name,
      file: `${name}.reel.yaml`,
      providers: [],
      inputs: new Map(),
      steps: new Map<string, RecipeStep>(),
      outputs: new Map(declared.map((one) => [one.name, { keyLocation: place(), value: { type: 'literal', value: one.name, location: place() } }])),
    },
    id,
    inputs: {},
    providers: [],
    steps,
    outputs: declared,
  };
}

export interface FilmFacts {
  readonly name?: string;
  readonly id?: string;
  readonly sample: string;
  readonly footage: string;
  readonly text?: string;
}

/** The whole path: a cloned voice speaks a text, a film follows it, its captions are wrapped. */
export function filmInstance({ name, id, sample, footage, text = 'Hello there.' }: FilmFacts): RecipeInstance {
  return instanceOf({
    ...(name === undefined ? {} : { name }),
    ...(id === undefined ? {} : { id }),
    steps: [
      step('voice', cloneVoice(sample)),
      step('speech', tts(output('voice', 'voice', 'voice'), text), { needs: ['voice'] }),
      step('film', lipSync(footage, output('speech', 'audio', 'audio')), { needs: ['speech'] }),
      step('lines', captions(output('speech', 'captions', 'captions'), { maxLineLength: 12 }), { needs: ['speech'] }),
    ],
    outputs: {
      video: output('film', 'video', 'video'),
      audio: output('speech', 'audio', 'audio'),
      captions: output('lines', 'captions', 'captions'),
    },
  });
}
