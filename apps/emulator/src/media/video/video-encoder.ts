import type { EncodedPacket } from 'mediabunny';
import type { I420 } from '../drawing/i420.ts';

/** Turns pictures into H.264. Frames come in order; a frame may be overwritten as soon as `add` has come back. */
export interface FrameEncoder {
  add(frame: I420): Promise<void>;
  finish(): Promise<VideoTrack>;
  /** Frees what `finish` has not; may be called at any time. */
  close(): void;
}

export interface VideoTrack {
  readonly packets: readonly EncodedPacket[];
  readonly decoderConfig: VideoDecoderConfig;
}

export interface EncoderSettings {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
}

/** How all our pictures are meant (see `i420.ts`). */
export const colorSpace = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false } as const;

/** A film can be entered at every second second. */
export const keyFrameSeconds = 2;
