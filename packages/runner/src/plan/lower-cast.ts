import type {
  AvatarSource,
  CastClone,
  CastMember,
  CastReference,
  Sourced,
  SpeechSource,
  StepInstance,
  StepOutput,
  StepWith,
  VoiceSource,
} from '@reelwright/recipe';
import type { StepFinding } from './check-step.ts';
import { judgeConsent } from './lower-consent.ts';
import type { Account, LoweringContext } from './lowering.ts';
import { sourcesOf } from './needed-outputs.ts';

/** A step without members of the cast, and the clones that it needs for it. */
export interface CastStep {
  readonly step: StepInstance;
  readonly clones: readonly StepInstance[];
  readonly findings: readonly StepFinding[];
}

export function usesCast(step: StepWith): boolean {
  for (const source of sourcesOf(step)) if (source.type === 'cast') return true;
  return false;
}

/**
 * Puts what an account has for the members of the cast in their place: the id of a binding, or the output of a clone.
 *
 * @param suffix Tells clones for this account from those of the instance's own; empty for the latter.
 */
export function lowerCast(step: StepInstance, account: Account, context: LoweringContext, suffix: string): CastStep {
  const clones: StepInstance[] = [];
  const findings: StepFinding[] = [];
  const bind = (reference: CastReference): Bound => {
    const bound = bindMember(reference, account, context, suffix);
    if (bound.clone !== undefined) clones.push({ ...bound.clone, provider: step.provider });
    findings.push(...bound.findings);
    return bound;
  };
  const fields = replaceCast(step.with, bind);
  const needs = [...new Set([...step.needs, ...clones.map(({ id }) => id)])];
  return { step: { ...step, with: fields, needs }, clones, findings };
}

/** What stands in the place of a member. */
interface Bound {
  readonly source: StepOutput | { readonly type: 'id'; readonly id: string; readonly figure: string | undefined };
  readonly clone?: StepInstance;
  readonly findings: readonly StepFinding[];
}

function bindMember(reference: CastReference, account: Account, context: LoweringContext, suffix: string): Bound {
  const { member: name, part, location } = reference;
  const member = context.project?.cast.get(name);
  const found = member?.[part];
  const binding = found?.bindings.get(account.name) ?? found?.bindings.get(account.provider.id);
  if (member !== undefined && binding !== undefined) {
    return { source: { type: 'id', id: binding.id, figure: binding.figure }, findings: judgeUse(member, reference, context) };
  }
  if (member === undefined || found?.clone === undefined) {
    // The plan has an error and will not run; the path itself stands for what is missing.
    return { source: { type: 'id', id: `cast.${name}.${part}`, figure: undefined }, findings: [unbound(reference, member, account)] };
  }
  const clone = cloneOf(member, found.clone, reference, suffix);
  return { source: { type: 'step-output', step: clone.id, output: part, kind: part, location }, clone, findings: [] };
}

/** The consent of a member covers every use of its voice and avatar, also of those that were cloned elsewhere. */
function judgeUse({ consent }: CastMember, { part, location }: CastReference, context: LoweringContext): readonly StepFinding[] {
  if (consent === undefined) return [];
  const { findings } = judgeConsent(consent.value, [part === 'voice' ? 'voice' : 'face'], context, location);
  return findings.map((finding) => ({ ...finding, field: part }));
}

function unbound({ member: name, part, location }: CastReference, member: CastMember | undefined, account: Account): StepFinding {
  const place = member?.[part]?.location ?? member?.location;
  const at = place === undefined ? 'the cast in reelwright.yaml' : `${place.file}:${place.line}`;
  return {
    severity: 'error',
    code: 'PLAN_CAST_UNBOUND',
    field: part,
    message: `"${name}" of the cast has no ${part} for ${account.name}.`,
    hint: `Add \`${account.name}:\` or \`clone:\` to it at ${at}.`,
    at: location,
  };
}

/** The step that makes what a member has no binding for. Findings of its medium stand in the project file, the rest where it is used. */
function cloneOf(
  { name, consent }: CastMember,
  clone: CastClone,
  { part, location }: CastReference,
  suffix: string,
): Omit<StepInstance, 'provider'> & { readonly provider: Sourced<string> | undefined } {
  const common = { name, language: clone.language, consent };
  const fields: StepWith =
    part === 'voice'
      ? { uses: 'clone-voice', sample: clone.medium, sex: clone.sex, ...common }
      : { uses: 'clone-avatar', video: clone.medium, trainVoice: false, ...common };
  return {
    id: `cast.${name}.${part}${suffix}`,
    with: fields,
    needs: [],
    provider: undefined,
    vendor: {},
    location,
    origin: { type: 'cast', member: name, part },
    fieldLocations: { [part === 'voice' ? 'sample' : 'video']: clone.location, consent: location },
  };
}

function replaceCast(step: StepWith, bind: (reference: CastReference) => Bound): StepWith {
  const voiceOf = (voice: VoiceSource): VoiceSource =>
    voice.type === 'cast' ? { ...bind(voice).source, location: voice.location } : voice;
  const avatarOf = (avatar: AvatarSource): AvatarSource =>
    avatar.type === 'cast' ? { ...bind(avatar).source, location: avatar.location } : avatar;
  const speechOf = (speech: SpeechSource): SpeechSource => (speech.type === 'text' ? { ...speech, voice: voiceOf(speech.voice) } : speech);
  switch (step.uses) {
    case 'tts':
      return { ...step, voice: voiceOf(step.voice) };
    case 'lip-sync':
      return { ...step, speech: speechOf(step.speech) };
    case 'avatar-video':
      return { ...step, avatar: avatarOf(step.avatar), speech: speechOf(step.speech) };
    case 'authorize': {
      const { target } = step;
      const bound = target.kind === 'voice' ? { ...target, voice: voiceOf(target.voice) } : { ...target, avatar: avatarOf(target.avatar) };
      return { ...step, target: bound };
    }
    default:
      return step;
  }
}
