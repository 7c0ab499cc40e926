import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSystemClock } from '@reelwright/clock';
import { createTempFolder, startHttpServer } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { createPalette } from '../palette.ts';
import { createSecretRegistry } from '../secrets.ts';
import { createCollectingHost } from '../testing/collecting-host.ts';
import { savePreviews } from './save-previews.ts';

const place = { allowLoopback: true, clock: createSystemClock(), signal: new AbortController().signal };

function contextIn(cwd: string) {
  return { host: createCollectingHost({ cwd }), secrets: createSecretRegistry(), palette: createPalette(false), debug: false };
}

test('previews are named after their ids, which lead nowhere else, with the ending that the answer says', async () => {
  using folder = createTempFolder();
  await using server = await startHttpServer((request, response) =>
    response.writeHead(200, { 'content-type': request.url === '/mp3' ? 'audio/mpeg' : 'application/octet-stream' }).end(request.url),
  );
  const context = contextIn(folder.path);
  const previews = [
    { id: '-292', url: `${server.url}/a.jpg?Signature=x` },
    { id: 'C_1', url: `${server.url}/mp3` },
    { id: '../../evil', url: `${server.url}/b.wav` },
    { id: '..', url: `${server.url}/nothing` },
  ];
  expect(await savePreviews(previews, 'heard', place, context)).toBe(true);
  expect(readdirSync(join(folder.path, 'heard')).sort()).toEqual(['-292.jpg', '.._.._evil.wav', 'C_1.mp3', '_...bin'].sort());
  expect(existsSync(join(folder.path, '..', 'evil.wav'))).toBe(false);
  expect(context.host.written.stderr).toBe('4 previews saved in heard.\n');
});

test('what is there stays, and what is gone is told without holding up the rest', async () => {
  using folder = createTempFolder();
  await using server = await startHttpServer((request, response) => response.writeHead(request.url === '/gone.wav' ? 404 : 200).end('new'));
  writeFileSync(join(folder.path, 'A.mp3'), 'mine');
  const context = contextIn(folder.path);
  const previews = ['A', 'gone', 'B'].map((id) => ({ id, url: `${server.url}/${id}.wav` }));
  expect(await savePreviews(previews, '.', place, context)).toBe(false);
  expect(readdirSync(folder.path).sort()).toEqual(['A.mp3', 'B.wav']);
  expect(readFileSync(join(folder.path, 'A.mp3'), 'utf8')).toBe('mine');
  expect(context.host.written.stderr).toMatch(/^gone: .*HTTP 404.*\n1 preview saved in \., 1 there already\.\n$/);
});

test('addresses that are not public are not fetched', async () => {
  using folder = createTempFolder();
  await using server = await startHttpServer((_, response) => response.end('inside'));
  const context = contextIn(folder.path);
  const previews = [{ id: 'A', url: `${server.url}/a.wav` }];
  expect(await savePreviews(previews, '.', { ...place, allowLoopback: false }, context)).toBe(false);
  expect(readdirSync(folder.path)).toEqual([]);
  expect(context.host.written.stderr).toContain('is not fetched');
});
