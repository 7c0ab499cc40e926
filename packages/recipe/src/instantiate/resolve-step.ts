import type { SpeechSource, StepUses, StepWith } from '../recipe.ts';
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
    case 'clone-avatar':
      return cloneAvatar(making);
    case 'tts':
      return tts(making);
    case 'lip-sync':
      return lipSync(making);
    case 'avatar-video':
      return avatarVideo(making);
    case 'authorize':
      return authorize(making);
    case 'captions':
      return captions(making);
    case 'join':
      return join(making);
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

function cloneAvatar({ fields, read, defaultName }: StepMaking): StepWith | undefined {
  const video = read.medium(fields, 'video');
  return (
    video && {
      uses: 'clone-avatar',
      video,
      name: read.word(fields, 'name', defaultName),
      language: read.optionalWord(fields, 'language'),
      trainVoice: read.flag(fields, 'voice', false),
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

function speechOf(fields: ResolvedFields, read: StepReader): SpeechSource | undefined {
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

type AvatarVideo = Extract<StepWith, { readonly uses: 'avatar-video' }>;

function avatarVideo({ fields, read }: StepMaking): StepWith | undefined {
  const avatar = read.avatar(fields, 'avatar');
  const speech = speechOf(fields, read);
  const background = read.background(fields, 'background');
  if (avatar === undefined || speech === undefined || (fields.has('background') && background === undefined)) return undefined;
  return {
    uses: 'avatar-video',
    avatar,
    speech,
    size: sizeOf(read.optionalWord(fields, 'size')),
    position: positionOf(fields, read),
    background,
    captions: read.flag(fields, 'captions', false),
    quality: read.word(fields, 'quality', 'basic'),
    playback: read.word(fields, 'playback', 'forward'),
    frames: read.word(fields, 'frames', 'sequential'),
    transparent: read.flag(fields, 'transparent', false),
    // The schema has judged the word.
    watermark: read.optionalWord<Exclude<AvatarVideo['watermark'], boolean>>(fields, 'watermark') ?? read.flag(fields, 'watermark', false),
    volume: read.number(fields, 'volume', 100),
    language: read.optionalWord(fields, 'language'),
  };
}

function positionOf(fields: ResolvedFields, read: StepReader): AvatarVideo['position'] {
  const [xPx, yPx, widthPx, heightPx] = ['x', 'y', 'width', 'height'].map((key) => {
    const part = read.part(fields, 'position', key);
    return part?.type === 'scalar' && typeof part.value === 'number' ? part.value : undefined;
  });
  if (xPx === undefined || yPx === undefined || widthPx === undefined || heightPx === undefined) return undefined;
  return { xPx, yPx, widthPx, heightPx };
}

function authorize({ fields, read }: StepMaking): StepWith | undefined {
  const voice = fields.has('voice') ? read.voice(fields, 'voice') : undefined;
  const avatar = fields.has('avatar') ? read.avatar(fields, 'avatar') : undefined;
  const consent = read.sourcedWord(fields, 'consent');
  const target = voice ? ({ kind: 'voice', voice } as const) : avatar && ({ kind: 'avatar', avatar } as const);
  return target && consent && { uses: 'authorize', target, consent };
}

function join({ fields, read }: StepMaking): StepWith | undefined {
  const videos = read.media(fields, 'videos');
  return videos && { uses: 'join', videos };
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
