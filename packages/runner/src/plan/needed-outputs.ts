import type { SourceLocation } from '@reelwright/errors';
import type { AvatarSource, MediumSource, RecipeInstance, SpeechSource, StepOutput, StepWith, VoiceSource } from '@reelwright/recipe';

/** The outputs of other steps that a step reads. */
export function outputsReadBy(step: StepWith): readonly StepOutput[] {
  return sourcesOf(step).filter((source) => source.type === 'step-output');
}

type Source = MediumSource | VoiceSource | AvatarSource;

/** Whatever a step is made from that may be of another's making. */
export function sourcesOf(step: StepWith): readonly Source[] {
  switch (step.uses) {
    case 'clone-voice':
      return [step.sample];
    case 'clone-avatar':
      return [step.video];
    case 'tts':
      return [step.voice];
    case 'lip-sync':
      return [step.video, spokenBy(step.speech)];
    case 'avatar-video': {
      const { avatar, speech, background } = step;
      return background?.type === 'image' ? [avatar, spokenBy(speech), background.image] : [avatar, spokenBy(speech)];
    }
    case 'authorize':
      return [step.target.kind === 'voice' ? step.target.voice : step.target.avatar];
    case 'join':
      return step.videos;
    case 'captions':
      return [step.from];
  }
}

function spokenBy(speech: SpeechSource): MediumSource | VoiceSource {
  return speech.type === 'audio' ? speech.audio : speech.voice;
}

/** Per step of an instance: the outputs that another step or the recipe itself asks for. A result without one of them is not enough. */
export function neededOutputs(instance: RecipeInstance): ReadonlyMap<string, ReadonlySet<string>> {
  const needed = new Map<string, Set<string>>();
  const need = ({ step, output }: StepOutput) => {
    const outputs = needed.get(step);
    if (outputs === undefined) needed.set(step, new Set([output]));
    else outputs.add(output);
  };
  for (const step of instance.steps) for (const source of sourcesOf(step.with)) if (source.type === 'step-output') need(source);
  for (const { from } of instance.outputs) need(from);
  return needed;
}

/** Where the outputs of each step are read first: by step, by output. Found out when it is first asked for. */
export function readersIn(instance: RecipeInstance): (step: string) => ReadonlyMap<string, SourceLocation> {
  let readers: Map<string, Map<string, SourceLocation>> | undefined;
  return (step) => {
    readers ??= allReaders(instance);
    return readers.get(step) ?? new Map();
  };
}

function allReaders(instance: RecipeInstance): Map<string, Map<string, SourceLocation>> {
  const readers = new Map<string, Map<string, SourceLocation>>();
  const note = ({ step, output, location }: StepOutput) => {
    const places = readers.get(step);
    if (places === undefined) readers.set(step, new Map([[output, location]]));
    else if (!places.has(output)) places.set(output, location);
  };
  for (const step of instance.steps) for (const source of sourcesOf(step.with)) if (source.type === 'step-output') note(source);
  for (const { from } of instance.outputs) note(from);
  return readers;
}
