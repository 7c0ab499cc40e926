import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { afterEach, expect, test, vi } from 'vitest';
import { probeMedia } from './probe-media.ts';

afterEach(() => vi.restoreAllMocks());

const fixtures = join(import.meta.dirname, '__fixtures__');
const media = readdirSync(fixtures).filter((name) => !name.endsWith('.md'));

test.each([
  ['film.mp4', { container: 'mp4', extension: 'mp4', video: { codec: 'avc', widthPx: 96, heightPx: 64, framesPerSecond: 25 } }],
  ['film.mov', { container: 'mov', extension: 'mov', video: { codec: 'avc', widthPx: 96, heightPx: 64, framesPerSecond: 25 } }],
  ['film.webm', { container: 'webm', extension: 'webm', video: { widthPx: 64, heightPx: 48, framesPerSecond: 10 } }],
  ['tone.m4a', { container: 'mp4', extension: 'm4a', audio: { codec: 'aac', sampleRate: 16_000, channels: 1 } }],
  ['tone.mp3', { container: 'mp3', extension: 'mp3', audio: { codec: 'mp3', sampleRate: 16_000, channels: 1 } }],
  ['tone.wav', { container: 'wav', extension: 'wav', durationMs: 500, audio: { codec: 'pcm-s16', sampleRate: 8000, channels: 1 } }],
  ['picture.jpg', { container: 'jpeg', extension: 'jpg', durationMs: 0, video: { codec: 'jpeg', widthPx: 64, heightPx: 48 } }],
  ['picture.png', { container: 'png', extension: 'png', durationMs: 0, video: { codec: 'png', widthPx: 64, heightPx: 48 } }],
])('says what %s is', async (name, facts) => {
  expect(await probeMedia(join(fixtures, name))).toMatchObject(facts);
});

test.each(['film.mp4', 'film.mov', 'film.webm', 'tone.m4a', 'tone.mp3'])('measures the length of %s', async (name) => {
  const { durationMs } = await probeMedia(join(fixtures, name));
  expect(Math.abs(durationMs - 1000)).toBeLessThan(110);
});

/** Neither says how long it is: one is written while it is recorded, the other may end with any of its frames. */
const openEnded = ['film-live.webm', 'tone.flac'];

test.each(media.filter((name) => !openEnded.includes(name)))('refuses %s wherever it is cut off', async (name) => {
  using folder = createTempFolder();
  const whole = readFileSync(join(fixtures, name));
  const cut = join(folder.path, 'cut');
  const accepted: number[] = [];
  for (const share of [0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
    writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * share)));
    const fault = await probeMedia(cut).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (fault === undefined) accepted.push(share);
    else expect(fault).toMatchObject({ code: 'RUN_RESULT_INVALID', message: expect.stringMatching(/^The file cut .*\.$/) });
  }
  expect(accepted).toEqual([]);
});

test.each(media)('never throws or prints anything but a typed error for %s with bytes overwritten', async (name) => {
  const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
  using folder = createTempFolder();
  const path = join(folder.path, 'damaged');
  const whole = readFileSync(join(fixtures, name));
  for (let at = 0; at < Math.min(whole.length, 600); at += 37) {
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, at, at + 5);
    writeFileSync(path, damaged);
    const outcome = await probeMedia(path).then(
      () => 'read',
      (error: { code?: string }) => error.code,
    );
    expect(['read', 'RUN_RESULT_INVALID']).toContain(outcome);
  }
  expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
});

test('says which file is missing, by its name alone', async () => {
  using folder = createTempFolder();
  const failure = probeMedia(join(folder.path, 'nowhere.mp4'));
  await expect(failure).rejects.toMatchObject({ code: 'RUN_RESULT_INVALID', message: 'The file nowhere.mp4 cannot be opened.' });
});

test('reads a WAV file whose writer could not know its length to its end', async () => {
  using folder = createTempFolder();
  const path = join(folder.path, 'stream.wav');
  const stream = readFileSync(join(fixtures, 'tone.wav'));
  stream.writeUInt32LE(0xffffffff, stream.indexOf('data') + 4);
  writeFileSync(path, stream);
  expect((await probeMedia(path)).durationMs).toBe(500);
});

test.each([
  { table: 'stts', at: 16, what: 'samples in a table of times' },
  { table: 'ctts', at: 16, what: 'samples in a table of offsets' },
  { table: 'stsc', at: 20, what: 'samples in a chunk' },
  { table: 'stsz', at: 16, what: 'sizes' },
  { table: 'stco', at: 12, what: 'places' },
])('refuses an index that announces millions of $what, at once', async ({ table, at }) => {
  using folder = createTempFolder();
  const bytes = Buffer.from(readFileSync(join(fixtures, 'film.mp4')));
  // A box begins four bytes before its name, with its length.
  const place = bytes.indexOf(table) - 4 + at;
  bytes.set([0, 159], place);
  const path = join(folder.path, 'film.mp4');
  writeFileSync(path, bytes);
  await expect(probeMedia(path)).rejects.toMatchObject({ code: 'RUN_RESULT_INVALID', message: 'The file film.mp4 has a damaged index.' });
});
