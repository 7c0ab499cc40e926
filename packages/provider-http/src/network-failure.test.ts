import { createServer as createTlsServer } from 'node:tls';
import { isProviderError } from '@reelwright/provider';
import { closedPortUrl, startHttpServer, startSocketServer } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { create, createTestHttp, read, storeWith } from './__testing__/test-service.ts';
import { failedBeforeSending, plainCause, reasonOf } from './network-failure.ts';
import type { Operation } from './operation.ts';

/** Real sockets: only they show what the runtime's fetch makes of each failure. */
async function failureAt(url: string, operation: Operation) {
  const http = createTestHttp({ baseUrl: url, tokenStore: storeWith('token-1') });
  const error: unknown = await http.call(operation, operation.method === 'POST' ? { json: { a: 1 } } : {}).then(
    () => expect.unreachable('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (!isProviderError(error)) throw error;
  return error;
}

const impatient = (operation: Operation): Operation => ({ ...operation, timeoutMs: 50 });

test.each([create, read])('N1: a refused connection is certain to have had no effect ($path)', async (operation) => {
  const error = await failureAt(await closedPortUrl(), operation);
  expect(error).toMatchObject({ errorClass: 'transient', code: 'PROVIDER_TRANSIENT', cause: { code: 'ECONNREFUSED' } });
  expect(error.message).toMatch(/^Testing could not be reached when asked .+: the connection was refused \(ECONNREFUSED\)\.$/);
});

test.each([create, read])('N1: a host name that nobody knows is certain to have had no effect ($path)', async (operation) => {
  expect(await failureAt('https://no-such-host.invalid', operation)).toMatchObject({
    errorClass: 'transient',
    cause: { code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) },
  });
});

test.each([create, read])('N1: a failed TLS handshake is certain to have had no effect ($path)', async (operation) => {
  await using plain = await startHttpServer((_request, response) => response.end('{}'));
  const error = await failureAt(plain.url.replace('http:', 'https:'), operation);
  expect(error).toMatchObject({ errorClass: 'transient', message: expect.stringContaining('the TLS handshake failed (ERR_SSL') });
});

test('N1: a peer that hangs up during the TLS handshake is certain to have had no effect', async () => {
  await using closing = await startSocketServer((socket) => socket.destroy());
  expect(await failureAt(closing.url.replace('http:', 'https:'), create)).toMatchObject({
    errorClass: 'transient',
    cause: { code: 'ECONNRESET' },
  });
});

test('N1: a TLS server without a certificate is certain to have had no effect', async () => {
  const server = createTlsServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  expect(await failureAt(`https://127.0.0.1:${port}`, create)).toMatchObject({ errorClass: 'transient' });
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  [create, 'uncertain'],
  [read, 'transient'],
])('N2: a connection that dies after the request was read ($0.path) is $1', async (operation, errorClass) => {
  let requests = 0;
  await using server = await startHttpServer((request) => {
    requests += 1;
    request.resume().on('end', () => request.socket.destroy());
  });
  const error = await failureAt(server.url, operation);
  expect(error).toMatchObject({ errorClass, message: expect.stringContaining('The connection to Testing broke off') });
  expect(requests).toBe(1);
});

// 421 is left out: it says in so many words that the request was not processed, and fetch sends it again on its own account.
test.each([401, 407, 408, 425, 500, 503])('N2: HTTP %i makes nothing below us send a create again', async (status) => {
  let requests = 0;
  await using server = await startHttpServer((request, response) => {
    requests += 1;
    request.resume().on('end', () => response.writeHead(status, { 'www-authenticate': 'Basic', 'retry-after': '0' }).end());
  });
  expect(await failureAt(server.url, create)).toMatchObject({ errorClass: 'uncertain' });
  expect(requests).toBe(1);
});

test('N2: a kept connection that dies under a create does not make anything below us send it again', async () => {
  const seen: { readonly body: string; readonly port: number | undefined }[] = [];
  await using server = await startHttpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ body, port: request.socket.remotePort });
    if (body.includes('dies')) request.socket.destroy();
    else response.end('{"code":0,"data":"x"}');
  });
  const http = createTestHttp({ baseUrl: server.url, tokenStore: storeWith('token-1') });
  for (let call = 0; call < 4; call++) await http.call(create, { json: 'lives' });
  await expect(http.call(create, { json: 'dies' })).rejects.toMatchObject({ errorClass: 'uncertain' });
  const last = seen.at(-1);
  expect(seen.map(({ body }) => body)).toEqual([...Array(4).fill('"lives"'), '"dies"']);
  expect(seen.slice(0, -1).map(({ port }) => port)).toContain(last?.port);
});

test.each([
  [create, 'uncertain'],
  [read, 'transient'],
])('N2: a connection that is closed before a word is said ($0.path) is $1', async (operation, errorClass) => {
  await using server = await startSocketServer((socket) => socket.once('data', () => socket.destroy()));
  expect(await failureAt(server.url, operation)).toMatchObject({ errorClass });
});

test.each([
  [create, 'uncertain'],
  [read, 'transient'],
])('N2: an answer that breaks off half way ($0.path) is $1', async (operation, errorClass) => {
  await using server = await startSocketServer((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"code":0,"data":')),
  );
  expect(await failureAt(server.url, operation)).toMatchObject({ errorClass });
});

test.each([
  [create, 'uncertain'],
  [read, 'transient'],
])('an answer that is not HTTP ($0.path) is $1', async (operation, errorClass) => {
  await using server = await startSocketServer((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n')));
  expect(await failureAt(server.url, operation)).toMatchObject({ errorClass });
});

test.each([
  [create, 'uncertain'],
  [read, 'transient'],
])('N4: a server that never answers ($0.path) is $1', async (operation, errorClass) => {
  await using server = await startHttpServer(() => undefined);
  const error = await failureAt(server.url, impatient(operation));
  expect(error).toMatchObject({ errorClass, message: expect.stringContaining('did not answer within 0.05 s') });
});

test('N9: a body that drips without end is given up', async () => {
  await using server = await startHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"code":0,"data":"');
    const drip = setInterval(() => response.write('x'), 5);
    response.on('close', () => clearInterval(drip));
  });
  expect(await failureAt(server.url, impatient(read))).toMatchObject({ errorClass: 'transient' });
  expect(await failureAt(server.url, impatient(create))).toMatchObject({ errorClass: 'uncertain' });
});

test('S9: an endless body is left after a megabyte', async () => {
  let writtenBytes = 0;
  await using server = await startHttpServer((_request, response) => {
    const chunk = 'x'.repeat(65_536);
    const pour = () => {
      do writtenBytes += chunk.length;
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', pour);
    pour();
  });
  expect(await failureAt(server.url, read)).toMatchObject({ message: expect.stringContaining('more than a megabyte') });
  expect(writtenBytes).toBeLessThan(50_000_000);
});

test('S9: a small answer that unpacks to a large one is capped after unpacking', async () => {
  const { gzipSync } = await import('node:zlib');
  const packed = gzipSync(Buffer.alloc(50_000_000, 'x'));
  await using server = await startHttpServer((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(packed);
  });
  expect(await failureAt(server.url, read)).toMatchObject({ message: expect.stringContaining('more than a megabyte') });
});

test('a login that cannot be reached is certain to have had no effect on the create it was for', async () => {
  const http = createTestHttp({ baseUrl: await closedPortUrl() });
  await expect(http.call(create, {})).rejects.toMatchObject({ errorClass: 'transient', wire: { call: 'POST /login' } });
});

test('a create that waits for its token longer than its own time has not been sent', async () => {
  const paths: (string | undefined)[] = [];
  await using server = await startHttpServer((request) => void paths.push(request.url));
  const http = createTestHttp({ baseUrl: server.url });
  await expect(http.call(impatient(create), {})).rejects.toMatchObject({ errorClass: 'transient', wire: { call: 'POST /create' } });
  expect(paths).toEqual(['/login']);
});

test('anything that is not known to be a failure to connect counts as sent', () => {
  for (const error of [new Error('x'), new TypeError('fetch failed', { cause: new Error('y') }), 'text', undefined, null]) {
    expect(failedBeforeSending(error)).toBe(false);
  }
  expect(failedBeforeSending(Object.assign(new Error('read'), { code: 'ECONNRESET', syscall: 'read' }))).toBe(false);
});

test('an error that causes itself ends the search', () => {
  const error = new Error('round');
  error.cause = error;
  expect([failedBeforeSending(error), reasonOf(error)]).toEqual([false, 'round']);
  expect(plainCause(error, (text) => text).message).toBe('round');
  expect(plainCause('words', (text) => text.toUpperCase()).message).toBe('WORDS');
});
