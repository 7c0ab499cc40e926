import { expect, test } from 'vitest';
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

test.each(['present', 'absent'] as const)('C9: the length of a lip-sync film can be %s', async (lipSyncDuration) => {
  await using bench = await started({ lipSyncDuration });
  const video = await bench.client.uploadFootage();
  await bench.pass(5_000);
  const order = { video_file_id: video, tts_config: { text: '你好', audio_man_id: voice } };
  const { data: id } = await bench.client.post<string>('video_lip_sync/create', order);
  const { data } = await bench.client.get<object>('video_lip_sync/detail', { id });
  expect('duration' in data).toBe(lipSyncDuration === 'present');
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
