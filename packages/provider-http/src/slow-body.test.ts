import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isProviderError } from '@reelwright/provider';
import { startHttpServer } from '@reelwright/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { create, createTestHttp, read, storeWith } from './__testing__/test-service.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Memory is tidied all the while, as it is in any long run: what keeps a call's time limit alive must survive that. */
function keepTidying(): void {
  const timer = setInterval(collectGarbage, 20);
  onTestFinished(() => clearInterval(timer));
}

/** Sends the head of an answer and then a blank now and again, for ever. */
const dribble = () =>
  startHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(' ');
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
  });

const silence = () => startHttpServer((request) => void request.resume());

test.each([
  { operation: create, errorClass: 'uncertain', peer: 'dribbles for ever', start: dribble },
  { operation: read, errorClass: 'transient', peer: 'dribbles for ever', start: dribble },
  { operation: create, errorClass: 'uncertain', peer: 'never answers', start: silence },
  { operation: read, errorClass: 'transient', peer: 'never answers', start: silence },
])('N9: a peer that $peer is given up at the limit of the call: $errorClass', async ({ operation, errorClass, start }) => {
  keepTidying();
  await using server = await start();
  const http = createTestHttp({ baseUrl: server.url, tokenStore: storeWith('token-1') });
  const { signal } = new AbortController();
  const error: unknown = await http.call({ ...operation, timeoutMs: 300 }, {}, { signal }).catch((reason: unknown) => reason);
  expect(isProviderError(error)).toBe(true);
  expect(error).toMatchObject({ errorClass, message: expect.stringContaining('did not answer within 0.3 s') });
});

test.each([
  { peer: 'dribbles for ever', start: dribble },
  { peer: 'never answers', start: silence },
])('an interruption ends a call to a peer that $peer', async ({ start }) => {
  keepTidying();
  const controller = new AbortController();
  await using server = await start();
  const http = createTestHttp({ baseUrl: server.url, tokenStore: storeWith('token-1') });
  const call = http.call(read, {}, { signal: controller.signal }).catch((reason: unknown) => reason);
  setTimeout(() => controller.abort(new Error('enough')), 300);
  expect(await call).toMatchObject({ message: 'enough' });
});
