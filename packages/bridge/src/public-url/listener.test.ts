import { truncateSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createSystemClock } from '@reelwright/clock';
import { createTempFolder } from '@reelwright/test-kit';
import fc from 'fast-check';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { mediumOf } from '../__testing__/medium.ts';
import { stampOfPath } from '../__testing__/stamp.ts';
import { type Listener, type Patience, startListener } from './listener.ts';
import type { PublishedFile } from './published-files.ts';

const name = `${'5a'.repeat(24)}.mp4`;
const short: Patience = { headersMs: 100, idleMs: 150 };
let folder: string;
beforeEach(() => {
  const temporary = createTempFolder();
  folder = temporary.path;
  onTestFinished(() => temporary[Symbol.dispose]());
});

async function listen(bytes: string | Buffer, patience?: Patience): Promise<Listener & { readonly path: string }> {
  const { path, facts } = mediumOf(join(folder, 'film.mp4'), bytes);
  const file: PublishedFile = {
    name,
    path,
    sha256: facts.sha256,
    ...stampOfPath(path),
    contentType: 'video/mp4',
    servedUntil: 0,
    uses: 1,
    port: 0,
  };
  const find = (asked: string) => (asked === `/${name}` ? file : undefined);
  const settings = { clock: createSystemClock(), find, ...(patience === undefined ? {} : { patience }) };
  const listener = await startListener({ host: '127.0.0.1', port: 0 }, settings);
  onTestFinished(() => listener[Symbol.asyncDispose]());
  return Object.assign(listener, { path });
}

function dial({ port }: Listener, ...sent: string[]): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  for (const bytes of sent) socket.write(bytes);
  return socket;
}

/** All that comes until the other side ends the connection. */
async function heardUntilEnd(socket: Socket): Promise<string> {
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
  await new Promise((done) => socket.once('close', done));
  return heard;
}

test.each([
  { what: 'nothing', sent: [] },
  { what: 'half a request line', sent: ['GET /5a'] },
  { what: 'a head without an end', sent: [`GET /${name} HTTP/1.1\r\nhost: x\r\nx: `] },
  { what: 'a body that does not come', sent: ['POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nabc'] },
])('a connection that sends $what is ended', async ({ sent }) => {
  const listener = await listen('a film', short);
  expect(await heardUntilEnd(dial(listener, ...sent))).not.toContain('a film');
});

test('whoever stops reading is cut off', async () => {
  const listener = await listen(Buffer.alloc(50_000_000), short);
  const socket = dial(listener, `GET /${name} HTTP/1.1\r\nhost: x\r\n\r\n`);
  await new Promise((done) => socket.once('data', done));
  socket.pause();
  const cut = new Promise((done) => socket.once('close', done));
  // The other side's end is seen only by a reader.
  await expect.poll(() => connectionsOf(listener)).toBe(0);
  socket.resume();
  await cut;
  expect(socket.bytesRead).toBeLessThan(50_000_000);
});

test('a file that shrinks while it is sent breaks the connection, so that nobody takes the part for the whole', async () => {
  const listener = await listen(Buffer.alloc(50_000_000));
  const answer = await fetch(`http://127.0.0.1:${listener.port}/${name}`);
  truncateSync(listener.path, 1000);
  await expect(answer.arrayBuffer()).rejects.toThrow('terminated');
});

test('no request, however it is written, gets anything but what is published', async () => {
  const listener = await listen('a film');
  const secret = mediumOf(join(folder, 'secret.txt'), 'top-secret');
  const piece = fc.oneof(
    fc.constantFrom(
      '..',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%00',
      '\0',
      name,
      name.slice(0, 20),
      secret.path,
      'secret.txt',
      '?',
      '#',
      ' ',
      '//',
      'http://x/',
      '*',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const target = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`);
  const head = fc.constantFrom(
    '',
    'range: bytes=0-\r\n',
    'range: bytes=-1\r\n',
    'expect: 100-continue\r\n',
    'transfer-encoding: chunked\r\n',
    'host: a\r\nhost: b\r\n',
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'HEAD', 'POST'), target, head, async (method, path, more) => {
      const socket = dial(listener, `${method} ${path} HTTP/1.1\r\nhost: x\r\n${more}connection: close\r\n\r\n`);
      const heard = await heardUntilEnd(socket.end());
      expect(heard).not.toContain('top-secret');
      if (path !== `/${name}`) expect(heard).not.toContain('a film');
      expect(heard).toMatch(/^$|^HTTP\/1\.1 (?:[45]\d\d|100|2\d\d) /);
    }),
    { numRuns: 300 },
  );
  expect(await (await fetch(`http://127.0.0.1:${listener.port}/${name}`)).text()).toBe('a film');
});

function connectionsOf(listener: Listener): Promise<number> {
  return listener.connections();
}
