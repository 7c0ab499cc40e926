import { createVirtualClock } from '@reelwright/clock';
import type { RateLimit } from '@reelwright/provider';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { openState } from './open-state.ts';
import type { WindowStore } from './window-store.ts';

const limit: RateLimit = { id: 'create', scopes: ['start:lip-sync'], count: 3, windowMs: 60_000 };

function openTemp() {
  const folder = createTempFolder();
  const state = openState(folder.path, { clock: createVirtualClock({ auto: false }) });
  const dispose = () => {
    state.close();
    folder[Symbol.dispose]();
  };
  return { windows: state.windows, [Symbol.dispose]: dispose };
}

const waitOf = (windows: WindowStore, id: string, now: number, limits = [limit]) => windows.reserve('a', limits, id, now).waitMs;

test('counts the window from the answer, not from the sending', () => {
  using at = openTemp();
  for (const id of ['one', 'two', 'three']) {
    expect(waitOf(at.windows, id, 0)).toBe(0);
    at.windows.answered(id, 2_000);
  }
  expect(waitOf(at.windows, 'four', 2_000)).toBe(60_100);
  expect(waitOf(at.windows, 'four', 60_000)).toBe(2_100);
  expect(waitOf(at.windows, 'four', 62_100)).toBe(0);
});

test('a call on its way takes a place until its answer is known', () => {
  using at = openTemp();
  for (const id of ['one', 'two', 'three']) waitOf(at.windows, id, 0);
  expect(waitOf(at.windows, 'four', 59_000)).toBe(200);
  expect(waitOf(at.windows, 'four', 110_000)).toBe(200);
  // The process that sent them died: they have been answered by now, whatever became of them.
  expect(waitOf(at.windows, 'four', 120_000 + 60_100)).toBe(0);
});

test('a call that was not made, or was refused, gives its place back', () => {
  using at = openTemp();
  for (const id of ['one', 'two', 'three']) waitOf(at.windows, id, 0);
  at.windows.release('two');
  expect(waitOf(at.windows, 'four', 1)).toBe(0);
  expect(waitOf(at.windows, 'five', 1)).toBe(200);
});

test('accounts and limits are counted apart; a call under two limits waits for both', () => {
  using at = openTemp();
  const second: RateLimit = { id: 'all', scopes: ['start:lip-sync', 'poll:lip-sync'], count: 1, windowMs: 1_000 };
  expect(waitOf(at.windows, 'one', 0, [limit, second])).toBe(0);
  at.windows.answered('one', 0);
  expect(waitOf(at.windows, 'two', 0, [limit, second])).toBe(1_100);
  expect(waitOf(at.windows, 'two', 0, [limit])).toBe(0);
  expect(at.windows.reserve('b', [second], 'x', 0).waitMs).toBe(0);
});

test('a refusal inside the allowance pauses, then spaces the calls evenly; more in a row pause longer', () => {
  using at = openTemp();
  waitOf(at.windows, 'one', 0);
  at.windows.release('one');
  at.windows.refused('a', [limit], 0, undefined);
  expect(waitOf(at.windows, 'one', 0)).toBe(20_000);
  expect(waitOf(at.windows, 'one', 20_000)).toBe(0);
  at.windows.release('one');
  at.windows.refused('a', [limit], 20_000, undefined);
  expect(waitOf(at.windows, 'one', 20_000)).toBe(40_000);
  expect(waitOf(at.windows, 'one', 60_000)).toBe(0);
  // In flight: the next one waits for its answer, and then for a third of the window.
  expect(waitOf(at.windows, 'two', 60_000)).toBe(200);
  at.windows.answered('one', 61_000);
  expect(waitOf(at.windows, 'two', 61_000)).toBe(20_100);
});

test('refusals of calls that were sent side by side are one lesson', () => {
  using at = openTemp();
  for (let n = 0; n < 10; n++) at.windows.refused('a', [limit], n, undefined);
  expect(waitOf(at.windows, 'one', 9)).toBe(19_991);
});

test('a provider that names the time is believed, within reason', () => {
  using at = openTemp();
  at.windows.refused('a', [limit], 0, 7_000);
  expect(waitOf(at.windows, 'one', 0)).toBe(7_000);
  at.windows.refused('a', [limit], 0, 86_400_000);
  expect(waitOf(at.windows, 'one', 0)).toBe(300_000);
});

test('a clock that was set back makes nobody wait longer than a window', () => {
  using at = openTemp();
  for (const id of ['one', 'two', 'three']) {
    waitOf(at.windows, id, 10_000_000);
    at.windows.answered(id, 10_000_000);
  }
  expect(waitOf(at.windows, 'four', 1_000)).toBeLessThanOrEqual(60_100);
});
