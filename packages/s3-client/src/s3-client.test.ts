import { createHash } from 'node:crypto';
import { createSystemClock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';
import { createTempFolder, startHttpServer } from '@reelwright/test-kit';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createS3Client, type S3Client } from './s3-client.ts';
import type { S3Place } from './s3-failure.ts';
import { type S3Server, startS3Server } from './testing/s3-server.ts';

let server: S3Server;

beforeAll(async () => {
  const objects = createTempFolder();
  server = await startS3Server(objects.path);
  return async () => {
    await server[Symbol.asyncDispose]();
    objects[Symbol.dispose]();
  };
});

const wording: S3Place['wording'] = {
  owner: 'the test',
  rights: 'put and get objects',
  lasting: (message, { hint }) => new ReelwrightError('RUN_REMOTE', message, { hint }),
  passing: (message, { hint }) => new ReelwrightError('RUN_DOWNLOAD', message, { hint }),
};

function open(more: Partial<S3Place> = {}): S3Client {
  const client = createS3Client({ ...server.bucket, wording, ...more }, createSystemClock());
  onTestFinished(() => client[Symbol.asyncDispose]());
  return client;
}

function upload(bytes: Buffer) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  };
  return { sizeBytes: bytes.length, sha256, contentType: 'video/mp4', bytes: pieces() };
}

async function read(client: S3Client, key: string): Promise<Buffer | undefined> {
  const object = await client.get(key);
  if (object === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of object.bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

const nobody = () => Promise.resolve();

test.each([0, 1, 3_000_000])('an object of %i bytes comes down as it went up', async (size) => {
  const client = open();
  const bytes = Buffer.alloc(size, 'reel');
  await client.put('a/b', upload(bytes), nobody);
  expect(await client.sizeOf('a/b')).toBe(size);
  expect((await read(client, 'a/b'))?.equals(bytes)).toBe(true);
  await client.remove('a/b');
  expect([await client.sizeOf('a/b'), await read(client, 'a/b')]).toEqual([undefined, undefined]);
});

test('a bucket that is not there is told from an object that is not there', async () => {
  const client = open({ bucket: 'nowhere' });
  await expect(client.get('a')).rejects.toMatchObject({ code: 'RUN_REMOTE', message: expect.stringContaining('no bucket "nowhere"') });
});

test('says that it may not read, and what it would need', async () => {
  await using service = await startHttpServer((_, response) => response.writeHead(403).end());
  await expect(open({ endpoint: service.url }).get('a')).rejects.toMatchObject({
    message: 'The access key may not read the bucket "media" (HTTP 403).',
    hint: 'Allow it to put and get objects under "reel/in/*" of the bucket.',
  });
});

test('what breaks off on its way down is no shorter object', async () => {
  await using service = await startHttpServer((_, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('12345', () => response.destroy());
  });
  await expect(read(open({ endpoint: service.url }), 'a')).rejects.toMatchObject({ code: 'RUN_DOWNLOAD' });
});

test('asks for the reason when the other side hangs up in the midst of a body', async () => {
  await using service = await startHttpServer((request, response) => {
    if (request.method === 'PUT') request.once('data', () => request.socket.destroy());
    else response.writeHead(403).end('<Error><Code>InvalidAccessKeyId</Code></Error>');
  });
  const client = open({ endpoint: service.url });
  const putting = client.put('a', upload(Buffer.alloc(30_000_000)), () => client.get('a'));
  await expect(putting).rejects.toMatchObject({ code: 'RUN_REMOTE', message: expect.stringContaining('InvalidAccessKeyId') });
});

test('tells what is wrong with the source of a body, and sends none of the rest', async () => {
  const reason = new Error('the file has changed');
  const bytes = (async function* () {
    yield Buffer.alloc(100_000);
    throw reason;
  })();
  const object = { sizeBytes: 900_000, sha256: 'ab'.repeat(32), contentType: 'video/mp4', bytes };
  await expect(open().put('broken', object, nobody)).rejects.toBe(reason);
});

test('is ended by its signal, with the reason of the signal', async () => {
  const reason = new Error('enough');
  const client = open();
  for (const call of [client.get, client.sizeOf, client.remove]) await expect(call('a', AbortSignal.abort(reason))).rejects.toBe(reason);
});
