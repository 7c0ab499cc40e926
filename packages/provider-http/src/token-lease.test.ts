import { createVirtualClock } from '@reelwright/clock';
import type { TokenLease } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createMemoryTokenStore } from './memory-token-store.ts';
import { createTokenLeases } from './token-lease.ts';

const hour = 3_600_000;

/** Leases whose service hands out `token-1`, `token-2`, … for a day each. */
function setUp({ store = createMemoryTokenStore(), clock = createVirtualClock({ auto: false }), fail = false } = {}) {
  const seen: string[] = [];
  const state = { logins: 0, fail };
  const login = async (): Promise<TokenLease> => {
    state.logins += 1;
    await Promise.resolve();
    if (state.fail) throw new Error('no entry');
    return { token: `token-${state.logins}`, expiresAt: clock.now() + 24 * hour };
  };
  const leases = createTokenLeases({ key: 'account', store, clock, login, onToken: (token) => seen.push(token) });
  return { leases, store, clock, state, seen };
}

test('logs in once for many calls at once, and keeps the token for the next', async () => {
  const { leases, state } = setUp();
  expect(await Promise.all([leases.current(), leases.current(), leases.current()])).toEqual(['token-1', 'token-1', 'token-1']);
  expect(await leases.current()).toBe('token-1');
  expect(state.logins).toBe(1);
});

test('uses the token that another process has stored', async () => {
  const { leases, store, state, clock } = setUp();
  store.write('account', { token: 'shared', expiresAt: clock.now() + hour });
  expect(await leases.current()).toBe('shared');
  expect(state.logins).toBe(0);
});

test('takes a new token five minutes before the old one ends', async () => {
  const { leases, clock } = setUp();
  await leases.current();
  await clock.advance(24 * hour - 5 * 60_000 - 1);
  expect(await leases.current()).toBe('token-1');
  await clock.advance(1);
  expect(await leases.current()).toBe('token-2');
});

test('after a refusal reads the store before it takes a new token', async () => {
  const { leases, store, state, clock } = setUp();
  await leases.current();
  store.write('account', { token: 'newer', expiresAt: clock.now() + hour });
  expect(await leases.replace('token-1')).toBe('newer');
  expect(state.logins).toBe(1);
});

test('takes one new token for many refusals at once', async () => {
  const { leases, state } = setUp();
  await leases.current();
  expect(await Promise.all([leases.replace('token-1'), leases.replace('token-1')])).toEqual(['token-2', 'token-2']);
  expect(await leases.replace('token-1')).toBe('token-2');
  expect(state.logins).toBe(2);
});

test('takes no second new token within ten seconds of the last that a refusal asked for', async () => {
  const { leases, clock } = setUp();
  await leases.current();
  await leases.replace('token-1');
  await clock.advance(4000);
  expect(await leases.replace('token-2')).toEqual({ waitMs: 6000 });
  await clock.advance(6000);
  expect(await leases.replace('token-2')).toBe('token-3');
});

test('a failed login fails those who waited for it, and the next call tries anew', async () => {
  const { leases, state } = setUp({ fail: true });
  const outcomes = await Promise.allSettled([leases.current(), leases.current()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  state.fail = false;
  expect(await leases.current()).toBe('token-2');
});

test('forgets a refused token even when no new one can be had', async () => {
  const { leases, store, state } = setUp();
  await leases.current();
  state.fail = true;
  await expect(leases.replace('token-1')).rejects.toThrow('no entry');
  expect(store.read('account')).toBeUndefined();
});

test('tells of every token before it is used', async () => {
  const { leases, store, seen, clock } = setUp();
  store.write('account', { token: 'shared', expiresAt: clock.now() + hour });
  await leases.current();
  await leases.replace('shared');
  expect(seen).toEqual(['shared', 'shared', 'token-1']);
});

test('removing from the memory store spares a newer token', () => {
  const store = createMemoryTokenStore();
  store.write('account', { token: 'new', expiresAt: 1 });
  store.remove('account', 'old');
  expect(store.read('account')).toEqual({ token: 'new', expiresAt: 1 });
  store.remove('account', 'new');
  expect(store.read('account')).toBeUndefined();
});
