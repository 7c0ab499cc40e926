import { InternalError } from '@reelwright/errors';
import type { AvatarSource, StepOutput, VoiceSource } from '@reelwright/recipe';
import type { OutputValue, StepResult } from '../plan/known.ts';
import type { PlanNode } from '../plan/plan.ts';
import type { RunContext } from './run-context.ts';

type Results = Pick<RunContext, 'results'>;

/** The result of the step that an output belongs to; undefined while it is not done. */
export function upstreamResult(node: PlanNode, { step }: StepOutput, { results }: Results): StepResult | undefined {
  return results.get(`${node.recipe}/${node.instance}/${step}`);
}

/** An upstream output of a node; undefined when its step is not done or did not leave it. */
export function upstreamOutput(node: PlanNode, output: StepOutput, context: Results): OutputValue | undefined {
  const result = upstreamResult(node, output, context);
  return result !== undefined && Object.hasOwn(result.outputs, output.output) ? result.outputs[output.output] : undefined;
}

/** The provider's own id of the voice that a node speaks with. */
export function voiceIdOf(node: PlanNode, voice: VoiceSource, context: Results): string {
  return voice.type === 'id' ? voice.id : idOf(node, voice, 'voice', context);
}

/** The provider's own id of the avatar that a node shows, and which of its figures. */
export function avatarOf(node: PlanNode, avatar: AvatarSource, context: Results): { readonly avatar: string; readonly figure?: string } {
  if (avatar.type !== 'id') return { avatar: idOf(node, avatar, 'avatar', context) };
  return { avatar: avatar.id, ...(avatar.figure === undefined ? {} : { figure: avatar.figure }) };
}

function idOf(
  node: PlanNode,
  source: Exclude<VoiceSource | AvatarSource, { type: 'id' }>,
  kind: 'voice' | 'avatar',
  context: Results,
): string {
  if (source.type === 'cast') throw new InternalError(`The ${kind} of "${source.member}" in "${node.id}" was not looked up by the plan.`);
  const value = upstreamOutput(node, source, context);
  if (value?.kind !== kind) throw new InternalError(`"${source.step}" left no ${kind}.`);
  return value.id;
}
