import { createSystemClock, createVirtualClock } from '@reelwright/clock';
import { expect, test } from 'vitest';
import { createMovableClock } from './movable-clock.ts';

test('a leap takes the wall clock ahead and wakes who sleeps past it, and nobody else', async () => {
  const clock = createMovableClock(createSystemClock());
  const [now, monotonic] = [clock.now(), clock.monotonic()];
  const stop = new AbortController();
  const woken: string[] = [];
  const sleeping = clock.sleep(60_000).then(() => woken.push('a minute'));
  const longer = clock.sleep(7_200_000, stop.signal).catch((error: Error) => woken.push(error.message));
  await clock.advance(3_600_000);
  await sleeping;
  expect(woken).toEqual(['a minute']);
  expect(clock.now()).toBeGreaterThanOrEqual(now + 3_600_000);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(monotonic + 3_600_000);
  stop.abort(new Error('stopped'));
  await longer;
  expect(woken).toEqual(['a minute', 'stopped']);
});

test('a clock that can be moved is moved itself', async () => {
  const base = createVirtualClock({ auto: false });
  await createMovableClock(base).advance(5_000);
  expect(base.monotonic()).toBe(5_000);
});
