import type { TokenLease, TokenStore } from '@reelwright/provider';
import { beforeEach, expect, test } from 'vitest';
import { sealedTokens } from './sealed-tokens.ts';

let kept: Map<string, TokenLease>;
let store: TokenStore;
const lease: TokenLease = { token: 'test-token', expiresAt: 1000 };

beforeEach(() => {
  kept = new Map();
  store = {
    read: (name) => kept.get(name),
    write: (name, one) => void kept.set(name, one),
    remove: (name, token) => void (kept.get(name)?.token === token && kept.delete(name)),
  };
});

test('a login is read again with the same secrets, and does not stand in the store', () => {
  sealedTokens(store, ['test-app', 'test-secret']).write('account', lease);
  expect(JSON.stringify([...kept])).not.toContain('test-token');
  expect(Buffer.from(kept.get('account')?.token ?? '', 'base64').toString('latin1')).not.toContain('test-token');
  expect(sealedTokens(store, ['test-app', 'test-secret']).read('account')).toEqual(lease);
});

test.each([
  { what: 'another secret', secrets: ['test-app', 'other-secret'], spoil: (text: string) => text },
  {
    what: 'a damaged entry',
    secrets: ['test-app', 'test-secret'],
    spoil: (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`,
  },
  { what: 'a cut entry', secrets: ['test-app', 'test-secret'], spoil: (text: string) => text.slice(0, 8) },
  { what: 'an entry that nobody sealed', secrets: ['test-app', 'test-secret'], spoil: () => 'test-token' },
])('with $what there is no login', ({ secrets, spoil }) => {
  sealedTokens(store, ['test-app', 'test-secret']).write('account', lease);
  const [name, one] = [...kept][0] ?? ['', lease];
  kept.set(name, { ...one, token: spoil(one.token) });
  expect(sealedTokens(store, secrets).read('account')).toBeUndefined();
});

test('a login is removed only while it is still the one', () => {
  const sealed = sealedTokens(store, ['test-secret']);
  sealed.write('account', lease);
  sealed.remove('account', 'older-token');
  expect(sealed.read('account')).toEqual(lease);
  sealed.remove('account', 'test-token');
  expect(kept.size).toBe(0);
});
