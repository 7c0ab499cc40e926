import { createVirtualClock } from '@reelwright/clock';
import { expect, test } from 'vitest';
import { createGuiji } from './index.ts';

const clock = createVirtualClock({ auto: false });
const pair = { apiKey: 'test-key', apiSecret: 'test-secret', clock };
const keyOf = (baseUrl: string, more: object = {}) => createGuiji({ ...pair, baseUrl, ...more }).accountKey;

test.each([
  { name: 'plain http to a public host', baseUrl: 'http://guiji.test', says: 'plain http' },
  { name: 'a base address with a query', baseUrl: 'https://guiji.test?access_token=x', says: 'holds a query' },
  { name: 'a base address without a scheme', baseUrl: 'guiji.test', says: 'not an http(s) address' },
])('refuses $name', ({ baseUrl, says }) => {
  expect(() => createGuiji({ ...pair, baseUrl })).toThrow(
    expect.objectContaining({ code: 'PLAN_PROVIDER_SETTINGS', message: expect.stringContaining(says) }),
  );
});

const url = 'https://guiji.test';

test.each([
  { name: 'no base address', settings: { ...pair, baseUrl: ' ' }, says: 'GUIJI_BASE_URL' },
  { name: 'no key', settings: { ...pair, apiKey: '', baseUrl: url }, says: 'GUIJI_API_KEY' },
  { name: 'no secret', settings: { ...pair, apiSecret: ' ', baseUrl: url }, says: 'GUIJI_API_SECRET' },
  { name: 'an empty token', settings: { clock, accessToken: ' ', baseUrl: url }, says: 'GUIJI_API_KEY' },
  { name: 'a token and no base address', settings: { clock, accessToken: 'test-token', baseUrl: '' }, says: 'GUIJI_BASE_URL' },
])('with $name recipes can be checked, and the first call says what is missing', async ({ settings, says }) => {
  const guiji = createGuiji(settings);
  expect(guiji.check({ kind: 'tts', text: 'Hello.', media: [] })).toEqual([]);
  await expect(guiji.highWaterMark('tts', {})).rejects.toMatchObject({
    errorClass: 'auth',
    code: 'PLAN_PROVIDER_SETTINGS',
    message: expect.stringContaining(says),
  });
});

test('trap 30: no host is built in; the address works with and without a slash or the prefix at its end', () => {
  const keys = ['https://guiji.test', 'https://guiji.test/', 'https://guiji.test/openapi', 'https://guiji.test/openapi/'].map((url) =>
    keyOf(url),
  );
  expect(new Set(keys).size).toBe(1);
  expect(keyOf('https://other.test')).not.toBe(keys[0]);
});

test('the account key tells accounts apart, reveals nothing, and outlives secrets and tokens', () => {
  const key = keyOf('https://guiji.test');
  expect(key).toMatch(/^[0-9a-f]{16}$/);
  expect(keyOf('https://guiji.test', { apiKey: 'other-key' })).not.toBe(key);
  expect(keyOf('https://guiji.test', { apiSecret: 'other-secret' })).toBe(key);
  const ready = { baseUrl: 'https://guiji.test', clock };
  expect(createGuiji({ ...ready, accessToken: 'test-token', apiKey: 'test-key' }).accountKey).toBe(key);
  expect(createGuiji({ ...ready, accessToken: 'test-token-1' }).accountKey).toBe(
    createGuiji({ ...ready, accessToken: 'test-token-2' }).accountKey,
  );
});

test('says what it can do: everything but lip-sync, which is compiled', () => {
  const { capabilities, pacing, limits, vendorSchemas } = createGuiji({ ...pair, baseUrl: 'https://guiji.test' });
  expect(
    Object.entries(capabilities)
      .map(([kind, { support }]) => `${kind} ${support}`)
      .sort(),
  ).toEqual(['authorize native', 'avatar-video native', 'clone-avatar native', 'clone-voice native', 'lip-sync compiled', 'tts native']);
  expect(capabilities['lip-sync']).toMatchObject({ to: ['clone-avatar', 'avatar-video'] });
  const native = Object.keys(capabilities).filter((kind) => kind !== 'lip-sync');
  expect(Object.keys(pacing.tasks).sort()).toEqual(native.sort());
  // Compiled ones, too: what a recipe says under `vendor` must never go unread.
  expect(Object.keys(vendorSchemas).sort()).toEqual(Object.keys(capabilities).sort());
  const limited = limits.flatMap(({ scopes }) => scopes);
  expect(limited.sort()).toEqual(native.flatMap((kind) => [`start:${kind}`, `poll:${kind}`, `find:${kind}`]).sort());
});

test('trap 22: every deadline ends before results are removed', () => {
  const { pacing } = createGuiji({ ...pair, baseUrl: 'https://guiji.test' });
  for (const { deadlineMs } of Object.values(pacing.tasks)) expect(deadlineMs).toBeLessThan(24 * 3_600_000);
});
