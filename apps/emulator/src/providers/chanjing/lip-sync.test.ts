import { expect, test } from 'vitest';
import { startCallbackSink } from '../../test-support/callback-sink.ts';
import { type LipSyncDetail, startBench, type TestBench } from '../../test-support/chanjing-client.ts';
import { silence } from '../../test-support/fake-studio.ts';

const voice = 'C-f2429d07554749839849497589199916';
const minuteMs = 60_000;

/** A bench that is logged in, with footage of 3 s and a recording of 4 s that are ready. */
async function startFilmBench(settings: Parameters<typeof startBench>[0] = {}) {
  const bench = await startBench(settings);
  await bench.client.login();
  const [video, audio] = [await bench.client.uploadFootage(), await bench.client.uploadRecording()];
  await bench.pass(10_000);
  return Object.assign(bench, { video, audio });
}

async function detail(bench: TestBench, id: string): Promise<LipSyncDetail> {
  return (await bench.client.get<LipSyncDetail>('video_lip_sync/detail', { id })).data;
}

test('7: an audio-driven task goes 0, 10, 20 with rising progress, and ends with film, cover and its length in ms', async () => {
  await using bench = await startFilmBench();
  const { code, data: id } = await bench.client.post<string>('video_lip_sync/create', {
    video_file_id: bench.video,
    audio_type: 'audio',
    audio_file_id: bench.audio,
    screen_width: 640,
    screen_height: 360,
    backway: 2,
    drive_mode: 'random',
    model: 1,
    volume: 80,
  });
  expect([code, id]).toEqual([0, expect.stringMatching(/^[0-9a-f]{32}$/)]);
  const createTime = Math.floor(bench.clock.now() / 1000);
  const pending = { id, video_url: '', preview_url: '', duration: 0, create_time: createTime };
  expect(await detail(bench, id)).toEqual({ ...pending, status: 0, progress: 0, msg: '' });
  const seen: number[] = [];
  for (let i = 0; i < 5; i++) {
    await bench.pass(5_000);
    const { status, progress } = await detail(bench, id);
    expect(status).toBe(10);
    seen.push(progress);
  }
  expect(seen).toEqual([10, 26, 43, 60, 76]);
  await bench.pass(7_000);
  const done = await detail(bench, id);
  expect(done).toMatchObject({ id, status: 20, progress: 100, msg: 'success', duration: 4_000, create_time: createTime });
  expect([(await fetch(done.video_url)).status, (await fetch(done.preview_url)).status]).toEqual([200, 200]);
  expect(new URL(done.video_url).pathname).toMatch(/\.mp4$/);
  expect(new URL(done.preview_url).pathname).toMatch(/\.jpg$/);
  expect(bench.studio.filmed).toMatchObject([
    { widthPx: 640, heightPx: 360, playback: 'reverse', frames: 'random', volume: 80, label: expect.stringContaining('high') },
  ]);
  expect(bench.studio.filmed[0]?.footagePath).toContain(bench.video);
});

test.each([
  ['a string', 'Hello there. This is me.'],
  ['an array', ['Hello there. ', 'This is me.']],
])('7: text is accepted as %s, with the documented defaults', async (_name, text) => {
  await using bench = await startFilmBench();
  const { data: id } = await bench.client.post<string>('video_lip_sync/create', {
    video_file_id: bench.video,
    tts_config: { text, audio_man_id: voice },
  });
  await bench.pass(2 * minuteMs);
  expect(await detail(bench, id)).toMatchObject({ status: 20, duration: 2_300 });
  expect(bench.studio.spoken).toMatchObject([{ text: 'Hello there. This is me.', speed: 1, pitch: 1, voice: { seed: voice } }]);
  expect(bench.studio.filmed).toMatchObject([{ widthPx: 1080, heightPx: 1920, playback: 'forward', frames: 'sequential', volume: 100 }]);
});

const tooLong = 'long'.repeat(1_000);
const words = { text: 'Hello.', audio_man_id: voice };

test.each<[string, Record<string, unknown>, string]>([
  ['no video_file_id', { video_file_id: undefined }, 'video_file_id'],
  ['a video_file_id that is a number', { video_file_id: 5 }, 'video_file_id'],
  ['a width that is a text', { screen_width: '1080' }, 'screen_width'],
  ['a height that is broken', { screen_height: 1080.5 }, 'screen_height'],
  ['a width of nothing', { screen_width: 0 }, 'screen_width'],
  ['backway 3', { backway: 3 }, 'backway'],
  ['an unknown drive_mode', { drive_mode: 'wild' }, 'drive_mode'],
  ['model 2', { model: 2 }, 'model'],
  ['volume 0', { volume: 0 }, 'volume'],
  ['volume 101', { volume: 101 }, 'volume'],
  ['an unknown audio_type', { audio_type: 'song' }, 'audio_type'],
  ['a callback that is no address', { callback: 'here' }, 'callback'],
  ['no tts_config', { tts_config: undefined }, 'tts_config'],
  ['no text', { tts_config: { audio_man_id: voice } }, 'tts_config.text'],
  ['blank text', { tts_config: { ...words, text: [' ', ''] } }, 'tts_config.text'],
  ['text of numbers', { tts_config: { ...words, text: [1] } }, 'tts_config.text'],
  ['text over 4000 characters', { tts_config: { ...words, text: `${tooLong}!` } }, 'tts_config.text'],
  ['no voice', { tts_config: { text: 'Hello.' } }, 'tts_config.audio_man_id'],
  ['speed 0.4', { tts_config: { ...words, speed: 0.4 } }, 'tts_config.speed'],
  ['speed 2.1', { tts_config: { ...words, speed: 2.1 } }, 'tts_config.speed'],
  ['speed as a text', { tts_config: { ...words, speed: '1' } }, 'tts_config.speed'],
  ['audio without audio_file_id', { audio_type: 'audio' }, 'audio_file_id'],
])('7: create refuses %s with 40000 and the name of the field', async (_name, change, field) => {
  await using bench = await startFilmBench();
  const body = { video_file_id: bench.video, tts_config: words, ...change };
  const reply = await bench.client.post('video_lip_sync/create', body);
  expect(reply).toMatchObject({ code: 40000, msg: expect.stringContaining(field), data: null });
  expect(bench.emulator.report().tasks).toEqual([]);
});

test('7: text of exactly 4000 characters and both ends of each range are let in', async () => {
  await using bench = await startFilmBench();
  const low = { tts_config: { ...words, text: tooLong, speed: 0.5, pitch: 0.1 }, volume: 1, model: 0, backway: 1, drive_mode: '' };
  const high = { tts_config: { ...words, speed: 2, pitch: 3 }, volume: 100, model: 1, backway: 2, audio_type: 'tts', callback: '' };
  for (const body of [low, high]) {
    expect(await bench.client.post('video_lip_sync/create', { video_file_id: bench.video, ...body })).toMatchObject({ code: 0 });
  }
});

test('7: an unknown voice is a 50000 and an unknown task too', async () => {
  await using bench = await startFilmBench();
  const body = { video_file_id: bench.video, tts_config: { ...words, audio_man_id: 'C-Audio-none' } };
  expect(await bench.client.post('video_lip_sync/create', body)).toMatchObject({ code: 50000, msg: '没有找到对应的声ID' });
  expect(await bench.client.get('video_lip_sync/detail', { id: 'none' })).toMatchObject({ code: 50000, msg: '任务不存在' });
  expect(await bench.client.get('video_lip_sync/detail')).toMatchObject({ code: 40000 });
});

test('6: a file that is used too early is refused as not yet uploaded, before and after the PUT', async () => {
  await using bench = await startFilmBench();
  const { data } = await bench.client.get<{ file_id: string }>('common/create_upload_url', { service: 'lip_sync_video', name: 'b.mp4' });
  const create = (video: string) => bench.client.post('video_lip_sync/create', { video_file_id: video, tts_config: words });
  expect(await create(data.file_id)).toMatchObject({ code: 50000, msg: '文件还未完成上传' });
  const fresh = await bench.client.uploadFootage();
  expect(await create(fresh)).toMatchObject({ code: 50000, msg: '文件还未完成上传' });
  await bench.pass(3_000);
  expect(await create(fresh)).toMatchObject({ code: 0 });
});

test.each(['f'.repeat(32), 'constructor'])('6: an unknown file id (%s) is refused as missing or not yours', async (id) => {
  await using bench = await startFilmBench();
  const refused = { code: 50000, msg: '文件不存在/您无权使用该文件' };
  expect(await bench.client.post('video_lip_sync/create', { video_file_id: id, tts_config: words })).toMatchObject(refused);
  const audio = { video_file_id: bench.video, audio_type: 'audio', audio_file_id: id };
  expect(await bench.client.post('video_lip_sync/create', audio)).toMatchObject(refused);
});

test.each([98, 99, 100] as const)('6: a file in state %i cannot be used', async (state) => {
  await using bench = await startFilmBench();
  bench.emulator.faults.fileState(state, { fileId: bench.video });
  expect(await bench.client.post('video_lip_sync/create', { video_file_id: bench.video, tts_config: words })).toMatchObject({
    code: 50000,
  });
});

test('6: a recording is no footage, and footage no recording', async () => {
  await using bench = await startFilmBench();
  const swapped = { video_file_id: bench.audio, audio_type: 'audio', audio_file_id: bench.video };
  expect(await bench.client.post('video_lip_sync/create', swapped)).toMatchObject({ code: 40000 });
});

test('7: media that cannot be read fail the task, with the message of the pages', async () => {
  await using bench = await startFilmBench();
  const junk = (await bench.client.upload('lip_sync_audio', 'junk.wav', new Uint8Array([1, 2, 3]))).file_id;
  const fakeFilm = (await bench.client.upload('lip_sync_video', 'sound.mp4', new Uint8Array(silence(1_000)))).file_id;
  await bench.pass(5_000);
  const bodies = [
    { video_file_id: bench.video, audio_type: 'audio', audio_file_id: junk },
    { video_file_id: fakeFilm, audio_type: 'audio', audio_file_id: bench.audio },
  ];
  const failed: unknown[] = [];
  for (const body of bodies) {
    const { data: id } = await bench.client.post<string>('video_lip_sync/create', body);
    await bench.pass(minuteMs);
    const { status, msg, video_url: url } = await detail(bench, id);
    failed.push({ status, msg, url });
  }
  expect(failed).toEqual([
    { status: 30, msg: '不支持的音频格式,请阅读接口文档', url: '' },
    { status: 30, msg: '不支持的视频格式,请阅读接口文档', url: '' },
  ]);
});

test('7: the list pages newest first with page_info, and tells each task as detail does', async () => {
  await using bench = await startFilmBench();
  const ids: string[] = [];
  for (const text of ['One.', 'Two.', 'Three.']) {
    const body = { video_file_id: bench.video, tts_config: { ...words, text } };
    ids.unshift((await bench.client.post<string>('video_lip_sync/create', body)).data);
  }
  await bench.pass(2 * minuteMs);
  const { data } = await bench.client.post<{ list: LipSyncDetail[]; page_info: object }>('video_lip_sync/list', { page: 2, page_size: 2 });
  expect(data.page_info).toEqual({ page: 2, size: 2, total_count: 3, total_page: 2 });
  expect(data.list).toEqual([await detail(bench, ids[2] ?? '')]);
  const whole = await bench.client.post<{ list: LipSyncDetail[]; page_info: object }>('video_lip_sync/list', {});
  expect(whole.data.list.map(({ id }) => id)).toEqual(ids);
  expect(whole.data.page_info).toEqual({ page: 1, size: 10, total_count: 3, total_page: 1 });
});

test('7: when the task ends its detail is posted to the callback, in an envelope, once', async () => {
  await using sink = await startCallbackSink();
  await using bench = await startFilmBench();
  const { data: id } = await bench.client.post<string>('video_lip_sync/create', {
    video_file_id: bench.video,
    tts_config: words,
    callback: sink.url,
  });
  await bench.pass(10_000);
  expect(sink.bodies).toEqual([]);
  await bench.pass(minuteMs);
  const told = await detail(bench, id);
  const sameFile = (url: string) => expect.stringContaining(new URL(url).pathname);
  const data = { ...told, status: 20, video_url: sameFile(told.video_url), preview_url: sameFile(told.preview_url) };
  expect(sink.bodies).toEqual([{ trace_id: expect.stringMatching(/^[0-9a-f]{32}$/), code: 0, msg: 'success', data }]);
  expect(bench.emulator.report().callbacks).toMatchObject([{ taskId: id, answer: 200 }]);
});

test('7: a failed task is posted to its callback too', async () => {
  await using sink = await startCallbackSink();
  await using bench = await startFilmBench();
  bench.emulator.faults.failTask('lip-sync', { msg: '任务失败，请重试' });
  await bench.client.post('video_lip_sync/create', { video_file_id: bench.video, tts_config: words, callback: sink.url });
  await bench.pass(minuteMs);
  expect(sink.bodies).toMatchObject([{ data: { status: 30, msg: '任务失败，请重试' } }]);
});
