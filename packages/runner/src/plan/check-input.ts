import { InternalError } from '@reelwright/errors';
import type { CheckInput, Json, MediumFacts } from '@reelwright/provider';
import type { SpeechSource, StepInstance, StepWith } from '@reelwright/recipe';
import { isLocal } from './local-provider.ts';
import { mediaOfStep, type StepMedium } from './step-media.ts';

/**
 * A step as far as it is known before it runs, in the form in which a provider judges it. `checkInputOf` of the provider package does
 * the same for a start.
 *
 * @param vendor The step's options for the account that is asked.
 */
export function checkInputOf(step: StepInstance, media: ReadonlyMap<string, MediumFacts>, vendor?: Json): CheckInput {
  const { uses } = step.with;
  if (isLocal(uses)) throw new InternalError(`No provider is asked about "${uses}".`);
  const { options, ...fields } = fieldsOf(step.with);
  const given = present(options);
  if (vendor !== undefined) given.vendor = vendor;
  if (step.granted !== undefined) given.consent = { statement: step.granted.statement };
  return { kind: uses, ...fields, media: mediaOfStep(step).map((medium) => knownOf(medium, media)), options: given };
}

type Fields = Omit<CheckInput, 'kind' | 'media' | 'options'> & { readonly options?: Readonly<Record<string, Json | undefined>> };

function fieldsOf(step: StepWith): Fields {
  switch (step.uses) {
    case 'clone-voice':
      return { name: step.name, ...(step.sex === undefined ? {} : { sex: step.sex }), options: { language: step.language } };
    case 'clone-avatar':
      return { name: step.name, options: { voice: step.trainVoice, language: step.language } };
    case 'tts':
      return { text: step.text.text, speed: step.speed, pitch: step.pitch, options: { watermark: step.watermark } };
    case 'lip-sync':
      return filmOf(step, {});
    case 'avatar-video': {
      const { captions, transparent, watermark, language, background, position, avatar } = step;
      return filmOf(step, {
        ...{ captions, transparent, watermark, language },
        ...(position === undefined ? {} : { position: { ...position } }),
        ...(background?.type === 'color' ? { background: background.color } : {}),
        ...(avatar.type === 'id' ? { avatar: avatar.id, figure: avatar.figure } : {}),
      });
    }
    case 'authorize':
    case 'captions':
    case 'join':
      return {};
  }
}

type Film = Extract<StepWith, { uses: 'lip-sync' | 'avatar-video' }>;

function filmOf({ size, speech, volume, quality, playback, frames }: Film, more: NonNullable<Fields['options']>): Fields {
  return { ...spokenOf(speech), volume, ...(size === undefined ? {} : { size }), options: { quality, playback, frames, ...more } };
}

function spokenOf(speech: SpeechSource): Fields {
  return speech.type === 'text' ? { text: speech.text.text, speed: speech.speed, pitch: speech.pitch } : {};
}

function knownOf({ field, purpose, source }: StepMedium, media: ReadonlyMap<string, MediumFacts>): CheckInput['media'][number] {
  if (source.type === 'url') return { field, purpose, url: source.url };
  const facts = source.type === 'file' ? media.get(source.path) : undefined;
  return { field, purpose, ...(facts === undefined ? {} : { facts }) };
}

function present(options: Fields['options'] = {}): Record<string, Json> {
  const given: Record<string, Json> = {};
  for (const name of Object.keys(options)) {
    const value = options[name];
    if (value !== undefined) given[name] = value;
  }
  return given;
}
