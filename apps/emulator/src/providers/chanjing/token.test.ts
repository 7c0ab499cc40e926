import { expect, test } from 'vitest';
import { startBench } from '../../test-support/chanjing-client.ts';

const dayMs = 24 * 60 * 60 * 1000;

test('1: a token lives a day, and expire_in is a point in time in unix seconds', async () => {
  await using bench = await startBench();
  const { client, clock } = bench;
  const { code, msg, data } = await client.login();
  expect({ code, msg }).toEqual({ code: 0, msg: 'success' });
  expect(data).toEqual({ access_token: expect.stringMatching(/^[A-Za-z0-9]{64}$/), expire_in: (clock.now() + dayMs) / 1000 });
  await bench.pass(dayMs - 1);
  expect(await client.get('user_duration')).toMatchObject({ code: 0 });
  await bench.pass(1);
  expect(await client.get('user_duration')).toMatchObject({ code: 10400, msg: 'AccessToken已失效', data: null });
});

test('1: a new token ends the one before at once', async () => {
  await using bench = await startBench();
  const first = (await bench.client.login()).data.access_token;
  const second = (await bench.client.login()).data.access_token;
  expect(second).not.toBe(first);
  expect(await bench.client.get('user_info')).toMatchObject({ code: 0 });
  bench.client.token = first;
  expect(await bench.client.get('user_info')).toMatchObject({ code: 10400, msg: 'AccessToken已失效' });
});

test('1: wrong credentials are told as 50000, for the app and for the secret', async () => {
  await using bench = await startBench();
  const { appId, secretKey } = bench.emulator.chanjing;
  const refused = { code: 50000, msg: '无效 APPID 和 SecretKey', data: null };
  expect(await bench.client.login({ appId, secretKey: 'wrong' })).toMatchObject(refused);
  expect(await bench.client.login({ appId: 'nobody', secretKey })).toMatchObject(refused);
});

test.each([
  ['no app_id', { secret_key: 'test-secret' }],
  ['no secret_key', { app_id: 'test-app' }],
  ['an empty app_id', { app_id: '', secret_key: 'test-secret' }],
  ['an app_id that is a number', { app_id: 7, secret_key: 'test-secret' }],
  ['a list', []],
  ['no body', undefined],
  ['no JSON', '{"app_id": '],
])('1: the token call answers 400 to %s', async (_name, body) => {
  await using bench = await startBench();
  const { status, text } = await bench.client.raw('POST', 'access_token', body);
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ code: 400, data: null });
});

test('1: a token issued by one process is known to another on the same folder, and ended by it', async () => {
  const { createTempFolder } = await import('@reelwright/test-kit');
  using folder = createTempFolder();
  await using one = await startBench({ folder: folder.path });
  await using two = await startBench({ folder: folder.path });
  await one.client.login();
  two.client.token = one.client.token;
  expect(await two.client.get('user_info')).toMatchObject({ code: 0 });
  await two.client.login();
  expect(await one.client.get('user_info')).toMatchObject({ code: 10400 });
});

test.each([
  ['no token', {}],
  ['a token as Authorization', { authorization: 'Bearer TOKEN' }],
  ['a token in a header of another name', { 'access-token': 'TOKEN' }],
  ['a made-up token', { access_token: 'made-up' }],
])('2: %s is answered with HTTP 200 and code 10400', async (_name, headers) => {
  await using bench = await startBench();
  const { data } = await bench.client.login();
  bench.client.token = '';
  const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('TOKEN', data.access_token)]));
  const { status, text } = await bench.client.raw('GET', 'user_info', undefined, filled);
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ code: 10400, data: null });
});

test('2: a token in the query is none', async () => {
  await using bench = await startBench();
  const { data } = await bench.client.login();
  bench.client.token = '';
  expect(await bench.client.get('user_info', { access_token: data.access_token })).toMatchObject({ code: 10400 });
});

test.each([
  ['GET', 'no_such_call'],
  ['GET', 'audio_task_state'],
  ['POST', 'customised_audio'],
  ['GET', ''],
])('2: %s /open/v1/%s is a real 404 in plain text', async (method, path) => {
  await using bench = await startBench();
  await bench.client.login();
  const { status, headers, text } = await bench.client.raw(method, path);
  expect(status).toBe(404);
  expect(headers.get('content-type')).toMatch(/^text\/plain/);
  expect(text).toContain('404');
});

test('2: paths outside the base path are 404, also the same calls', async () => {
  await using bench = await startBench();
  const { status } = await fetch(`${bench.emulator.origins.api}/open/v1/access_token`, { method: 'POST', body: '{}' });
  expect(status).toBe(404);
});

test('3: every reply carries a fresh 32-hex trace_id, refusals too', async () => {
  await using bench = await startBench();
  const traces = [
    await bench.client.login(),
    await bench.client.get('user_info'),
    await bench.client.get('video_lip_sync/detail'),
    await bench.client.login({ appId: 'nobody', secretKey: 'test-secret' }),
  ].map(({ trace_id: trace }) => trace);
  expect(traces.every((trace) => /^[0-9a-f]{32}$/.test(trace))).toBe(true);
  expect(new Set(traces).size).toBe(traces.length);
});
