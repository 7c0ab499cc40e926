import type { RunEvent } from '@reelwright/runner';

/** A reader of the one event stream. */
export interface Reporter {
  event(event: RunEvent): void;
  /** A line for people that is no event: what Ctrl-C means now. */
  note(text: string): void;
  /** Leaves the terminal as it was; resolves when everything is drawn. */
  close(): Promise<void>;
}

/** How events are read: `now` is real time in ms; a run's own clock goes `speed` times as fast. */
export interface Pace {
  now(): number;
  readonly speed: number;
}
