import type { MediumPurpose } from '@reelwright/provider';
import type { MediumSource, SpeechSource, StepInstance } from '@reelwright/recipe';

/** A medium that a step hands to whoever carries it out. */
export interface StepMedium {
  /** The key of `with`; of a list with its index: `videos.0`. */
  readonly field: string;
  readonly purpose: MediumPurpose;
  readonly source: MediumSource;
}

/** The media of a step, in the order in which they stand in its documentation; the recording of a granted consent comes last. */
export function mediaOfStep(step: StepInstance): readonly StepMedium[] {
  const media = mediaOfFields(step);
  if (step.granted === undefined) return media;
  return [...media, { field: 'consent', purpose: 'consent', source: step.granted.recording }];
}

function mediaOfFields({ with: fields }: StepInstance): readonly StepMedium[] {
  switch (fields.uses) {
    case 'clone-voice':
      return [{ field: 'sample', purpose: 'voice-sample', source: fields.sample }];
    case 'clone-avatar':
      return [{ field: 'video', purpose: 'avatar-footage', source: fields.video }];
    case 'lip-sync':
      return [{ field: 'video', purpose: 'footage', source: fields.video }, ...soundOf(fields.speech, 'driving-audio')];
    case 'avatar-video': {
      const { speech, background } = fields;
      const sound = soundOf(speech, 'avatar-audio');
      if (background?.type !== 'image') return sound;
      return [...sound, { field: 'background', purpose: 'background', source: background.image }];
    }
    case 'join':
      return fields.videos.map((source, index) => ({ field: `videos.${index}`, purpose: 'footage', source }));
    case 'tts':
    case 'authorize':
    case 'captions':
      return [];
  }
}

function soundOf(speech: SpeechSource, purpose: 'driving-audio' | 'avatar-audio'): readonly StepMedium[] {
  return speech.type === 'audio' ? [{ field: 'audio', purpose, source: speech.audio }] : [];
}
