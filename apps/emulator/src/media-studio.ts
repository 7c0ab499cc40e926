/** Who speaks: the same seed and sample always sound the same. */
export interface SpeakingVoice {
  readonly seed: string;
  readonly sex: 'female' | 'male';
  readonly language: 'cn' | 'en';
  readonly samplePath?: string;
}

export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

export interface SpeakOrder {
  readonly text: string;
  readonly voice: SpeakingVoice;
  readonly speed: number;
  readonly pitch: number;
  readonly outPath: string;
}

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
}

export interface Probe {
  readonly kind: 'audio' | 'video' | 'unknown';
  readonly durationMs: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly hasAudio: boolean;
}

/** What makes the media that the emulated services hand out. */
export interface MediaStudio {
  speak(order: SpeakOrder): Promise<{ readonly durationMs: number; readonly cues: readonly Cue[] }>;
  film(order: FilmOrder): Promise<{ readonly durationMs: number }>;
  probe(path: string): Promise<Probe>;
  close(): Promise<void>;
}
