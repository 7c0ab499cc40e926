import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { startGuijiBench } from '../../test-support/guiji-client.ts';

const hourMs = 3_600_000;

test('16: a signature gives a token that is a UUID, for 7199 seconds', async () => {
  await using bench = await startGuijiBench();
  const { code, success, message, data } = await bench.client.askToken();
  expect({ code, success, message }).toEqual({ code: '0', success: true, message: 'Request successful' });
  expect(data).toEqual({ access_token: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/), expires_in: 7199 });
  bench.client.token = data.access_token;
  expect(await bench.client.get('user/v2/get')).toMatchObject({ code: '0' });
});

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test.each([
  ['of an unknown key', { appId: 'nobody' }],
  ['of another time', { timestamp: '1741572705000' }],
  ['in capitals', 'capitals'],
  ['over a time in seconds', 'seconds'],
  ['over the secret alone', { sign: md5('emulator-secret') }],
] as const)('16: a signature %s is refused with 40002', async (_, change) => {
  await using bench = await startGuijiBench();
  const { apiKey, apiSecret } = bench.emulator.guiji;
  const [ms, seconds] = ['1741572705000', '1741572705'];
  const changes = {
    capitals: { timestamp: ms, sign: md5(`${apiKey}${ms}${apiSecret}`).toUpperCase() },
    seconds: { timestamp: seconds, sign: md5(`${apiKey}${seconds}${apiSecret}`) },
  };
  const reply = await bench.client.askToken(typeof change === 'string' ? changes[change] : change);
  expect(reply).toMatchObject({ code: '40002', success: false, data: null });
});

test.each(['grant_type', 'timestamp', 'sign', 'appId'])('16: a token call without %s is refused with 40015', async (name) => {
  await using bench = await startGuijiBench();
  expect(await bench.client.askToken({ [name]: '' })).toMatchObject({ code: '40015', success: false });
});

test('16: a token ends after two hours with 40003; a new one ends none before it', async () => {
  await using bench = await startGuijiBench();
  const { client } = bench;
  const first = client.token;
  await bench.pass(hourMs);
  await client.login();
  const codeWith = async (token: string) => {
    client.token = token;
    return (await client.get('user/v2/get')).code;
  };
  const second = client.token;
  expect([await codeWith(first), await codeWith(second)]).toEqual(['0', '0']);
  await bench.pass(hourMs - 1);
  expect(await codeWith(first)).toBe('0');
  await bench.pass(1);
  expect([await codeWith(first), await codeWith(second)]).toEqual(['40003', '0']);
});

test('17: a token counts in the query alone, and errors are HTTP 200', async () => {
  await using bench = await startGuijiBench();
  const { baseUrl } = bench.emulator.guiji;
  const refused: unknown[] = [];
  for (const [query, header] of [
    ['', bench.client.token],
    ['?access_token=', bench.client.token],
    ['?access_token=ae4dad61-0dc5-47ad-be20c51245db2769', ''],
  ]) {
    const reply = await fetch(`${baseUrl}/openapi/user/v2/get${query}`, { headers: { access_token: header ?? '' } });
    refused.push([reply.status, await reply.json()]);
  }
  const envelope = { code: '40002', success: false, message: 'The access_token is invalid', data: null };
  expect(refused).toEqual([0, 1, 2].map(() => [200, envelope]));
});

test('17: unknown paths and other methods are a real 404', async () => {
  await using bench = await startGuijiBench();
  const token = { access_token: bench.client.token };
  expect((await bench.client.raw('GET', 'video/v9/none', token)).status).toBe(404);
  expect((await bench.client.raw('POST', 'user/v2/get', token, {})).status).toBe(404);
});

test('17: codes are numbers for clients that have met such', async () => {
  await using bench = await startGuijiBench({ guiji: { quirks: { codes: 'number' } } });
  expect(await bench.client.get('user/v2/get')).toMatchObject({ code: 0, success: true });
  expect(await bench.client.post('video/v2/pageList', {})).toMatchObject({ code: 40015, success: false });
});

test.each(['{', '[]', '"text"', '12'])('17: the body %s is refused with 40015', async (body) => {
  await using bench = await startGuijiBench();
  const reply = await bench.client.raw('POST', 'video/v2/pageList', { access_token: bench.client.token }, body);
  expect([reply.status, await reply.json()]).toMatchObject([200, { code: '40015', success: false }]);
});

test('17: tokens can be ended and refused from outside', async () => {
  await using bench = await startGuijiBench();
  const code = async () => (await bench.client.get('user/v2/get')).code;
  bench.emulator.faults.killToken();
  expect(await code()).toBe('40002');
  await bench.client.login();
  expect(await code()).toBe('0');
  bench.emulator.faults.refuseTokens(true);
  expect(await code()).toBe('40002');
  bench.emulator.faults.clear();
  expect(await code()).toBe('0');
});

test('17: a token that is sent to the host of results has leaked', async () => {
  await using bench = await startGuijiBench();
  await fetch(`${bench.emulator.origins.storage}/public/guiji/voices/C_173.wav?access_token=${bench.client.token}`);
  expect(bench.emulator.report().tokensLeaked).toBe(1);
});

test('17: accounts of one key share nothing with those of another', async () => {
  const accounts = [
    { apiKey: 'first', apiSecret: 'one' },
    { apiKey: 'second', apiSecret: 'two' },
  ] as const;
  await using bench = await startGuijiBench({ guiji: { accounts } });
  const { data } = await bench.client.post<{ id: number }>('speaker/v3/fastTts', { speakerId: 'C_175', content: 'Mine.' });
  const timestamp = String(bench.clock.now());
  const other = await bench.client.askToken({ appId: 'second', timestamp, sign: md5(`second${timestamp}two`) });
  bench.client.token = other.data.access_token;
  expect(await bench.client.get(`speaker/v2/tts/${data.id}`)).toMatchObject({ code: '40018' });
  expect(await bench.client.post('speaker/v2/tts/pageList', { page: 1, size: 10 })).toMatchObject({
    data: { totalRecord: 0, records: [] },
  });
});
