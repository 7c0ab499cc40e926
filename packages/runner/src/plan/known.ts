import type { Json } from '@reelwright/provider';
import type { StepUses } from '@reelwright/recipe';

/** One output of a finished step. Files are named by their content; they lie in the store. */
export type OutputValue =
  | { readonly kind: 'voice' | 'avatar'; readonly id: string }
  | {
      readonly kind: 'audio' | 'video' | 'image';
      readonly sha256: string;
      readonly sizeBytes: number;
      readonly extension: string;
      readonly durationMs?: number;
      readonly widthPx?: number;
      readonly heightPx?: number;
    }
  /** The blob holds the cues as JSON; `format` is what they become in `out/`. */
  | { readonly kind: 'captions'; readonly sha256: string; readonly sizeBytes: number; readonly format: 'srt' | 'vtt' }
  | { readonly kind: 'duration'; readonly durationMs: number };

/** What a finished step left behind, kept under its fingerprint. */
export interface StepResult {
  readonly fingerprint: string;
  readonly uses: StepUses;
  /** Provider id, or `local`. */
  readonly provider: string;
  readonly emulated: boolean;
  readonly outputs: Readonly<Record<string, OutputValue>>;
  /** The provider's id of the task that made it; absent for what was made on this machine. */
  readonly task?: string;
}

/** What the state knows of the newest task of a fingerprint. */
export interface KnownTask {
  readonly state: 'intent' | 'started' | 'succeeded' | 'failed';
  readonly task: string | undefined;
  /** Why it failed, for people. */
  readonly failure: string | undefined;
}

/** What a node was made of when it last ran, so that a plan can name the input that changed. */
export interface PreviousInputs {
  readonly fingerprint: string;
  readonly identity: Json;
}

/** What earlier runs left. A plan reads nothing else of the past. */
export interface KnownResults {
  /** Only results whose files are all there. */
  result(fingerprint: string): StepResult | undefined;
  task(fingerprint: string, account: string): KnownTask | undefined;
  previous(node: string, emulated: boolean): PreviousInputs | undefined;
  /**
   * Paid tasks that were started, or may have been, for a film (`<recipe>/<instance>`) that is not finished: an account that holds one
   * whose fingerprint the film still has is where the film stays. Absent where nothing is known of films.
   */
  begun?(film: string, emulated: boolean): readonly { readonly account: string; readonly fingerprint: string }[];
}
