// SPDX-License-Identifier: GPL-3.0-or-later
/** What is used of the package, which ships without types. */
declare module '@echogarden/espeak-ng-emscripten' {
  interface SpeechEvent {
    readonly type: 'sentence' | 'word' | 'mark' | 'play' | 'end' | 'msg_terminated' | 'phoneme' | 'samplerate';
    /** 1-based, in code points. */
    readonly text_position: number;
    /** Milliseconds from the beginning. */
    readonly audio_position: number;
  }
  interface Worker {
    readonly samplerate: number;
    set_rate(wordsPerMinute: number): void;
    set_pitch(pitch: number): void;
    set_voice(name: string, language: string, gender: number, age: number, variant: number): void;
    /** The callback may ask to stop by returning true. */
    synthesize(text: string, callback: (samples: Int16Array | null, events: readonly SpeechEvent[]) => boolean): void;
  }
  // biome-ignore lint/style/noDefaultExport: the package's own form
  export default function createModule(): Promise<{ readonly eSpeakNGWorker: new () => Worker }>;
}
