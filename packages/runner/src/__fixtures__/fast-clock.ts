import type { Clock } from '@reelwright/clock';

/**
 * A clock that jumps to the next sleeper after a few idle turns. Only for worlds without sockets or processes, where nothing
 * can happen unless somebody here makes it happen: a run of minutes then takes milliseconds.
 */
export function createFastClock(): Clock {
  const sleepers: { readonly due: number; readonly wake: () => void }[] = [];
  let now = 0;
  let holds = 0;
  let idle = 0;
  let isTurning = false;
  const turn = () => {
    isTurning = false;
    if (holds > 0 || sleepers.length === 0) return;
    if (++idle >= 4) {
      idle = 0;
      const next = sleepers.reduce((least, one) => (one.due < least.due ? one : least));
      now = Math.max(now, next.due);
      sleepers.splice(sleepers.indexOf(next), 1);
      next.wake();
    }
    watch();
  };
  const watch = () => {
    if (isTurning) return;
    isTurning = true;
    setImmediate(turn);
  };
  return {
    now: () => 1_800_000_000_000 + now,
    monotonic: () => now,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal?.reason);
        };
        const wake = () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const sleeper = { due: now + Math.max(0, durationMs), wake };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.push(sleeper);
        idle = 0;
        watch();
      }),
    hold: () => {
      holds += 1;
      return () => {
        holds -= 1;
        idle = 0;
        watch();
      };
    },
  };
}
