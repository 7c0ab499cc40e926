import type { CaptionCue } from '@reelwright/provider';

/** What the runner has done to media on this machine. A parameter, so that tests need no real films. */
export interface MediaTools {
  /** @throws when the file cannot be read to its end. */
  probeMedia(path: string): Promise<ProbedMedia>;
  /**
   * Puts films one behind the other without encoding them again; `target` appears only when it is whole.
   *
   * @throws {ReelwrightError} `RUN_RESULT_INVALID` for a film that does not go with the others.
   */
  joinVideos(sources: readonly string[], target: string, options?: { readonly signal?: AbortSignal }): Promise<ProbedMedia>;
  renderSrt(cues: readonly CaptionCue[]): string;
  renderVtt(cues: readonly CaptionCue[]): string;
  wrapCues(cues: readonly CaptionCue[], rules: { readonly maxLineLength?: number; readonly maxLines?: number }): readonly CaptionCue[];
}

export interface ProbedMedia {
  readonly container: string;
  readonly extension: string;
  readonly durationMs: number;
  readonly video?: { readonly widthPx: number; readonly heightPx: number } | undefined;
  readonly audio?: object | undefined;
}

/** Loaded when the first medium is looked at: it costs a tenth of a second. */
export async function loadMediaTools(): Promise<MediaTools> {
  return await import('@reelwright/media');
}
