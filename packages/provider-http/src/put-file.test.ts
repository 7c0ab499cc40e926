import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createTempFolder, startHttpServer, startSocketServer } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { createTestHttp } from './__testing__/test-service.ts';
import type { FileUpload } from './put-file.ts';

const content = Buffer.alloc(1_500_000, 'reelwright ');

/** An upload of a file that holds `content`, with what is known of it. */
function uploadOf(folder: string, url: string, change: Partial<FileUpload> = {}): FileUpload {
  const path = join(folder, 'film.mp4');
  writeFileSync(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { url, path, sizeBytes: content.length, sha256, headers: { 'content-type': 'video/mp4' }, ...change };
}

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly sha256: string;
}

/** Takes uploads and answers with `respond`. */
async function startStorage(respond: (response: ServerResponse) => void = (response) => response.end()) {
  const received: Received[] = [];
  let aborted = 0;
  const server = await startHttpServer((request, response) => {
    const hash = createHash('sha256');
    request.on('data', (chunk) => hash.update(chunk));
    request.on('error', () => (aborted += 1));
    request.on('end', () => {
      received.push({ method: request.method, url: request.url, headers: request.headers, sha256: hash.digest('hex') });
      respond(response);
    });
  });
  return { ...server, received, aborted: () => aborted, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test.each([200, 201, 204])('streams the bytes of the file with its length and the given headers (HTTP %i)', async (status) => {
  using folder = createTempFolder();
  await using storage = await startStorage((response) => response.writeHead(status).end());
  const upload = uploadOf(folder.path, `${storage.url}/a/film.mp4?Signature=s%2Bg`, {
    headers: { 'content-type': 'video/mp4', 'x-oss-meta': 'x' },
  });
  await createTestHttp({ baseUrl: storage.url }).putFile(upload);
  expect(storage.received).toEqual([
    {
      method: 'PUT',
      url: '/a/film.mp4?Signature=s%2Bg',
      headers: expect.objectContaining({ 'content-type': 'video/mp4', 'content-length': String(content.length), 'x-oss-meta': 'x' }),
      sha256: upload.sha256,
    },
  ]);
  expect(storage.received[0]?.headers).not.toHaveProperty('transfer-encoding');
});

test.each([
  [403, 'transient'],
  [408, 'transient'],
  [500, 'transient'],
  [503, 'transient'],
  [429, 'transient'],
  [400, 'provider'],
  [404, 'provider'],
  [413, 'provider'],
  [302, 'provider'],
])('HTTP %i of the storage is %s', async (status, errorClass) => {
  using folder = createTempFolder();
  const xml = '<Error><Code>SignatureDoesNotMatch</Code><RequestId>r-1</RequestId><SignatureProvided>sig-abc</SignatureProvided></Error>';
  await using storage = await startStorage((response) => response.writeHead(status, { location: '/elsewhere' }).end(xml));
  const upload = uploadOf(folder.path, `${storage.url}/x?Signature=sig-abc`);
  const error = await createTestHttp({ baseUrl: storage.url })
    .putFile(upload)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    errorClass,
    message: `The storage of Testing refused the upload (HTTP ${status}, SignatureDoesNotMatch).`,
    wire: { code: 'SignatureDoesNotMatch', traceId: 'r-1', httpStatus: status },
  });
  expect(inspect(error, { depth: 9 })).not.toContain('sig-abc');
  expect(storage.received).toHaveLength(1);
});

test('a storage that refuses before it has read the body is heard', async () => {
  using folder = createTempFolder();
  await using storage = await startHttpServer((_request, response) => response.writeHead(403).end('<Code>AccessDenied</Code>'));
  const upload = uploadOf(folder.path, `${storage.url}/x`);
  await expect(createTestHttp({ baseUrl: storage.url }).putFile(upload)).rejects.toMatchObject({ errorClass: 'transient' });
});

test('a storage that hangs up half way is a passing fault', async () => {
  using folder = createTempFolder();
  await using storage = await startSocketServer((socket) => socket.once('data', () => socket.destroy()));
  const upload = uploadOf(folder.path, `${storage.url}/x?Signature=sig-abc`);
  const error = await createTestHttp({ baseUrl: storage.url })
    .putFile(upload)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ errorClass: 'transient', message: expect.stringContaining('The upload to Testing broke off') });
  expect(inspect(error, { depth: 9 })).not.toContain('sig-abc');
});

test('D10: bytes other than those that were hashed never make a whole upload', async () => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  const upload = uploadOf(folder.path, `${storage.url}/x`, { sha256: '0'.repeat(64) });
  await expect(createTestHttp({ baseUrl: storage.url }).putFile(upload)).rejects.toMatchObject({
    code: 'RUN_DISK',
    message: `The file ${upload.path} has changed since this run looked at it.`,
  });
  expect(storage.received).toHaveLength(0);
});

test('D10: a file of another size is not sent at all', async () => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  const upload = uploadOf(folder.path, `${storage.url}/x`);
  truncateSync(upload.path, 10);
  await expect(createTestHttp({ baseUrl: storage.url }).putFile(upload)).rejects.toMatchObject({ code: 'RUN_DISK' });
  expect([storage.received.length, storage.aborted()]).toEqual([0, 0]);
});

test('a file that is not there, or is a folder, is told as such', async () => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  const http = createTestHttp({ baseUrl: storage.url });
  const missing = uploadOf(folder.path, `${storage.url}/x`, { path: join(folder.path, 'none') });
  await expect(http.putFile(missing)).rejects.toMatchObject({ code: 'RUN_DISK', hint: 'Check that it exists and may be read.' });
  await expect(http.putFile({ ...missing, path: folder.path, sizeBytes: 4096 })).rejects.toMatchObject({ code: 'RUN_DISK' });
  expect(storage.received).toHaveLength(0);
});

test('S1: an upload address inside a private network is not followed, and the file stays closed', async () => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  const http = createTestHttp({ baseUrl: 'https://api.example.com' });
  for (const url of [storage.url, storage.url.replace('http', 'https'), 'https://169.254.169.254/x', 'file:///etc/passwd', 'no address']) {
    const upload = uploadOf(folder.path, url, { path: '/does/not/exist' });
    await expect(http.putFile(upload)).rejects.toMatchObject({ code: 'RUN_FENCE', errorClass: 'provider' });
  }
  const named = uploadOf(folder.path, `https://localhost:${storage.port}/x`);
  await expect(http.putFile(named)).rejects.toMatchObject({ message: expect.stringContaining('inside a private network') });
  expect(storage.received).toHaveLength(0);
});

test('an aborted upload throws the reason', async () => {
  using folder = createTempFolder();
  const controller = new AbortController();
  await using storage = await startHttpServer((request) => request.once('data', () => controller.abort(new Error('stop'))));
  const upload = uploadOf(folder.path, `${storage.url}/x`);
  const http = createTestHttp({ baseUrl: storage.url });
  await expect(http.putFile(upload, { signal: controller.signal })).rejects.toThrow('stop');
  await expect(http.putFile(upload, { signal: controller.signal })).rejects.toThrow('stop');
});

test('N10: reads the file no faster than the other side takes it', async () => {
  using folder = createTempFolder();
  const path = join(folder.path, 'large.mp4');
  const sizeBytes = 96_000_000;
  writeFileSync(path, '');
  truncateSync(path, sizeBytes); // holes: 96 MB that take no room on the disk
  const hash = createHash('sha256');
  for (let sent = 0; sent < sizeBytes; sent += 1_000_000) hash.update(Buffer.alloc(1_000_000));
  let peakBytes = 0;
  let taken = 0;
  await using storage = await startHttpServer(async (request, response) => {
    // Nothing is taken for a long while: a sender without backpressure has read the whole file by then.
    for (let turn = 0; turn < 1500; turn++) {
      peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for await (const chunk of request) taken += chunk.length;
    response.end();
  });
  const before = process.memoryUsage().arrayBuffers;
  const upload = { url: `${storage.url}/x`, path, sizeBytes, sha256: hash.digest('hex'), headers: { 'content-type': 'video/mp4' } };
  await createTestHttp({ baseUrl: storage.url }).putFile(upload);
  expect(taken).toBe(sizeBytes);
  expect(peakBytes - before).toBeLessThan(16_000_000);
});
