import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startBench, type TestBench } from '../test-support/chanjing-client.ts';

/** Sends bytes as they are and hangs up. */
async function sendAndLeave(url: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(bytes);
  await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  await once(socket, 'close');
}

/** The emulator has taken everything that was sent before this call. */
async function settled(bench: TestBench): Promise<void> {
  for (let i = 0; i < 3; i++) await bench.client.get('user_info');
}

test.each([
  [
    'half a body',
    (path: string) => `POST ${path}/open/v1/create_audio_task HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"audio_man": `,
  ],
  ['half a header', (path: string) => `POST ${path}/open/v1/create_audio_task HTTP/1.1\r\nhost`],
  ['no HTTP at all', () => '\x16\x03\x01\x02\x00\x01\x00'],
  ['a path that cannot be decoded', (path: string) => `GET ${path}/open/v1/%E0%A4%A HTTP/1.1\r\nhost: x\r\n\r\n`],
])('a client that sends %s and leaves does no harm', async (_name, bytes) => {
  await using bench = await startBench();
  await bench.client.login();
  const { baseUrl } = bench.emulator.chanjing;
  await sendAndLeave(baseUrl, bytes(new URL(baseUrl).pathname));
  await settled(bench);
  expect(bench.emulator.report()).toMatchObject({ tasks: [], defects: [] });
});

test('a body of the right length that is no UTF-8 is refused as malformed', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const reply = await fetch(`${bench.emulator.chanjing.baseUrl}/open/v1/create_audio_task`, {
    method: 'POST',
    headers: { access_token: bench.client.token },
    body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
  });
  expect([reply.status, await reply.json()]).toEqual([200, expect.objectContaining({ code: 400 })]);
});

test.each([
  ['with a charset', { 'content-type': 'application/json; charset=utf-8' }],
  ['without a type', {}],
  ['as plain text', { 'content-type': 'text/plain' }],
])('JSON %s is read as JSON', async (_name, headers) => {
  await using bench = await startBench();
  const { appId, secretKey, baseUrl } = bench.emulator.chanjing;
  const body = new TextEncoder().encode(JSON.stringify({ app_id: appId, secret_key: secretKey }));
  const reply = await fetch(`${baseUrl}/open/v1/access_token`, { method: 'POST', headers, body });
  expect(await reply.json()).toMatchObject({ code: 0 });
});

test.each([
  ['a form', 'app_id=emulator-app&secret_key=emulator-secret'],
  ['a text', '"hello"'],
  ['null', 'null'],
  ['JSON with a tail', '{} {}'],
])('%s as a body is refused with 400', async (_name, body) => {
  await using bench = await startBench();
  expect(JSON.parse((await bench.client.raw('POST', 'access_token', body)).text)).toMatchObject({ code: 400 });
});
