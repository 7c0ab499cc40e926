import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import fc from 'fast-check';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { filmPackets, rewriteFilm } from './__testing__/films.ts';
import { joinVideos } from './join-videos.ts';
import { probeMedia } from './probe-media.ts';

const fixture = (name: string) => join(import.meta.dirname, '__fixtures__', name);
const film = fixture('film.mp4');
/** One packet of AAC at the rate of the fixture. */
const packet = 1024 / 16_000;

let folder: string;
beforeEach(() => {
  const temporary = createTempFolder();
  folder = temporary.path;
  onTestFinished(() => temporary[Symbol.dispose]());
});

const at = (name: string) => join(folder, name);
const times = (count: number, path = film) => Array.from({ length: count }, () => path);

describe('films that are alike', () => {
  test.each(['film.mp4', 'film.mov', 'film.webm'])('of %s become one of the same kind that lasts as long as all of them', async (name) => {
    const [alone, joined] = [await probeMedia(fixture(name)), await joinVideos(times(5, fixture(name)), at('joined'))];
    expect(joined).toMatchObject({ container: alone.container, extension: alone.extension });
    expect(joined.video).toMatchObject({ codec: alone.video?.codec, widthPx: alone.video?.widthPx, heightPx: alone.video?.heightPx });
    expect(joined.audio).toEqual(alone.audio);
    // Matroska leaves the length of the last frame open.
    const tolerance = name.endsWith('.webm') ? 100 : 1;
    expect(Math.abs(joined.durationMs - 5 * alone.durationMs)).toBeLessThanOrEqual(tolerance);
    expect(await probeMedia(at('joined'))).toEqual(joined);
  });

  test('keep every frame, to the byte, in the order of decoding, at its time behind the films before', async () => {
    await joinVideos(times(3), at('joined.mp4'));
    const [alone, joined] = [await filmPackets(film), await filmPackets(at('joined.mp4'))];
    const expected = [0, 1, 2].flatMap((offset) => alone.video.map((one) => ({ ...one, timestamp: one.timestamp + offset })));
    expect(joined.video.map(({ digest, type }) => [digest, type])).toEqual(expected.map(({ digest, type }) => [digest, type]));
    for (const [index, { timestamp }] of joined.video.entries()) expect(timestamp).toBeCloseTo(expected[index]?.timestamp ?? Number.NaN, 4);
    // The fixture has B-frames: some are shown before what is decoded before them.
    expect(alone.video.some((one, index) => one.timestamp < (alone.video[index - 1]?.timestamp ?? 0))).toBe(true);
  });

  test('sound without a gap or an overlap, and stay in step with their pictures over 20 films', async () => {
    await joinVideos(times(20), at('joined.mp4'));
    const [alone, joined] = [await filmPackets(film), await filmPackets(at('joined.mp4'))];
    for (const [index, { timestamp }] of joined.audio.entries()) {
      expect(timestamp).toBeCloseTo((joined.audio[0]?.timestamp ?? Number.NaN) + index * packet, 4);
    }
    const loud = alone.audio[5];
    const places = joined.audio.filter(({ digest }) => digest === loud?.digest).map(({ timestamp }) => timestamp);
    expect(places).toHaveLength(20);
    for (const [index, place] of places.entries())
      expect(Math.abs(place - index - (loud?.timestamp ?? 0))).toBeLessThanOrEqual(packet / 2 + 1e-4);
  });

  test('of QuickTime and MP4 join into the kind of the first', async () => {
    expect(await joinVideos([fixture('film.mov'), film], at('joined'))).toMatchObject({ container: 'mov', durationMs: 2000 });
  });

  test('bring the tags of the first', async () => {
    const [titled, other] = [at('titled.mp4'), at('other.mp4')];
    await rewriteFilm(film, titled, { tags: { title: 'Week 1', comment: 'made by a machine' } });
    await rewriteFilm(film, other, { tags: { title: 'Week 2' } });
    await joinVideos([titled, other], at('joined.mp4'));
    expect((await filmPackets(at('joined.mp4'))).tags).toMatchObject({ title: 'Week 1', comment: 'made by a machine' });
  });

  test('can be played before they are loaded: the index stands at the head of an MP4', async () => {
    await joinVideos(times(2), at('joined.mp4'));
    const bytes = readFileSync(at('joined.mp4')).toString('latin1');
    expect(bytes.indexOf('moov')).toBeGreaterThan(0);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });
});

test('one film alone stays as it is, to the byte', async () => {
  expect(await joinVideos([film], at('joined.mp4'))).toEqual(await probeMedia(film));
  expect(readFileSync(at('joined.mp4')).equals(readFileSync(film))).toBe(true);
});

describe('tracks of different length', () => {
  test('sound that ends early is followed by silence, so that the next film is in step', async () => {
    const early = at('early.mp4');
    await rewriteFilm(film, early, { keepSound: ({ timestamp }) => timestamp < 0.4 });
    await joinVideos([early, film], at('joined.mp4'));
    const { audio } = await filmPackets(at('joined.mp4'));
    for (const [index, { timestamp }] of audio.entries())
      expect(timestamp).toBeCloseTo((audio[0]?.timestamp ?? Number.NaN) + index * packet, 4);
    const own = (await filmPackets(film)).audio;
    const second = audio.findLast(({ digest }) => digest === own[5]?.digest);
    expect(Math.abs((second?.timestamp ?? 0) - 1 - (own[5]?.timestamp ?? 0))).toBeLessThanOrEqual(packet / 2 + 1e-4);
  });

  test('sound that outlasts the picture holds its last frame until it has ended', async () => {
    const short = at('short-picture.mp4');
    await rewriteFilm(film, short, { keepPicture: (_, index) => index < 12 });
    const alone = await filmPackets(short);
    const pictureEnd = Math.max(...alone.video.map(({ timestamp }) => timestamp));
    await joinVideos([short, film], at('joined.mp4'));
    const { video } = await filmPackets(at('joined.mp4'));
    expect(pictureEnd).toBeLessThan(0.6);
    expect(video[alone.video.length]?.timestamp).toBeCloseTo(1, 2);
  });

  test.each([
    { films: ['voiced', 'mute', 'voiced'], name: 'film.mp4', step: packet },
    { films: ['mute', 'voiced'], name: 'film.mp4', step: packet },
    { films: ['voiced', 'mute'], name: 'film.webm', step: 0.02 },
  ])('a film without sound among films with sound is silent: $films of $name', async ({ films, name, step }) => {
    const paths: Record<string, string> = { voiced: fixture(name), mute: at('mute') };
    await rewriteFilm(fixture(name), at('mute'), { keepSound: () => false });
    const joined = await joinVideos(
      films.map((one) => paths[one] ?? ''),
      at('joined'),
    );
    const { audio } = await filmPackets(at('joined'));
    expect(joined.audio).toEqual((await probeMedia(fixture(name))).audio);
    expect((audio.at(-1)?.timestamp ?? 0) + 2.5 * step).toBeGreaterThan(films.length);
    for (const [index, one] of audio.entries()) {
      if (index > 0) expect(Math.abs(one.timestamp - (audio[index - 1]?.timestamp ?? 0) - step)).toBeLessThan(0.0016);
    }
  });

  test('sound without frames (PCM) that ends early is followed by silence, too', async () => {
    const pcm = at('pcm.mov');
    await rewriteFilm(fixture('film.mov'), pcm, { soundFrom: fixture('tone.wav') });
    const joined = await joinVideos([pcm, pcm], at('joined.mov'));
    expect(joined).toMatchObject({ durationMs: 2000, audio: { codec: 'pcm-s16', sampleRate: 8000 } });
    using sound = new Input({ formats: ALL_FORMATS, source: new FilePathSource(at('joined.mov')) });
    // Half a second of a tone, as long a silence, and the tone again.
    expect(await (await sound.getPrimaryAudioTrack())?.computeDuration()).toBeCloseTo(1.5, 2);
  });

  test('films without sound join without sound', async () => {
    await rewriteFilm(film, at('mute.mp4'), { keepSound: () => false });
    expect(await joinVideos([at('mute.mp4'), at('mute.mp4')], at('joined.mp4'))).not.toHaveProperty('audio');
  });

  test('frames that an edit list hides stay hidden, and those that are seen keep their time', async () => {
    const cut = fixture('film-cut.mp4'); // shows the last 12 of its 25 frames
    const joined = await joinVideos([film, cut, film], at('joined.mp4'));
    expect(joined.durationMs).toBe(2480);
    const { video } = await filmPackets(at('joined.mp4'));
    const seen = video.slice(25, 50).map(({ timestamp }) => timestamp);
    expect(seen.filter((timestamp) => timestamp < 0.979)).toEqual([]);
    expect(
      seen
        .filter((timestamp) => timestamp > 0.9999)
        .map((timestamp) => Math.round(timestamp * 100))
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 12 }, (_, index) => 100 + 4 * index));
    expect(video[50]?.timestamp).toBeCloseTo(1.48, 4);
  });
});

test('films that are turned stay turned, and do not join to others', async () => {
  const turned = at('turned.mp4');
  await rewriteFilm(film, turned, { rotation: 90 });
  expect(await joinVideos([turned, turned], at('joined.mp4'))).toMatchObject({ video: { widthPx: 64, heightPx: 96 } });
  expect((await filmPackets(at('joined.mp4'))).rotation).toBe(90);
  await rewriteFilm(film, at('flipped.mp4'), { rotation: 180 });
  expect(await refusalOf([film, at('flipped.mp4')])).toMatchObject({
    code: 'RUN_RESULT_INVALID',
    message: expect.stringContaining('a picture turned by 180 degrees instead of turned by 0 degrees'),
  });
});

describe('films of other encoder settings', () => {
  /** The parameter sets of a film, which stand in its index. */
  function settingsOf(path: string): Buffer {
    const bytes = readFileSync(path);
    const head = bytes.indexOf('avcC') + 4;
    return bytes.subarray(head + 8, head + 8 + bytes.readUInt16BE(head + 6));
  }

  test('keep every frame; each that can be decoded alone brings the settings of its own film', async () => {
    const main = at('main.mp4');
    await rewriteFilm(fixture('film-main.mp4'), main, { soundFrom: film });
    const joined = await joinVideos([film, main, film], at('joined.mp4'));
    expect(joined).toMatchObject({ durationMs: 3000, video: { codec: 'avc', widthPx: 96 } });
    const { video } = await filmPackets(at('joined.mp4'));
    const own = [film, main, film];
    const alone = await Promise.all(own.map(async (path) => (await filmPackets(path)).video.map((one) => ({ ...one, path }))));
    expect(settingsOf(film).equals(settingsOf(main))).toBe(false);
    for (const [index, { path, type, bytes }] of alone.flat().entries()) {
      const seen = video[index]?.bytes ?? Buffer.alloc(0);
      expect(seen.subarray(-bytes.length).equals(bytes)).toBe(true);
      const others = path === film ? main : film;
      expect([seen.includes(settingsOf(path)), seen.includes(settingsOf(others))]).toEqual([type === 'key', false]);
    }
    // What the head announces covers all of them: High, the more able of the two profiles.
    expect(readFileSync(at('joined.mp4')).readUInt8(readFileSync(at('joined.mp4')).indexOf('avcC') + 5)).toBe(100);
  });

  test.each([
    { what: 'colour of another kind', field: 1, value: 244 },
    { what: 'lengths of another width', field: 4, value: 0xfd },
  ])('are refused with $what', async ({ field, value }) => {
    const bytes = readFileSync(film);
    bytes[bytes.indexOf('avcC') + 4 + field] = value;
    writeFileSync(at('other.mp4'), bytes);
    expect(await refusalOf([film, at('other.mp4')])).toMatchObject({
      message: expect.stringMatching(
        /^The film other\.mp4 cannot be joined to film\.mp4: it has a picture encoded with the settings avc1\./,
      ),
      hint: expect.stringContaining('encode your own'),
    });
  });

  test('are refused when one begins with a picture that cannot be decoded alone', async () => {
    const main = at('main.mp4');
    await rewriteFilm(fixture('film-main.mp4'), main, { soundFrom: film });
    const bytes = readFileSync(main);
    const begin = bytes.indexOf(Buffer.from([0x65, 0x88]));
    bytes[begin] = 0x61;
    writeFileSync(main, bytes);
    expect(await refusalOf([film, main])).toMatchObject({
      message: expect.stringContaining('begins with a picture that cannot be decoded alone'),
    });
  });
});

describe('refuses', () => {
  test.each([
    { name: 'film.webm', says: /film\.webm cannot be joined to film\.mp4: .*container.*64x48 instead of 96x64.*vp9 instead of avc/ },
    { name: 'film-main.mp4', says: /film-main\.mp4 cannot be joined to film\.mp4: it has sound at 8000 Hz instead of 16000 Hz\./ },
    { name: 'tone.m4a', says: /tone\.m4a cannot be joined: it is not a film/ },
    { name: 'picture.png', says: /picture\.png cannot be joined: it is not a film/ },
  ])('$name behind a film that is not like it', async ({ name, says }) => {
    const refusal = await refusalOf([film, film, fixture(name)]);
    expect(refusal).toMatchObject({ code: 'RUN_RESULT_INVALID', message: expect.stringMatching(says) });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('sound of another rate, and says what to do', async () => {
    // The picture of one film with the sound of another.
    const mixed = at('mixed.mp4');
    await rewriteFilm(film, mixed, { soundFrom: fixture('film-main.mp4') });
    expect(await refusalOf([film, mixed])).toMatchObject({
      code: 'RUN_RESULT_INVALID',
      message: 'The film mixed.mp4 cannot be joined to film.mp4: it has sound at 8000 Hz instead of 16000 Hz.',
      hint: expect.stringContaining('same provider, size and quality'),
    });
  });

  test.each([0.3, 0.6, 0.95])('a film that was cut at %f of its length', async (share) => {
    const whole = readFileSync(film);
    writeFileSync(at('cut.mp4'), whole.subarray(0, Math.floor(whole.length * share)));
    expect(await refusalOf([film, at('cut.mp4')])).toMatchObject({
      code: 'RUN_RESULT_INVALID',
      message: expect.stringContaining('cut.mp4'),
    });
    expect(await refusalOf([at('cut.mp4')])).toMatchObject({ code: 'RUN_RESULT_INVALID', message: expect.stringContaining('cut.mp4') });
  });

  test('nothing at all', async () => {
    expect(await refusalOf([])).toMatchObject({ code: 'RUN_RESULT_INVALID', message: 'There is no film to join.' });
  });

  test('a folder that does not exist', async () => {
    expect(await refusalOf([film, film], join('missing', 'joined.mp4'))).toMatchObject({ code: 'RUN_DISK' });
    expect(await refusalOf([film], join('missing', 'joined.mp4'))).toMatchObject({ code: 'RUN_DISK' });
  });
});

test('a damaged film is joined or refused, never more', async () => {
  const whole = readFileSync(film);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), async (hits) => {
      const bytes = Buffer.from(whole);
      for (const [place, value] of hits) bytes[place] = value;
      writeFileSync(at('damaged'), bytes);
      const outcome = await joinVideos([film, at('damaged')], at('joined')).catch((error: unknown) => error);
      expect(outcome).toSatisfy((one) => 'container' in one || one.code === 'RUN_RESULT_INVALID');
      expect(readdirSync(folder).filter((left) => left.endsWith('.part'))).toEqual([]);
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('what stood at the target stays until the joined film is whole', async () => {
  copyFileSync(film, at('joined.mp4'));
  await refusalOf([film, fixture('film-main.mp4')]);
  expect(readFileSync(at('joined.mp4')).equals(readFileSync(film))).toBe(true);
  await joinVideos([film, at('joined.mp4')], at('joined.mp4'));
  expect(await probeMedia(at('joined.mp4'))).toMatchObject({ durationMs: 2000 });
  expect(readdirSync(folder)).toEqual(['joined.mp4']);
});

test('a signal ends it, and nothing is left behind', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const joining = joinVideos(times(50), at('joined.mp4'), { signal: controller.signal });
  // Let it come as far as its file.
  while (readdirSync(folder).length === 0) await new Promise((done) => setImmediate(done));
  controller.abort(reason);
  await expect(joining).rejects.toBe(reason);
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(at('joined.mp4'))).toBe(false);
});

function refusalOf(sources: readonly string[], target = 'joined.mp4'): Promise<unknown> {
  return joinVideos(sources, at(target)).catch((error: unknown) => error);
}
