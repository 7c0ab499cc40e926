import type { MediumPurpose } from '@reelwright/provider';
import type { MediumSource, RecipeInstance, StepWith } from '@reelwright/recipe';

/** A medium that a step hands to its provider. */
export interface StepMedium {
  /** The key of `with`. */
  readonly field: string;
  readonly purpose: MediumPurpose;
  readonly source: MediumSource;
}

/** The media of a step, in the order in which they stand in its documentation. */
export function mediaOfStep(step: StepWith): readonly StepMedium[] {
  switch (step.uses) {
    case 'clone-voice':
      return [{ field: 'sample', purpose: 'voice-sample', source: step.sample }];
    case 'lip-sync': {
      const video: StepMedium = { field: 'video', purpose: 'footage', source: step.video };
      return step.speech.type === 'audio' ? [video, { field: 'audio', purpose: 'driving-audio', source: step.speech.audio }] : [video];
    }
    case 'tts':
    case 'captions':
      return [];
  }
}

/** Absolute paths of all local media that the instances name, without repeats: what `inspectMedia` has to look at before a plan. */
export function mediaPaths(instances: readonly RecipeInstance[]): string[] {
  const paths = new Set<string>();
  for (const instance of instances) {
    for (const step of instance.steps) {
      for (const { source } of mediaOfStep(step.with)) if (source.type === 'file') paths.add(source.path);
    }
  }
  return [...paths];
}
