import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProviderError, type TokenLease } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { failureOf } from './failure-of.ts';
import { closedPortUrl, startHttpServer, startSocketServer } from './http-server.ts';
import { startRecordingProxy } from './recording-proxy.ts';
import { createRecordingTokenStore } from './recording-token-store.ts';
import { createTempFolder } from './temp-folder.ts';

test('a temp folder is empty, its own, and gone with everything in it afterwards', () => {
  let path: string;
  {
    using folder = createTempFolder();
    using other = createTempFolder();
    path = folder.path;
    expect(path).not.toBe(other.path);
    writeFileSync(join(path, 'file'), 'x');
  }
  expect(existsSync(path)).toBe(false);
});

test('an HTTP server answers while it is in use, and refuses connections afterwards', async () => {
  let url: string;
  {
    await using server = await startHttpServer((_, response) => response.end('here'));
    url = server.url;
    expect(await (await fetch(url)).text()).toBe('here');
  }
  await expect(fetch(url)).rejects.toThrow();
});

test('a socket server may break off in the middle', async () => {
  await using server = await startSocketServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nshort'));
  const response = await fetch(server.url);
  await expect(response.text()).rejects.toThrow();
});

test('nobody listens at a closed port', async () => {
  await expect(fetch(await closedPortUrl())).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test('a recording proxy passes everything on, notes it, and breaks where its target breaks', async () => {
  await using target = await startHttpServer((request, response) => {
    if (request.url === '/base/break') response.destroy();
    else request.pipe(response.writeHead(201, { 'x-seen': request.url ?? '' }));
  });
  await using proxy = await startRecordingProxy(`${target.url}/base/`);
  const reply = await fetch(`${proxy.baseUrl}/speak?mood=glad`, { method: 'POST', body: 'hello' });
  expect([reply.status, reply.headers.get('x-seen'), await reply.text()]).toEqual([201, '/base/speak?mood=glad', 'hello']);
  expect(proxy.sent()).toEqual([{ method: 'POST', path: '/speak', query: { mood: 'glad' }, body: 'hello' }]);
  await expect(fetch(`${proxy.baseUrl}/break`)).rejects.toThrow();
  expect(proxy.sent()).toHaveLength(1);
});

test('the failure of a call is what it was refused with, and neither a success nor a mishap passes for one', async () => {
  const refused = new ProviderError('test', 'quota', 'no');
  expect(await failureOf(Promise.reject(refused))).toBe(refused);
  await expect(failureOf(Promise.resolve('made'))).rejects.toThrow('succeeded');
  await expect(failureOf(Promise.reject(new TypeError('broken')))).rejects.toThrow('broken');
});

test('a recording token store keeps tokens, and notes those that are gone as well', () => {
  const kept = new Map<string, TokenLease>();
  const leases: TokenLease[] = [];
  const inner = {
    read: (key: string) => kept.get(key),
    write: (key: string, lease: TokenLease) => void kept.set(key, lease),
    remove: (key: string) => void kept.delete(key),
  };
  const store = createRecordingTokenStore(inner, leases);
  store.write('a', { token: 'first', expiresAt: 1 });
  expect(store.read('a')?.token).toBe('first');
  store.remove('a', 'first');
  expect(store.read('a')).toBeUndefined();
  expect(leases.map(({ token }) => token)).toEqual(['first']);
});
