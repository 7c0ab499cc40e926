import type { Sentence } from './sentences.ts';
import type { VoiceCharacter } from './voice-character.ts';

/** A sentence as sound. */
export interface SpokenSentence {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Where in the sentence (UTF-16 units) a word begins, and when it is heard. */
  readonly words: readonly (readonly [offset: number, timeMs: number])[];
}

/** Something that can speak: it gives the sentences in order. */
export type Speaker = (sentences: readonly Sentence[], character: VoiceCharacter) => AsyncIterable<SpokenSentence>;
