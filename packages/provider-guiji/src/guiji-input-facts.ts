import type { CheckInput, Json, LipSyncInput, MediumInput, MediumPurpose, SpeechInput, TaskInput } from '@reelwright/provider';

/** What Guiji has a call for. */
export type NativeInput = Exclude<TaskInput, LipSyncInput>;

/** A start seen as what a plan would have checked, so that one set of rules serves both. */
export function factsOf(input: NativeInput): CheckInput {
  switch (input.kind) {
    case 'clone-voice':
      return {
        kind: input.kind,
        name: input.name,
        media: [medium('sample', 'voice-sample', input.sample), ...recording(input.consent)],
        options: { ...given('language', input.language), ...statement(input.consent) },
      };
    case 'clone-avatar':
      return {
        kind: input.kind,
        name: input.name,
        media: [medium('video', 'avatar-footage', input.video), ...recording(input.consent)],
        options: { voice: input.trainVoice, ...given('language', input.language), ...statement(input.consent) },
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
    case 'authorize':
      return { kind: input.kind, media: recording(input.consent), options: statement(input.consent) };
    case 'avatar-video':
      return {
        kind: input.kind,
        ...speechFacts(input.speech),
        volume: input.volume,
        ...given('size', input.size),
        options: {
          captions: input.captions,
          quality: input.quality,
          frames: input.frames,
          transparent: input.transparent,
          watermark: input.watermark,
          ...given('figure', input.figure),
          ...given('language', input.language),
          ...(input.position === undefined ? {} : { position: { ...input.position } }),
          ...(input.background === undefined ? {} : { background: input.background.kind }),
        },
      };
  }
}

function speechFacts(speech: SpeechInput): Pick<CheckInput, 'text' | 'speed' | 'pitch' | 'media'> {
  if (speech.kind === 'audio') return { media: [medium('audio', 'driving-audio', speech.audio)] };
  return { text: speech.text, speed: speech.speed, pitch: speech.pitch, media: [] };
}

type Consent = { readonly statement: string; readonly recording: MediumInput } | undefined;

function recording(consent: Consent): CheckInput['media'] {
  return consent === undefined ? [] : [medium('consent', 'consent', consent.recording)];
}

function statement(consent: Consent): Readonly<Record<string, Json>> {
  return consent === undefined ? {} : { consent: { statement: consent.statement } };
}

function medium(field: string, purpose: MediumPurpose, input: MediumInput): CheckInput['media'][number] {
  if (input.kind === 'url') return { field, purpose, url: input.url };
  return { field, purpose, facts: input.content, ...given('url', input.staged.url) };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  // Either empty, or exactly the one key with its value.
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
