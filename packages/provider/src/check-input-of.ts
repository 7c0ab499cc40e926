import type { CheckInput } from './provider.ts';
import type { ConsentInput, Json, MediumInput, MediumPurpose, SpeechInput, TaskInput } from './task.ts';

/**
 * A start as a plan would have checked it, so that an adapter can hold one set of rules against both: what was refused offline is
 * refused when it is sent, too.
 */
export function checkInputOf(input: TaskInput): CheckInput {
  const facts = factsOf(input);
  const vendor = 'vendor' in input && input.vendor !== undefined ? { vendor: input.vendor } : {};
  return { ...facts, options: { ...facts.options, ...vendor } };
}

function factsOf(input: TaskInput): CheckInput {
  switch (input.kind) {
    case 'clone-voice':
      return {
        kind: input.kind,
        name: input.name,
        ...given({ sex: input.sex }),
        media: [medium('sample', 'voice-sample', input.sample), ...recording(input.consent)],
        options: { ...given({ language: input.language }), ...statement(input.consent) },
      };
    case 'clone-avatar':
      return {
        kind: input.kind,
        name: input.name,
        media: [medium('video', 'avatar-footage', input.video), ...recording(input.consent)],
        options: { voice: input.trainVoice, ...given({ language: input.language }), ...statement(input.consent) },
      };
    case 'tts':
      return {
        kind: input.kind,
        text: input.text,
        speed: input.speed,
        pitch: input.pitch,
        media: [],
        options: { watermark: input.watermark },
      };
    case 'lip-sync': {
      const { media, ...spoken } = speechFacts(input.speech, 'driving-audio');
      return {
        kind: input.kind,
        ...spoken,
        volume: input.volume,
        ...given({ size: input.size }),
        media: [medium('video', 'footage', input.video), ...media],
        options: { quality: input.quality, playback: input.playback, frames: input.frames },
      };
    }
    case 'authorize':
      return { kind: input.kind, media: recording(input.consent), options: statement(input.consent) };
    case 'avatar-video': {
      const { media, ...spoken } = speechFacts(input.speech, 'avatar-audio');
      const { captions, quality, playback, frames, transparent, watermark, background, position } = input;
      const image = background?.kind === 'image' ? [medium('background', 'background', background.image)] : [];
      return {
        kind: input.kind,
        ...spoken,
        volume: input.volume,
        ...given({ size: input.size }),
        media: [...media, ...image],
        options: {
          avatar: input.avatar,
          ...{ captions, quality, playback, frames, transparent, watermark },
          ...given({ figure: input.figure, language: input.language }),
          ...(position === undefined ? {} : { position: { ...position } }),
          ...(background?.kind === 'color' ? { background: background.color } : {}),
        },
      };
    }
  }
}

function speechFacts(
  speech: SpeechInput,
  purpose: 'driving-audio' | 'avatar-audio',
): Pick<CheckInput, 'text' | 'speed' | 'pitch' | 'media'> {
  if (speech.kind === 'audio') return { media: [medium('audio', purpose, speech.audio)] };
  return { text: speech.text, speed: speech.speed, pitch: speech.pitch, media: [] };
}

function recording(consent: ConsentInput | undefined): CheckInput['media'] {
  return consent === undefined ? [] : [medium('consent', 'consent', consent.recording)];
}

function statement(consent: ConsentInput | undefined): Readonly<Record<string, Json>> {
  return consent === undefined ? {} : { consent: { statement: consent.statement } };
}

function medium(field: string, purpose: MediumPurpose, input: MediumInput): CheckInput['media'][number] {
  return input.kind === 'url' ? { field, purpose, url: input.url } : { field, purpose, facts: input.content };
}

/** The keys that have a value. */
function given<T extends Readonly<Record<string, unknown>>>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  // Leaving out undefined values is all that is done, which the type says.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
