import { InternalError } from '@reelwright/errors';
import type { AuthorizeInput, AvatarVideoInput, ConsentInput, Json, MediumInput, SpeechInput, TaskInput } from '@reelwright/provider';
import type { SpeechSource, StepWith } from '@reelwright/recipe';
import type { PlanNode } from '../plan/plan.ts';
import { vendorOptions } from '../plan/vendor-options.ts';
import { avatarOf, voiceIdOf } from './resolve-output.ts';
import type { RunContext } from './run-context.ts';

/** What a step is filled in with. */
export interface InputParts {
  readonly node: PlanNode;
  /** Id of the adapter behind the node's account. */
  readonly adapter: string;
  /** Media as the provider reads them, by field. */
  readonly media: ReadonlyMap<string, MediumInput>;
  readonly context: Pick<RunContext, 'results'>;
}

/** Everything that one start needs, with upstream results and staged media filled in. */
export function taskInputOf(parts: InputParts): TaskInput {
  const step = parts.node.step.with;
  const common = vendorFor(parts);
  switch (step.uses) {
    case 'clone-voice': {
      const { name, language, sex } = step;
      return { kind: 'clone-voice', sample: medium(parts, 'sample'), name, ...present({ language, sex }), ...consentFor(parts), ...common };
    }
    case 'clone-avatar': {
      const { name, language, trainVoice } = step;
      const video = medium(parts, 'video');
      return { kind: 'clone-avatar', video, name, trainVoice, ...present({ language }), ...consentFor(parts), ...common };
    }
    case 'tts': {
      const { text, speed, pitch, watermark } = step;
      const voice = voiceIdOf(parts.node, step.voice, parts.context);
      return { kind: 'tts', voice, text: text.text, speed, pitch, watermark, ...common };
    }
    case 'lip-sync': {
      const { quality, playback, frames, volume, size } = step;
      const speech = speechOf(step.speech, parts);
      return {
        kind: 'lip-sync',
        video: medium(parts, 'video'),
        speech,
        ...present({ size }),
        quality,
        playback,
        frames,
        volume,
        ...common,
      };
    }
    case 'avatar-video':
      return { ...avatarVideoOf(step, parts), ...common };
    case 'authorize':
      return authorizationOf(step, parts);
    case 'captions':
    case 'join':
      throw new InternalError(`A ${step.uses} step is made on this machine.`);
  }
}

function avatarVideoOf(step: Extract<StepWith, { uses: 'avatar-video' }>, parts: InputParts): AvatarVideoInput {
  const { size, position, captions, quality, playback, frames, transparent, watermark, volume, language } = step;
  return {
    kind: 'avatar-video',
    ...avatarOf(parts.node, step.avatar, parts.context),
    speech: speechOf(step.speech, parts),
    ...present({ size, position, language, background: backgroundOf(step.background, parts) }),
    ...{ captions, quality, playback, frames, transparent, watermark, volume },
  };
}

function backgroundOf(
  background: Extract<StepWith, { uses: 'avatar-video' }>['background'],
  parts: InputParts,
): AvatarVideoInput['background'] {
  if (background === undefined) return undefined;
  if (background.type === 'color') return { kind: 'color', color: background.color };
  return { kind: 'image', image: medium(parts, 'background') };
}

function authorizationOf({ target }: Extract<StepWith, { uses: 'authorize' }>, parts: InputParts): AuthorizeInput {
  const { node, context } = parts;
  const id = target.kind === 'voice' ? voiceIdOf(node, target.voice, context) : avatarOf(node, target.avatar, context).avatar;
  const { consent } = consentFor(parts);
  if (consent === undefined) throw new InternalError(`"${node.id}" authorizes without a consent.`);
  return { kind: 'authorize', target: { kind: target.kind, id }, consent };
}

function speechOf(speech: SpeechSource, parts: InputParts): SpeechInput {
  if (speech.type === 'audio') return { kind: 'audio', audio: medium(parts, 'audio') };
  const { text, speed, pitch } = speech;
  return { kind: 'text', text: text.text, voice: voiceIdOf(parts.node, speech.voice, parts.context), speed, pitch };
}

function consentFor(parts: InputParts): { readonly consent?: ConsentInput } {
  const { granted } = parts.node.step;
  return granted === undefined ? {} : { consent: { statement: granted.statement, recording: medium(parts, 'consent') } };
}

function vendorFor({ node, adapter }: InputParts): { readonly vendor?: Json } {
  const vendor = vendorOptions(node.step, node.provider, adapter);
  return vendor === undefined ? {} : { vendor };
}

function medium({ media }: InputParts, field: string): MediumInput {
  const input = media.get(field);
  if (input === undefined) throw new InternalError(`The medium "${field}" was not brought to the provider.`);
  return input;
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the keys that were not asked for. */
function present<T extends object>(fields: T): Present<T> {
  // What is left out is exactly what the type makes optional.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
