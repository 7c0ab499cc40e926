import type { CatalogueQuery } from '@reelwright/provider';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { baseUrl, createGuijiService, type GuijiService, page, paged, refusal, testSettings } from './__testing__/guiji-service.ts';
import { createGuiji } from './index.ts';

const server = setupServer();
let service: GuijiService;
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
beforeEach(() => {
  service = createGuijiService();
  server.use(http.all(`${baseUrl}/*`, ({ request }) => service.handle(request)));
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const { catalogue } = createGuiji(testSettings());
const first = { page: 1, pageSize: 10 };

async function voices(query: Partial<CatalogueQuery> = {}) {
  return await (catalogue?.voices?.({ ...first, ...query }, {}) ?? expect.unreachable('no list of voices'));
}

async function avatars(query: Partial<CatalogueQuery> = {}) {
  return await (catalogue?.avatars?.({ ...first, ...query }, {}) ?? expect.unreachable('no list of avatars'));
}

async function jobs(kind: 'avatar-video' | 'tts' | 'clone-voice' | 'clone-avatar' | 'lip-sync', query = first) {
  return await (catalogue?.jobs?.({ kind, ...query }, {}) ?? expect.unreachable('no list of jobs'));
}

test('says what Guiji has no list of, and that it removes nothing', () => {
  expect(catalogue).not.toHaveProperty('fonts');
  expect(catalogue).not.toHaveProperty('files');
  expect(catalogue).not.toHaveProperty('tags');
  expect(catalogue).not.toHaveProperty('remove');
  expect(catalogue).toMatchObject({ removable: [], jobKinds: ['avatar-video', 'tts', 'clone-voice', 'clone-avatar'] });
});

test('G8: amounts are told as they are, even when more is left than there ever was', async () => {
  service.on('GET /user/v2/get', {
    user: { id: 1005103, corpId: 1004892 },
    account: {
      ...{ fastTrainingAmount: 3, totalFastTrainingAmount: 5, voiceCloneAmount: 0, totalVoiceCloneAmount: 2 },
      ...{ ttsWordsAmount: 969, totalTtsWordsAmount: 1000, fastDuration: 4894626, totalFastDuration: 20000 },
    },
  });
  expect(await catalogue?.account({})).toEqual({
    id: '1005103',
    name: 'company 1004892',
    quotas: [
      { name: 'avatar clones', unit: 'clones', remaining: 3, total: 5, prices: { clonedAvatar: 1 } },
      { name: 'voice clones', unit: 'clones', remaining: 0, total: 2, prices: { clonedVoice: 1 } },
      { name: 'video', unit: 'milliseconds', remaining: 4894626, total: 20000, prices: { videoSecond: 1000 } },
      { name: 'speech', unit: 'characters', remaining: 969, total: 1000, prices: { speechCharacter: 1 } },
    ],
  });
});

test('an amount of which nothing is told is left out', async () => {
  service.on('GET /user/v2/get', { account: { fastDuration: 7 } });
  expect(await catalogue?.account({})).toEqual({
    quotas: [{ name: 'video', unit: 'milliseconds', remaining: 7, prices: { videoSecond: 1000 } }],
  });
});

const publicVoice = {
  ...{ speakerId: 'C_173', ttsName: 'Lin', ttsFeatures: 'Calm|Magnetic', ttsAudition: 'https://media.test/lin.wav' },
  ...{ languages: 'zh', sex: 2, status: 2, audioUrl: 'https://media.test/sample.wav' },
};

test('a public voice is told in common words', async () => {
  service.on('POST /speaker/v2/fastPublicPageList', page(publicVoice));
  expect(await voices()).toEqual({
    items: [
      {
        ...{ id: 'C_173', name: 'Lin', own: false, sex: 'female', languages: ['zh'], description: 'Calm, Magnetic' },
        ...{ previewUrl: 'https://media.test/lin.wav', state: 'ready', details: { sampleUrl: 'https://media.test/sample.wav' } },
      },
    ],
    total: 1,
    hasMore: false,
  });
});

test.each<{ name: string; query: Partial<CatalogueQuery>; sent: object; ids: readonly string[] }>([
  { name: 'name and sex by the service', query: { name: 'Li', sex: 'female' }, sent: { name: 'Li', sex: 2 }, ids: ['C_173', 'C_2'] },
  { name: 'language here', query: { language: 'EN' }, sent: {}, ids: ['C_2'] },
  { name: 'id here', query: { id: 'C_173' }, sent: {}, ids: ['C_173'] },
])('public voices are chosen by $name', async ({ query, sent, ids }) => {
  service.on('POST /speaker/v2/fastPublicPageList', page(publicVoice, { speakerId: 'C_2', languages: ['zh', 'en'] }));
  const found = await voices(query);
  expect(found.items.map(({ id }) => id)).toEqual(ids);
  expect(service.bodies('POST /speaker/v2/fastPublicPageList')).toEqual([{ ...sent, page: 1, size: 10 }]);
  // How many of all pages fit is not known once a page was looked through here.
  expect('total' in found).toBe(Object.keys(sent).length > 0);
});

const ownVoice = { speakerId: 'C_125', ttsName: 'Mei', status: 2, sex: 1, authorizeStatus: 1, expireTime: '2025-12-02 09:39:35' };

test('trap 28: a voice of the account tells its consent and when it expires', async () => {
  service.on('POST /speaker/v2/clonePageList', page(ownVoice, { speakerId: 'C_126', status: 4 }, { speakerId: 'C_127', status: 77 }));
  const { items } = await voices({ own: true, sex: 'male' });
  expect(items).toMatchObject([
    { id: 'C_125', own: true, sex: 'male', state: 'ready', authorized: true, expiresAt: Date.UTC(2025, 11, 2, 1, 39, 35) },
    { id: 'C_126', state: 'expired' },
    { id: 'C_127', state: 'unknown' },
  ]);
  // G7: nothing told is not a no.
  expect(items[1]).not.toHaveProperty('authorized');
  expect(service.bodies('POST /speaker/v2/clonePageList')).toEqual([{ sex: 1, page: 1, size: 10 }]);
});

test('one voice of the account is asked for by its id', async () => {
  service.on('GET /speaker/v2/clone/{id}', ownVoice);
  expect(await voices({ own: true, id: 'C_125' })).toMatchObject({ items: [{ id: 'C_125', name: 'Mei' }], hasMore: false });
  expect(await voices({ own: true, id: 'C_125', sex: 'female' })).toMatchObject({ items: [] });
  expect(service.sent.map(({ call }) => call)).toContain('GET /speaker/v2/clone/C_125');
});

test.each([
  ['null', null],
  ['a refusal', refusal('40018', 'file missing')],
])('a voice that is answered with %s is no entry, and no error', async (_name, answer) => {
  service.on('GET /speaker/v2/clone/{id}', answer);
  expect(await voices({ own: true, id: 'C_9' })).toEqual({ items: [], hasMore: false });
});

test('an avatar of the account is named by its scene, never by its training; one that is not there yet is a job alone', async () => {
  const records = [
    {
      ...{ id: 423, title: 'Desk', status: 2, sceneId: -287, coverUrl: 'https://media.test/c.jpg', authorizeStatus: 0 },
      ...{ createTime: '2025-03-10 10:11:45', videoUrl: 'https://media.test/desk.mp4', callbackStatus: 2 },
    },
    { id: 424, title: 'Garden', status: 4, comment: 'blurred' },
    { id: 425, status: 1 },
  ];
  service.on('POST /video/v2/training/pageList', page(...records));
  expect(await avatars({ own: true })).toEqual({
    items: [
      {
        ...{ id: '-287', name: 'Desk', own: true, figures: [{ coverUrl: 'https://media.test/c.jpg' }], tags: [], training: '423' },
        ...{ state: 'ready', authorized: false, createdAt: Date.UTC(2025, 2, 10, 2, 11, 45) },
        details: { footageUrl: 'https://media.test/desk.mp4', callback: 'failed' },
      },
    ],
    hasMore: false,
  });
  expect((await jobs('clone-avatar')).items).toMatchObject([
    { id: '423', kind: 'clone-avatar', name: 'Desk', state: 'ready', details: { avatar: '-287' } },
    { id: '424', state: 'failed', reason: 'blurred' },
    { id: '425', state: 'running' },
  ]);
});

test('public avatars have the frame that films will have', async () => {
  service.on(
    'POST /robot/v2/fastPublicPageList',
    page({ id: -292, sceneName: 'Lin', resolution: '1080x1920', coverUrl: 'https://media.test/l.jpg' }, { id: -1 }),
  );
  expect(await avatars({ name: 'L' })).toEqual({
    items: [
      { id: '-292', name: 'Lin', own: false, figures: [{ coverUrl: 'https://media.test/l.jpg', widthPx: 1080, heightPx: 1920 }], tags: [] },
      { id: '-1', name: '', own: false, figures: [], tags: [] },
    ],
    total: 2,
    hasMore: false,
  });
  expect(service.bodies('POST /robot/v2/fastPublicPageList')).toEqual([{ name: 'L', page: 1, size: 10 }]);
});

test('the files of a film are gone a day after it was done', async () => {
  const film = { id: -291, videoName: 'rw-1', durationMs: '6966', updateTime: '2025-03-10 10:11:45', videoUrl: 'https://media.test/v.mp4' };
  service.on(
    'POST /video/v2/pageList',
    page({ ...film, synthesisStatus: 3 }, { ...film, synthesisStatus: 6 }, { ...film, synthesisStatus: -1 }),
  );
  const { items } = await jobs('avatar-video');
  expect(items).toMatchObject([
    {
      id: '-291',
      name: 'rw-1',
      state: 'ready',
      durationMs: 6966,
      resultUrl: 'https://media.test/v.mp4',
      expiresAt: Date.UTC(2025, 2, 11, 2, 11, 45),
    },
    { state: 'failed', reason: 'cancelled' },
    { state: 'queued' },
  ]);
  expect(items[1]).not.toHaveProperty('expiresAt');
});

test('speech and voices stand among the jobs', async () => {
  service.on(
    'POST /speaker/v2/tts/pageList',
    page({ id: 20, status: 2, duration: 1539, ttsUrl: 'https://media.test/t.wav', srtUrl: 'https://media.test/t.srt' }),
  );
  service.on('POST /speaker/v2/clonePageList', page({ ...ownVoice, status: 3, reason: 'noisy' }));
  expect((await jobs('tts')).items).toEqual([
    {
      id: '20',
      kind: 'tts',
      durationMs: 1539,
      resultUrl: 'https://media.test/t.wav',
      state: 'ready',
      details: { captionsUrl: 'https://media.test/t.srt' },
    },
  ]);
  expect((await jobs('clone-voice')).items).toMatchObject([
    { id: 'C_125', kind: 'clone-voice', name: 'Mei', state: 'failed', reason: 'noisy' },
  ]);
});

test('a list is paged to its end, at every size', async () => {
  const records = Array.from({ length: 7 }, (_, index) => ({ id: -index - 1, status: 2 }));
  service.on('POST /speaker/v2/tts/pageList', paged(records));
  for (const pageSize of [1, 3, 7, 100]) {
    const seen: string[] = [];
    for (let number = 1; ; number++) {
      const { items, total, hasMore } = await jobs('tts', { page: number, pageSize });
      seen.push(...items.map(({ id }) => id));
      expect(total).toBe(7);
      if (!hasMore) break;
    }
    expect(seen).toEqual(records.map(({ id }) => String(id)));
  }
});

test.each([
  { name: 'a full page without a total may be followed', answer: { records: [{ id: 1 }] }, seen: { hasMore: true } },
  { name: 'an empty page without a total is the last', answer: { records: [] }, seen: { items: [], hasMore: false } },
  { name: 'no data is an empty page', answer: null, seen: { items: [], hasMore: false } },
  { name: 'a total below what is shown is no total', answer: { records: [{ id: 1 }, { id: 2 }], totalRecord: 0 }, seen: { hasMore: true } },
])('$name', async ({ answer, seen }) => {
  service.on('POST /speaker/v2/tts/pageList', answer);
  expect(await jobs('tts')).toMatchObject(seen);
});

test('the last page, shown once more beyond the end, is not taken for another', async () => {
  service.on('POST /speaker/v2/tts/pageList', { pageNo: 1, pageSize: 10, totalRecord: 1, records: [{ id: 1 }] });
  expect(await jobs('tts', { page: 2, pageSize: 10 })).toEqual({ items: [], total: 1, hasMore: false });
});

test.each<{ list: 'voices' | 'avatars'; query: Partial<CatalogueQuery>; says: string }>([
  { list: 'voices', query: { tags: ['1'] }, says: 'public voices by tags' },
  { list: 'voices', query: { own: true, order: 'latest' }, says: 'cloned voices by order' },
  { list: 'avatars', query: { sex: 'female' }, says: 'public avatars by sex' },
  { list: 'avatars', query: { own: true, language: 'cn' }, says: 'cloned avatars by language' },
  { list: 'avatars', query: { source: '1' }, says: 'public avatars by source' },
])('refuses to choose $says: a guess would hide entries', async ({ list, query, says }) => {
  const refused = list === 'voices' ? voices(query) : avatars(query);
  await expect(refused).rejects.toMatchObject({
    code: 'PLAN_UNSUPPORTED',
    message: expect.stringContaining(says),
    hint: expect.stringContaining('name'),
  });
  expect(service.sent).toEqual([]);
});

test('refuses a list of jobs of a kind that Guiji never makes', async () => {
  await expect(jobs('lip-sync')).rejects.toMatchObject({ code: 'PLAN_UNSUPPORTED', hint: expect.stringContaining('avatar-video') });
});

test.each<{ name: string; call: string; answer: unknown; ask: () => Promise<unknown>; path: string }>([
  {
    name: 'records that are no list',
    call: 'POST /video/v2/pageList',
    answer: { records: 'x' },
    ask: () => jobs('avatar-video'),
    path: 'data.records',
  },
  {
    name: 'a voice without an id',
    call: 'POST /speaker/v2/clonePageList',
    answer: page({ ttsName: 'x' }),
    ask: () => voices({ own: true }),
    path: 'data.records[0].speakerId',
  },
  {
    name: 'an account without amounts',
    call: 'GET /user/v2/get',
    answer: {},
    ask: async () => catalogue?.account({}),
    path: 'data.account',
  },
])('$name is unreadable, and told with the call', async ({ call, answer, ask, path }) => {
  service.on(call, answer as object);
  const [method, below] = call.split(' ');
  await expect(ask()).rejects.toMatchObject({
    code: 'PROVIDER_UNREADABLE',
    message: expect.stringContaining(`"${path}"`),
    wire: { call: `${method} /openapi${below}` },
  });
});

test('a caller who gives up is heard', async () => {
  service.on('GET /user/v2/get', HttpResponse.json({}));
  await expect(catalogue?.account({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});
