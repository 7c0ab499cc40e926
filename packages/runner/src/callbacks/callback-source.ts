import type { Json } from '@reelwright/provider';

/** Where providers may report that a task is done. A report is a hint to look now, and never believed. */
export interface CallbackSource {
  /**
   * The address of one start: nobody can guess it, and it is the same in every process that shares the state. From now on what is sent
   * there is handed on.
   *
   * @param start Names the start: account and label.
   */
  urlFor(start: string): string;
  /** Hands on what arrives, as it arrives; must answer at once. @returns lets go of the listener. */
  onHint(listener: HintListener): () => void;
}

export type HintListener = (arrived: ArrivedCallback) => HintAnswer | undefined;

export interface ArrivedCallback {
  /** As it was given to `urlFor`. */
  readonly start: string;
  /** The text that was sent, unread. */
  readonly body: string;
}

/** @see CallbackHint.answer */
export interface HintAnswer {
  readonly answer?: Json;
}
