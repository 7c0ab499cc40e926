import type { StepUses, StepWith } from '../recipe.ts';
import type { ResolvedFields, StepReader } from './step-reader.ts';

/** What the parts of a step are made from. */
export interface StepMaking {
  readonly fields: ResolvedFields;
  readonly read: StepReader;
  /** Shown by the provider where the recipe names nothing. */
  readonly defaultName: string;
}

/**
 * The typed `with` of a step, with the defaults of the language. Undefined where a field that it needs has no usable value; all
 * fields are read before that is said, so that each tells what is wrong with it.
 */
export function resolveStepWith(uses: StepUses, making: StepMaking): StepWith | undefined {
  switch (uses) {
    case 'clone-voice':
      return cloneVoice(making);
    case 'tts':
      return tts(making);
    case 'lip-sync':
      return lipSync(making);
    case 'captions':
      return captions(making);
  }
}

function cloneVoice({ fields, read, defaultName }: StepMaking): StepWith | undefined {
  const sample = read.medium(fields, 'sample');
  return (
    sample && {
      uses: 'clone-voice',
      sample,
      name: read.word(fields, 'name', defaultName),
      language: read.optionalWord(fields, 'language'),
      sex: read.optionalWord(fields, 'sex'),
      consent: read.sourcedWord(fields, 'consent'),
    }
  );
}

function tts({ fields, read }: StepMaking): StepWith | undefined {
  const voice = read.voice(fields, 'voice');
  const text = read.spoken(fields, 'text');
  return (
    voice &&
    text && {
      uses: 'tts',
      voice,
      text,
      speed: read.number(fields, 'speed', 1),
      pitch: read.number(fields, 'pitch', 1),
      watermark: read.flag(fields, 'watermark', false),
    }
  );
}

type LipSync = Extract<StepWith, { readonly uses: 'lip-sync' }>;

function lipSync({ fields, read }: StepMaking): StepWith | undefined {
  const video = read.medium(fields, 'video');
  const speech = speechOf(fields, read);
  return (
    video &&
    speech && {
      uses: 'lip-sync',
      video,
      speech,
      size: sizeOf(read.optionalWord(fields, 'size')),
      quality: read.word(fields, 'quality', 'basic'),
      volume: read.number(fields, 'volume', 100),
      playback: read.word(fields, 'playback', 'forward'),
      frames: read.word(fields, 'frames', 'sequential'),
      consent: read.sourcedWord(fields, 'consent'),
    }
  );
}

function speechOf(fields: ResolvedFields, read: StepReader): LipSync['speech'] | undefined {
  if (fields.has('audio')) {
    const audio = read.medium(fields, 'audio');
    return audio && { type: 'audio', audio };
  }
  const voice = read.voice(fields, 'voice');
  const text = read.spoken(fields, 'text');
  return voice && text && { type: 'text', voice, text, speed: read.number(fields, 'speed', 1), pitch: read.number(fields, 'pitch', 1) };
}

function sizeOf(size: string | undefined): LipSync['size'] {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size ?? '') ?? [];
  return width === undefined || height === undefined ? undefined : { widthPx: Number(width), heightPx: Number(height) };
}

function captions({ fields, read }: StepMaking): StepWith | undefined {
  const from = read.output(fields, 'from');
  return (
    from && {
      uses: 'captions',
      from,
      format: read.word(fields, 'format', 'srt'),
      maxLineLength: read.optionalNumber(fields, 'maxLineLength'),
      maxLines: read.optionalNumber(fields, 'maxLines'),
    }
  );
}
