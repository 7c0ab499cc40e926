/** Who speaks: the same seed and sample always sound the same. */
export interface SpeakingVoice {
  readonly seed: string;
  readonly sex: 'female' | 'male';
  readonly language: 'cn' | 'en';
  readonly samplePath?: string;
}

export type Cue = { readonly startMs: number; readonly endMs: number; readonly text: string };

export interface SpeakOrder {
  readonly text: string;
  readonly voice: SpeakingVoice;
  readonly speed: number;
  readonly pitch: number;
  readonly outPath: string;
}

/** A part of a picture; it may hang over its border. */
export type Box = { readonly leftPx: number; readonly topPx: number; readonly widthPx: number; readonly heightPx: number };

/** How much of somebody who is drawn is shown: at a desk, from head to toe, or in a round picture. */
export type FigureForm = 'sitting' | 'standing' | 'round';

/** A picture that is put together: a figure somewhere in front of a background. */
export interface Scene {
  readonly figure: Box & { readonly form: FigureForm };
  /** `#rrggbb`. Without it and an image the figure keeps its own room, and the rest is black. */
  readonly backgroundColor?: string;
  /** JPEG or PNG, stretched to its box. */
  readonly backgroundImage?: Box & { readonly path: string };
}

export interface Captions {
  readonly cues: readonly Cue[];
  /** The words stand in the middle of it, on as many lines as they need. */
  readonly box: Box;
  readonly fontSizePx: number;
  /** `#rrggbb`. */
  readonly color: string;
  readonly strokeColor: string;
  readonly strokePx: number;
}

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

export interface FilmOrder {
  readonly footagePath?: string;
  /** Who is drawn where there is no footage: equal names look the same. */
  readonly presenter?: string;
  readonly audioPath: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly playback: 'forward' | 'reverse';
  readonly frames: 'sequential' | 'random';
  readonly volume: number;
  readonly outPath: string;
  readonly coverPath: string;
  readonly label: string;
  /** Without it footage or presenter fill the frame. */
  readonly scene?: Scene;
  /** Words to be seen in the picture while they are spoken. */
  readonly captions?: Captions;
  /** Where the note stands that a machine made this. */
  readonly watermark?: Corner;
  /** The figure alone, on nothing: a WebM with an alpha channel. Scene backgrounds and captions are left out. */
  readonly transparent?: boolean;
  /** No sound track, though the mouth moves. */
  readonly silent?: boolean;
}

export interface Probe {
  readonly kind: 'audio' | 'video' | 'unknown';
  readonly durationMs: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly hasAudio: boolean;
  /** Of the sound, where it is known. */
  readonly sampleRate?: number;
  readonly channels?: number;
}

/** What makes the media that the emulated services hand out. */
export interface MediaStudio {
  speak(order: SpeakOrder): Promise<{ readonly durationMs: number; readonly cues: readonly Cue[] }>;
  film(order: FilmOrder): Promise<{ readonly durationMs: number }>;
  probe(path: string): Promise<Probe>;
  close(): Promise<void>;
}
