import { expect, test } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

test('jumps to the next sleeper by itself, in order of time', async () => {
  const clock = createVirtualClock();
  const order: string[] = [];
  const sleep = async (name: string, durationMs: number) => {
    await clock.sleep(durationMs);
    order.push(`${name}@${clock.monotonic()}`);
  };
  await Promise.all([sleep('late', 3_600_000), sleep('early', 60_000), sleep('between', 600_000)]);
  expect(order).toEqual(['early@60000', 'between@600000', 'late@3600000']);
});

test('stands still while it is held', async () => {
  const clock = createVirtualClock();
  const release = clock.hold();
  let woken = false;
  const sleeping = clock.sleep(1000).then(() => {
    woken = true;
  });
  for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(woken).toBe(false);
  expect(clock.monotonic()).toBe(0);
  release();
  release();
  await sleeping;
  expect(clock.monotonic()).toBe(1000);
});

test('moves only by hand without auto, waking what falls due on the way, also what is asked for meanwhile', async () => {
  const clock = createVirtualClock({ auto: false, startMs: 5_000 });
  const seen: number[] = [];
  const ticking = (async () => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(400);
      seen.push(clock.monotonic());
    }
  })();
  await clock.advance(1000);
  expect(seen).toEqual([400, 800]);
  expect(clock.now()).toBe(6_000);
  await clock.advance(200);
  await ticking;
  expect(seen).toEqual([400, 800, 1200]);
});

test('an aborted sleep rejects at once with the reason and holds nothing back', async () => {
  const clock = createVirtualClock();
  const abort = new AbortController();
  const release = clock.hold();
  const sleeping = clock.sleep(1_000_000, abort.signal);
  abort.abort(new Error('stop'));
  await expect(sleeping).rejects.toThrow('stop');
  await expect(clock.sleep(1, abort.signal)).rejects.toThrow('stop');
  release();
  await clock.sleep(5);
  expect(clock.monotonic()).toBe(5);
});
