import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Clock, createSystemClock, createVirtualClock } from '@reelwright/clock';
import { closedPortUrl, createTempFolder, startHttpServer } from '@reelwright/test-kit';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { mediumOf } from '../__testing__/medium.ts';
import { type Bridge, type BridgeSettings, createBridge } from '../index.ts';

const hourMs = 3_600_000;
let folder: string;
beforeEach(() => {
  const temporary = createTempFolder();
  folder = temporary.path;
  onTestFinished(() => temporary[Symbol.dispose]());
});

function openBridge(
  settings: BridgeSettings = { kind: 'loopback' },
  clock: Clock = createVirtualClock({ auto: false, startMs: 0 }),
): Bridge {
  const bridge = createBridge(settings, { clock, folder: join(folder, 'state') });
  onTestFinished(() => bridge[Symbol.asyncDispose]());
  return bridge;
}

const film = (bytes: string | Buffer = 'a film, more or less', name = 'mei desk.mp4') => mediumOf(join(folder, name), bytes);

describe('a published file', () => {
  test('is served whole, as what it is, to nobody who keeps copies', async () => {
    const { url, expiresAt } = await openBridge().publish(film(), {});
    const answer = await fetch(url);
    expect(await answer.text()).toBe('a film, more or less');
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '20',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(expiresAt).toBe(18 * hourMs);
  });

  test('has an address that cannot be guessed, says nothing of the file and ends in its extension', async () => {
    const bridge = openBridge();
    const [one, two] = [await bridge.publish(film('one', 'a.mp4'), {}), await bridge.publish(film('two', 'b.wav'), {})];
    expect(new URL(one.url).pathname).toMatch(/^\/[0-9a-f]{48}\.mp4$/);
    expect(new URL(two.url).pathname).toMatch(/^\/[0-9a-f]{48}\.wav$/);
    expect(one.url.slice(0, -4)).not.toBe(two.url.slice(0, -4));
  });

  test.each([
    { range: 'bytes=2-5', status: 206, body: 'film', contentRange: 'bytes 2-5/20' },
    { range: 'bytes=15-', status: 206, body: ' less', contentRange: 'bytes 15-19/20' },
    { range: 'bytes=-4', status: 206, body: 'less', contentRange: 'bytes 16-19/20' },
    { range: 'bytes=-400', status: 206, body: 'a film, more or less', contentRange: 'bytes 0-19/20' },
    { range: 'bytes=18-400', status: 206, body: 'ss', contentRange: 'bytes 18-19/20' },
    { range: 'bytes=20-', status: 416, body: '', contentRange: 'bytes */20' },
    { range: 'bytes=-0', status: 416, body: '', contentRange: 'bytes */20' },
    { range: 'bytes=999999999999999-', status: 416, body: '', contentRange: 'bytes */20' },
    { range: 'bytes=5-2', status: 200, body: 'a film, more or less', contentRange: null },
    { range: 'bytes=0-1,4-5', status: 200, body: 'a film, more or less', contentRange: null },
    { range: 'bytes=-', status: 200, body: 'a film, more or less', contentRange: null },
    { range: 'lines=1-2', status: 200, body: 'a film, more or less', contentRange: null },
    { range: `bytes=${'9'.repeat(400)}-`, status: 200, body: 'a film, more or less', contentRange: null },
    { range: 'bytes=0x1-0x2', status: 200, body: 'a film, more or less', contentRange: null },
  ])('answers $range with $status', async ({ range, status, body, contentRange }) => {
    const { url } = await openBridge().publish(film(), {});
    const answer = await fetch(url, { headers: { range } });
    expect([answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([status, body, contentRange]);
  });

  test('is sent from the start when it is not the one of which a part was loaded', async () => {
    const { url } = await openBridge().publish(film(), {});
    const tag = (await fetch(url, { method: 'HEAD' })).headers.get('etag') ?? '';
    expect(await (await fetch(url, { headers: { range: 'bytes=2-5', 'if-range': tag } })).text()).toBe('film');
    expect((await fetch(url, { headers: { range: 'bytes=2-5', 'if-range': '"other"' } })).status).toBe(200);
  });

  test('tells its length without its bytes on HEAD', async () => {
    const { url } = await openBridge().publish(film(), {});
    const answer = await fetch(url, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '20', '']);
  });

  test('may be empty', async () => {
    const { url } = await openBridge().publish(film('', 'empty.wav'), {});
    expect([(await fetch(url)).status, await (await fetch(url)).text()]).toEqual([200, '']);
  });

  test('of many megabytes arrives to the byte', async () => {
    const bytes = Buffer.alloc(9 * 1024 * 1024, 'film ');
    const { url } = await openBridge().publish(film(bytes), {});
    const got = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(got.equals(bytes)).toBe(true);
  });

  test('is there until it has been withdrawn as often as it was published', async () => {
    const bridge = openBridge();
    const [one, two] = [await bridge.publish(film(), {}), await bridge.publish(film(), {})];
    expect(two.url).toBe(one.url);
    await bridge.withdraw(one.url);
    expect((await fetch(one.url)).status).toBe(200);
    await bridge.withdraw(one.url);
    expect((await fetch(one.url)).status).toBe(404);
    await bridge.withdraw(one.url);
  });

  test('has another address when it is published again after that', async () => {
    const bridge = openBridge();
    const one = await bridge.publish(film(), {});
    await bridge.withdraw(one.url);
    expect((await bridge.publish(film(), {})).url).not.toBe(one.url);
  });

  test('is gone after its time', async () => {
    const clock = createVirtualClock({ auto: false, startMs: 0 });
    const { url } = await openBridge({ kind: 'loopback' }, clock).publish(film(), {});
    await clock.advance(24 * hourMs - 1);
    expect((await fetch(url)).status).toBe(200);
    await clock.advance(1);
    expect((await fetch(url)).status).toBe(404);
  });

  test.each([
    { what: 'shortened', change: (path: string) => truncateSync(path, 3) },
    { what: 'written to', change: (path: string) => utimesSync(path, 1, 1) },
    { what: 'deleted', change: (path: string) => rmSync(path) },
  ])('is not served any more once it was $what', async ({ change }) => {
    const medium = film();
    const { url } = await openBridge().publish(medium, {});
    change(medium.path);
    expect((await fetch(url)).status).toBe(404);
  });

  test('cannot be fetched when the bridge is closed', async () => {
    const bridge = openBridge();
    const { url } = await bridge.publish(film(), {});
    await bridge[Symbol.asyncDispose]();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await expect(bridge.publish(film(), {})).rejects.toThrow('closed');
  });
});

describe('publishing is refused', () => {
  test('for other bytes than those that were looked at', async () => {
    const medium = film();
    const other = { ...medium, facts: { ...medium.facts, sha256: createHash('sha256').update('other').digest('hex') } };
    await expect(openBridge().publish(other, {})).rejects.toMatchObject({
      code: 'RUN_DISK',
      message: expect.stringContaining('has changed'),
    });
    const longer = { ...medium, facts: { ...medium.facts, sizeBytes: 21 } };
    await expect(openBridge().publish(longer, {})).rejects.toMatchObject({ code: 'RUN_DISK' });
  });

  test('for a file that is not there, and for a folder', async () => {
    const medium = film();
    await expect(openBridge().publish({ ...medium, path: join(folder, 'none.mp4') }, {})).rejects.toMatchObject({ code: 'RUN_DISK' });
    await expect(openBridge().publish({ ...medium, path: folder }, {})).rejects.toMatchObject({ code: 'RUN_DISK' });
  });

  test('with the reason of a signal', async () => {
    const reason = new Error('enough');
    await expect(openBridge().publish(film(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('when another program has the port, and works once it is free', async () => {
    const taken = await startHttpServer((_, response) => response.end());
    const settings = { kind: 'public-url', url: 'https://media.test', keepForMs: 24 * hourMs } as const;
    const bridge = openBridge({ ...settings, listen: { host: '127.0.0.1', port: taken.port } });
    await expect(bridge.publish(film(), {})).rejects.toMatchObject({
      code: 'RUN_BRIDGE',
      message: `The bridge cannot listen on 127.0.0.1:${taken.port}: another program uses that port.`,
      hint: expect.stringContaining('`listen`'),
    });
    await taken[Symbol.asyncDispose]();
    expect((await bridge.publish(film(), {})).url).toMatch(/^https:\/\/media\.test\//);
  });

  test('when the address to listen on is none of this machine', async () => {
    const bridge = openBridge({ kind: 'public-url', url: 'https://media.test', keepForMs: hourMs, listen: { host: '192.0.2.1', port: 0 } });
    await expect(bridge.publish(film(), {})).rejects.toMatchObject({
      code: 'RUN_BRIDGE',
      message: expect.stringContaining('does not have that address'),
    });
  });
});

describe('under a public address', () => {
  const settingsAt = async () => {
    const port = Number(new URL(await closedPortUrl()).port);
    return { kind: 'public-url', url: 'https://media.test/reel', keepForMs: 8 * hourMs, listen: { host: '127.0.0.1', port } } as const;
  };

  test('files are found whether the tunnel passes its own path on or not', async () => {
    const settings = await settingsAt();
    const { url, expiresAt } = await openBridge(settings).publish(film(), {});
    expect(url).toMatch(/^https:\/\/media\.test\/reel\/[0-9a-f]{48}\.mp4$/);
    expect(expiresAt).toBe(6 * hourMs);
    const name = url.slice(url.lastIndexOf('/'));
    const local = `http://127.0.0.1:${settings.listen.port}`;
    expect(await (await fetch(`${local}/reel${name}`)).text()).toBe('a film, more or less');
    expect(await (await fetch(`${local}${name}`)).text()).toBe('a film, more or less');
    for (const path of ['/reel', '/reel/', `/other${name}`, `/reel/reel${name}`, `/reel/${name}`, `${name}?x=1`, `${name}/`]) {
      expect((await fetch(local + path)).status).toBe(404);
    }
  });

  test('a new process serves at once what the last one has left, and takes it back', async () => {
    const settings = await settingsAt();
    const [kept, gone] = [film('kept', 'kept.mp4'), film('gone', 'gone.mp4')];
    const first = openBridge(settings);
    const [one, two] = [await first.publish(kept, {}), await first.publish(gone, {})];
    await first[Symbol.asyncDispose]();
    rmSync(gone.path);
    const second = openBridge(settings);
    const local = (url: string) => url.replace('https://media.test', `http://127.0.0.1:${settings.listen.port}`);
    await expect.poll(async () => (await fetch(local(one.url)).catch(() => undefined))?.status).toBe(200);
    expect((await fetch(local(two.url))).status).toBe(404);
    await second.withdraw(one.url);
    expect((await fetch(local(one.url))).status).toBe(404);
  });

  test('what another process takes back is served no longer', async () => {
    const settings = await settingsAt();
    const { url } = await openBridge(settings).publish(film(), {});
    await openBridge({ ...settings, listen: { host: '127.0.0.1', port: 0 } }).withdraw(url);
    expect((await fetch(url.replace('https://media.test', `http://127.0.0.1:${settings.listen.port}`))).status).toBe(404);
  });

  test('what is noted between processes is for the owner alone', async () => {
    await openBridge().publish(film(), {});
    const [name = ''] = readdirSync(join(folder, 'state'));
    expect(statSync(join(folder, 'state', name)).mode & 0o777).toBe(0o600);
  });

  test.each([
    'not JSON',
    '{"version":2,"published":{}}',
    '{"version":1,"published":[1,null,"x"]}',
    '{"version":1,"published":{"../../etc/passwd":{"name":"../../etc/passwd","path":"/etc/passwd"}}}',
  ])('a note that is damaged is none: %s', async (note) => {
    const bridge = openBridge();
    const { url } = await bridge.publish(film(), {});
    await bridge[Symbol.asyncDispose]();
    const [name = ''] = readdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'state', name), note);
    const again = openBridge();
    const other = await again.publish(film(), {});
    expect(other.url).not.toBe(url);
    expect((await fetch(other.url)).status).toBe(200);
    expect(readFileSync(join(folder, 'state', name), 'utf8')).toContain('"version":1');
  });
});

describe('several at one port', () => {
  const settingsAt = async () => {
    const port = Number(new URL(await closedPortUrl()).port);
    return { kind: 'public-url', url: 'https://media.test', keepForMs: 8 * hourMs, listen: { host: '127.0.0.1', port } } as const;
  };

  test('two accounts of one process share it, and the last to go closes it', async () => {
    const settings = await settingsAt();
    const [one, two] = [openBridge(settings), openBridge({ ...settings, url: 'https://other.test' })];
    const [a, b] = [await one.publish(film('one', 'a.mp4'), {}), await two.publish(film('two', 'b.mp4'), {})];
    const local = (url: string) => `http://127.0.0.1:${settings.listen.port}${new URL(url).pathname}`;
    expect([await (await fetch(local(a.url))).text(), await (await fetch(local(b.url))).text()]).toEqual(['one', 'two']);
    await one[Symbol.asyncDispose]();
    expect([(await fetch(local(a.url))).status, await (await fetch(local(b.url))).text()]).toEqual([404, 'two']);
    await two[Symbol.asyncDispose]();
    await expect(fetch(local(b.url))).rejects.toThrow('fetch failed');
    expect((await openBridge(settings).publish(film('one', 'a.mp4'), {})).url).toBe(a.url);
  });

  test('two runs in one project serve for each other, and the one that stays takes over', async () => {
    const settings = await settingsAt();
    const local = (url: string) => `http://127.0.0.1:${settings.listen.port}${new URL(url).pathname}`;
    const script = join(import.meta.dirname, '..', '__testing__', 'publishing-process.ts');
    const other = spawn(process.execPath, [script, join(folder, 'state'), join(folder, 'other.mp4'), JSON.stringify(settings)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void other.kill());
    const [line] = (await once(other.stdout, 'data')) as [Buffer];
    const theirs = line.toString().trim();
    const clock = createVirtualClock({ auto: false, startMs: Date.now() });
    const ours = await openBridge(settings, clock).publish(film('the film of this run'), {});
    expect(await (await fetch(local(ours.url))).text()).toBe('the film of this run');
    other.stdin.end();
    await once(other, 'exit');
    await expect(fetch(local(ours.url))).rejects.toThrow('fetch failed');
    await clock.advance(2000);
    await expect.poll(async () => (await fetch(local(ours.url)).catch(() => undefined))?.status).toBe(200);
    expect(await (await fetch(local(theirs))).text()).toBe('the film of the other run');
  });
});

describe('hostile requests', () => {
  const paths = [
    '/',
    '//',
    '/..',
    '/../../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%5c..%5cetc',
    '/\\..\\..\\etc\\passwd',
    '/%00',
    '/%',
    '/favicon.ico',
    '/index.html',
    '/__proto__',
    '/constructor',
    '/toString',
    '/%F0%9F%8E%AC.mp4',
    `/${'a'.repeat(7000)}`,
    `/${'0'.repeat(48)}.mp4`,
    'http://127.0.0.1/etc/passwd',
    '*',
  ];

  test.each(paths)('%s leads nowhere', async (path) => {
    const { url } = await openBridge().publish(film(), {});
    const name = new URL(url).pathname;
    expect(await rawStatus(url, path)).toBe(404);
    expect(await rawStatus(url, path + name)).toBe(404);
    expect((await fetch(url)).status).toBe(200);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s does nothing', async (method) => {
    const { url } = await openBridge().publish(film(), {});
    expect(await rawStatus(url, new URL(url).pathname, method)).toBe(405);
    expect(await rawStatus(url, '/other.mp4', method)).toBe(404);
    expect(await (await fetch(url)).text()).toBe('a film, more or less');
  });

  test('heads that are too long, or no HTTP at all, end the connection and nothing else', async () => {
    const { url } = await openBridge().publish(film(), {});
    const { port, pathname } = new URL(url);
    for (const bytes of [
      `GET ${pathname} HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      '\u0016\u0003\u0001 hello',
      'GET\r\n\r\n',
      '\0\0\0\0\r\n\r\n',
    ]) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined).end(bytes);
      expect(await text(socket).catch(() => '')).not.toContain('a film');
    }
    expect((await fetch(url)).status).toBe(200);
  });

  test('a request that never ends does not hold up others', async () => {
    const { url } = await openBridge({ kind: 'loopback' }, createSystemClock()).publish(film(), {});
    const { port, pathname } = new URL(url);
    const slow = Array.from({ length: 50 }, () => connect(Number(port), '127.0.0.1').on('error', () => undefined));
    for (const socket of slow) socket.write(`GET ${pathname} HTTP/1.1\r\nhost: x\r\nx-slow: `);
    expect((await fetch(url)).status).toBe(200);
    for (const socket of slow) socket.destroy();
  });

  test('whoever hangs up in the middle of a file harms nobody', async () => {
    const { url } = await openBridge().publish(film(Buffer.alloc(20 * 1024 * 1024)), {});
    const controller = new AbortController();
    const answer = await fetch(url, { signal: controller.signal });
    await answer.body?.getReader().read();
    controller.abort();
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });
});

/** The status that a server gives to a request line as it stands, which `fetch` would tidy up. */
function rawStatus(url: string, path: string, method = 'GET'): Promise<number | undefined> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path: path.replaceAll('\\', '%5C'), method }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
