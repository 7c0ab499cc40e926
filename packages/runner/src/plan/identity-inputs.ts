import { InternalError } from '@reelwright/errors';
import type { Json, MediumFacts } from '@reelwright/provider';
import type {
  AvatarSource,
  FrameSize,
  GrantedConsent,
  MediumSource,
  SpeechSource,
  StepInstance,
  StepOutput,
  StepWith,
  VoiceSource,
} from '@reelwright/recipe';
import { sha256Hex } from '../canonical-json.ts';
import type { OutputValue } from './known.ts';

/** Where inputs get what does not stand in the step itself. */
export interface InputContext {
  /** An upstream output, or undefined while it is not known. */
  readonly resolve: (output: StepOutput) => OutputValue | undefined;
  readonly media: ReadonlyMap<string, MediumFacts>;
}

/**
 * What a step is made of, by the names of its fields. What was not asked for is `null`, so that the same step has the same keys.
 *
 * @returns `undefined` while an upstream result is not known.
 */
export function inputsOf(step: StepInstance, context: InputContext): Readonly<Record<string, Json>> | undefined {
  const inputs = fieldsOf(step.with, context);
  if (step.granted !== undefined) Object.assign(inputs, consentOf(step.granted, context));
  for (const field of Object.keys(inputs)) if (inputs[field] === unknownYet) return undefined;
  return inputs as Record<string, Json>; // values that are `unknownYet` have been ruled out; what is left is JSON
}

const unknownYet = Symbol('not known before its upstream step has run');
type InputValue = Json | typeof unknownYet;

function fieldsOf(step: StepWith, context: InputContext): Record<string, InputValue> {
  switch (step.uses) {
    case 'clone-voice':
      return { sample: mediumOf(step.sample, context), language: step.language ?? null, sex: step.sex ?? null };
    case 'clone-avatar':
      return { video: mediumOf(step.video, context), language: step.language ?? null, voice: step.trainVoice };
    case 'tts':
      return {
        voice: idOf(step.voice, context),
        text: step.text.text,
        speed: step.speed,
        pitch: step.pitch,
        watermark: step.watermark,
      };
    case 'lip-sync':
      return { video: mediumOf(step.video, context), ...filmOf(step, context) };
    case 'avatar-video':
      return {
        avatar: idOf(step.avatar, context),
        figure: step.avatar.type === 'id' ? (step.avatar.figure ?? null) : null,
        ...filmOf(step, context),
        position: step.position === undefined ? null : { ...step.position },
        background: backgroundOf(step.background, context),
        captions: step.captions,
        transparent: step.transparent,
        watermark: step.watermark,
        language: step.language ?? null,
      };
    case 'authorize':
      return step.target.kind === 'voice' ? { voice: idOf(step.target.voice, context) } : { avatar: idOf(step.target.avatar, context) };
    case 'join':
      return { videos: videosOf(step.videos, context) };
    case 'captions':
      return {
        from: outputOf(step.from, context),
        format: step.format,
        maxLineLength: step.maxLineLength ?? null,
        maxLines: step.maxLines ?? null,
      };
  }
}

type Film = Extract<StepWith, { uses: 'lip-sync' | 'avatar-video' }>;

function filmOf({ speech, size, quality, volume, playback, frames }: Film, context: InputContext): Record<string, InputValue> {
  return { ...speechOf(speech, context), size: frameOf(size), quality, volume, playback, frames };
}

function frameOf(size: FrameSize | undefined): Json {
  return size === undefined ? null : `${size.widthPx}x${size.heightPx}`;
}

function speechOf(speech: SpeechSource, context: InputContext): Record<string, InputValue> {
  if (speech.type === 'audio') return { audio: mediumOf(speech.audio, context) };
  return { voice: idOf(speech.voice, context), text: speech.text.text, speed: speech.speed, pitch: speech.pitch };
}

function backgroundOf(background: Extract<StepWith, { uses: 'avatar-video' }>['background'], context: InputContext): InputValue {
  if (background === undefined) return null;
  return background.type === 'color' ? background.color.toLowerCase() : mediumOf(background.image, context);
}

/** Their order is what a join is. */
function videosOf(videos: readonly MediumSource[], context: InputContext): InputValue {
  const values = videos.map((video) => mediumOf(video, context));
  return values.some((value) => value === unknownYet) ? unknownYet : (values as Json[]); // none is left that is not JSON
}

/** The words and the recording that were granted; a name of a record says nothing of what it holds. */
function consentOf({ statement, recording }: GrantedConsent, context: InputContext): Record<string, InputValue> {
  return { statement, recording: mediumOf(recording, context) };
}

function idOf(source: VoiceSource | AvatarSource, context: InputContext): InputValue {
  if (source.type === 'id') return source.id;
  if (source.type === 'step-output') return outputOf(source, context);
  throw new InternalError(`The ${source.part} of "${source.member}" was not looked up before it was needed.`);
}

function mediumOf(source: MediumSource, context: InputContext): InputValue {
  if (source.type === 'step-output') return outputOf(source, context);
  if (source.type === 'url') return urlOf(source.url);
  const facts = context.media.get(source.path);
  if (facts === undefined) throw new InternalError(`${source.path} was not inspected before it was needed.`);
  return { sha256: facts.sha256 };
}

/** A query may be a signature, which belongs in no state file; its digest still tells one address from another. */
function urlOf(text: string): Json {
  const at = text.search(/[?#]/);
  return at < 0 ? { url: text } : { url: text.slice(0, at), query: sha256Hex(text.slice(at)) };
}

/** Equal bytes are the same input, whether a file or a step brought them. */
function outputOf(output: StepOutput, context: InputContext): InputValue {
  const value = context.resolve(output);
  if (value === undefined) return unknownYet;
  switch (value.kind) {
    case 'voice':
    case 'avatar':
      return value.id;
    case 'duration':
      return value.durationMs;
    default:
      return { sha256: value.sha256 };
  }
}
