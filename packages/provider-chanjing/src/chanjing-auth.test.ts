import { createVirtualClock } from '@reelwright/clock';
import { createMemoryTokenStore } from '@reelwright/provider-http';
import { failureOf } from '@reelwright/test-kit';
import { envelope, refusal } from '@reelwright/test-kit/envelope';
import { expect, test } from 'vitest';
import accessToken from './__fixtures__/access-token.page-lip-sync.json' with { type: 'json' };
import { createRig, createTestChanjing, storeWith, tokenKey } from './__testing__/chanjing-rig.ts';
import { expiryOf } from './chanjing-auth.ts';
import { createChanjing } from './chanjing-provider.ts';

const { answer, answerWith } = createRig();
const look = [{ provider: 'chanjing', kind: 'tts', id: 't-1' }] as const;
const running = { status: 1 };
const now = Date.UTC(2027, 0, 1);
const day = 24 * 3_600_000;

test('asks for a token with app id and secret key and sends it in the header access_token from then on', async () => {
  const tokens = createMemoryTokenStore();
  const logins = answerWith('access_token', accessToken);
  const looks = answer('audio_task_state', running);
  await createTestChanjing({ tokens }).poll(look, {});
  expect(logins).toEqual([{ method: 'POST', query: {}, token: null, body: { app_id: 'test-app', secret_key: 'test-secret' } }]);
  expect(looks[0]).toMatchObject({ token: 'test-token' });
  expect(tokens.read(tokenKey)?.token).toBe('test-token');
});

test.each([
  ['an absolute unix time in seconds', (now + day) / 1000, now + day],
  ['the same as text', String((now + day) / 1000), now + day],
  ['27 hours ahead, as measured', (now + 27 * 3_600_000) / 1000, now + 27 * 3_600_000],
  ['a duration in seconds', 7200, now + 7_200_000],
  ['a time in the past: one of the clocks is wrong', (now - day) / 1000, now + day],
  ['a time a year ahead: one of the clocks is wrong', (now + 365 * day) / 1000, now + day],
  ['a duration of no use', 1, now + day],
  ['nothing', undefined, now + day],
  ['words', 'tomorrow', now + day],
  ['zero', 0, now + day],
])('C10: expire_in may be %s', (_what, expireIn, expiresAt) => {
  expect(expiryOf(expireIn, now)).toBe(expiresAt);
});

test('C10: the token is used until five minutes before its absolute end, on the clock of the run', async () => {
  const clock = createVirtualClock({ auto: false, startMs: now });
  const logins = answer('access_token', (_, call) => envelope({ access_token: `token-${call}`, expire_in: (clock.now() + day) / 1000 }));
  const looks = answer('audio_task_state', running);
  const chanjing = createTestChanjing({ clock, tokens: createMemoryTokenStore() });
  await chanjing.poll(look, {});
  await clock.advance(day - 5 * 60_000 - 1);
  await chanjing.poll(look, {});
  await clock.advance(1);
  await chanjing.poll(look, {});
  expect(looks.map(({ token }) => token)).toEqual(['token-1', 'token-1', 'token-2']);
  expect(logins).toHaveLength(2);
});

test('1: ten calls at once share one login', async () => {
  const logins = answerWith('access_token', accessToken);
  answer('audio_task_state', running);
  const chanjing = createTestChanjing({ tokens: createMemoryTokenStore() });
  await Promise.all(Array.from({ length: 10 }, () => chanjing.poll(look, {})));
  expect(logins).toHaveLength(1);
});

test.each(['10400', '10401', 10400])('1: after %s the shared token is read again before a new one is fetched', async (code) => {
  const tokens = storeWith('stale');
  const looks = answer('audio_task_state', ({ token }) => {
    if (token === 'fresh') return envelope(running);
    tokens.write(tokenKey, { token: 'fresh', expiresAt: Number.MAX_SAFE_INTEGER });
    return refusal(code, 'AccessToken已失效');
  });
  const [status] = await createTestChanjing({ tokens }).poll(look, {});
  expect(status).toMatchObject({ state: 'running' });
  expect(looks.map(({ token }) => token)).toEqual(['stale', 'fresh']);
});

test('1: a start whose token was refused is made once more with a new one: the refusal had no effect', async () => {
  const logins = answerWith('access_token', accessToken);
  const starts = answer('create_audio_task', ({ token }) =>
    token === 'stale' ? refusal(10400, 'AccessToken已失效') : envelope({ task_id: 't-9' }),
  );
  const started = await createTestChanjing({ tokens: storeWith('stale') }).start(
    { kind: 'tts', voice: 'v-1', text: '你好', speed: 1, pitch: 1, watermark: false },
    { label: 'f1' },
  );
  expect(started.task.id).toBe('t-9');
  expect([logins.length, starts.length]).toEqual([1, 2]);
});

test('2: a parameter error under 10400 is told as such and fetches no token', async () => {
  const looks = answer('audio_task_state', () => refusal(10400, '输入文本不可以包含 emoji'));
  const error = await failureOf(createTestChanjing().poll(look, {}));
  expect(error).toMatchObject({ errorClass: 'bad-input', wire: { code: '10400', message: '输入文本不可以包含 emoji' } });
  expect(looks).toHaveLength(1);
});

test('2: 10400 with words that say nothing is answered with one new token, then told', async () => {
  const logins = answerWith('access_token', accessToken);
  const looks = answer('audio_task_state', () => refusal(10400, '一些别的话'));
  const error = await failureOf(createTestChanjing({ tokens: storeWith('stale') }).poll(look, {}));
  expect(error).toMatchObject({ errorClass: 'bad-input', message: expect.stringContaining('一些别的话') });
  expect([logins.length, looks.length]).toEqual([1, 2]);
});

test('3: wrong credentials look like 50000, and fail at once as what they are', async () => {
  const logins = answer('access_token', () => refusal(50000, '无效 APPID 和 SecretKey'));
  const error = await failureOf(createTestChanjing({ tokens: createMemoryTokenStore() }).poll(look, {}));
  expect(error).toMatchObject({
    code: 'PROVIDER_AUTH',
    errorClass: 'auth',
    hint: expect.stringMatching(/CHANJING_APP_ID.+CHANJING_SECRET_KEY/),
    wire: { code: '50000', message: '无效 APPID 和 SecretKey', call: 'POST /open/v1/access_token' },
  });
  expect(logins).toHaveLength(1);
});

test.each([
  { appId: '', secretKey: 'x' },
  { appId: 'x', secretKey: '' },
])('missing credentials are told without a call (%#)', async (credentials) => {
  const chanjing = createChanjing({ ...credentials, clock: createVirtualClock({ auto: false }) });
  const error = await failureOf(chanjing.poll(look, {}));
  expect(error).toMatchObject({ errorClass: 'auth', hint: 'Set CHANJING_APP_ID and CHANJING_SECRET_KEY.' });
  expect(chanjing.check({ kind: 'tts', text: '你好，世界', media: [] })).toEqual([]);
});

test.each([{}, { access_token: '' }, { access_token: 'a b' }, { access_token: 'a\r\nx: y' }, null])(
  'a token that is none is refused (%#)',
  async (data) => {
    answer('access_token', data);
    const error = await failureOf(createTestChanjing({ tokens: createMemoryTokenStore() }).poll(look, {}));
    expect(error.errorClass).toBe('transient');
  },
);

test.each([
  ['https://www.chanjing.cc/api', 'https://www.chanjing.cc/api'],
  ['https://www.chanjing.cc/api/', 'https://www.chanjing.cc/api'],
  ['https://open-api.chanjing.cc/open/v1/', 'https://open-api.chanjing.cc'],
  ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080/x'],
])('C13, 30: the base address is configurable (%s)', async (configured, host) => {
  const logins = answer('access_token', accessToken.data, host);
  const looks = answer('audio_task_state', running, host);
  await createTestChanjing({ baseUrl: configured, tokens: createMemoryTokenStore() }).poll(look, {});
  expect([logins.length, looks.length]).toEqual([1, 1]);
});

test('S13: credentials do not travel over plain http', () => {
  expect(() => createTestChanjing({ baseUrl: 'http://open-api.chanjing.cc' })).toThrow(
    expect.objectContaining({ code: 'PLAN_PROVIDER_SETTINGS' }),
  );
});

test('the account key names host and app, and neither can be read from it', () => {
  const keys = ['test-app', 'other-app'].map(
    (appId) => createChanjing({ appId, secretKey: 'x', clock: createVirtualClock({ auto: false }) }).accountKey,
  );
  expect(new Set(keys).size).toBe(2);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{16}$/);
});
