import type { Clock } from './clock.ts';
import { Sleepers } from './sleepers.ts';

export interface VirtualClockSettings {
  /** Wall time at the start, ms since 1970. Default: 2027-01-01T00:00Z. */
  readonly startMs?: number;
  /** Whether the clock jumps to the next sleeper by itself when the process is idle. Default: true. */
  readonly auto?: boolean;
}

export interface VirtualClock extends Clock {
  /** Moves time forward, waking sleepers in order and giving each the chance to go on (and sleep again) in between. */
  advance(durationMs: number): Promise<void>;
  /** Stops jumping; pending sleeps stay pending. */
  stop(): void;
}

/** Turns of the event loop without any hold that count as idle: enough for sockets on loopback to deliver. */
const idleTurns = 25;

/**
 * Time that passes only when nobody works. With `auto` it jumps to the next sleeper once nothing is held and the event
 * loop has turned idly for a while, so a run of hours over real HTTP takes as long as its work alone.
 */
export function createVirtualClock({ startMs = Date.UTC(2027, 0, 1), auto = true }: VirtualClockSettings = {}): VirtualClock {
  const sleepers = new Sleepers();
  let nowMs = 0;
  let holds = 0;
  let turns = 0;
  let watching = false;
  let stopped = !auto;

  const watch = () => {
    if (watching || stopped) return;
    watching = true;
    turns = 0;
    setImmediate(turn);
  };
  const turn = () => {
    watching = false;
    const due = sleepers.earliestDueMs;
    if (stopped || due === undefined || holds > 0) return;
    turns += 1;
    if (turns < idleTurns) {
      watching = true;
      // A short real pause now and then lets sockets and worker processes speak; it asserts nothing.
      if (turns % 5 === 0) setTimeout(turn, 1);
      else setImmediate(turn);
      return;
    }
    nowMs = Math.max(nowMs, due);
    sleepers.wakeDue(nowMs);
    watch();
  };

  return {
    now: () => startMs + nowMs,
    monotonic: () => nowMs,
    sleep(durationMs, signal) {
      const sleeping = sleepers.add(nowMs + Math.max(0, durationMs), signal);
      turns = 0;
      watch();
      return sleeping;
    },
    hold() {
      holds += 1;
      let released = false;
      return () => {
        if (released) return;
        released = true;
        holds -= 1;
        turns = 0;
        if (holds === 0) watch();
      };
    },
    async advance(durationMs) {
      const end = nowMs + durationMs;
      for (let due = sleepers.earliestDueMs; due !== undefined && due <= end; due = sleepers.earliestDueMs) {
        nowMs = Math.max(nowMs, due);
        sleepers.wakeDue(nowMs);
        for (let i = 0; i < idleTurns; i++) await new Promise<void>((resolve) => setImmediate(resolve));
      }
      nowMs = end;
    },
    stop() {
      stopped = true;
    },
  };
}
