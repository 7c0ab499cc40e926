import type { MediumFacts } from '@reelwright/provider';
import type { SpeechSource, StepOutput, StepWith } from '@reelwright/recipe';
import { spokenMs } from './estimates.ts';

/** What is known of sounds besides the step itself. */
export interface SpeechLengths {
  readonly media: ReadonlyMap<string, MediumFacts>;
  /** Of another step's sound, in ms; 0 where it is not known. */
  readonly upstreamMs: (output: StepOutput) => number;
}

/** The length of the sound that a step makes or follows, which the duration of its work follows in turn; 0 where there is none. */
export function speechSizeOf(step: StepWith, lengths: SpeechLengths): number {
  switch (step.uses) {
    case 'tts':
      return spokenMs(step.text.text);
    case 'lip-sync':
    case 'avatar-video':
      return followedMs(step.speech, lengths);
    default:
      return 0;
  }
}

function followedMs(speech: SpeechSource, { media, upstreamMs }: SpeechLengths): number {
  if (speech.type === 'text') return spokenMs(speech.text.text);
  const { audio } = speech;
  if (audio.type === 'file') return media.get(audio.path)?.durationMs ?? 0;
  return audio.type === 'step-output' ? upstreamMs(audio) : 0;
}
