import { InternalError } from '@reelwright/errors';
import type { StepOutput, VoiceSource } from '@reelwright/recipe';
import type { OutputValue } from '../plan/known.ts';
import type { PlanNode } from '../plan/plan.ts';
import type { RunContext } from './run-context.ts';

/** An upstream output of a node; undefined when its step is not done or did not leave it. */
export function upstreamOutput(
  node: PlanNode,
  { step, output }: StepOutput,
  { results }: Pick<RunContext, 'results'>,
): OutputValue | undefined {
  const result = results.get(`${node.recipe}/${node.instance}/${step}`);
  return result !== undefined && Object.hasOwn(result.outputs, output) ? result.outputs[output] : undefined;
}

/** The provider's own id of the voice that a node speaks with. */
export function voiceIdOf(node: PlanNode, voice: VoiceSource, context: Pick<RunContext, 'results'>): string {
  if (voice.type === 'id') return voice.id;
  const value = upstreamOutput(node, voice, context);
  if (value?.kind !== 'voice') throw new InternalError(`"${voice.step}" left no voice.`);
  return value.id;
}
