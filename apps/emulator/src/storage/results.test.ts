import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import type { BytesFault, WireFault } from '../control/fault.ts';
import { type LipSyncDetail, startBench } from '../test-support/chanjing-client.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** A bench with a finished film, and its address. */
async function startFinished(settings: Parameters<typeof startBench>[0] = {}) {
  const bench = await startBench({ timings: { variation: 0, tokenLifeMs: 100 * dayMs }, ...settings });
  await bench.client.login();
  const video = await bench.client.uploadFootage();
  await bench.pass(5_000);
  const tts = { text: 'Hello.', audio_man_id: 'C-f2429d07554749839849497589199916' };
  const { data: id } = await bench.client.post<string>('video_lip_sync/create', { video_file_id: video, tts_config: tts });
  await bench.pass(60_000);
  const look = async () => (await bench.client.get<LipSyncDetail>('video_lip_sync/detail', { id })).data;
  const { video_url: url, preview_url: cover } = await look();
  return Object.assign(bench, { id, url, cover, look });
}

async function bytesOf(reply: Response): Promise<Buffer> {
  return Buffer.from(await reply.arrayBuffer());
}

test('15: a result comes whole, with length, type and validators; HEAD tells the same without it', async () => {
  await using bench = await startFinished();
  const reply = await fetch(bench.url);
  const bytes = await bytesOf(reply);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('video/mp4');
  expect(reply.headers.get('accept-ranges')).toBe('bytes');
  expect(reply.headers.get('content-length')).toBe(String(bytes.length));
  const head = await fetch(bench.url, { method: 'HEAD' });
  expect((await bytesOf(head)).length).toBe(0);
  for (const name of ['content-type', 'content-length', 'etag', 'last-modified', 'accept-ranges']) {
    expect(head.headers.get(name), name).toBe(reply.headers.get(name));
  }
  expect((await fetch(bench.cover)).headers.get('content-type')).toBe('image/jpeg');
});

test.each<[string, number, (whole: Buffer) => Buffer, string]>([
  ['bytes=0-9', 206, (whole) => whole.subarray(0, 10), '0-9'],
  ['bytes=10-', 206, (whole) => whole.subarray(10), '10-END'],
  ['bytes=-5', 206, (whole) => whole.subarray(-5), 'TAIL'],
  ['bytes=5-999999999', 206, (whole) => whole.subarray(5), '5-END'],
  ['bytes=9-5', 200, (whole) => whole, ''],
  ['bytes=0-1,4-5', 200, (whole) => whole, ''],
  ['pages=1-2', 200, (whole) => whole, ''],
])('15: range %s answers %i with just those bytes', async (range, status, expected, told) => {
  await using bench = await startFinished();
  const whole = await bytesOf(await fetch(bench.url));
  const reply = await fetch(bench.url, { headers: { range } });
  expect(reply.status).toBe(status);
  expect((await bytesOf(reply)).equals(expected(whole))).toBe(true);
  const spans: Record<string, string> = {
    '10-END': `10-${whole.length - 1}`,
    '5-END': `5-${whole.length - 1}`,
    TAIL: `${whole.length - 5}-${whole.length - 1}`,
  };
  expect(reply.headers.get('content-range')).toBe(told === '' ? null : `bytes ${spans[told] ?? told}/${whole.length}`);
});

test('15: a range behind the end is a 416 that tells the length', async () => {
  await using bench = await startFinished();
  const { length } = await bytesOf(await fetch(bench.url));
  const reply = await fetch(bench.url, { headers: { range: `bytes=${length}-` } });
  expect([reply.status, reply.headers.get('content-range')]).toEqual([416, `bytes */${length}`]);
});

test('15: If-Range and If-None-Match are heeded', async () => {
  await using bench = await startFinished();
  const etag = (await fetch(bench.url, { method: 'HEAD' })).headers.get('etag') ?? '';
  const range = 'bytes=1-2';
  expect((await fetch(bench.url, { headers: { range, 'if-range': etag } })).status).toBe(206);
  expect((await fetch(bench.url, { headers: { range, 'if-range': '"other"' } })).status).toBe(200);
  expect((await fetch(bench.url, { headers: { 'if-none-match': etag } })).status).toBe(304);
});

test('15: the address of a result expires by the clock, and the next look gives a fresh one', async () => {
  await using bench = await startFinished();
  await bench.pass(dayMs - 61_000);
  expect((await fetch(bench.url)).status).toBe(200);
  await bench.pass(61_000);
  const late = await fetch(bench.url);
  expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('<Message>Request has expired.</Message>')]);
  expect((await fetch((await bench.look()).video_url)).status).toBe(200);
});

test('15: an address with a changed path, time or signature is refused', async () => {
  await using bench = await startFinished();
  const changed = [
    bench.url.replace('.mp4', '.jpg'),
    bench.url.replace(/Expires=\d/, 'Expires=9'),
    bench.url.replace(/Signature=.*/, 'Signature=nothing'),
    bench.url.replace(/\?.*/, ''),
  ];
  for (const url of changed) {
    const reply = await fetch(url);
    expect([reply.status, await reply.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
  }
});

test('15: a medium that has gone from the disk is made again from its task', async () => {
  using folder = createTempFolder();
  await using bench = await startFinished({ folder: folder.path });
  const before = await bytesOf(await fetch(bench.url));
  rmSync(join(folder.path, 'media', 'results'), { recursive: true });
  const after = await fetch(bench.url);
  expect(after.status).toBe(200);
  expect((await bytesOf(after)).equals(before)).toBe(true);
  expect(bench.studio.filmed).toHaveLength(2);
});

test('15: unknown paths of the storage origin are refused as an object store does', async () => {
  await using bench = await startFinished();
  const { storage } = bench.emulator.origins;
  for (const path of ['/', '/uploads/none.mp4', '/public/voices/none.wav', '/uploads/../../etc/passwd', '/uploads/%2e%2e/emulator.db']) {
    const reply = await fetch(storage + path);
    expect([path, reply.status]).toEqual([path, 404]);
    expect(await reply.text()).toContain('<Code>NoSuchKey</Code>');
  }
});

test('15: a token that is sent to the storage origin is counted as leaked', async () => {
  await using bench = await startFinished();
  await fetch(bench.url);
  expect(bench.emulator.report().tokensLeaked).toBe(0);
  await fetch(bench.url, { headers: { access_token: bench.client.token } });
  expect(bench.emulator.report().tokensLeaked).toBe(1);
});

test('14: a truncated result announces all and sends a part; the rest comes by range', async () => {
  await using bench = await startFinished();
  const whole = await bytesOf(await fetch(bench.url));
  bench.emulator.faults.failNext('result/mp4', { kind: 'truncate', afterBytes: 100 });
  const reply = await fetch(bench.url);
  expect(reply.headers.get('content-length')).toBe(String(whole.length));
  const received: Uint8Array[] = [];
  const reading = (async () => {
    for await (const chunk of reply.body ?? []) received.push(chunk);
  })();
  await expect(reading).rejects.toThrow();
  expect(Buffer.concat(received).equals(whole.subarray(0, 100))).toBe(true);
  expect((await bytesOf(await fetch(bench.url, { headers: { range: 'bytes=100-' } }))).equals(whole.subarray(100))).toBe(true);
});

test('14: a result can be announced too long', async () => {
  await using bench = await startFinished();
  bench.emulator.faults.failNext('result', { kind: 'wrong-length', byBytes: 7 });
  await expect(fetch(bench.url).then(bytesOf)).rejects.toThrow();
});

test('14: an endless result goes on until the client stops', async () => {
  await using bench = await startFinished();
  bench.emulator.faults.failNext('result', { kind: 'endless' });
  const reply = await fetch(bench.url);
  expect(reply.headers.get('content-length')).toBeNull();
  let bytes = 0;
  for await (const chunk of reply.body ?? []) {
    bytes += chunk.length;
    if (bytes > 2_000_000) break;
  }
  expect(bytes).toBeGreaterThan(2_000_000);
});

test.each<[BytesFault | WireFault, number, Record<string, string | RegExp>]>([
  [{ kind: 'http', status: 403 }, 403, {}],
  [{ kind: 'http', status: 404 }, 404, {}],
  [{ kind: 'http', status: 410 }, 410, {}],
  [{ kind: 'html-502' }, 502, { 'content-type': /html/ }],
  [{ kind: 'wrong-type' }, 200, { 'content-type': 'text/html' }],
  [{ kind: 'wrong-type', contentType: 'application/json', body: '{}' }, 200, { 'content-type': 'application/json' }],
  [{ kind: 'redirect', location: 'http://192.0.2.1/inside' }, 302, { location: 'http://192.0.2.1/inside' }],
  [{ kind: 'redirect', location: 'self' }, 302, { location: /\.mp4\?/ }],
  [{ kind: 'redirect' }, 302, { location: /^http:\/\/localhost:/ }],
])('14: result with %j answers %i', async (fault, status, headers) => {
  await using bench = await startFinished();
  bench.emulator.faults.failNext('result', fault);
  const reply = await fetch(bench.url, { redirect: 'manual' });
  expect(reply.status).toBe(status);
  for (const [name, value] of Object.entries(headers)) expect(reply.headers.get(name)).toMatch(value);
  await reply.body?.cancel();
});

test('14: a redirect leads to the same bytes on another origin', async () => {
  await using bench = await startFinished();
  const whole = await bytesOf(await fetch(bench.url));
  bench.emulator.faults.failNext('result', { kind: 'redirect' });
  const reply = await fetch(bench.url);
  expect(new URL(reply.url).origin).not.toBe(new URL(bench.url).origin);
  expect((await bytesOf(reply)).equals(whole)).toBe(true);
});

test('14: ranges can be ignored', async () => {
  await using bench = await startFinished();
  bench.emulator.faults.failNext('result', { kind: 'ignore-range' });
  expect((await fetch(bench.url, { headers: { range: 'bytes=5-9' } })).status).toBe(200);
});

test('14: faults can wait for one kind of result, and HEAD does not use them up', async () => {
  await using bench = await startFinished();
  bench.emulator.faults.failNext('result/jpg', { kind: 'http', status: 410 });
  expect((await fetch(bench.cover, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(bench.url)).status).toBe(200);
  expect((await fetch(bench.cover)).status).toBe(410);
  expect((await fetch(bench.cover)).status).toBe(200);
});
