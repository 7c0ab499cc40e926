import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, createSystemClock } from '@reelwright/clock';
import { isProviderError } from '@reelwright/provider';
import { objectAddress, signedAddress } from '@reelwright/s3-client';
import { startS3Server } from '@reelwright/s3-client/testing';
import { closedPortUrl, createTempFolder, startHttpServer } from '@reelwright/test-kit';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { mediumOf } from '../__testing__/medium.ts';
import { type Bridge, createBridge, type S3Settings } from '../index.ts';

const hourMs = 3_600_000;
let folder: string;
let server: { readonly settings: S3Settings };

beforeAll(async () => {
  const objects = createTempFolder();
  const started = await startS3Server(objects.path);
  const { endpoint } = started.bucket;
  server = { settings: { kind: 's3', ...started.bucket, publicEndpoint: endpoint, keepForMs: 24 * hourMs } };
  return async () => {
    await started[Symbol.asyncDispose]();
    objects[Symbol.dispose]();
  };
});

beforeEach(() => {
  const temporary = createTempFolder();
  folder = temporary.path;
  onTestFinished(() => temporary[Symbol.dispose]());
});

function openBridge(settings: Partial<S3Settings> = {}, clock: Clock = createSystemClock()): Bridge {
  const bridge = createBridge({ ...server.settings, ...settings }, { clock, folder: join(folder, 'state') });
  onTestFinished(() => bridge[Symbol.asyncDispose]());
  return bridge;
}

/** The wall clock, set wrong. */
function clockOff(byMs: number): Clock {
  const clock = createSystemClock();
  return { ...clock, now: () => clock.now() + byMs };
}

const film = (bytes: string | Buffer = 'a film, more or less', name = 'mei desk.mp4') => mediumOf(join(folder, name), bytes);
/** What is noted of published media, file by file. */
const notes = () =>
  (existsSync(join(folder, 'state')) ? readdirSync(join(folder, 'state')) : []).map((note) =>
    readFileSync(join(folder, 'state', note), 'utf8'),
  );
const refusalOf = (bridge: Bridge, medium = film()) => bridge.publish(medium, {}).catch((error: unknown) => error);

describe('a file in a bucket', () => {
  test('can be fetched by its address alone, to the byte and as what it is', async () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 251));
    const { url } = await openBridge().publish(film(bytes), {});
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('video/mp4');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await (await fetch(url, { headers: { range: 'bytes=1-3' } })).arrayBuffer()).toHaveProperty('byteLength', 3);
  });

  test('has an address that ends in its extension, cannot be guessed and lasts longer than it is given out', async () => {
    const before = Date.now();
    const { url, expiresAt = 0 } = await openBridge().publish(film(), {});
    expect(new URL(url).pathname).toMatch(/^\/media\/reel\/in\/[0-9a-f]{32}\/[0-9a-f]{64}\.mp4$/);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('86400');
    expect(expiresAt - before).toBeGreaterThanOrEqual(18 * hourMs);
    expect(expiresAt - before).toBeLessThan(18 * hourMs + 60_000);
  });

  test.each([
    { what: 'signature', change: (url: URL) => url.searchParams.set('X-Amz-Signature', 'f'.repeat(64)) },
    { what: 'life', change: (url: URL) => url.searchParams.set('X-Amz-Expires', '604800') },
    { what: 'name', change: (url: URL) => Object.assign(url, { pathname: url.pathname.replace('.mp4', '.mp3') }) },
  ])('is not given out when the $what of its address is tampered with', async ({ change }) => {
    const { url } = await openBridge().publish(film(), {});
    const tampered = new URL(url);
    change(tampered);
    expect((await fetch(tampered)).status).toBe(403);
    expect((await fetch(url)).status).toBe(200);
  });

  test('is not given out any more once the time of its address is over', async () => {
    const { url } = await openBridge().publish(film(), {});
    const { origin, pathname } = new URL(url);
    const signed = (now: number) => signedAddress(server.settings, { url: new URL(origin + pathname), now, lifeMs: hourMs });
    expect((await fetch(await signed(Date.now() - hourMs / 2))).status).toBe(200);
    expect((await fetch(await signed(Date.now() - 2 * hourMs))).status).toBe(403);
  });

  test('is gone when it has been withdrawn as often as it was published', async () => {
    const bridge = openBridge();
    const [one, two] = [await bridge.publish(film(), {}), await bridge.publish(film(), {})];
    expect(new URL(two.url).pathname).toBe(new URL(one.url).pathname);
    await bridge.withdraw(one.url);
    expect((await fetch(two.url)).status).toBe(200);
    await bridge.withdraw(two.url);
    expect((await fetch(one.url)).status).toBe(404);
    expect((await fetch(two.url)).status).toBe(404);
    const three = await bridge.publish(film(), {});
    expect(new URL(three.url).pathname).not.toBe(new URL(one.url).pathname);
    expect((await fetch(three.url)).status).toBe(200);
  });

  test('goes up once when it is published twice at the same time', async () => {
    const bridge = openBridge();
    const both = await Promise.all([bridge.publish(film(), {}), bridge.publish(film(), {})]);
    expect(new Set(both.map(({ url }) => new URL(url).pathname)).size).toBe(1);
  });

  test('may be empty', async () => {
    const { url } = await openBridge().publish(film('', 'empty.wav'), {});
    expect([(await fetch(url)).status, await (await fetch(url)).text()]).toEqual([200, '']);
  });

  test('can be taken back by a later process, which knows how often it was published', async () => {
    const first = openBridge();
    const { url } = await first.publish(film(), {});
    await first.publish(film(), {});
    await first[Symbol.asyncDispose]();
    const second = openBridge();
    await second.withdraw(url);
    expect((await fetch(url)).status).toBe(200);
    await second.withdraw(url);
    expect((await fetch(url)).status).toBe(404);
  });

  test('that nobody took back goes when its address has ended and something else is published', async () => {
    const { url } = await openBridge({}, clockOff(-10 * 60_000)).publish(film('left behind', 'left.mp4'), {});
    const { pathname, origin } = new URL(url);
    const lasting = await signedAddress(server.settings, { url: new URL(origin + pathname), now: Date.now(), lifeMs: 7 * 24 * hourMs });
    const [note = ''] = readdirSync(join(folder, 'state'));
    const path = join(folder, 'state', note);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"signedUntil":\d+/, '"signedUntil":1'));
    await openBridge().publish(film(), {});
    expect((await fetch(lasting)).status).toBe(404);
  });

  test('whose upload its process did not live to see the end of goes the same way', async () => {
    let noted = '{}';
    await using service = await startHttpServer((request, response) => {
      [noted = noted] = notes();
      request.resume().on('end', () => response.end());
    });
    const { url } = await openBridge({ endpoint: service.url, publicEndpoint: service.url }).publish(film(), {});
    const [, key = ''] = /^\/media\/(.+)$/.exec(new URL(url).pathname) ?? [];
    const record = JSON.parse(noted).published?.[key];
    expect(record).toMatchObject({ key, uses: 1 });
    expect(record.signedUntil - Date.now()).toBeGreaterThan(23 * hourMs);
  });

  test('that a bucket refused is forgotten', async () => {
    await refusalOf(openBridge({ bucket: 'missing' }));
    expect(notes().map((note) => JSON.parse(note).published)).toEqual([{}]);
  });

  test('is of no concern to a bridge that did not publish it', async () => {
    const { url } = await openBridge().publish(film(), {});
    const elsewhere = openBridge({ prefix: 'other' });
    for (const address of [url, 'https://media.test/x.mp4', 'no address', url.replace('127.0.0.1', 'localhost')])
      await elsewhere.withdraw(address);
    expect((await fetch(url)).status).toBe(200);
  });

  test('is noted for the owner alone, without keys', async () => {
    await openBridge().publish(film(), {});
    const [note = ''] = readdirSync(join(folder, 'state'));
    expect(statSync(join(folder, 'state', note)).mode & 0o777).toBe(0o600);
  });
});

describe('publishing is refused', () => {
  test('for other bytes than those that were looked at, and nothing of them stays', async () => {
    const medium = film('x'.repeat(2_000_000));
    const other = { ...medium, facts: { ...medium.facts, sha256: createHash('sha256').update('other').digest('hex') } };
    expect(await refusalOf(openBridge(), other)).toMatchObject({ code: 'RUN_DISK', message: expect.stringContaining('has changed') });
    truncateSync(medium.path, 5);
    expect(await refusalOf(openBridge(), medium)).toMatchObject({ code: 'RUN_DISK' });
    rmSync(medium.path);
    expect(await refusalOf(openBridge(), medium)).toMatchObject({ code: 'RUN_DISK' });
  });

  test('with the reason of a signal, before and during the upload', async () => {
    const reason = new Error('enough');
    await expect(openBridge().publish(film(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    await using slow = await startHttpServer((request) => request.once('data', () => controller.abort(reason)));
    const bridge = openBridge({ endpoint: slow.url });
    await expect(bridge.publish(film(Buffer.alloc(8_000_000)), { signal: controller.signal })).rejects.toBe(reason);
  });

  test.each<{ what: string; settings: Partial<S3Settings>; says: RegExp }>([
    { what: 'an unknown key', settings: { accessKeyId: 'unknown' }, says: /does not know the access key \(HTTP 403, InvalidAccessKeyId\)/ },
    {
      what: 'a wrong secret',
      settings: { secretAccessKey: 'wrong-secret' },
      says: /signed with the secret key \(HTTP 403, SignatureDoesNotMatch\)/,
    },
    {
      what: 'a bucket that does not exist',
      settings: { bucket: 'nowhere' },
      says: /no bucket "nowhere" at 127\.0\.0\.1:\d+ \(HTTP 404, NoSuchBucket\)/,
    },
  ])('for $what, in words that say so and hold no key', async ({ settings, says }) => {
    const refusal = await refusalOf(openBridge(settings));
    expect(refusal).toMatchObject({ code: 'RUN_BRIDGE', message: expect.stringMatching(says), hint: expect.any(String) });
    for (const secret of ['wrong-secret', 'unknown', 'S3RVER', 'Signature=', 'X-Amz']) expect(everythingOf(refusal)).not.toContain(secret);
  });

  test('for a host that cannot be reached, as something that may pass', async () => {
    const refusal = await refusalOf(openBridge({ endpoint: await closedPortUrl() }));
    expect(refusal).toMatchObject({
      provider: 'bridge',
      errorClass: 'transient',
      message: expect.stringMatching(/could not be reached: the connection was refused \(ECONNREFUSED\)/),
    });
  });

  test('and works again afterwards', async () => {
    const bridge = openBridge();
    const medium = film();
    expect(await refusalOf(bridge, { ...medium, path: join(folder, 'none.mp4') })).toMatchObject({ code: 'RUN_DISK' });
    expect((await fetch((await bridge.publish(medium, {})).url)).status).toBe(200);
  });
});

/** Answers as the services' own pages give them, which the server used above does not know. */
describe('a service that answers', () => {
  const error = (code: string, more = '') =>
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>AKIA-secret says no</Message>${more}</Error>`;

  test.each([
    {
      status: 403,
      body: error('AccessDenied'),
      says: /may not write to the bucket "media" \(HTTP 403, AccessDenied\)/,
      hint: /"reel\/in\/\*"/,
    },
    { status: 403, body: '', says: /may not write to the bucket "media" \(HTTP 403\)/, hint: /put, get and delete/ },
    {
      status: 301,
      body: error('PermanentRedirect', '<Endpoint>media.s3.eu-west-1.amazonaws.com</Endpoint>'),
      says: /but in media\.s3\.eu-west-1\.amazonaws\.com \(/,
      hint: /`endpoint`/,
    },
    {
      status: 307,
      body: error('TemporaryRedirect'),
      headers: { 'x-amz-bucket-region': 'eu-north-1' },
      says: /but in eu-north-1 \(/,
      hint: /`region`.*eu-north-1/,
    },
    {
      status: 400,
      body: error('AuthorizationHeaderMalformed', '<Region>ap-south-1</Region>'),
      says: /region "us-east-1".* but in ap-south-1 \(/,
      hint: /ap-south-1/,
    },
    { status: 400, body: error('ExpiredToken'), says: /session token/, hint: /sessionToken/ },
    { status: 403, body: error('RequestTimeTooSkewed'), says: /^The clock of this machine .* too far apart \(/, hint: /Set the clock/ },
    { status: 400, body: error('EntityTooLarge'), says: /larger than/, hint: /smaller/ },
    { status: 403, body: error('SecondLevelDomainForbidden'), says: /host name/, hint: /pathStyle: false/ },
    { status: 404, body: '<html>AKIA-secret</html>', says: /does not answer as S3 services do \(HTTP 404\)/, hint: /endpoint/ },
    { status: 405, body: '{"error":"AKIA-secret"}', says: /does not answer as S3 services do/, hint: /endpoint/ },
  ])('$status $body is understood', async ({ status, body, headers, says, hint }) => {
    await using service = await startHttpServer(
      (request, response) => void request.resume().on('end', () => response.writeHead(status, headers).end(body)),
    );
    const refusal = await refusalOf(openBridge({ endpoint: service.url }));
    expect(refusal).toMatchObject({ code: 'RUN_BRIDGE', message: expect.stringMatching(says), hint: expect.stringMatching(hint) });
    expect(everythingOf(refusal)).not.toContain('AKIA-secret');
  });

  test.each([
    { status: 503, body: error('SlowDown') },
    { status: 500, body: '' },
    { status: 429, body: '' },
    { status: 400, body: error('RequestTimeout') },
  ])('$status $body may do better later', async ({ status, body }) => {
    await using service = await startHttpServer(
      (request, response) => void request.resume().on('end', () => response.writeHead(status).end(body)),
    );
    const refusal = await refusalOf(openBridge({ endpoint: service.url }));
    expect(isProviderError(refusal) && refusal.errorClass).toBe('transient');
  });

  test('by hanging up in the middle of an upload is asked for the reason', async () => {
    await using service = await startHttpServer((request, response) => {
      if (request.method === 'PUT') request.once('data', () => request.socket.destroy());
      else response.writeHead(403).end(error('AccessDenied'));
    });
    const refusal = await refusalOf(openBridge({ endpoint: service.url }), film(Buffer.alloc(30_000_000)));
    expect(refusal).toMatchObject({ code: 'RUN_BRIDGE', message: expect.stringContaining('AccessDenied') });
  });

  test('a withdrawal with an error is told, and tried again when something is published', async () => {
    const seen: string[] = [];
    await using service = await startHttpServer((request, response) => {
      seen.push(request.method ?? '');
      request.resume().on('end', () => response.writeHead(seen.filter((method) => method === 'DELETE').length === 1 ? 503 : 200).end());
    });
    const bridge = openBridge({ endpoint: service.url, publicEndpoint: service.url });
    const { url } = await bridge.publish(film(), {});
    await expect(bridge.withdraw(url)).rejects.toMatchObject({ errorClass: 'transient' });
    const again = await bridge.publish(film(), {});
    expect(new URL(again.url).pathname).not.toBe(new URL(url).pathname);
    expect(seen).toEqual(['PUT', 'DELETE', 'DELETE', 'PUT']);
  });

  test('reads length, hash and type of what comes before the first byte', async () => {
    let heads: Record<string, unknown> = {};
    await using service = await startHttpServer((request, response) => {
      heads = request.headers;
      request.resume().on('end', () => response.end());
    });
    const medium = film(Buffer.alloc(3_000_000), 'voice.wav');
    await openBridge({ endpoint: service.url, sessionToken: 'test-session' }).publish(medium, {});
    expect(heads).toMatchObject({
      'content-length': '3000000',
      'content-type': 'audio/wav',
      'x-amz-content-sha256': medium.facts.sha256,
      'x-amz-security-token': 'test-session',
    });
    expect(heads).not.toHaveProperty('transfer-encoding');
  });
});

test.each([
  { pathStyle: true, endpoint: 'https://minio.test:9000', address: 'https://minio.test:9000/media/a/b.mp4' },
  { pathStyle: false, endpoint: 'https://s3.eu-west-1.amazonaws.com', address: 'https://media.s3.eu-west-1.amazonaws.com/a/b.mp4' },
])('an object stands at $address', ({ pathStyle, endpoint, address }) => {
  expect(objectAddress('a/b.mp4', endpoint, { ...server.settings, pathStyle }).href).toBe(address);
});

/** All that a person or a log could get to see of an error. */
function everythingOf(error: unknown): string {
  const lines: string[] = [];
  for (let one = error; one instanceof Error; one = one.cause)
    lines.push(String(one.stack), JSON.stringify(one, Object.getOwnPropertyNames(one)));
  return lines.join('\n');
}
