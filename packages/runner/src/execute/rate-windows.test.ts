import { createVirtualClock } from '@reelwright/clock';
import type { Provider, RateLimit } from '@reelwright/provider';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { createFastClock } from '../__fixtures__/fast-clock.ts';
import { openState } from '../state/open-state.ts';
import { RateWindows } from './rate-windows.ts';

const limit: RateLimit = { id: 'create', scopes: ['start:lip-sync', 'poll:lip-sync'], count: 10, windowMs: 60_000 };

/** The most calls in any sliding window, by the times at which the provider saw them. */
function mostInWindow(times: readonly number[], windowMs: number): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + windowMs).length));
}

/** Several processes with windows of their own over one state, each making calls one after the other. */
async function callFrom({ processes, calls, limits = [limit] }: { processes: number; calls: number; limits?: readonly RateLimit[] }) {
  using temp = createTempFolder();
  const clock = createVirtualClock();
  const provider: Provider = createFakeProvider({ clock, limits });
  const seen: number[] = [];
  const one = async () => {
    const state = openState(temp.path, { clock });
    const windows = new RateWindows(state.windows, clock);
    for (let n = 0; n < calls; n++) {
      const slot = await windows.acquire(provider, 'start:lip-sync', undefined);
      await clock.sleep(100 + n);
      seen.push(clock.monotonic());
      await clock.sleep(300);
      slot.answered();
    }
    state.close();
  };
  await Promise.all(Array.from({ length: processes }, one));
  clock.stop();
  return { seen, lastMs: clock.monotonic() };
}

test('25 calls under 10 a minute: never more in any window, and hardly later than the limit allows', async () => {
  const { seen, lastMs } = await callFrom({ processes: 1, calls: 25 });
  expect(seen).toHaveLength(25);
  expect(mostInWindow(seen, 60_000)).toBe(10);
  expect(lastMs).toBeLessThan(2 * 60_000 + 15_000);
});

test('processes that share the state share the window', async () => {
  const { seen } = await callFrom({ processes: 3, calls: 8 });
  expect(seen).toHaveLength(24);
  expect(mostInWindow(seen, 60_000)).toBeLessThanOrEqual(10);
});

test('a call whose answer was lost keeps its place until it can no longer arrive, and a whole window from then on', async () => {
  const clock = createFastClock();
  using temp = createTempFolder();
  const state = openState(temp.path, { clock });
  const windows = new RateWindows(state.windows, clock);
  const provider = createFakeProvider({ clock, limits: [{ ...limit, count: 1 }] });
  (await windows.acquire(provider, 'start:lip-sync', undefined)).lost();
  (await windows.acquire(provider, 'start:lip-sync', undefined)).answered();
  expect(clock.monotonic()).toBeGreaterThanOrEqual(60_000 + 60_000);
  state.close();
});

test('a scope without a limit is not held up, until it is refused', async () => {
  const clock = createVirtualClock();
  using temp = createTempFolder();
  const state = openState(temp.path, { clock });
  const windows = new RateWindows(state.windows, clock);
  const provider = createFakeProvider({ clock });
  for (let n = 0; n < 50; n++) (await windows.acquire(provider, 'poll:tts', undefined)).answered();
  expect(clock.monotonic()).toBe(0);
  const waits: number[] = [];
  for (let n = 0; n < 4; n++) (await windows.acquire(provider, 'poll:tts', undefined, (forMs) => waits.push(forMs))).refused(undefined);
  (await windows.acquire(provider, 'poll:tts', undefined, (forMs) => waits.push(forMs))).refused(9_000);
  (await windows.acquire(provider, 'poll:tts', undefined, (forMs) => waits.push(forMs))).answered();
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 9_000]);
  state.close();
});

test('a storm of refusals costs few calls', async () => {
  const clock = createVirtualClock();
  using temp = createTempFolder();
  const state = openState(temp.path, { clock });
  const windows = new RateWindows(state.windows, clock);
  const provider = createFakeProvider({ clock, limits: [limit] });
  let calls = 0;
  while (clock.monotonic() < 60_000) {
    (await windows.acquire(provider, 'start:lip-sync', undefined)).refused(undefined);
    calls += 1;
  }
  expect(calls).toBeLessThanOrEqual(2 + 60 / 10);
  state.close();
});

test('a request to stop ends the wait', async () => {
  const clock = createVirtualClock({ auto: false });
  using temp = createTempFolder();
  const state = openState(temp.path, { clock });
  const windows = new RateWindows(state.windows, clock);
  const provider = createFakeProvider({ clock, limits: [{ ...limit, count: 1 }] });
  const stop = new AbortController();
  await windows.acquire(provider, 'start:lip-sync', stop.signal);
  const waiting = windows.acquire(provider, 'start:lip-sync', stop.signal);
  stop.abort(new Error('stop'));
  await expect(waiting).rejects.toThrow('stop');
  await expect(windows.acquire(provider, 'poll:tts', stop.signal)).rejects.toThrow('stop');
  state.close();
});
