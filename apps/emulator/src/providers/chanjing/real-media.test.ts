import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVirtualClock } from '@reelwright/clock';
import jpeg from 'jpeg-js';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { expect, test, vi } from 'vitest';
import { startEmulator } from '../../emulator.ts';
import { loadNativeCodecs } from '../../media/video/native-codecs.ts';
import { ChanjingClient } from '../../test-support/chanjing-client.ts';
import { type FilmDetail, filmRequest, type PersonDetail } from '../../test-support/film-bench.ts';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const webm = join(import.meta.dirname, '..', '..', 'media', '__fixtures__', 'film.webm');
const face = join(import.meta.dirname, '..', '..', '..', '..', '..', 'specs', 'assets', 'mei-desk.mp4');

async function download(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const reply = await fetch(address);
  if (reply.status !== 200) throw new Error(`${reply.status} ${address}`);
  return new Uint8Array(await reply.arrayBuffer());
}

/** What a film or a sound really is. */
async function probed(address: string) {
  using input = new Input({ source: new BufferSource(await download(address)), formats: ALL_FORMATS });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  return {
    seconds: await input.computeDuration(),
    video:
      video &&
      [
        await video.getCodec(),
        await video.getDisplayWidth(),
        await video.getDisplayHeight(),
        ...((await video.canBeTransparent()) ? ['alpha'] : []),
      ].join(' '),
    audio: audio && (await audio.getCodec()),
  };
}

async function pictureSize(address: string): Promise<string> {
  const { width, height } = jpeg.decode(await download(address), { useTArray: true });
  return `${width}x${height}`;
}

test('8, 11, 15: films, avatars, previews and auditions are real media of the kind, size and length that is told', async () => {
  const clock = createVirtualClock();
  await using emulator = await startEmulator({ clock });
  const client = new ChanjingClient(emulator.chanjing);
  await client.login();

  const { data: filmId } = await client.post<string>(
    'create_video',
    filmRequest({
      bg_color: '#336699',
      subtitle_config: { show: true, x: 20, y: 760, width: 500, height: 120, font_size: 36 },
    }),
  );
  const { file_id: fileId } = await client.upload('customised_person', 'face.mp4', new Uint8Array(readFileSync(face)));
  await clock.sleep(5_000);
  const { data: personId } = await client.post<string>('create_customised_person', { name: 'mei', file_id: fileId });
  await clock.sleep(120_000);

  const { data: film } = await client.get<FilmDetail>('video', { id: filmId });
  expect(film).toMatchObject({ status: 30, msg: '' });
  const facts = await probed(film.video_url);
  expect(facts).toMatchObject({ video: 'avc 540 960', audio: 'aac' });
  expect(Math.abs(facts.seconds - film.duration)).toBeLessThanOrEqual(0.6);
  expect(await pictureSize(film.preview_url)).toBe('540x960');
  expect(await probed(film.audio_urls?.[0] ?? '')).toMatchObject({
    video: null,
    audio: 'pcm-s16',
    seconds: expect.closeTo(facts.seconds, 1),
  });
  const captions = JSON.parse(Buffer.from(await download(film.subtitle_data_url)).toString()) as { max_time: number; subtitles: string }[];
  expect(captions.map(({ subtitles }) => subtitles)).toEqual(['Hello there.', 'This is me.']);
  expect((captions.at(-1)?.max_time ?? 0) / 1000).toBeLessThanOrEqual(facts.seconds);

  const { data: person } = await client.get<PersonDetail>('customised_person', { id: personId });
  expect(person).toMatchObject({ status: 2, width: 720, height: 1280 });
  expect(await probed(person.preview_url)).toMatchObject({ video: 'avc 720 1280', audio: 'aac' });
  expect(await pictureSize(person.pic_url)).toBe('720x1280');

  const { data: catalogue } = await client.get<{
    list: { audio_preview: string; figures: { cover: string; preview_video_url: string }[] }[];
  }>('list_common_dp');
  const [avatar] = catalogue.list;
  const [figure] = avatar?.figures ?? [];
  expect(await probed(figure?.preview_video_url ?? '')).toMatchObject({ video: 'avc 540 960', audio: 'aac' });
  expect(await pictureSize(figure?.cover ?? '')).toBe('540x960');
  expect(await probed(avatar?.audio_preview ?? '')).toMatchObject({ video: null, audio: 'pcm-s16' });
  expect(emulator.report().defects).toEqual([]);
});

test('8: canned films of avatars are quick, have the right size and length, and differ where the wishes do', async () => {
  const clock = createVirtualClock();
  await using emulator = await startEmulator({ clock, media: 'canned' });
  const client = new ChanjingClient(emulator.chanjing);
  await client.login();
  const wishes = [
    {},
    { bg_color: '#112233' },
    { person: { x: 20 } },
    { person: { figure_type: 'whole_body' } },
    { add_compliance_watermark: true },
  ];
  const ids: string[] = [];
  for (const more of wishes) ids.push((await client.post<string>('create_video', filmRequest(more))).data);
  await clock.sleep(120_000);
  const bytes: string[] = [];
  for (const id of ids) {
    const { data: film } = await client.get<FilmDetail>('video', { id });
    expect(await probed(film.video_url)).toMatchObject({ video: 'avc 540 960', audio: 'aac' });
    bytes.push(Buffer.from(await download(film.video_url)).toString('base64'));
  }
  expect(new Set(bytes).size).toBe(wishes.length);
});

/** A film with an alpha channel, of an avatar made from webm. */
async function transparentFilm(settings: Parameters<typeof startEmulator>[0]) {
  const clock = createVirtualClock();
  await using emulator = await startEmulator({ clock, ...settings });
  const client = new ChanjingClient(emulator.chanjing);
  await client.login();
  const { file_id: fileId } = await client.upload('customised_person', 'face.webm', new Uint8Array(readFileSync(webm)));
  await clock.sleep(5_000);
  const { data: personId } = await client.post<string>('create_customised_person', { name: 'clear', file_id: fileId });
  await clock.sleep(120_000);
  const person = { id: personId, is_rgba_mode: true, width: 160, height: 240 };
  const { data: id } = await client.post<string>('create_video', filmRequest({ person, screen_width: 160, screen_height: 240 }));
  await clock.sleep(120_000);
  const { data: film } = await client.get<FilmDetail>('video', { id });
  return { film, facts: film.video_url === '' ? undefined : await probed(film.video_url), defects: emulator.report().defects };
}

test('8: a transparent film is a WebM with an alpha channel, also where other media are canned; or it fails and says why', async () => {
  const { film, facts, defects } = await transparentFilm({ media: 'canned' });
  vi.stubEnv('NODE_WEBCODECS_FORCE', 'static');
  if (loadNativeCodecs() === undefined) expect(film).toMatchObject({ status: 50, msg: expect.stringContaining('native renderer') });
  else expect([film.status, facts]).toMatchObject([30, { video: 'vp9 160 240 alpha', audio: 'opus' }]);
  expect(defects).toEqual([]);
});

test('8: without the native renderer a transparent film fails and says why', async () => {
  const { film, defects } = await transparentFilm({ renderer: 'portable' });
  expect(film).toMatchObject({ status: 50, queue_status: 'failed', video_url: '', msg: expect.stringContaining('native renderer only') });
  expect(defects).toEqual([]);
});
