import { InternalError } from '@reelwright/errors';
import type { OutputKind, StepUses } from './recipe.ts';

/** How a key of `with` is read once references are resolved. Its shape is the schema's business. */
export interface FieldKind {
  readonly role:
    | 'medium'
    | 'media'
    | 'background'
    | 'voice'
    | 'avatar'
    | 'captions'
    | 'text'
    | 'position'
    | 'consent'
    | 'name'
    | 'plain'
    | 'vendor';
  /** The kind of output that may be wired to it; absent where none may. */
  readonly accepts?: OutputKind;
}

export interface StepKind {
  readonly fields: ReadonlyMap<string, FieldKind>;
  readonly outputs: ReadonlyMap<string, OutputKind>;
}

const medium = (accepts: OutputKind): FieldKind => ({ role: 'medium', accepts });
const voice: FieldKind = { role: 'voice', accepts: 'voice' };
const avatar: FieldKind = { role: 'avatar', accepts: 'avatar' };
const background: FieldKind = { role: 'background', accepts: 'image' };
const text: FieldKind = { role: 'text' };
const position: FieldKind = { role: 'position' };
const consent: FieldKind = { role: 'consent' };
const name: FieldKind = { role: 'name' };
const plain: FieldKind = { role: 'plain' };
const vendor: FieldKind = { role: 'vendor' };
const speech = { audio: medium('audio'), voice, text, speed: plain, pitch: plain };

const kinds: Readonly<Record<StepUses, { fields: Readonly<Record<string, FieldKind>>; outputs: Readonly<Record<string, OutputKind>> }>> = {
  'clone-voice': {
    fields: { sample: medium('audio'), name, language: plain, sex: plain, consent, vendor },
    outputs: { voice: 'voice' },
  },
  'clone-avatar': {
    fields: { video: medium('video'), name, language: plain, voice: plain, consent, vendor },
    outputs: { avatar: 'avatar', voice: 'voice' },
  },
  tts: {
    fields: { voice, text, speed: plain, pitch: plain, watermark: plain, vendor },
    outputs: { audio: 'audio', captions: 'captions', duration: 'duration' },
  },
  'lip-sync': {
    fields: {
      video: medium('video'),
      ...speech,
      size: plain,
      quality: plain,
      volume: plain,
      playback: plain,
      frames: plain,
      consent,
      vendor,
    },
    outputs: { video: 'video', cover: 'image', duration: 'duration' },
  },
  'avatar-video': {
    fields: {
      avatar,
      ...speech,
      size: plain,
      position,
      background,
      captions: plain,
      quality: plain,
      playback: plain,
      frames: plain,
      transparent: plain,
      watermark: plain,
      volume: plain,
      language: plain,
      vendor,
    },
    outputs: { video: 'video', cover: 'image', captions: 'captions', audio: 'audio', duration: 'duration' },
  },
  authorize: { fields: { voice, avatar, consent, vendor }, outputs: {} },
  captions: {
    fields: { from: { role: 'captions', accepts: 'captions' }, format: plain, maxLineLength: plain, maxLines: plain },
    outputs: { captions: 'captions' },
  },
  join: { fields: { videos: { role: 'media', accepts: 'video' } }, outputs: { video: 'video', duration: 'duration' } },
};

/** Every kind of step of this version: its keys in the order in which they are written canonically, and its outputs. */
export const stepKinds: ReadonlyMap<StepUses, StepKind> = new Map(
  Object.entries(kinds).map(([uses, { fields, outputs }]) => [
    uses as StepUses, // the keys of a record over StepUses
    { fields: new Map(Object.entries(fields)), outputs: new Map(Object.entries(outputs)) },
  ]),
);

/** Outputs that become files. */
export const fileKinds: ReadonlySet<OutputKind> = new Set(['audio', 'captions', 'video', 'image']);

export function isStepUses(word: unknown): word is StepUses {
  return typeof word === 'string' && stepKinds.has(word as StepUses);
}

export function stepKind(uses: StepUses): StepKind {
  const kind = stepKinds.get(uses);
  if (kind === undefined) throw new InternalError(`The kind of step ${uses} is not in the table.`);
  return kind;
}
