import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { probeMedia } from './probe-media.ts';

const assets = join(import.meta.dirname, '..', '..', '..', 'specs', 'assets');

/** A quarter of a second of a tone: 8 kHz, 16 bit, mono. */
function tone(): Buffer {
  const samples = Buffer.alloc(4000);
  for (let i = 0; i < 2000; i++) samples.writeInt16LE(Math.round(8000 * Math.sin(i / 4)), i * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** The smallest JPEG frame: only its markers matter here. */
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 90, 0, 160, 1, 1, 0x11, 0, 0xff, 0xd9]);

test('tells a WAV file by its content, whatever its name', async () => {
  using folder = createTempFolder();
  const path = join(folder.path, 'film.mp4');
  writeFileSync(path, tone());
  expect(await probeMedia(path)).toEqual({
    container: 'wav',
    extension: 'wav',
    durationMs: 250,
    audio: { codec: 'pcm-s16', sampleRate: 8000, channels: 1 },
  });
});

test('tells size, codec and length of a film', async () => {
  const facts = await probeMedia(join(assets, 'mei-desk.mp4'));
  expect(facts).toMatchObject({ container: 'mp4', extension: 'mp4', video: { codec: 'avc', widthPx: 720, heightPx: 1280 } });
  expect(facts.durationMs).toBeGreaterThan(2000);
});

test('tells the size of a picture', async () => {
  using folder = createTempFolder();
  const path = join(folder.path, 'cover');
  writeFileSync(path, jpeg);
  expect(await probeMedia(path)).toMatchObject({ container: 'jpeg', extension: 'jpg', video: { widthPx: 160, heightPx: 90 } });
});

test.each([
  { what: 'a film', bytes: () => readFileSync(join(assets, 'mei-desk.mp4')) },
  { what: 'a WAV file', bytes: tone },
  { what: 'a picture', bytes: () => jpeg },
])('refuses $what that was cut at any place', async ({ bytes }) => {
  using folder = createTempFolder();
  const whole = bytes();
  const path = join(folder.path, 'cut');
  writeFileSync(path, whole);
  const lengths = [0, 1, 7, 8, Math.floor(whole.length / 2), whole.length - 2, whole.length - 1].filter((length) => length < whole.length);
  for (const length of lengths.reverse()) {
    truncateSync(path, length);
    await expect(probeMedia(path), `${length} of ${whole.length} bytes`).rejects.toMatchObject({ code: 'RUN_RESULT_INVALID' });
  }
});

test.each([
  { what: 'a web page', content: '<html><body>Sign in</body></html>' },
  { what: 'noise', content: 'x'.repeat(5000) },
])('refuses $what', async ({ content }) => {
  using folder = createTempFolder();
  const path = join(folder.path, 'video.mp4');
  writeFileSync(path, content);
  await expect(probeMedia(path)).rejects.toMatchObject({ code: 'RUN_RESULT_INVALID', message: expect.stringContaining('video.mp4') });
});

test('leaves the file as it was', async () => {
  using folder = createTempFolder();
  const path = join(folder.path, 'a.mp4');
  copyFileSync(join(assets, 'mei-desk.mp4'), path);
  await probeMedia(path);
  expect(readFileSync(path).equals(readFileSync(join(assets, 'mei-desk.mp4')))).toBe(true);
});
