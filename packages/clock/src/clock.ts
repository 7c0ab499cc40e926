/**
 * Time as everything that waits sees it. Runner, token lease and emulator take one as a parameter, so that a test can
 * move it and `reel run --emulate` can run it faster than the wall.
 */
export interface Clock {
  /** Wall time, milliseconds since 1970. Only to show and to compare with expiry times that a service tells. */
  now(): number;
  /** Milliseconds on a clock that never jumps. For durations, rate windows and deadlines. */
  monotonic(): number;
  /** Resolves after `durationMs` on this clock. @throws the signal's reason, at once, when it is aborted. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /**
   * Says that work is under way which this clock must not run past (a request in flight, a film being drawn).
   * A clock that jumps or runs fast stands still until every hold is released; the wall clock takes no notice.
   *
   * @returns The release; calling it again does nothing.
   */
  hold(): () => void;
}
