import { createVirtualClock } from '@reelwright/clock';
import { createMemoryTokenStore } from '@reelwright/provider-http';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiKey, apiSecret, baseUrl, createGuijiService, type GuijiService, refusal, testSettings } from './__testing__/guiji-service.ts';
import { speechInput } from './__testing__/inputs.ts';
import { decodeToken, signatureOf } from './guiji-auth.ts';
import { createGuiji, createGuijiCatalogue } from './index.ts';

const server = setupServer();
let service: GuijiService;
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
beforeEach(() => {
  service = createGuijiService();
  service.on('GET /user/v2/get', { account: {} });
  server.use(http.all(`${baseUrl}/*`, ({ request }) => service.handle(request)));
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const logins = () => service.sent.filter(({ call }) => call === 'GET /oauth/token');
const lastToken = () => service.sent.at(-1)?.query.access_token;

test('trap 26: the signature is md5 over key, time stamp and secret, in lower-case hex', () => {
  expect(signatureOf('test-api-key', '1741572705000', 'test-api-secret')).toBe('7e4e39a84a52e165e9dab70082377087');
});

test('trap 26: the time stamp that is sent is the one that is signed, in ms, taken anew for each token', async () => {
  const clock = createVirtualClock({ auto: false, startMs: 1_741_572_705_000 });
  const catalogue = createGuijiCatalogue(testSettings(clock));
  await catalogue.account();
  await clock.advance(7_199_000);
  await catalogue.account();
  expect(logins().map(({ query }) => query)).toEqual(
    ['1741572705000', '1741579904000'].map((timestamp) => ({
      grant_type: 'sign',
      timestamp,
      sign: signatureOf(apiKey, timestamp, apiSecret),
      appId: apiKey,
    })),
  );
});

test('trap 26: a clock that counts parts of a millisecond still signs whole ones', async () => {
  const clock = { ...createVirtualClock({ auto: false }), now: () => 1_741_572_705_000.75 };
  await createGuijiCatalogue({ ...testSettings(), clock }).account();
  expect(logins()[0]?.query.timestamp).toBe('1741572705000');
});

test('one token serves all calls of two hours less the margin, in the query of GET and POST alike', async () => {
  const clock = createVirtualClock({ auto: false });
  const tokens = createMemoryTokenStore();
  service.on('POST /speaker/v3/fastTts', { id: 1, status: 0 });
  await createGuijiCatalogue({ ...testSettings(clock), tokens }).account();
  await clock.advance(6_800_000);
  await createGuiji({ ...testSettings(clock), tokens }).start(speechInput, { label: 'rw-1' });
  expect(logins()).toHaveLength(1);
  expect(service.sent.slice(1).map(({ query }) => query)).toEqual([{ access_token: 'token-1' }, { access_token: 'token-1' }]);
});

const now = 1_741_572_705_000;

test.each([
  { name: 'a duration', expires: 7199, lifeMs: 7_199_000 },
  { name: 'a duration as text', expires: '3600', lifeMs: 3_600_000 },
  { name: 'a point in time', expires: now / 1000 + 3600, lifeMs: 3_600_000 },
  { name: 'a point in the past: one of the clocks is wrong', expires: now / 1000 - 3600, lifeMs: 7_199_000 },
  { name: 'a point a year ahead: one of the clocks is wrong', expires: now / 1000 + 31_536_000, lifeMs: 7_199_000 },
  { name: 'a minute, with which every call would log in', expires: 60, lifeMs: 7_199_000 },
  { name: 'nothing', expires: null, lifeMs: 7_199_000 },
  { name: 'no number', expires: 'soon', lifeMs: 7_199_000 },
])('C10: expires_in as $name gives the token $lifeMs ms', ({ expires, lifeMs }) => {
  expect(decodeToken({ access_token: 'test-token', expires_in: expires }, now)).toEqual({ token: 'test-token', expiresAt: now + lifeMs });
});

test.each([null, [], 'x', {}, { access_token: ' ' }])('an answer without a token (%j) is no login', async (data) => {
  expect(decodeToken(data, 0)).toBeUndefined();
  service.on('GET /oauth/token', data);
  await expect(createGuijiCatalogue(testSettings()).account()).rejects.toMatchObject({
    errorClass: 'transient',
    code: 'PROVIDER_UNREADABLE',
  });
});

test.each(['40002', '40003'])('a token refused with %s is replaced once, and the same call made once more, also a create', async (code) => {
  service.on('POST /speaker/v3/fastTts', ({ query }) => (query.access_token === 'token-1' ? refusal(code, 'token') : { id: 7, status: 0 }));
  const { task } = await createGuiji(testSettings()).start(speechInput, { label: 'rw-1' });
  expect(task.id).toBe('7');
  expect(service.bodies('POST /speaker/v3/fastTts')).toHaveLength(2);
  expect(logins()).toHaveLength(2);
});

test('a token that is refused again is an error, not a loop', async () => {
  service.on('GET /user/v2/get', refusal('40002', 'token无效'));
  await expect(createGuijiCatalogue(testSettings()).account()).rejects.toMatchObject({ errorClass: 'auth', wire: { code: '40002' } });
  expect(logins()).toHaveLength(2);
});

test('a wrong pair is an auth error with a hint, and no other call is made', async () => {
  const wrong = createGuijiCatalogue({ ...testSettings(), apiSecret: 'other-secret' });
  await expect(wrong.account()).rejects.toMatchObject({
    errorClass: 'auth',
    hint: expect.stringContaining('API key'),
    wire: { call: 'GET /openapi/oauth/token' },
  });
  expect(service.sent).toHaveLength(1);
});

test('a ready token is used as it is: no login, nothing shared, and a refusal says what to do', async () => {
  const tokens = createMemoryTokenStore();
  const { clock } = testSettings();
  const settings = { baseUrl, clock, tokens, accessToken: 'ready-token' };
  await createGuijiCatalogue(settings).account();
  expect(lastToken()).toBe('ready-token');
  service.on('GET /user/v2/get', refusal('40003', 'token超时'));
  await expect(createGuijiCatalogue(settings).account()).rejects.toMatchObject({
    errorClass: 'auth',
    hint: expect.stringContaining('run out'),
  });
  expect(logins()).toEqual([]);
  expect(tokens.read(`guiji:${createGuiji(settings).accountKey}`)).toBeUndefined();
});

test('a page in place of the token answer is a passing fault', async () => {
  service.on('GET /oauth/token', new HttpResponse('<html>502</html>', { status: 502, headers: { 'content-type': 'text/html' } }));
  await expect(createGuijiCatalogue(testSettings()).account()).rejects.toMatchObject({ errorClass: 'transient' });
});
