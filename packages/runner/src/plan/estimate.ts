import type { MediumFacts } from '@reelwright/provider';
import type { SpeechSource, StepInstance } from '@reelwright/recipe';
import type { StepResult } from './known.ts';
import type { Decision, NodeEstimate, Plan } from './plan.ts';

/** What a run would spend, at the most where `isExact` is false: lengths are guessed from texts, and what waits may turn out to be made. */
export type PlanEstimate = NodeEstimate;

export const nothing: NodeEstimate = { speechCharacters: 0, videoMs: 0, clones: 0, isExact: true };

/** What all nodes together would spend. Nodes that are reused, or at their provider already, spend nothing (more). */
export function estimatePlan(plan: Pick<Plan, 'nodes'>): PlanEstimate {
  let total = nothing;
  for (const { estimate } of plan.nodes) if (estimate !== undefined) total = sum(total, estimate);
  return total;
}

function sum(a: NodeEstimate, b: NodeEstimate): NodeEstimate {
  return {
    speechCharacters: a.speechCharacters + b.speechCharacters,
    videoMs: a.videoMs + b.videoMs,
    clones: a.clones + b.clones,
    isExact: a.isExact && b.isExact,
  };
}

/** How long something sounds. */
export interface Length {
  readonly ms: number;
  readonly isExact: boolean;
}

/** Lengths of the sounds that an instance's steps make, by step; filled in as its steps are looked at in their order. */
export type Lengths = Map<string, Length>;

export interface EstimateContext {
  readonly lengths: Lengths;
  readonly result: StepResult | undefined;
  readonly decision: Decision;
  /** Whether all that the step is made of is known, so that no other can turn out to be the same. */
  readonly isKnown: boolean;
  readonly media: ReadonlyMap<string, MediumFacts>;
}

/** @returns `undefined` where nothing is spent. */
export function estimateStep(step: StepInstance, context: EstimateContext): NodeEstimate | undefined {
  const length = lengthOf(step, context);
  if (length !== undefined) context.lengths.set(step.id, length);
  const { action } = context.decision;
  if (action !== 'run' && action !== 'run-if-changed') return undefined;
  const isExact = action === 'run' && context.isKnown;
  const { with: fields } = step;
  switch (fields.uses) {
    case 'clone-voice':
    case 'clone-avatar':
      return { ...nothing, clones: 1, isExact };
    case 'tts':
      return { ...nothing, speechCharacters: charactersIn(fields.text.text), isExact };
    case 'lip-sync':
    case 'avatar-video':
      return {
        ...nothing,
        speechCharacters: fields.speech.type === 'text' ? charactersIn(fields.speech.text.text) : 0,
        videoMs: length?.ms ?? 0,
        isExact: isExact && length?.isExact === true,
      };
    default:
      return undefined;
  }
}

function lengthOf({ with: fields }: StepInstance, context: EstimateContext): Length | undefined {
  const known = context.result === undefined ? undefined : lengthOfResult(context.result);
  if (known !== undefined) return known;
  switch (fields.uses) {
    case 'tts':
      return guess(fields.text.text, fields.speed);
    case 'lip-sync':
    case 'avatar-video':
      return lengthOfSpeech(fields.speech, context);
    default:
      return undefined;
  }
}

function lengthOfResult({ outputs }: StepResult): Length | undefined {
  for (const value of [outputs.audio, outputs.video, outputs.duration]) {
    if (value !== undefined && 'durationMs' in value && value.durationMs !== undefined) return { ms: value.durationMs, isExact: true };
  }
  return undefined;
}

function lengthOfSpeech(speech: SpeechSource, { lengths, media }: EstimateContext): Length | undefined {
  if (speech.type === 'text') return guess(speech.text.text, speech.speed);
  const { audio } = speech;
  if (audio.type === 'step-output') return lengths.get(audio.step);
  const ms = audio.type === 'file' ? media.get(audio.path)?.durationMs : undefined;
  return ms === undefined ? undefined : { ms, isExact: true };
}

/** About 4.7 wide characters or 15 others a second, at the voice's own pace. */
export function guess(text: string, speed: number): Length {
  let ms = 0;
  for (const character of text) ms += (character.codePointAt(0) ?? 0) >= 0x2e80 ? 1000 / 4.7 : 1000 / 15;
  return { ms: Math.round(ms / (speed > 0 ? speed : 1)), isExact: false };
}

/** Code points: what a person counts, nearly. */
export function charactersIn(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
