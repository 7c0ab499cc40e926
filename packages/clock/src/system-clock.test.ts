import { expect, test, vi } from 'vitest';
import { createSystemClock, sleepOnTheWall } from './system-clock.ts';

test('sleeps longer than the longest timer of the platform without waking early', async () => {
  vi.useFakeTimers();
  try {
    let woken = false;
    void sleepOnTheWall(2 ** 31 + 5_000).then(() => {
      woken = true;
    });
    await vi.advanceTimersByTimeAsync(2 ** 31);
    expect(woken).toBe(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(woken).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('rejects with the reason of an abort, before and during the sleep', async () => {
  const clock = createSystemClock();
  await expect(clock.sleep(0, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  const abort = new AbortController();
  const sleeping = clock.sleep(86_400_000, abort.signal);
  abort.abort(new Error('during'));
  await expect(sleeping).rejects.toThrow('during');
});

test('a hold does not stop the wall', () => {
  const clock = createSystemClock();
  const release = clock.hold();
  const before = clock.monotonic();
  while (clock.monotonic() === before);
  expect(clock.monotonic()).toBeGreaterThan(before);
  release();
});
