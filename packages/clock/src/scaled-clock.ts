import type { Clock } from './clock.ts';
import { Sleepers } from './sleepers.ts';

export interface ScaledClockSettings {
  /** Milliseconds of this clock per millisecond of the wall; above 0. */
  readonly speed: number;
  /** Wall time at the start, ms since 1970. Default: now. */
  readonly startMs?: number;
  /**
   * Whether the clock stands still while it is held. Default: true. False where another process goes by a clock of the same
   * speed: two clocks that stand still at different times would drift apart.
   */
  readonly heedsHolds?: boolean;
}

/**
 * A wall clock that runs `speed` times as fast and stands still while anyone holds it. For `reel run --emulate`:
 * a provider's minutes pass in seconds, and drawing a film on a slow machine eats no deadline.
 */
export function createScaledClock({ speed, startMs = Date.now(), heedsHolds = true }: ScaledClockSettings): Clock {
  const sleepers = new Sleepers();
  let holds = 0;
  let elapsedMs = 0;
  let countedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;

  const count = () => {
    const wall = performance.now();
    if (holds === 0) elapsedMs += (wall - countedAt) * speed;
    countedAt = wall;
    return elapsedMs;
  };
  const schedule = () => {
    clearTimeout(timer);
    const due = sleepers.earliestDueMs;
    if (due === undefined || holds > 0) return;
    timer = setTimeout(
      () => {
        sleepers.wakeDue(count());
        schedule();
      },
      Math.max(0, (due - count()) / speed),
    );
  };

  return {
    now: () => startMs + count(),
    monotonic: count,
    sleep(durationMs, signal) {
      const sleeping = sleepers.add(count() + Math.max(0, durationMs), signal);
      schedule();
      return sleeping;
    },
    hold() {
      if (!heedsHolds) return () => {};
      count();
      holds += 1;
      if (holds === 1) schedule();
      let released = false;
      return () => {
        if (released) return;
        released = true;
        count();
        holds -= 1;
        if (holds === 0) schedule();
      };
    },
  };
}
