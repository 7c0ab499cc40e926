import { expect, test } from 'vitest';
import type { LipSyncDetail, TestBench } from '../../test-support/chanjing-client.ts';
import { silence } from '../../test-support/fake-studio.ts';
import {
  askFilm,
  filmRequest,
  madeFilm,
  madePerson,
  personDetail,
  startFilmBench,
  uploaded,
  uploadedFace,
} from '../../test-support/film-bench.ts';
import type { Quirks } from './quirks.ts';

const started = (quirks: Partial<Quirks>) => startFilmBench({ chanjing: { quirks } });
const voice = 'C-f2429d07554749839849497589199916';

const listCalls = [
  'video_list',
  'video_lip_sync/list',
  'list_customised_person',
  'list_customised_audio',
  'common/file_list',
  'consume_detail',
];

test.each([
  ['page_info', ['list', 'page_info']],
  ['pageInfo', ['list', 'pageInfo']],
  ['PageInfo', ['List', 'PageInfo']],
] as const)('11, C24: lists can be spelt with %s throughout', async (lists, members) => {
  await using bench = await started({ lists });
  for (const path of listCalls) expect(Object.keys((await bench.client.post(path, {})).data)).toEqual(members);
  for (const path of ['list_common_dp', 'list_common_audio']) expect(Object.keys((await bench.client.get(path)).data)).toEqual(members);
});

test('11, C24: lists are spelt as each page has it unless told otherwise', async () => {
  await using bench = await started({});
  const members = await Promise.all(listCalls.map(async (path) => Object.keys((await bench.client.post(path, {})).data).join(' ')));
  expect(members).toEqual(['List PageInfo', ...Array(5).fill('list page_info')]);
});

test.each([
  ['format', 400],
  ['token', 10400],
] as const)('C17: refusals without a code of their own can be a %s error', async (blankCodes, code) => {
  await using bench = await started({ blankCodes });
  expect(await bench.client.post('create_video', filmRequest({ bg_color: 'red' }))).toMatchObject({
    code,
    msg: expect.stringContaining('背景颜色'),
  });
  const person = { name: 'me', file_id: await uploadedFace(bench), train_type: 'hair' };
  expect(await bench.client.post('create_customised_person', person)).toMatchObject({ code });
});

test.each([
  ['digits', /^1\d{18}$/],
  ['hex', /^[0-9a-f]{32}$/],
] as const)('C26: ids of films can be %s', async (filmIds, form) => {
  await using bench = await started({ filmIds });
  expect(await askFilm(bench)).toMatch(form);
});

test.each([
  ['scripts', 1, 2],
  ['specification', 0, 1],
] as const)('C29: the states of custom avatars can be those of the %s', async (avatarStates, underway, done) => {
  await using bench = await started({ avatarStates });
  const { data: id } = await bench.client.post<string>('create_customised_person', { name: 'me', file_id: await uploadedFace(bench) });
  expect(await personDetail(bench.client, id)).toMatchObject({ status: underway });
  await bench.pass(120_000);
  expect(await personDetail(bench.client, id)).toMatchObject({ status: done, progress: 100 });
  expect(await personDetail(bench.client, await madePerson(bench))).toMatchObject({ status: done });
});

test.each([1, 10] as const)('C31: speech in the making can be %s', async (speechRunning) => {
  await using bench = await started({ speechRunning });
  const { data } = await bench.client.post<{ task_id: string }>('create_audio_task', {
    audio_man: voice,
    speed: 1,
    pitch: 1,
    text: { text: '你好' },
  });
  expect(await bench.client.post('audio_task_state', data)).toMatchObject({ data: { status: speechRunning } });
});

test.each([1, 2] as const)('C19: a file that may be used can be %s', async (fileReady) => {
  await using bench = await started({ fileReady });
  const id = await uploaded(bench, 'make_video_audio', 'a.wav', silence(2_000));
  expect(await bench.client.get('common/file_detail', { id })).toMatchObject({ data: { status: fileReady } });
});

test.each([true, false])('C28: the watermark can be there by default or not: %s', async (watermarkByDefault) => {
  await using bench = await started({ watermarkByDefault });
  await madeFilm(bench);
  await madeFilm(bench, { add_compliance_watermark: !watermarkByDefault });
  expect(bench.studio.filmed.map(({ watermark }) => watermark !== undefined)).toEqual([watermarkByDefault, !watermarkByDefault]);
});

/** An order of a lip-sync, of footage that may be used. */
async function lipSyncOrder(bench: TestBench, config: object = {}) {
  const video = await bench.client.uploadFootage();
  await bench.pass(5_000);
  return { video_file_id: video, tts_config: { text: '你好，世界。', audio_man_id: voice, ...config } };
}

async function madeLipSync(bench: TestBench): Promise<LipSyncDetail> {
  const { data: id } = await bench.client.post<string>('video_lip_sync/create', await lipSyncOrder(bench));
  await bench.pass(120_000);
  return (await bench.client.get<LipSyncDetail>('video_lip_sync/detail', { id })).data;
}

const speechOrder = { audio_man: voice, speed: 1, pitch: 1, text: { text: '你好' } };

test.each([
  ['present', expect.any(Number)],
  ['absent', undefined],
  ['sample', 300],
] as const)('C9: the length of a lip-sync film can be %s', async (lipSyncDuration, duration) => {
  await using bench = await started({ lipSyncDuration });
  const film = await madeLipSync(bench);
  expect(film.duration).toEqual(duration);
  if (lipSyncDuration === 'present') expect(film.duration).not.toBe(300);
});

test.each([
  ['either', 0, 0],
  ['text', 0, 40000],
  ['list', 40000, 0],
] as const)('C1: the text of a lip-sync can be wanted as %s', async (lipSyncText, asText, asList) => {
  await using bench = await started({ lipSyncText });
  const order = await lipSyncOrder(bench);
  expect(await bench.client.post('video_lip_sync/create', order)).toMatchObject({ code: asText });
  const listed = { ...order, tts_config: { ...order.tts_config, text: ['你好，', '世界。'] } };
  expect(await bench.client.post('video_lip_sync/create', listed)).toMatchObject({ code: asList });
});

test.each<[Quirks['createdIds'], object, object]>([
  ['as-documented', { data: expect.any(String) }, { data: { task_id: expect.any(String) } }],
  ['text', { data: expect.any(String) }, { data: expect.any(String) }],
  ['object', { data: { task_id: expect.any(String) } }, { data: { task_id: expect.any(String) } }],
  ['beside-data', { data: null, task_id: expect.any(String) }, { data: null, task_id: expect.any(String) }],
])('C4: the ids of new things can stand %s', async (createdIds, film, speech) => {
  await using bench = await started({ createdIds });
  expect(await bench.client.post('create_video', filmRequest())).toMatchObject(film);
  expect(await bench.client.post('video_lip_sync/create', await lipSyncOrder(bench))).toMatchObject(film);
  expect(await bench.client.post('create_audio_task', speechOrder)).toMatchObject(speech);
  expect(await bench.client.post('create_customised_person', { name: 'me', file_id: await uploadedFace(bench) })).toMatchObject(film);
  expect(await bench.client.post('create_customised_audio', { name: 'me', url: 'https://example.com/a.mp3' })).toMatchObject(film);
});

test.each([
  ['optional', 0],
  ['required', 40000],
] as const)('C11: the model of a voice can be %s', async (modelType, without) => {
  await using bench = await started({ modelType });
  const order = { name: 'me', url: 'https://example.com/a.mp3' };
  expect(await bench.client.post('create_customised_audio', order)).toMatchObject({ code: without });
  expect(await bench.client.post('create_customised_audio', { ...order, model_type: 'Cicada3.0-turbo' })).toMatchObject({ code: 0 });
});

test.each([
  ['lowercase', 'cicada3.0-turbo'],
  ['as-sent', 'Cicada3.0-turbo'],
] as const)('C11: the model can be told %s', async (modelEcho, type) => {
  await using bench = await started({ modelEcho });
  const order = { name: 'me', url: 'https://example.com/a.mp3', model_type: 'Cicada3.0-turbo' };
  const { data: id } = await bench.client.post<string>('create_customised_audio', order);
  expect(await bench.client.get('customised_audio', { id })).toMatchObject({ data: { type } });
});

test.each([
  ['nested', ['forward', 'sequential']],
  ['either', ['reverse', 'random']],
] as const)('C16: how a figure moves can be said %s', async (figureFields, beside) => {
  await using bench = await started({ figureFields });
  await madeFilm(bench, { backway: 2, drive_mode: 'random' });
  await madeFilm(bench, { person: { backway: 2, drive_mode: 'random' } });
  await madeFilm(bench, { backway: 1, drive_mode: '', person: { backway: 2, drive_mode: 'random' } });
  expect(bench.studio.filmed.map(({ playback, frames }) => [playback, frames])).toEqual([beside, ...Array(2).fill(['reverse', 'random'])]);
});

test.each([
  ['as-documented', [3_999, 4_000, 4_000]],
  [3_999, [3_999, 3_999, 3_999]],
  [4_000, [4_000, 4_000, 4_000]],
] as const)('C20: the longest text can be %s', async (longestText, [speech, lipSync, film]) => {
  await using bench = await started({ longestText });
  const order = await lipSyncOrder(bench);
  const asked = async (path: string, body: (text: string) => object, longest: number) => {
    expect(await bench.client.post(path, body('好'.repeat(longest)))).toMatchObject({ code: 0 });
    expect(await bench.client.post(path, body('好'.repeat(longest + 1)))).toMatchObject({ code: 40000 });
  };
  await asked('create_audio_task', (text) => ({ ...speechOrder, text: { text } }), speech);
  await asked('video_lip_sync/create', (text) => ({ ...order, tts_config: { ...order.tts_config, text } }), lipSync);
  await asked('create_video', (text) => filmRequest({ audio: { tts: { text: [text], audio_man: voice } } }), film);
});

test.each([
  ['range', 0],
  ['one', 40000],
] as const)('C21: the pitch can be: %s', async (pitch, other) => {
  await using bench = await started({ pitch });
  const order = await lipSyncOrder(bench);
  for (const [value, code] of [
    [1, 0],
    [1.2, other],
  ] as const) {
    expect(await bench.client.post('create_audio_task', { ...speechOrder, pitch: value })).toMatchObject({ code });
    const tts = { text: ['你好，世界。'], audio_man: voice, pitch: value };
    expect(await bench.client.post('create_video', filmRequest({ audio: { tts } }))).toMatchObject({ code });
    const config = { ...order.tts_config, pitch: value };
    expect(await bench.client.post('video_lip_sync/create', { ...order, tts_config: config })).toMatchObject({ code });
  }
});

test.each([
  ['with-mp4', 0],
  ['sound-only', 40000],
] as const)('C22: the sounds of a film can be %s', async (soundFormats, code) => {
  await using bench = await started({ soundFormats });
  const film = (extension: string) =>
    bench.client.post('create_video', filmRequest({ audio: { type: 'audio', wav_url: `https://example.com/words.${extension}` } }));
  for (const extension of ['mp3', 'm4a', 'wav']) expect(await film(extension)).toMatchObject({ code: 0 });
  expect(await film('mp4')).toMatchObject({ code });
});

test.each(['other', 'same'] as const)('C25: speech can be told under the %s id', async (speechIds) => {
  await using bench = await started({ speechIds });
  const { data } = await bench.client.post<{ task_id: string }>('create_audio_task', speechOrder);
  const { data: told } = await bench.client.post<{ id: string }>('audio_task_state', data);
  expect(told.id === data.task_id).toBe(speechIds === 'same');
});

test.each([
  ['as-documented', 'success', ''],
  ['success', 'success', 'success'],
  ['none', '', ''],
] as const)('C27: what is said of films that are done can be %s', async (doneWords, lipSync, film) => {
  await using bench = await started({ doneWords });
  expect(await madeLipSync(bench)).toMatchObject({ status: 20, msg: lipSync });
  expect(await madeFilm(bench)).toMatchObject({ status: 30, msg: film });
});

test.each([
  ['time', 1_000_000_000, 10_000_000_000],
  ['duration', 86_400, 86_400],
] as const)('C10: the end of a token can be told as a %s', async (expireIn, least, most) => {
  await using bench = await started({ expireIn });
  const { data } = await bench.client.login();
  expect(data.expire_in).toBeGreaterThanOrEqual(least);
  expect(data.expire_in).toBeLessThanOrEqual(most);
});

test.each([
  ['needed', 50000],
  ['optional', 0],
] as const)('C15: the figure of a public avatar can be %s', async (figureType, code) => {
  await using bench = await started({ figureType });
  expect(await bench.client.post('create_video', filmRequest({ person: { figure_type: undefined } }))).toMatchObject({ code });
});
