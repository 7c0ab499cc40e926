import { inspect } from 'node:util';
import { createVirtualClock } from '@reelwright/clock';
import { isProviderError, type ProviderError } from '@reelwright/provider';
import { webPage } from '@reelwright/test-kit/envelope';
import { HttpResponse, http as route } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { create, createTestHttp, read, storeWith } from './__testing__/test-service.ts';
import { createMemoryTokenStore } from './memory-token-store.ts';

const baseUrl = 'https://api.example.com/base';
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** What a call was refused with; a success fails the test. */
async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => expect.unreachable('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (!isProviderError(error)) throw error;
  return error;
}

function answer(path: string, reply: (request: Request, call: number) => Response | Promise<Response>) {
  const requests: Request[] = [];
  server.use(
    route.all(`${baseUrl}${path}`, ({ request }) => {
      requests.push(request.clone());
      return reply(request, requests.length);
    }),
  );
  return requests;
}

const ok = (data: unknown) => HttpResponse.json({ code: 0, msg: 'ok', data: data as string });

test('sends the token where the dialect puts it, the query and the body, and opens the envelope', async () => {
  const requests = answer('/create', () => HttpResponse.json({ code: '0', trace: 't-1', data: { id: 7 } }));
  const http = createTestHttp({ baseUrl, tokenStore: storeWith('token-1') });
  const reply = await http.call(create, { query: { a: 'ä&b' }, json: { text: '你好' } });
  expect(reply).toEqual({ data: { id: 7 }, traceId: 't-1', envelope: expect.objectContaining({ code: '0' }) });
  expect(requests[0]?.headers.get('x-token')).toBe('token-1');
  expect(new URL(requests[0]?.url ?? '').searchParams.get('a')).toBe('ä&b');
  expect(await requests[0]?.json()).toEqual({ text: '你好' });
});

test('logs in with the first call and uses the token for all that follow', async () => {
  const logins = answer('/login', () => ok('token-1'));
  const reads = answer('/state', () => ok('fine'));
  const http = createTestHttp({ baseUrl });
  await Promise.all([http.call(read, {}), http.call(read, {})]);
  await http.call(read, {});
  expect(logins).toHaveLength(1);
  expect(logins[0]?.headers.has('x-token')).toBe(false);
  expect(reads.map((request) => request.headers.get('x-token'))).toEqual(['token-1', 'token-1', 'token-1']);
});

test.each([create, read])('after a token refusal takes another token and repeats the call once ($path)', async (operation) => {
  const logins = answer('/login', () => ok('token-2'));
  const calls = answer(operation.path, (request) =>
    request.headers.get('x-token') === 'token-2' ? ok('done') : HttpResponse.json({ code: 1, msg: 'token?' }),
  );
  const http = createTestHttp({ baseUrl, tokenStore: storeWith('token-1') });
  expect(await http.call(operation, {})).toMatchObject({ data: 'done' });
  expect([logins.length, calls.length]).toEqual([1, 2]);
});

test('after a token refusal reads the shared store first', async () => {
  const tokenStore = storeWith('token-1');
  const logins = answer('/login', () => ok('token-3'));
  answer('/state', (request) => {
    if (request.headers.get('x-token') === 'token-2') return ok('done');
    tokenStore.write('test:account', { token: 'token-2', expiresAt: Number.MAX_SAFE_INTEGER });
    return HttpResponse.json({ code: 1, msg: 'token?' });
  });
  expect(await createTestHttp({ baseUrl, tokenStore }).call(read, {})).toMatchObject({ data: 'done' });
  expect(logins).toHaveLength(0);
});

test('a second token refusal is the answer', async () => {
  const logins = answer('/login', () => ok('token-2'));
  const calls = answer('/state', () => HttpResponse.json({ code: 1, msg: 'token?' }));
  const error = await failureOf(createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(read, {}));
  expect(error).toMatchObject({ errorClass: 'auth', hint: 'Check the key.', wire: { code: '1', message: 'token?' } });
  expect([logins.length, calls.length]).toEqual([1, 2]);
});

test('a token that another process took away meanwhile is a passing fault, for a create too', async () => {
  const tokenStore = storeWith('token-1');
  answer('/login', () => ok('token-2'));
  answer('/create', (request) => {
    if (request.headers.get('x-token') === 'token-2')
      tokenStore.write('test:account', { token: 'token-3', expiresAt: Number.MAX_SAFE_INTEGER });
    return HttpResponse.json({ code: 1, msg: 'token?' });
  });
  const error = await failureOf(createTestHttp({ baseUrl, tokenStore }).call(create, {}));
  expect(error).toMatchObject({ errorClass: 'transient', retryAfterMs: 0 });
});

test('two programs that take the token from each other do so at most every ten seconds', async () => {
  const clock = createVirtualClock({ auto: false });
  const logins = answer('/login', (_, call) => ok(`token-${call + 1}`));
  const current = { token: 'token-2' };
  answer('/state', (request) =>
    request.headers.get('x-token') === current.token ? ok('done') : HttpResponse.json({ code: 1, msg: 'token?' }),
  );
  const http = createTestHttp({ baseUrl, clock, tokenStore: storeWith('token-1') });
  await http.call(read, {});
  current.token = 'token-3';
  await clock.advance(4000);
  expect(await failureOf(http.call(read, {}))).toMatchObject({ errorClass: 'transient', retryAfterMs: 6000 });
  await clock.advance(6000);
  expect(await http.call(read, {})).toMatchObject({ data: 'done' });
  expect(logins).toHaveLength(2);
});

test('a refused login is the failure of every call that waited for it', async () => {
  answer('/login', () => HttpResponse.json({ code: 2, msg: 'no such key' }));
  const http = createTestHttp({ baseUrl });
  const errors = await Promise.all([failureOf(http.call(create, {})), failureOf(http.call(read, {}))]);
  for (const error of errors) expect(error).toMatchObject({ errorClass: 'bad-input', wire: { call: 'POST /login' } });
});

test('a refusal keeps the words of the service and says what was asked', async () => {
  answer('/create', () => HttpResponse.json({ code: 2, msg: '参数错误', trace: 't-9' }, { status: 400 }));
  const error = await failureOf(createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(create, {}));
  expect(error).toMatchObject({
    code: 'PROVIDER_BAD_INPUT',
    message: 'Testing refused when asked to start a task: 参数错误 (code 2).',
    wire: { code: '2', message: '参数错误', traceId: 't-9', httpStatus: 400, call: 'POST /create' },
  });
});

test('HTTP 429 is a rate limit whatever stands in it, and Retry-After is read', async () => {
  const http = createTestHttp({ baseUrl, tokenStore: storeWith('token-1') });
  for (const reply of [
    () => new HttpResponse('slow down', { status: 429, headers: { 'retry-after': '7' } }),
    () => HttpResponse.json({ code: 2, msg: 'slow down' }, { status: 429, headers: { 'retry-after': '7' } }),
  ]) {
    answer('/create', reply);
    expect(await failureOf(http.call(create, {}))).toMatchObject({ errorClass: 'rate-limit', retryAfterMs: 7000 });
  }
});

const unreadable: [string, () => Response, string, string][] = [
  ['malformed JSON', () => new HttpResponse('{"code":0,'), 'transient', 'something unreadable instead of JSON (HTTP 200): "{"code":0,"'],
  ['another language', () => HttpResponse.json({ ok: true }), 'transient', 'something unreadable instead of JSON'],
  ['a bare list', () => HttpResponse.json([1, 2]), 'transient', 'something unreadable instead of JSON'],
  ['null', () => HttpResponse.json(null), 'transient', 'something unreadable instead of JSON'],
  ['nothing', () => new HttpResponse('', { status: 200 }), 'transient', 'with nothing (HTTP 200)'],
  ['a sign-in page', () => webPage(200, '<html>Sign in'), 'transient', 'a web page instead of JSON (HTTP 200): "<html>Sign in"'],
  ['a gateway page', () => webPage(502), 'transient', 'a web page instead of JSON (HTTP 502)'],
  ['a gateway timeout', () => webPage(504), 'transient', '(HTTP 504)'],
  ['524', () => webPage(524), 'transient', '(HTTP 524)'],
  ['503 without a body', () => new HttpResponse(null, { status: 503 }), 'transient', 'with nothing (HTTP 503)'],
  ['403 from a firewall', () => webPage(403), 'provider', '(HTTP 403)'],
  [
    'ten megabytes',
    () => new HttpResponse(`{"code":0,"data":"${'x'.repeat(10_000_000)}"}`),
    'transient',
    'with more than a megabyte (HTTP 200)',
  ],
  ['brackets without end', () => new HttpResponse('['.repeat(100_000)), 'transient', 'something unreadable instead of JSON'],
  ['a temporary redirect', () => redirect(302), 'transient', 'with a redirect to elsewhere.example (HTTP 302), which is not followed'],
  ['a permanent redirect', () => redirect(308), 'provider', 'with a redirect to elsewhere.example (HTTP 308), which is not followed'],
];

function redirect(status: number): Response {
  return new HttpResponse(null, { status, headers: { location: 'https://elsewhere.example/x?token=1' } });
}

test.each(unreadable)('%s in answer to a read is told in plain words', async (_what, reply, errorClass, words) => {
  answer('/state', reply);
  const error = await failureOf(createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(read, {}));
  expect(error.errorClass).toBe(errorClass);
  expect(error.message).toContain(words);
  expect(error.message.length).toBeLessThan(400);
  expect(error.wire.call).toBe('GET /state');
});

test.each(unreadable)('%s in answer to a create leaves its outcome uncertain', async (_what, reply) => {
  const calls = answer('/create', reply);
  const error = await failureOf(createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(create, {}));
  expect(error).toMatchObject({ errorClass: 'uncertain', code: 'RUN_START_UNCERTAIN', hint: expect.stringContaining('paid twice') });
  expect(error.message).toContain('It may have been started all the same.');
  expect(calls).toHaveLength(1);
});

test.each([404, 405])('a path that does not exist (HTTP %i) is certain to have made nothing', async (status) => {
  answer('/create', () => new HttpResponse('404 page not found', { status }));
  const error = await failureOf(createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(create, {}));
  expect(error).toMatchObject({ errorClass: 'provider', hint: expect.stringContaining('base address') });
  expect(error.message).not.toContain('may have been started');
});

test('an unreadable success has a code of its own', async () => {
  answer('/state', () => webPage(200));
  expect(await failureOf(createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(read, {}))).toMatchObject({
    code: 'PROVIDER_UNREADABLE',
  });
});

test('N7: the token never follows a redirect', async () => {
  const elsewhere: Request[] = [];
  answer('/state', () => redirect(307));
  server.use(
    route.all('https://elsewhere.example/*', ({ request }) => {
      elsewhere.push(request);
      return ok('stolen');
    }),
  );
  await failureOf(createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(read, {}));
  expect(elsewhere).toHaveLength(0);
});

test.each(['BOM', 'ids as long numbers'])('reads answers with %s', async (what) => {
  const text = what === 'BOM' ? '\ufeff{"code":0,"data":"x"}' : '{"code":0,"data":9007199254740993}';
  answer('/state', () => new HttpResponse(text));
  const { data } = await createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(read, {});
  expect(data).toBe(what === 'BOM' ? 'x' : '9007199254740993');
});

test.each([create, read])('an aborted call is not sent ($path)', async (operation) => {
  const calls = answer(operation.path, () => ok('x'));
  const reason = new Error('stop');
  const call = createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(operation, {}, { signal: AbortSignal.abort(reason) });
  await expect(call).rejects.toBe(reason);
  expect(calls).toHaveLength(0);
});

test('a call that is aborted while it waits for a token has sent nothing, and the login goes on for others', async () => {
  const controller = new AbortController();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: token, resolve: deliver } = Promise.withResolvers<Response>();
  const logins = answer('/login', () => {
    ask();
    return token;
  });
  answer('/state', () => ok('done'));
  const calls = answer('/create', () => ok('x'));
  const http = createTestHttp({ baseUrl });
  const aborted = http.call(create, {}, { signal: controller.signal });
  const other = http.call(read, {});
  await asked;
  controller.abort(new Error('stop'));
  await expect(aborted).rejects.toThrow('stop');
  deliver(ok('token-1'));
  expect(await other).toMatchObject({ data: 'done' });
  expect([logins.length, calls.length]).toEqual([1, 0]);
});

test('a create that is aborted after it was sent is uncertain; a read throws the reason', async () => {
  for (const operation of [create, read]) {
    const controller = new AbortController();
    const reason = new Error('stop');
    answer(operation.path, () => {
      controller.abort(reason);
      return new Promise<Response>(() => undefined);
    });
    const call = createTestHttp({ baseUrl, tokenStore: storeWith('token-1') }).call(operation, {}, { signal: controller.signal });
    if (operation.creates) expect(await failureOf(call)).toMatchObject({ errorClass: 'uncertain' });
    else await expect(call).rejects.toBe(reason);
  }
});

test('virtual time stands still while a call is under way', async () => {
  const clock = createVirtualClock();
  const waited: number[] = [];
  const sleeper = clock.sleep(60_000).then(() => waited.push(clock.monotonic()));
  answer('/state', async () => {
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    waited.push(clock.monotonic());
    return ok('x');
  });
  await createTestHttp({ baseUrl, clock, tokenStore: storeWith('token-1') }).call(read, {});
  await sleeper;
  expect(waited).toEqual([0, 60_000]);
});

test('S11: no error shows a secret, a token or a signature, however it is printed', async () => {
  const echo = 'token-1-abc and test-secret at https://oss.example/x?Signature=sig-abc\u001b[31m';
  const http = createTestHttp({ baseUrl, tokenStore: storeWith('token-1-abc') });
  const replies = [
    () => HttpResponse.json({ code: 2, msg: echo, trace: echo }),
    () => HttpResponse.json({ code: 99, msg: echo }),
    () => webPage(502, echo),
    () => new HttpResponse(echo),
    () => HttpResponse.error(),
  ];
  for (const reply of replies) {
    for (const operation of [create, read]) {
      answer(operation.path, reply);
      const error = await failureOf(http.call(operation, { json: { secret: 'test-secret' } }));
      const printed = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error.cause), error.stack].join('\n');
      expect(printed).not.toMatch(/token-1-abc|test-secret|sig-abc/);
      expect(error.message).not.toContain('\u001b');
    }
  }
});

test.each([
  [create, 'uncertain', 'RUN_START_UNCERTAIN'],
  [read, 'transient', 'PROVIDER_UNREADABLE'],
])('a yes without what it must hold ($0.path) is $1', (operation, errorClass, code) => {
  const reply = { data: {}, envelope: { code: 0, note: 'x'.repeat(1000) }, traceId: 't-1' };
  const error = createTestHttp({ baseUrl }).undecodable(operation, reply, 'data.id');
  expect(error).toMatchObject({ errorClass, code, message: expect.stringContaining('has no usable "data.id"'), wire: { traceId: 't-1' } });
  expect(error.wire.message).toHaveLength(200);
});

test('what is hidden later on is hidden everywhere, also in texts that go into no error', () => {
  const http = createTestHttp({ baseUrl });
  http.hide('test-signature');
  expect(http.fail('provider', 'It said test-signature.').message).not.toContain('test-signature');
  expect(http.scrub('named test-signature, https://a.test/x?token=1 \u001b[2J')).toBe('named [secret], https://a.test/x \\u{1b}[2J');
});

test('an adapter cannot show a secret by mistake either', () => {
  const http = createTestHttp({ baseUrl });
  const error = http.fail('provider', 'It said test-secret.', {
    hint: 'Not test-secret.',
    wire: { message: 'test-secret' },
    cause: new Error('test-secret'),
  });
  expect(inspect(error, { depth: 9 })).not.toContain('test-secret');
});

test('without a stored token a fresh memory store logs in', async () => {
  answer('/login', () => ok('token-9'));
  answer('/state', (request) => ok(request.headers.get('x-token')));
  expect(await createTestHttp({ baseUrl, tokenStore: createMemoryTokenStore() }).call(read, {})).toMatchObject({ data: 'token-9' });
});
