import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { baseUrl, collect, createGuijiService, type GuijiService, page, paged, testSettings } from './__testing__/guiji-service.ts';
import { createGuijiCatalogue } from './index.ts';

const server = setupServer();
let service: GuijiService;
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
beforeEach(() => {
  service = createGuijiService();
  server.use(http.all(`${baseUrl}/*`, ({ request }) => service.handle(request)));
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const catalogue = createGuijiCatalogue(testSettings());

test('the account is told in words of ours, ids as text', async () => {
  service.on('GET /user/v2/get', {
    user: { id: 1005103, corpId: 1004892 },
    account: {
      fastTrainingAmount: 3,
      totalFastTrainingAmount: 5,
      voiceCloneAmount: 0,
      totalVoiceCloneAmount: 0,
      ttsWordsAmount: 969,
      totalTtsWordsAmount: 1000,
      fastDuration: 4894626,
      totalFastDuration: 20000,
    },
  });
  expect(await catalogue.account()).toEqual({
    userId: '1005103',
    companyId: '1004892',
    avatarClones: { remaining: 3, total: 5 },
    voiceClones: { remaining: 0, total: 0 },
    videoMs: { remaining: 4894626, total: 20000 },
    speechCharacters: { remaining: 969, total: 1000 },
  });
});

test('public avatars have the frame that films will have', async () => {
  service.on(
    'POST /robot/v2/fastPublicPageList',
    page({ id: -292, sceneName: 'test', coverUrl: 'http://127.0.0.1/a.jpg', resolution: '1080x1920' }, { id: -1, resolution: 'large' }),
  );
  expect(await collect(catalogue.listPublicAvatars({ name: 'te' }))).toEqual([
    { id: '-292', name: 'test', coverUrl: 'http://127.0.0.1/a.jpg', widthPx: 1080, heightPx: 1920 },
    { id: '-1' },
  ]);
  expect(service.bodies('POST /robot/v2/fastPublicPageList')).toEqual([{ name: 'te', page: 1, size: 100 }]);
});

test('public voices are filtered by name and sex', async () => {
  service.on(
    'POST /speaker/v2/fastPublicPageList',
    page({
      speakerId: 'C_173',
      ttsName: 'test',
      ttsFeatures: 'Calm|Magnetic|Gentle',
      ttsAudition: 'http://127.0.0.1/x.wav',
      languages: ['zh'],
      sex: 1,
      status: 2,
    }),
  );
  expect(await collect(catalogue.listPublicVoices({ name: 'te', sex: 'male' }))).toEqual([
    {
      id: 'C_173',
      name: 'test',
      traits: ['Calm', 'Magnetic', 'Gentle'],
      previewUrl: 'http://127.0.0.1/x.wav',
      languages: ['zh'],
      sex: 'male',
      state: 'ready',
      wireState: '2',
    },
  ]);
  expect(service.bodies('POST /speaker/v2/fastPublicPageList')).toEqual([{ name: 'te', sex: 1, page: 1, size: 100 }]);
});

test('trap 28: cloned voices tell when they expire, and can be asked for by it', async () => {
  service.on(
    'POST /speaker/v2/clonePageList',
    page({ speakerId: 'C_125', status: 4, expireTime: '2025-12-02 09:39:35', sex: null, reason: null }),
  );
  const expiresFrom = Date.UTC(2025, 10, 30, 16, 0, 0);
  const expiresUntil = Date.UTC(2025, 11, 3, 15, 59, 59);
  expect(await collect(catalogue.listVoices({ sex: 'female', state: 'expired', expiresFrom, expiresUntil }))).toEqual([
    { id: 'C_125', traits: [], languages: [], state: 'expired', wireState: '4', expiresAt: Date.UTC(2025, 11, 2, 1, 39, 35) },
  ]);
  expect(service.bodies('POST /speaker/v2/clonePageList')).toEqual([
    { sex: 2, status: 4, expireStartTime: '2025-12-01 00:00:00', expireEndTime: '2025-12-03 23:59:59', page: 1, size: 100 },
  ]);
});

test.each([
  { state: 'queued', status: 0 },
  { state: 'running', status: 1 },
  { state: 'ready', status: 2 },
  { state: 'failed', status: 3 },
  { state: 'expired', status: 4 },
] as const)('voices that are $state are asked for with status $status', async ({ state, status }) => {
  service.on('POST /speaker/v2/clonePageList', page());
  await collect(catalogue.listVoices({ state }));
  expect(service.bodies('POST /speaker/v2/clonePageList')).toEqual([{ status, page: 1, size: 100 }]);
});

test('trainings, films and speech are listed', async () => {
  service.on(
    'POST /video/v2/training/pageList',
    page({ id: 423, title: 'test', status: 2, callbackStatus: 2, comment: '', sceneId: -287 }),
  );
  service.on('POST /video/v2/pageList', page({ id: -291, videoName: 'test', videoFormat: 'mp4', durationMs: '6966', synthesisStatus: 6 }));
  service.on('POST /speaker/v2/tts/pageList', page({ id: 20, duration: 1539, status: 2 }));
  expect(await collect(catalogue.listTrainings())).toEqual([
    { id: '423', name: 'test', callback: 'failed', avatar: '-287', state: 'ready', wireState: '2' },
  ]);
  expect(await collect(catalogue.listVideos())).toEqual([
    { id: '-291', name: 'test', format: 'mp4', durationMs: 6966, state: 'cancelled', wireState: '6' },
  ]);
  expect(await collect(catalogue.listSpeech())).toEqual([{ id: '20', durationMs: 1539, state: 'ready', wireState: '2' }]);
});

test('a list is fetched page by page, and only as far as it is read', async () => {
  service.on('POST /robot/v2/fastPublicPageList', paged(Array.from({ length: 25 }, (_, index) => ({ id: -1 - index }))));
  expect(await collect(catalogue.listPublicAvatars({ pageSize: 10 }))).toHaveLength(25);
  expect(service.bodies('POST /robot/v2/fastPublicPageList').map((body) => (body as { page: number }).page)).toEqual([1, 2, 3]);
  for await (const _first of catalogue.listPublicAvatars({ pageSize: 10 })) break;
  expect(service.bodies('POST /robot/v2/fastPublicPageList')).toHaveLength(4);
});

test.each([null, {}, { records: null }, { records: [], totalRecord: 0 }])('%j is an empty list', async (data) => {
  service.on('POST /video/v2/pageList', data);
  expect(await collect(catalogue.listVideos())).toEqual([]);
});

test.each([
  { data: { records: 'x' }, path: 'data.records' },
  { data: { records: [{ videoName: 'no id' }] }, path: 'data.records[0].id' },
  { data: { records: [1] }, path: 'data.records[0]' },
  { data: 'x', path: 'data' },
])('$data is told by its place $path', async ({ data, path }) => {
  service.on('POST /video/v2/pageList', data);
  await expect(collect(catalogue.listVideos())).rejects.toMatchObject({
    code: 'PROVIDER_UNREADABLE',
    errorClass: 'transient',
    message: expect.stringContaining(`"${path}"`),
    wire: { call: 'POST /openapi/video/v2/pageList' },
  });
});

test('a caller who gives up is heard', async () => {
  service.on('POST /video/v2/pageList', page());
  await expect(collect(catalogue.listVideos({ signal: AbortSignal.abort(new Error('enough')) }))).rejects.toThrow('enough');
});

test.each(['not json', '<html>', '"text"', '[]', '{}', '{"msg":"other language"}'])('the body %s is not Guiji speaking', async (text) => {
  service.on('GET /user/v2/get', new HttpResponse(text));
  await expect(catalogue.account()).rejects.toMatchObject({ errorClass: 'transient', code: 'PROVIDER_UNREADABLE' });
});
