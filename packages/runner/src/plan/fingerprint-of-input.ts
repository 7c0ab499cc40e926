import type { MediumFacts, MediumInput, Provider, SpeechInput, TaskInput } from '@reelwright/provider';
import type { MediumSource, SpeechSource, SpokenText, StepInstance, StepWith } from '@reelwright/recipe';
import { fingerprintOf, identifyStep, makerOf } from './step-identity.ts';

/**
 * The fingerprint of the step that a start belongs to, had a plan made it: media by content or address, everything else by value, the
 * name not at all. With it the conformance kit proves that every option of a step decides whether it runs again.
 *
 * @param input Inputs of equal fingerprint are one task.
 * @param provider What of a provider enters a fingerprint.
 * @returns SHA-256, hex.
 */
export function fingerprintOfInput(input: TaskInput, provider: Pick<Provider, 'id' | 'keyVersion' | 'accountKey'>): string {
  const reading = new InputReader();
  const identity = identifyStep(reading.step(input, provider.id), {
    ...makerOf(provider.id, provider),
    emulated: false,
    media: reading.media,
    resolve: () => undefined,
  });
  // Nothing in a start is yet to be known.
  if (identity === undefined) throw new TypeError('A start names no outputs of steps.');
  return fingerprintOf(identity);
}

const location = { file: '', line: 1, column: 1 } as const;

/** Makes a start into a step again. A file stands under its own digest. */
class InputReader {
  readonly media = new Map<string, MediumFacts>();

  step(input: TaskInput, provider: string): StepInstance {
    const consent = 'consent' in input ? input.consent : undefined;
    const vendor = 'vendor' in input ? input.vendor : undefined;
    return {
      id: input.kind,
      with: this.#fields(input),
      ...{ needs: [], provider: undefined, location, fieldLocations: {} },
      vendor: vendor === undefined ? {} : { [provider]: vendor },
      ...(consent === undefined ? {} : { granted: { name: '', statement: consent.statement, recording: this.#medium(consent.recording) } }),
    };
  }

  #fields(input: TaskInput): StepWith {
    switch (input.kind) {
      case 'clone-voice': {
        const { kind: uses, name, language, sex } = input;
        return { uses, sample: this.#medium(input.sample), name, language, sex, consent: undefined };
      }
      case 'clone-avatar': {
        const { kind: uses, name, language, trainVoice } = input;
        return { uses, video: this.#medium(input.video), name, language, trainVoice, consent: undefined };
      }
      case 'tts': {
        const { kind: uses, speed, pitch, watermark } = input;
        return { uses, voice: { type: 'id', id: input.voice, location }, text: spoken(input.text), speed, pitch, watermark };
      }
      case 'lip-sync': {
        const { kind: uses, size, quality, volume, playback, frames } = input;
        const film = { size, quality, volume, playback, frames, speech: this.#speech(input.speech) };
        return { uses, video: this.#medium(input.video), ...film, consent: undefined };
      }
      case 'avatar-video':
        return this.#avatarVideo(input);
      case 'authorize': {
        const { kind, id } = input.target;
        const consent = { value: '', location };
        const target = { type: 'id', id, location } as const;
        return kind === 'voice'
          ? { uses: input.kind, target: { kind, voice: target }, consent }
          : { uses: input.kind, target: { kind, avatar: { ...target, figure: undefined } }, consent };
      }
    }
  }

  #avatarVideo(input: Extract<TaskInput, { kind: 'avatar-video' }>): StepWith {
    const { kind: uses, avatar: id, figure, position, background, size, language, captions, transparent, watermark } = input;
    const { quality, volume, playback, frames } = input;
    return {
      ...{ uses, size, position, language, captions, transparent, watermark, quality, volume, playback, frames },
      avatar: { type: 'id', id, figure, location },
      speech: this.#speech(input.speech),
      background:
        background === undefined
          ? undefined
          : background.kind === 'color'
            ? { type: 'color', color: background.color, location }
            : { type: 'image', image: this.#medium(background.image) },
    };
  }

  #speech(speech: SpeechInput): SpeechSource {
    if (speech.kind === 'audio') return { type: 'audio', audio: this.#medium(speech.audio) };
    const { speed, pitch } = speech;
    return { type: 'text', voice: { type: 'id', id: speech.voice, location }, text: spoken(speech.text), speed, pitch };
  }

  #medium(medium: MediumInput): MediumSource {
    if (medium.kind === 'url') return { type: 'url', url: medium.url, location };
    const { sha256 } = medium.content;
    this.media.set(sha256, medium.content);
    return { type: 'file', path: sha256, relativePath: sha256, location };
  }
}

function spoken(text: string): SpokenText {
  return { text, path: undefined, relativePath: undefined, location };
}
