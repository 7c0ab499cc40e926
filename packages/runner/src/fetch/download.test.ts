import { existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createVirtualClock } from '@reelwright/clock';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { sha256Hex } from '../canonical-json.ts';
import { download } from './download.ts';
import { LinkExpired } from './download-error.ts';
import { createFence } from './fence.ts';
import { createHttpGetter } from './http-get.ts';

const content = Buffer.from(Array.from({ length: 60_000 }, (_, i) => (i * 31) % 256));

interface Attempt {
  readonly path?: string;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  readonly allowLoopback?: boolean;
  readonly url?: string;
  /** Answers in place of the server. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse, nth: number, received: Received) => boolean;
}

/** Resolves when the download has taken in so many bytes. */
type Received = (bytes: number) => Promise<void>;

async function fetchFrom({ path = '/film.mp4', maxBytes = 1e9, signal, allowLoopback = true, url, answer }: Attempt) {
  using temp = createTempFolder();
  await using server = await startFileServer();
  server.files.set('/film.mp4', content);
  const waiting: { readonly bytes: number; readonly done: () => void }[] = [];
  const received: Received = (bytes) => new Promise((done) => void waiting.push({ bytes, done }));
  server.intercept = (request, response, nth) => answer?.(request, response, nth, received) ?? false;
  const clock = createVirtualClock();
  const http = createHttpGetter(createFence(allowLoopback));
  const target = join(temp.path, 'film.part');
  const progress: number[] = [];
  const onProgress = (receivedBytes: number) => {
    progress.push(receivedBytes);
    for (const { bytes, done } of waiting) if (bytes <= receivedBytes) done();
  };
  try {
    const got = await download(
      { url: url ?? `${server.origin}${path}?token=s3cret`, path: target, maxBytes, signal, onProgress },
      { http, clock, random: () => 0.5 },
    );
    return { got, bytes: readFileSync(target), requests: server.requests, progress, waitedMs: clock.monotonic() };
  } catch (error) {
    return { error, requests: server.requests, size: existsSync(target) ? statSync(target).size : -1, waitedMs: clock.monotonic() };
  } finally {
    clock.stop();
    await http.close();
  }
}

test('streams a file and hashes it on the way', async () => {
  const { got, bytes, progress, requests } = await fetchFrom({});
  expect(got).toEqual({ sha256: sha256Hex(content), sizeBytes: content.length, contentType: undefined });
  expect(bytes?.equals(content)).toBe(true);
  expect(progress?.at(-1)).toBe(content.length);
  expect(requests).toEqual(['GET /film.mp4?token=s3cret']);
});

function reply(response: ServerResponse, status: number, headers: Record<string, string> = {}, body = ''): true {
  response.writeHead(status, headers).end(body);
  return true;
}

function hangUp(response: ServerResponse): true {
  response.destroy();
  return true;
}

/** Answers with a part of what was asked for, and breaks the connection once it has arrived. */
function cut(request: IncomingMessage, response: ServerResponse, keep: (rest: number) => number, received: Received): true {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = content.subarray(from);
  const headers = { etag: '"v1"', 'content-length': rest.length };
  response.writeHead(
    from > 0 ? 206 : 200,
    from > 0 ? { ...headers, 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : headers,
  );
  const part = rest.subarray(0, keep(rest.length));
  if (part.length === 0) response.flushHeaders();
  else response.write(part);
  void (part.length === 0 ? Promise.resolve() : received(from + part.length)).then(() => response.destroy());
  return true;
}

test.each([
  { what: 'before the first byte', keep: () => 0 },
  { what: 'after one byte', keep: () => 1 },
  { what: 'half way', keep: (rest: number) => rest >> 1 },
  { what: 'before the last byte', keep: (rest: number) => rest - 1 },
])('a transfer that is cut $what goes on and ends whole', async ({ keep }) => {
  const { got, bytes } = await fetchFrom({
    answer: (request, response, nth, received) => nth <= 2 && cut(request, response, keep, received),
  });
  expect(got?.sha256).toBe(sha256Hex(content));
  expect(bytes?.equals(content)).toBe(true);
});

test('fifty cuts in a row, each after some new bytes, end whole', async () => {
  const { got, requests } = await fetchFrom({
    answer: (request, response, nth, received) => nth <= 50 && cut(request, response, () => 1_000, received),
  });
  expect(got?.sha256).toBe(sha256Hex(content));
  expect(requests.slice(1, 3)).toEqual(['GET /film.mp4?token=s3cret bytes=1000-', 'GET /film.mp4?token=s3cret bytes=2000-']);
});

test('content that has changed since is begun anew', async () => {
  const { got, bytes } = await fetchFrom({
    answer: (_, response, nth, received) => {
      if (nth > 1) return false;
      response.writeHead(200, { etag: '"old"', 'content-length': 60_000 });
      response.write(Buffer.alloc(10_000, 'x'));
      void received(10_000).then(() => response.destroy());
      return true;
    },
  });
  expect(got?.sha256).toBe(sha256Hex(content));
  expect(bytes?.equals(content)).toBe(true);
});

test.each<{ what: string; headers: Record<string, string> }>([
  { what: 'at another place', headers: { 'content-range': 'bytes 7-59999/60000', etag: '"v1"' } },
  { what: 'of other content', headers: { 'content-range': 'bytes 1000-59999/60000', etag: '"v2"' } },
  { what: 'that says nothing of its place', headers: { etag: '"v1"' } },
])('a rest $what is not put behind what came before', async ({ headers }) => {
  const { got } = await fetchFrom({
    answer: (request, response, nth, received) => {
      if (nth === 1) return cut(request, response, () => 1_000, received);
      if (nth > 2) return false;
      response.writeHead(206, headers).end(Buffer.alloc(59_000, 'y'));
      return true;
    },
  });
  expect(got?.sha256).toBe(sha256Hex(content));
});

test('without a validator a cut transfer begins anew', async () => {
  const { got, requests } = await fetchFrom({
    answer: (_, response, nth, received) => {
      if (nth > 1) return false;
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 500));
      void received(500).then(() => response.destroy());
      return true;
    },
  });
  expect(got?.sha256).toBe(sha256Hex(content));
  expect(requests).toEqual(['GET /film.mp4?token=s3cret', 'GET /film.mp4?token=s3cret']);
});

test('a server that never gets anywhere is given up, with its host and no query', async () => {
  const { error, requests, waitedMs } = await fetchFrom({ answer: (_, response) => hangUp(response) });
  expect(error).toMatchObject({
    code: 'RUN_DOWNLOAD',
    message: expect.stringMatching(/^The result could not be fetched from 127\.0\.0\.1:\d+: /),
  });
  expect(String(error)).not.toContain('s3cret');
  expect(requests).toHaveLength(5);
  expect(waitedMs).toBeGreaterThan(0);
});

test.each([403, 404, 410])('HTTP %i means that the link was taken back', async (status) => {
  const { error } = await fetchFrom({ answer: (_, response) => reply(response, status) });
  expect(error).toBeInstanceOf(LinkExpired);
});

test.each([{ status: 500 }, { status: 503, headers: { 'retry-after': '7' } }, { status: 429 }, { status: 416 }])(
  'HTTP $status passes',
  async ({ status, headers }) => {
    const { got, waitedMs } = await fetchFrom({
      answer: (_, response, nth) => nth === 1 && reply(response, status, headers, 'busy'),
    });
    expect(got?.sha256).toBe(sha256Hex(content));
    if (headers !== undefined) expect(waitedMs).toBeGreaterThanOrEqual(7_000);
  },
);

test.each<{ what: string; answer: NonNullable<Attempt['answer']>; reason: RegExp }>([
  { what: 'a refusal for good', answer: (_, response) => reply(response, 401), reason: /HTTP 401/ },
  {
    what: 'packed content',
    answer: (_, response) => reply(response, 200, { 'content-encoding': 'gzip' }, 'x'),
    reason: /packed as "gzip"/,
  },
])('$what is no result', async ({ answer, reason }) => {
  const { error, requests } = await fetchFrom({ answer });
  expect(error).toMatchObject({ code: 'RUN_DOWNLOAD', message: expect.stringMatching(reason) });
  expect(requests).toHaveLength(1);
});

test('what is announced as too large is not begun', async () => {
  const { error, requests, size } = await fetchFrom({ maxBytes: content.length - 1 });
  expect(error).toMatchObject({ code: 'RUN_DOWNLOAD', message: expect.stringMatching(/larger than/) });
  expect([requests.length, size]).toEqual([1, 0]);
});

test('what never ends is stopped at the limit', async () => {
  const { error, size } = await fetchFrom({
    maxBytes: 3_000_000,
    answer: (_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
      return true;
    },
  });
  expect(error).toMatchObject({ code: 'RUN_DOWNLOAD', message: expect.stringMatching(/larger than/) });
  expect(size).toBeLessThanOrEqual(4_000_000);
});

test('redirects are followed, each one checked, without anything of the first request', async () => {
  const seen: (string | undefined)[] = [];
  const { got, requests } = await fetchFrom({
    path: '/a',
    answer: (request, response) => {
      seen.push(request.headers.authorization, request.headers.cookie, request.headers.referer);
      if (request.url?.startsWith('/film.mp4')) return false;
      response.writeHead(302, { location: request.url?.startsWith('/a') ? '/b' : '/film.mp4' }).end();
      return true;
    },
  });
  expect(got?.sha256).toBe(sha256Hex(content));
  expect(requests).toEqual(['GET /a?token=s3cret', 'GET /b', 'GET /film.mp4']);
  expect(seen.every((header) => header === undefined)).toBe(true);
});

test.each(['http://169.254.169.254/latest', 'https://10.0.0.1/a', 'file:///etc/passwd', 'gopher://x/'])(
  'a redirect to %s is refused',
  async (location) => {
    const { error, requests } = await fetchFrom({ answer: (_, response) => reply(response, 302, { location }) });
    expect(error).toMatchObject({ code: 'RUN_FENCE' });
    expect(requests).toHaveLength(1);
  },
);

test('redirects without end are refused', async () => {
  const { error, requests } = await fetchFrom({
    answer: (_, response, nth) => reply(response, 302, { location: `/${nth}` }),
  });
  expect(error).toMatchObject({ code: 'RUN_FENCE', message: expect.stringMatching(/more than 5 times/) });
  expect(requests).toHaveLength(6);
});

test('this machine is out of reach unless that is allowed, also by name', async () => {
  for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
    const { error } = await fetchFrom({ allowLoopback: false, url: `https://${host}:1/film.mp4` });
    expect(error).toMatchObject({ code: 'RUN_FENCE' });
  }
});

test('what is no address is refused', async () => {
  expect((await fetchFrom({ url: 'nonsense' })).error).toMatchObject({ code: 'RUN_DOWNLOAD' });
});

test('a request to stop ends the transfer with its reason', async () => {
  const stop = new AbortController();
  const { error } = await fetchFrom({
    signal: stop.signal,
    answer: (request, response) => {
      response.writeHead(200, { 'content-length': 60_000 });
      response.write(content.subarray(0, 100), () => stop.abort(new Error('stop')));
      return request !== undefined;
    },
  });
  expect(error).toMatchObject({ message: 'stop' });
});
