import type { Clock } from './clock.ts';

const longestTimerMs = 2 ** 31 - 1;

/** The wall. `hold` takes no notice: real time waits for nobody. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: sleepOnTheWall,
    hold: () => () => {},
  };
}

/** A sleep in real time. A pending one keeps the process alive. @throws the signal's reason when aborted. */
export async function sleepOnTheWall(durationMs: number, signal?: AbortSignal): Promise<void> {
  const end = performance.now() + durationMs;
  for (let rest = durationMs; rest > 0; rest = end - performance.now()) await oneTimer(Math.min(rest, longestTimerMs), signal);
  signal?.throwIfAborted();
}

function oneTimer(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, durationMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
