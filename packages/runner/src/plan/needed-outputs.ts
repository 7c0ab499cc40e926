import type { RecipeInstance, StepOutput, StepWith } from '@reelwright/recipe';

/** The outputs of other steps that a step reads. */
export function outputsReadBy(step: StepWith): readonly StepOutput[] {
  switch (step.uses) {
    case 'clone-voice':
      return [step.sample].filter(isStepOutput);
    case 'tts':
      return [step.voice].filter(isStepOutput);
    case 'lip-sync':
      return [step.video, step.speech.type === 'audio' ? step.speech.audio : step.speech.voice].filter(isStepOutput);
    case 'captions':
      return [step.from];
  }
}

/** Per step of an instance: the outputs that another step or the recipe itself asks for. A result without one of them is not enough. */
export function neededOutputs(instance: RecipeInstance): ReadonlyMap<string, ReadonlySet<string>> {
  const needed = new Map<string, Set<string>>(instance.steps.map((step) => [step.id, new Set()]));
  const read = instance.steps.flatMap((step) => outputsReadBy(step.with));
  for (const { step, output } of [...read, ...instance.outputs.map((output) => output.from)]) needed.get(step)?.add(output);
  return needed;
}

function isStepOutput(source: { readonly type: string }): source is StepOutput {
  return source.type === 'step-output';
}
