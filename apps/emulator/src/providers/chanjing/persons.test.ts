import { expect, test } from 'vitest';
import { startCallbackSink } from '../../test-support/callback-sink.ts';
import { footage } from '../../test-support/fake-studio.ts';
import { startFileHost } from '../../test-support/file-host.ts';
import {
  filmRequest,
  madeFilm,
  madePerson,
  type PersonDetail,
  personDetail,
  startFilmBench,
  uploaded,
  uploadedFace,
} from '../../test-support/film-bench.ts';

test('8: an avatar is 1 while it is made and 2 when it is done, with picture, preview and its own size', async () => {
  await using bench = await startFilmBench();
  const fileId = await uploadedFace(bench);
  const { code, data: id } = await bench.client.post<string>('create_customised_person', {
    name: 'me',
    file_id: fileId,
    train_type: 'both',
  });
  expect([code, id]).toEqual([0, expect.stringMatching(/^C-[0-9a-f]{32}$/)]);
  const createTime = Math.floor(bench.clock.now() / 1000);
  const pending = {
    id,
    name: 'me',
    type: 'person',
    pic_url: '',
    preview_url: '',
    width: 0,
    height: 0,
    audio_man_id: '',
    err_reason: '',
    reason: '',
  };
  const plain = { is_open: 0, create_time: createTime, support_4k: false, width_4k: 0, height_4k: 0 };
  expect(await personDetail(bench.client, id)).toEqual({ ...pending, ...plain, status: 1, progress: 0 });
  await bench.pass(20_000);
  expect(await personDetail(bench.client, id)).toEqual({ ...pending, ...plain, status: 1, progress: 53 });
  await bench.pass(20_000);
  const done = await personDetail(bench.client, id);
  const { pic_url: picture, preview_url: preview, audio_man_id: voice } = done;
  expect(done).toEqual({
    ...{ ...pending, ...plain, status: 2, progress: 100, width: 720, height: 1280, is_open: 1 },
    ...{ pic_url: picture, preview_url: preview, audio_man_id: voice },
  });
  expect(voice).toMatch(/^C-Audio-[0-9a-f]{32}$/);
  const types = await Promise.all([picture, preview].map(async (address) => (await fetch(address)).headers.get('content-type')));
  expect(types).toEqual(['image/jpeg', 'video/mp4']);
  expect(bench.studio.filmed).toMatchObject([
    { widthPx: 720, heightPx: 1280, footagePath: expect.stringContaining('samples/'), label: 'EMULATED · Chanjing avatar' },
  ]);
});

test('8: the voice that is cloned along speaks, in films and alone', async () => {
  await using bench = await startFilmBench();
  const id = await madePerson(bench, { train_type: 'both', language: 'en' });
  const { audio_man_id: voice } = await personDetail(bench.client, id);
  const film = await madeFilm(bench, { person: { id }, audio: { tts: { text: ['Hello there, this is me.'], audio_man: voice } } });
  expect(film).toMatchObject({ status: 30 });
  const speech = await bench.client.post('create_audio_task', { audio_man: voice, speed: 1, pitch: 1, text: { text: 'Hello.' } });
  expect(speech).toMatchObject({ code: 0 });
  await bench.client.post('delete_customised_person', { id });
  const body = { audio_man: voice, speed: 1, pitch: 1, text: { text: 'Hello.' } };
  expect(await bench.client.post('create_audio_task', body)).toMatchObject({ code: 50000, msg: '没有找到对应的声ID' });
});

test.each<[string, Record<string, unknown>, { readonly voice: boolean; readonly filmed: boolean }]>([
  ['nothing, which is a figure', {}, { voice: false, filmed: true }],
  ['figure', { train_type: 'figure' }, { voice: false, filmed: true }],
  ['voice', { train_type: 'voice' }, { voice: true, filmed: false }],
  ['both', { train_type: 'both' }, { voice: true, filmed: true }],
])('8: train_type %s', async (_name, more, { voice, filmed }) => {
  await using bench = await startFilmBench();
  const id = await madePerson(bench, more);
  expect((await personDetail(bench.client, id)).audio_man_id !== '').toBe(voice);
  const reply = await bench.client.post('create_video', filmRequest({ person: { id } }));
  expect(reply).toMatchObject(filmed ? { code: 0 } : { code: 50000, msg: '定制数字人不存在' });
});

test('8: footage without sound fails a voice, unless errors are skipped: then there is none', async () => {
  await using bench = await startFilmBench();
  const silent = { file_id: await uploadedFace(bench, { hasAudio: false }), train_type: 'both' };
  const [failed, skipped] = [await madePerson(bench, silent), await madePerson(bench, { ...silent, error_skip: true })];
  expect(await personDetail(bench.client, failed)).toMatchObject({
    status: 4,
    err_reason: '声音克隆失败',
    reason: '训练视频中没有声音',
    pic_url: '',
  });
  expect(await personDetail(bench.client, skipped)).toMatchObject({ status: 2, err_reason: '', audio_man_id: '' });
});

test('8: version 2.0 asks for a consent, which is looked at', async () => {
  await using bench = await startFilmBench();
  const fileId = await uploadedFace(bench);
  const order = { name: 'me', file_id: fileId, version: '2.0', auth_text: '我同意' };
  for (const missing of [{ auth_text: undefined }, {}]) {
    expect(await bench.client.post('create_customised_person', { ...order, ...missing })).toMatchObject({
      code: 40000,
      msg: expect.stringContaining('auth_'),
    });
  }
  const [good, bad] = [await uploadedFace(bench), await uploaded(bench, 'customised_person', 'auth.mp4', new Uint8Array(50))];
  const [accepted, refused] = [
    await madePerson(bench, { ...order, auth_video_file_id: good }),
    await madePerson(bench, { ...order, auth_video_file_id: bad }),
  ];
  expect(await personDetail(bench.client, accepted)).toMatchObject({ status: 2 });
  expect(await personDetail(bench.client, refused)).toMatchObject({ status: 4, err_reason: '授权视频审核未通过' });
  expect(await personDetail(bench.client, await madePerson(bench, { ...order, auth_video: 'https://example.com/a.mp4' }))).toMatchObject({
    status: 2,
  });
});

test('8: footage may come by address, also that of an upload', async () => {
  await using host = await startFileHost({ '/face.mov': { type: 'video/quicktime', bytes: footage(3_000, 480, 640, true) } });
  await using bench = await startFilmBench();
  const { full_path: path } = await bench.client.upload('customised_person', 'face.mp4', new Uint8Array(footage(3_000, 300, 400)));
  await bench.pass(5_000);
  const ids = [];
  for (const url of [`${host.origin}/face.mov`, path]) ids.push(await madePerson(bench, { file_id: undefined, material_video: url }));
  const sizes = await Promise.all(ids.map((id) => personDetail(bench.client, id)));
  expect(sizes).toMatchObject([
    { status: 2, width: 480, height: 640 },
    { status: 2, width: 300, height: 400 },
  ]);
});

test('8: 4K is for footage that is 4K and was asked for in it', async () => {
  await using bench = await startFilmBench();
  const big = await uploaded(bench, 'customised_person', 'big.mp4', footage(3_000, 2160, 3840));
  const [plain, in4k] = [await madePerson(bench, { file_id: big }), await madePerson(bench, { file_id: big, resolution_rate: 1 })];
  expect(await personDetail(bench.client, plain)).toMatchObject({ support_4k: false, width_4k: 0 });
  expect(await personDetail(bench.client, in4k)).toMatchObject({ support_4k: true, width_4k: 2160, height_4k: 3840 });
  const film = (id: string) => bench.client.post('create_video', filmRequest({ person: { id }, resolution_rate: 1 }));
  expect([(await film(plain)).code, (await film(in4k)).code]).toEqual([400, 0]);
});

test.each<[string, Record<string, unknown>, number, string]>([
  ['no name', { name: undefined }, 40000, 'name'],
  ['a name that is a number', { name: 5 }, 400, 'name'],
  ['no footage', { file_id: undefined }, 40000, 'file_id'],
  ['footage that was never uploaded', { file_id: 'none' }, 50000, '文件不存在/您无权使用该文件'],
  ['footage that cannot be fetched', { file_id: '', material_video: 'http://127.0.0.1:9/face.mp4' }, 400, '下载失败'],
  ['footage that is no address', { file_id: '', material_video: 'face.mp4' }, 400, '下载失败'],
  ['a training of an unknown kind', { train_type: 'hair' }, 400, '训练类型'],
  ['a language that is unknown', { language: 'fr' }, 40000, 'language'],
  ['a flag that is a text', { error_skip: 'yes' }, 400, 'error_skip'],
  ['a version that is unknown', { version: '3.0' }, 40000, 'version'],
  ['a resolution that is unknown', { resolution_rate: 2 }, 40000, 'resolution_rate'],
  ['a callback that is no address', { callback: 'me' }, 40000, 'callback'],
])('8: refuses an avatar with %s', async (_name, more, code, msg) => {
  await using bench = await startFilmBench();
  const order = { name: 'me', file_id: await uploadedFace(bench), ...more };
  expect(await bench.client.post('create_customised_person', order)).toMatchObject({ code, msg: expect.stringContaining(msg), data: null });
  expect(bench.emulator.report()).toMatchObject({ tasks: [], defects: [] });
});

test.each<[string, string, Uint8Array, string]>([
  ['of another kind', 'face.avi', footage(3_000, 10, 10), '不支持的视频格式'],
  ['that is no video', 'face.mp4', new Uint8Array(100), '无法读取'],
  ['of more than five minutes', 'face.mp4', footage(300_001, 10, 10), '不能超过5分钟'],
])('8: refuses footage %s', async (_name, name, bytes, msg) => {
  await using bench = await startFilmBench();
  const order = { name: 'me', file_id: await uploaded(bench, 'customised_person', name, bytes) };
  expect(await bench.client.post('create_customised_person', order)).toMatchObject({ code: 400, msg: expect.stringContaining(msg) });
});

test('8: footage that is still being uploaded is refused', async () => {
  await using bench = await startFilmBench();
  const { file_id: id } = await bench.client.upload('customised_person', 'face.mp4', new Uint8Array(footage(3_000, 10, 10)));
  expect(await bench.client.post('create_customised_person', { name: 'me', file_id: id })).toMatchObject({
    code: 50000,
    msg: '文件还未完成上传',
  });
});

test('8: an avatar cannot be filmed before it is done', async () => {
  await using bench = await startFilmBench();
  const { data: id } = await bench.client.post<string>('create_customised_person', { name: 'me', file_id: await uploadedFace(bench) });
  expect(await bench.client.post('create_video', filmRequest({ person: { id } }))).toMatchObject({ code: 50000, msg: '定制数字人不存在' });
});

test('8: failures are 4, or 5 for the system, each with its words; the callback is the bare detail', async () => {
  await using sink = await startCallbackSink();
  await using bench = await startFilmBench();
  bench.emulator.faults.failTask('clone-avatar', { msg: '视频不合格', reason: '人脸遮挡' });
  bench.emulator.faults.failTask('clone-avatar', { msg: '系统错误', status: 5 });
  const [failed, broken] = [await madePerson(bench, { callback: sink.url }), await madePerson(bench)];
  const detail = await personDetail(bench.client, failed);
  expect(detail).toMatchObject({ status: 4, err_reason: '视频不合格', reason: '人脸遮挡', is_open: 0, width: 0 });
  expect(sink.bodies).toEqual([detail]);
  expect(await personDetail(bench.client, broken)).toMatchObject({ status: 5, err_reason: '系统错误' });
});

test('8: the list pages and filters; an avatar that is deleted is nowhere', async () => {
  await using bench = await startFilmBench();
  const file = await uploadedFace(bench);
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c']) ids.push((await bench.client.post<string>('create_customised_person', { name, file_id: file })).data);
  const list = async (body: object) =>
    (await bench.client.post<{ list: PersonDetail[]; page_info: object }>('list_customised_person', body)).data;
  const [first = '', second = '', third = ''] = ids;
  expect((await list({ page: 2, page_size: 2 })).list.map(({ id }) => id)).toEqual([first]);
  expect((await list({ id: second })).list.map(({ id }) => id)).toEqual([second]);
  expect((await list({ source: 1 })).list).toEqual([]);
  expect(await bench.client.post('list_customised_person', { source: 2 })).toMatchObject({ code: 40000 });
  expect(await bench.client.post('delete_customised_person', { id: second })).toMatchObject({ code: 0, data: second });
  expect(await list({})).toMatchObject({
    list: [{ id: third }, { id: first }],
    page_info: { page: 1, size: 10, total_count: 2, total_page: 1 },
  });
  for (const call of [
    () => bench.client.get('customised_person', { id: second }),
    () => bench.client.post('delete_customised_person', { id: second }),
  ]) {
    expect(await call()).toMatchObject({ code: 50000, msg: '定制数字人不存在' });
  }
  expect(await bench.client.get<object>('user_info')).toMatchObject({ data: { custom_person_nums: 2 } });
});

test('12: the cap of avatars is a 40002 at the create', async () => {
  await using bench = await startFilmBench();
  bench.emulator.faults.setCaps({ avatarsLimit: 1 });
  await madePerson(bench);
  const order = { name: 'me', file_id: await uploadedFace(bench) };
  expect(await bench.client.post('create_customised_person', order)).toMatchObject({ code: 40002, msg: '定制数字人数量到达上限' });
});

test('13: the eleventh avatar within a minute is refused', async () => {
  await using bench = await startFilmBench();
  const order = { name: 'me', file_id: await uploadedFace(bench) };
  const create = async () => (await bench.client.post('create_customised_person', order)).code;
  for (let i = 0; i < 10; i++) expect(await create()).toBe(0);
  expect(await create()).toBe(40001);
});
