import { expect, test } from 'vitest';
import { createScaledClock } from './scaled-clock.ts';

test('an hour passes at once when the clock is fast enough', async () => {
  const clock = createScaledClock({ speed: 3_600_000, startMs: 0 });
  await clock.sleep(3_600_000);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(3_600_000);
  expect(clock.now()).toBeGreaterThanOrEqual(3_600_000);
});

test('stands still while it is held by anyone, and goes on after the last release', async () => {
  const clock = createScaledClock({ speed: 1_000_000 });
  const first = clock.hold();
  const second = clock.hold();
  const before = clock.monotonic();
  first();
  for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(clock.monotonic()).toBe(before);
  const sleeping = clock.sleep(1000);
  second();
  await sleeping;
  expect(clock.monotonic()).toBeGreaterThanOrEqual(before + 1000);
});

test('an aborted sleep rejects with the reason', async () => {
  const clock = createScaledClock({ speed: 1 });
  const sleeping = clock.sleep(86_400_000, AbortSignal.abort(new Error('stop')));
  await expect(sleeping).rejects.toThrow('stop');
});

test('runs on through every hold when another process goes by the same speed', async () => {
  const clock = createScaledClock({ speed: 1_000_000, heedsHolds: false });
  const release = clock.hold();
  const before = clock.monotonic();
  await clock.sleep(1000);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(before + 1000);
  release();
});
