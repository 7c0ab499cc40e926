import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import fc from 'fast-check';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { joinVideos } from './join-videos.ts';
import { probeMedia } from './probe-media.ts';

const fixture = (name: string) => join(import.meta.dirname, '__fixtures__', name);

let folder: string;
beforeEach(() => {
  const temporary = createTempFolder();
  folder = temporary.path;
  onTestFinished(() => temporary[Symbol.dispose]());
});

const at = (name: string) => join(folder, name);

function write(name: string, bytes: Buffer | string): string {
  writeFileSync(at(name), bytes);
  return at(name);
}

/** The bytes of a fixture with some of them overwritten. */
function flipped(name: string, flips: readonly (readonly [offset: number, value: number])[]): Buffer {
  const bytes = readFileSync(fixture(name));
  for (const [offset, value] of flips) bytes[offset] = value;
  return bytes;
}

/** Each of them kept the demuxer busy for ever. */
const endless: readonly { readonly what: string; readonly bytes: () => Buffer }[] = [
  {
    what: 'WebM whose clusters end in the middle',
    bytes: () =>
      flipped('film.webm', [
        ...([[3856, 196] as const, [1921, 118] as const, [2699, 189] as const] as const),
        ...([[2032, 17] as const, [5033, 182] as const, [4421, 135] as const] as const),
      ]),
  },
  { what: 'FLAC without a frame where the first should be', bytes: () => flipped('tone.flac', [[firstFlacFrame(), 0]]) },
  { what: 'FLAC that is cut in its tags', bytes: () => readFileSync(fixture('tone.flac')).subarray(0, 6000) },
  { what: 'FLAC with less than a frame', bytes: () => readFileSync(fixture('tone.flac')).subarray(0, firstFlacFrame() + 8) },
];

/** Behind the padding, which is all zeros. */
function firstFlacFrame(): number {
  return readFileSync(fixture('tone.flac')).indexOf(Buffer.from([0xff, 0xf8]), 100);
}

test.each(endless)('refuses $what at once', async ({ bytes }) => {
  const path = write('damaged', bytes());
  await expect(probeMedia(path)).rejects.toMatchObject({
    code: 'RUN_RESULT_INVALID',
    message: expect.stringMatching(/^The file damaged /),
  });
  await expect(joinVideos([fixture('film.webm'), path], at('joined'))).rejects.toMatchObject({ code: 'RUN_RESULT_INVALID' });
});

test('refuses a playlist, which could name any file of this machine', async () => {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-TARGETDURATION:2', '#EXT-X-MAP:URI="film-fragments.mp4"', '#EXTINF:1.0,'];
  write('film-fragments.mp4', readFileSync(fixture('film-fragments.mp4')));
  const path = write('film.mp4', [...lines, 'film-fragments.mp4', '#EXT-X-ENDLIST', ''].join('\n'));
  await expect(probeMedia(path)).rejects.toMatchObject({
    message: 'The file film.mp4 cannot be read as sound or film.',
    cause: expect.objectContaining({ message: expect.stringContaining('format') }),
  });
});

test('refuses a folder', async () => {
  await expect(probeMedia(folder)).rejects.toMatchObject({ code: 'RUN_RESULT_INVALID', message: expect.stringContaining('is no file') });
});

test('refuses an index whose boxes lie in each other without end', async () => {
  const depth = 20_000;
  const boxes = Buffer.alloc(8 * depth);
  for (let level = 0; level < depth; level++) {
    boxes.writeUInt32BE(boxes.length - 8 * level, 8 * level);
    boxes.write('moov', 8 * level + 4);
  }
  const head = Buffer.from('\0\0\0\x10ftypisom\0\0\0\0', 'latin1');
  await expect(probeMedia(write('deep.mp4', Buffer.concat([head, boxes])))).rejects.toMatchObject({
    message: 'The file deep.mp4 has a damaged index.',
  });
});

const seeds = ['film.mp4', 'film-fragments.mp4', 'film.mov', 'film.webm', 'film-live.webm', 'film.mkv'].concat([
  'tone.m4a',
  'tone.mp3',
  'tone.wav',
  'tone.flac',
  'tone.ogg',
]);

type Damage = (bytes: Buffer) => Buffer;

/** What can happen to a file: single bytes, runs, its end, a part that is missing, repeated or foreign. */
function damageOf(length: number): fc.Arbitrary<Damage> {
  // Structure stands at the front and the back.
  const place = fc.oneof(
    fc.nat(Math.min(length - 1, 700)),
    fc.integer({ min: Math.max(0, length - 700), max: length - 1 }),
    fc.nat(length - 1),
  );
  const flips = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 6 });
  const span = fc.tuple(place, fc.integer({ min: 1, max: 300 }));
  return fc.oneof(
    flips.map((all) => (bytes: Buffer) => {
      for (const [offset, value] of all) bytes[offset] = value;
      return bytes;
    }),
    fc.tuple(span, fc.constantFrom(0, 1, 0x7f, 0xff)).map(
      ([[from, count], value]) =>
        (bytes: Buffer) =>
          bytes.fill(value, from, Math.min(bytes.length, from + (count % 9))),
    ),
    fc.nat(length).map((end) => (bytes: Buffer) => bytes.subarray(0, end)),
    span.map(
      ([from, count]) =>
        (bytes: Buffer) =>
          Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + count)]),
    ),
    fc.tuple(span, place, fc.integer({ min: 1, max: 20 })).map(([[from, count], into, times]) => (bytes: Buffer) => {
      const part = Array.from({ length: times }, () => bytes.subarray(from, from + count));
      return Buffer.concat([bytes.subarray(0, into), ...part, bytes.subarray(into)]);
    }),
    fc.tuple(place, fc.uint8Array({ maxLength: 200 })).map(
      ([into, junk]) =>
        (bytes: Buffer) =>
          Buffer.concat([bytes.subarray(0, into), junk, bytes.subarray(into)]),
    ),
  );
}

test.each(seeds)('%s with any damage is read or refused, never more', async (name) => {
  const whole = readFileSync(fixture(name));
  await fc.assert(
    fc.asyncProperty(damageOf(whole.length), async (damage) => {
      const path = write('damaged', damage(Buffer.from(whole)));
      const outcome = await probeMedia(path).catch((error: unknown) => error);
      expect(outcome).toSatisfy((one) => 'container' in one || one.code === 'RUN_RESULT_INVALID');
      // The watch over the thread is for what nobody has met yet.
      expect(String(outcome)).not.toContain('comes to no end');
    }),
    { numRuns: 60, seed: 7 },
  );
});
