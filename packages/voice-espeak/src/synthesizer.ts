// SPDX-License-Identifier: GPL-3.0-or-later
import createModule from '@echogarden/espeak-ng-emscripten';

export interface Utterance {
  readonly text: string;
  /** `en-us`, `cmn+f2`, … */
  readonly voice: string;
  readonly wordsPerMinute: number;
  /** 0 to 99; 50 is the voice's own. */
  readonly pitch: number;
}

export interface Speech {
  readonly sampleRate: number;
  readonly samples: Int16Array;
  /** Where in the text (UTF-16 units) a word begins, and when it is heard. */
  readonly words: readonly (readonly [offset: number, timeMs: number])[];
}

export interface Synthesizer {
  /**
   * What it says depends on what it has said before, since its noise goes on: for the same bytes take a new one.
   *
   * @throws {Error} When the voice does not exist.
   */
  say(utterance: Utterance): Speech;
}

/** Starts an eSpeak NG of its own, which takes about 60 ms. Every one begins with the same noise. */
export async function createSynthesizer(): Promise<Synthesizer> {
  const worker = await withStillClock(async () => {
    const { eSpeakNGWorker: Worker } = await createModule();
    return new Worker();
  });
  return {
    say({ text, voice, wordsPerMinute, pitch }) {
      worker.set_rate(wordsPerMinute);
      worker.set_pitch(pitch);
      worker.set_voice(voice, '', 0, 0, 0);
      const pieces: Int16Array[] = [];
      const words: [number, number][] = [];
      const offsets = codePointOffsets(text);
      worker.synthesize(text, (samples, events) => {
        if (samples !== null) pieces.push(samples);
        for (const event of events) {
          if (event.type === 'word') words.push([offsets[event.text_position - 1] ?? text.length, event.audio_position]);
        }
        return false;
      });
      const samples = joined(pieces);
      // Its own answer to an unknown voice is success, and no sound at all; even an empty text gives a little silence.
      if (samples.length === 0) throw new Error(`eSpeak NG has no voice "${voice}".`);
      return { sampleRate: worker.samplerate, samples, words };
    },
  };
}

/** eSpeak NG seeds its noise with the time of day when it starts. */
async function withStillClock<T>(start: () => Promise<T>): Promise<T> {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return await start();
  } finally {
    Date.now = now;
  }
}

/** eSpeak NG counts code points from 1; the offset of each in UTF-16 units. */
function codePointOffsets(text: string): number[] {
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  return offsets;
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const result = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}
