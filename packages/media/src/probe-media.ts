import { probeHead } from './probe-head.ts';
import { runInThread } from './thread/run-in-thread.ts';

/** What a media file turned out to be. Lengths in milliseconds, sizes in pixels as displayed. */
export interface MediaFacts {
  /** `mp4`, `mov`, `webm`, `wav`, `mp3`, `m4a`, `ogg`, `flac`, `jpeg`, `png`. */
  readonly container: string;
  /** What a file of this kind is called, without the dot: `jpg` for JPEG, `m4a` for an MP4 that only sounds. */
  readonly extension: string;
  /** 0 for a picture. */
  readonly durationMs: number;
  readonly video?: { readonly codec: string; readonly widthPx: number; readonly heightPx: number; readonly framesPerSecond: number };
  readonly audio?: { readonly codec: string; readonly sampleRate: number; readonly channels: number };
}

/**
 * Looks into a file by its content; the name counts for nothing. The file is read to its last packet, so that one which
 * was cut short does not pass for whole.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID` when it is no medium that is known here, or not whole.
 */
export async function probeMedia(path: string): Promise<MediaFacts> {
  return (await probeHead(path)) ?? (await runInThread({ kind: 'probe', path }));
}
