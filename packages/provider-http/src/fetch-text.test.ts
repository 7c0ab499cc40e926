import { inspect } from 'node:util';
import { createVirtualClock } from '@reelwright/clock';
import { closedPortUrl, startHttpServer, startSocketServer } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { createTestHttp } from './__testing__/test-service.ts';

test('fetches the text, without a token, and holds the clock meanwhile', async () => {
  const clock = createVirtualClock({ auto: false });
  let holds = 0;
  const hold = () => {
    holds += 1;
    return () => {
      holds -= 1;
    };
  };
  const watched = { ...clock, hold };
  const seen: { readonly url: string | undefined; readonly token: unknown; readonly holds: number }[] = [];
  await using server = await startHttpServer((request, response) => {
    seen.push({ url: request.url, token: request.headers['x-token'], holds });
    response.end('1\n00:00 你好');
  });
  const http = createTestHttp({ baseUrl: server.url, clock: watched });
  expect(await http.fetchText(`${server.url}/a.srt?Signature=s%2Bg`)).toBe('1\n00:00 你好');
  expect(seen).toEqual([{ url: '/a.srt?Signature=s%2Bg', token: undefined, holds: 1 }]);
  expect(holds).toBe(0);
});

test('follows redirects, also relative ones, and gives up after five', async () => {
  await using server = await startHttpServer((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end('there');
    else response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  const http = createTestHttp({ baseUrl: server.url });
  expect(await http.fetchText(`${server.url}/5`)).toBe('there');
  await expect(http.fetchText(`${server.url}/6`)).rejects.toMatchObject({
    errorClass: 'provider',
    message: expect.stringContaining('more than 5'),
  });
});

test.each(['http://127.0.0.1:1/a.srt', 'http://api.test/a.srt', 'https://10.0.0.1/a.srt', 'file:///etc/passwd', 'nonsense'])(
  'does not follow %s when the service is a public one',
  async (url) => {
    const http = createTestHttp({ baseUrl: 'https://api.test' });
    await expect(http.fetchText(url)).rejects.toMatchObject({ errorClass: 'provider', code: 'RUN_FENCE' });
  },
);

test.each([403, 404, 500])('HTTP %i is worth another look', async (status) => {
  await using server = await startHttpServer((_request, response) => response.writeHead(status).end('no'));
  const http = createTestHttp({ baseUrl: server.url });
  await expect(http.fetchText(`${server.url}/a.srt`)).rejects.toMatchObject({ errorClass: 'transient', wire: { httpStatus: status } });
});

test('stops at a megabyte', async () => {
  await using server = await startHttpServer((_request, response) => response.end(Buffer.alloc(1_000_001, 'a')));
  const http = createTestHttp({ baseUrl: server.url });
  await expect(http.fetchText(`${server.url}/a.srt`)).rejects.toMatchObject({ message: expect.stringContaining('longer than a megabyte') });
});

test('a connection that fails or breaks off is worth another look, and shows no query', async () => {
  await using broken = await startSocketServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'));
  for (const origin of [await closedPortUrl(), broken.url]) {
    const http = createTestHttp({ baseUrl: origin });
    const error: unknown = await http.fetchText(`${origin}/a.srt?Signature=test-signature`).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ errorClass: 'transient' });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('test-signature');
  }
});

test('ends with the reason of the caller who gave up', async () => {
  const controller = new AbortController();
  await using server = await startHttpServer(() => controller.abort(new Error('enough')));
  const http = createTestHttp({ baseUrl: server.url });
  await expect(http.fetchText(`${server.url}/a.srt`, { signal: controller.signal })).rejects.toThrow('enough');
});
