import { InternalError } from '@reelwright/errors';
import type { Json, MediumFacts } from '@reelwright/provider';
import type { MediumSource, StepInstance, StepOutput, StepWith, VoiceSource } from '@reelwright/recipe';
import { canonicalJson, sha256Hex } from '../canonical-json.ts';
import type { OutputValue } from './known.ts';

/** Raised when the same inputs would make something else on this machine. */
export const localKeyVersion = 1;

/**
 * Everything that decides what a step makes, and nothing else: no names, paths, comments or order. JSON-safe; the
 * fingerprint is its SHA-256, and a plan compares it with the previous one to say what changed.
 */
export type StepIdentity = {
  readonly format: 1;
  readonly kind: string;
  readonly provider: string;
  readonly keyVersion: number;
  readonly emulated: boolean;
  /** Only where the result is an id that means nothing in another account. */
  readonly account?: string;
  readonly inputs: { readonly [field: string]: Json };
};

/** What the identity takes from outside the step. */
export interface IdentityContext {
  readonly provider: string;
  readonly keyVersion: number;
  readonly emulated: boolean;
  readonly account: string;
  /** An upstream output, or undefined while it is not known. */
  readonly resolve: (output: StepOutput) => OutputValue | undefined;
  readonly media: ReadonlyMap<string, MediumFacts>;
}

/** @returns `undefined` while an upstream result is not known. */
export function identifyStep(step: StepInstance, context: IdentityContext): StepIdentity | undefined {
  const inputs = inputsOf(step.with, context);
  if (Object.values(inputs).includes(unknownYet)) return undefined;
  const vendor = step.vendor[context.provider];
  const identity: StepIdentity = {
    format: 1,
    kind: step.with.uses,
    provider: context.provider,
    keyVersion: context.keyVersion,
    emulated: context.emulated,
    ...(step.with.uses === 'clone-voice' ? { account: context.account } : {}),
    // Values that are `unknownYet` have been ruled out above; what is left is JSON.
    inputs: { ...(inputs as Record<string, Json>), ...(vendor === undefined ? {} : { vendor: vendor as Json }) },
  };
  return identity;
}

/** SHA-256, hex, over the canonical form. */
export function fingerprintOf(identity: StepIdentity): string {
  return sha256Hex(canonicalJson(identity));
}

const unknownYet = Symbol('not known before its upstream step has run');
type InputValue = Json | typeof unknownYet;

function inputsOf(step: StepWith, context: IdentityContext): Record<string, InputValue> {
  switch (step.uses) {
    case 'clone-voice':
      return { sample: mediumOf(step.sample, context), language: step.language ?? null, sex: step.sex ?? null };
    case 'tts':
      return {
        voice: voiceOf(step.voice, context),
        text: step.text.text,
        speed: step.speed,
        pitch: step.pitch,
        watermark: step.watermark,
      };
    case 'lip-sync':
      return {
        video: mediumOf(step.video, context),
        ...speechOf(step.speech, context),
        size: step.size === undefined ? null : `${step.size.widthPx}x${step.size.heightPx}`,
        quality: step.quality,
        volume: step.volume,
        playback: step.playback,
        frames: step.frames,
      };
    case 'captions':
      return {
        from: outputOf(step.from, context),
        format: step.format,
        maxLineLength: step.maxLineLength ?? null,
        maxLines: step.maxLines ?? null,
      };
  }
}

function speechOf(speech: Extract<StepWith, { uses: 'lip-sync' }>['speech'], context: IdentityContext): Record<string, InputValue> {
  if (speech.type === 'audio') return { audio: mediumOf(speech.audio, context) };
  return { voice: voiceOf(speech.voice, context), text: speech.text.text, speed: speech.speed, pitch: speech.pitch };
}

function voiceOf(voice: VoiceSource, context: IdentityContext): InputValue {
  return voice.type === 'id' ? voice.id : outputOf(voice, context);
}

function mediumOf(source: MediumSource, context: IdentityContext): InputValue {
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
function outputOf(output: StepOutput, context: IdentityContext): InputValue {
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
