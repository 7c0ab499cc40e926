import type { Clock } from '@reelwright/clock';

/** A clock whose time somebody can move forward. */
export interface MovableClock extends Clock {
  advance(durationMs: number): Promise<void>;
}

/**
 * Lets the emulator's time leap on any clock. One that can be advanced is; another goes on as it does, and the
 * emulator is ahead of it from then on. Whoever sleeps wakes when the leap has taken him past his time.
 */
export function createMovableClock(base: Clock): MovableClock {
  if (isMovable(base)) return base;
  const sleepers = new Set<AbortController>();
  let aheadMs = 0;
  const monotonic = () => base.monotonic() + aheadMs;

  const sleepUntilLeap = async (durationMs: number, signal: AbortSignal | undefined) => {
    const leap = new AbortController();
    sleepers.add(leap);
    try {
      await base.sleep(durationMs, signal ? AbortSignal.any([signal, leap.signal]) : leap.signal);
    } catch (error) {
      if (signal?.aborted || !leap.signal.aborted) throw error;
    } finally {
      sleepers.delete(leap);
    }
  };

  return {
    now: () => base.now() + aheadMs,
    monotonic,
    hold: () => base.hold(),
    async sleep(durationMs, signal) {
      const dueMs = monotonic() + durationMs;
      for (let rest = durationMs; rest > 0; rest = dueMs - monotonic()) await sleepUntilLeap(rest, signal);
      signal?.throwIfAborted();
    },
    async advance(durationMs) {
      aheadMs += durationMs;
      for (const sleeper of sleepers) sleeper.abort();
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

function isMovable(clock: Clock): clock is MovableClock {
  return 'advance' in clock && typeof clock.advance === 'function';
}
