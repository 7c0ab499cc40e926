import type { Catalogue, CatalogueQuery } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { refusal } from '@reelwright/test-kit/envelope';
import { HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import { createRig, createTestChanjing } from './__testing__/chanjing-rig.ts';

const { answer } = createRig();
const catalogue = createTestChanjing().catalogue as Required<Catalogue>; // this adapter's has every list
const first = { page: 1, pageSize: 10 };
const page = (...list: readonly object[]) => ({ list, page_info: { page: 1, size: 10, total_count: list.length, total_page: 1 } });

test('says what it lists and what it removes', () => {
  expect([...catalogue.jobKinds].sort()).toEqual(['avatar-video', 'clone-avatar', 'clone-voice', 'lip-sync']);
  expect([...catalogue.removable].sort()).toEqual(['avatar', 'file', 'video', 'voice']);
});

test('the account tells its balance, what of it ends soon, and what has been used up', async () => {
  const info = {
    id: '1914661228878233601',
    name: 'Studio',
    custom_person_nums: 2,
    custom_person_limit: 5,
    video_create_seconds: 90,
    video_create_limit: 600,
  };
  answer('user_info', info);
  answer('user_duration', { resi_total_bean: 1200, bean_day30: 300 });
  expect(await catalogue.account({})).toEqual({
    id: '1914661228878233601',
    name: 'Studio',
    quotas: [
      { name: 'beans', unit: 'beans', remaining: 1200, expiringSoon: 300, prices: { videoSecond: 1 } },
      { name: 'custom avatars', unit: 'clones', used: 2, total: 5 },
      { name: 'video', unit: 'seconds', used: 90, total: 600 },
    ],
  });
});

test('an amount of which nothing is told is left out, and 0 is told', async () => {
  answer('user_info', { id: 7 });
  answer('user_duration', { resi_total_bean: 0 });
  expect(await catalogue.account({})).toEqual({
    id: '7',
    quotas: [{ name: 'beans', unit: 'beans', remaining: 0, prices: { videoSecond: 1 } }],
  });
});

const publicVoice = {
  ...{ id: 'f9248f3b', grade: 0, name: 'Xiaoyun', gender: 'female', lang: 'multilingual', desc: '' },
  ...{ speed: 1, pitch: 1, audition: 'https://res.example/a.wav' },
};

test('a public voice is told in common words; the page is asked for as `size`', async () => {
  const calls = answer('list_common_audio', page(publicVoice));
  expect(await catalogue.voices({ page: 1, pageSize: 30 }, {})).toEqual({
    items: [
      {
        ...{ id: 'f9248f3b', name: 'Xiaoyun', own: false, sex: 'female', languages: ['multilingual'] },
        ...{ previewUrl: 'https://res.example/a.wav', details: { grade: 0, speed: 1, pitch: 1 } },
      },
    ],
    total: 1,
    hasMore: false,
  });
  expect(calls).toMatchObject([{ method: 'GET', query: { page: '1', size: '30' } }]);
});

test.each([
  ['female', 'female'],
  ['Female', 'female'],
  ['女', 'female'],
  ['F', 'female'],
  ['MALE', 'male'],
  ['男性', 'male'],
  ['', undefined],
  ['toString', undefined],
  [null, undefined],
])('the sex of a voice that is told as %j is %s', async (gender, sex) => {
  answer('list_common_audio', page({ ...publicVoice, gender }));
  const { items } = await catalogue.voices(first, {});
  expect(items[0]?.sex).toBe(sex);
});

const voices = [publicVoice, { id: '2', name: 'Old Wang', gender: 'male', lang: 'cn' }, { id: '3', name: 'wanda', gender: '', lang: 'EN' }];

test.each<{ query: Partial<CatalogueQuery>; ids: readonly string[] }>([
  { query: { name: 'wan' }, ids: ['2', '3'] },
  { query: { sex: 'male' }, ids: ['2'] },
  { query: { language: 'en' }, ids: ['f9248f3b', '3'] },
  { query: { id: '3' }, ids: ['3'] },
  { query: { name: 'wan', sex: 'female' }, ids: [] },
])('voices are chosen by $query here, since the service does not; then nobody knows how many there are', async ({ query, ids }) => {
  const calls = answer('list_common_audio', page(...voices));
  const found = await catalogue.voices({ ...first, ...query }, {});
  expect(found.items.map(({ id }) => id)).toEqual(ids);
  expect(found).not.toHaveProperty('total');
  expect(calls[0]?.query).toEqual({ page: '1', size: '10' });
});

const publicAvatar = {
  id: '1421df93',
  name: 'Wenhao',
  figures: [
    {
      type: 'sit_body',
      cover: 'https://res.example/c.png',
      pic_path: 'https://res.example/p.png',
      width: 1080,
      height: 1920,
      bg_replace: true,
    },
    {
      type: 'circle_view',
      cover: '',
      pic_path: 'https://res.example/q.png',
      width: 728,
      height: 728,
      preview_video_url: 'https://res.example/q.webm',
    },
  ],
  ...{ gender: '', width: 0, height: 0, audio_name: 'Calm', audio_man_id: 'C-CASE-1', audio_preview: 'https://res.example/v.wav' },
  ...{ audio_lang: 'CN', tag_ids: [101, 102, 103], tag_names: ['business', '', 'beauty'] },
};

test('a public avatar is told with its figures; the 0 beside them is no size', async () => {
  answer('list_common_dp', page(publicAvatar));
  expect((await catalogue.avatars(first, {})).items).toEqual([
    {
      ...{ id: '1421df93', name: 'Wenhao', own: false, voice: 'C-CASE-1', tags: ['business', '102', 'beauty'] },
      figures: [
        { type: 'sit_body', widthPx: 1080, heightPx: 1920, coverUrl: 'https://res.example/c.png', replaceableBackground: true },
        {
          type: 'circle_view',
          widthPx: 728,
          heightPx: 728,
          coverUrl: 'https://res.example/q.png',
          previewUrl: 'https://res.example/q.webm',
        },
      ],
      details: {
        ...{ voiceName: 'Calm', voiceLanguage: 'CN', voicePreviewUrl: 'https://res.example/v.wav' },
        tagIds: ['101', '102', '103'],
      },
    },
  ]);
});

test.each([
  { name: 'a size of its own', item: { id: 1, width: 720, height: 1280, figures: null }, figures: [{ widthPx: 720, heightPx: 1280 }] },
  { name: 'nothing at all', item: { id: '1', width: 0, height: 0 }, figures: [] },
])('an avatar without figures has $name', async ({ item, figures }) => {
  answer('list_common_dp', page(item));
  expect((await catalogue.avatars(first, {})).items).toEqual([{ id: '1', name: '', own: false, figures, tags: [] }]);
});

test('tags are asked for in one piece: of several, only the first has been seen to count', async () => {
  const calls = answer('list_common_dp', page());
  await catalogue.avatars({ ...first, tags: ['101', '102'], order: 'hottest', source: '1' }, {});
  await catalogue.avatars(first, {});
  expect(calls.map(({ query }) => query)).toEqual([
    { page: '1', size: '10', tag_ids: '101,102', sort: 'hottest', source: '1' },
    { page: '1', size: '10' },
  ]);
});

test('public avatars are chosen by the language of their voice', async () => {
  answer('list_common_dp', page(publicAvatar, { id: 2, audio_lang: 'en' }, { id: 3 }));
  expect((await catalogue.avatars({ ...first, language: 'cn' }, {})).items.map(({ id }) => id)).toEqual(['1421df93']);
});

test('a list of own voices tells no states: a failure shows all the same, and the rest is not known', async () => {
  const calls = answer(
    'list_customised_audio',
    page(
      { id: 'C-Audio-1', progress: 100, name: 'Mei', audio_path: 'https://res.example/m.wav', err_msg: '' },
      { id: 'C-Audio-2', progress: 0, name: 'Omar', audio_path: '', err_msg: '任务失败,请重试' },
    ),
  );
  expect((await catalogue.voices({ ...first, own: true }, {})).items).toEqual([
    { id: 'C-Audio-1', name: 'Mei', own: true, languages: [], previewUrl: 'https://res.example/m.wav', progress: 1 },
    { id: 'C-Audio-2', name: 'Omar', own: true, languages: [], state: 'failed', reason: '任务失败,请重试', progress: 0 },
  ]);
  expect(calls).toMatchObject([{ method: 'POST', body: { page: 1, page_size: 10 } }]);
});

test.each([
  [0, 'queued'],
  [1, 'running'],
  [2, 'ready'],
  [3, 'expired'],
  [4, 'failed'],
  [99, 'deleted'],
  [77, 'unknown'],
])('a voice of status %i is %s', async (status, state) => {
  answer('list_customised_audio', page({ id: 'C-Audio-1', status }));
  expect((await catalogue.voices({ ...first, own: true }, {})).items).toMatchObject([{ state }]);
  expect((await catalogue.jobs({ ...first, kind: 'clone-voice' }, {})).items).toMatchObject([{ kind: 'clone-voice', state }]);
});

test('where it is asked for, each voice without a state is looked at alone', async () => {
  answer('list_customised_audio', page({ id: 'C-Audio-1', name: 'Mei' }, { id: 'C-Audio-2', name: 'Omar', status: 2 }));
  const calls = answer('customised_audio', { id: 'C-Audio-1', name: 'Mei', type: 'cicada1.0', status: 3, lang: 'cn' });
  const { items } = await catalogue.voices({ ...first, own: true, detailed: true }, {});
  expect(items).toMatchObject([
    { id: 'C-Audio-1', state: 'expired', languages: ['cn'], details: { model: 'cicada1.0' } },
    { id: 'C-Audio-2', state: 'ready' },
  ]);
  expect(calls.map(({ query }) => query)).toEqual([{ id: 'C-Audio-1' }]);
});

test('when the service lets nobody look at more voices, what was learned by then is told', async () => {
  answer('list_customised_audio', page({ id: '1' }, { id: '2' }, { id: '3' }));
  const calls = answer('customised_audio', ({ query }, call) =>
    call === 1 ? HttpResponse.json({ code: 0, data: { id: query.id, status: 2 } }) : refusal(40001, 'QPS'),
  );
  const { items } = await catalogue.voices({ ...first, own: true, detailed: true }, {});
  expect(items.map(({ id, state }) => [id, state])).toEqual([
    ['1', 'ready'],
    ['2', undefined],
    ['3', undefined],
  ]);
  expect(calls.length).toBe(2);
});

test.each([
  { name: 'another voice', data: { id: 'C-Audio-9', status: 2 }, path: 'data.id' },
  { name: 'nothing', data: null, path: 'data' },
])('a look at a voice that is answered with $name is unreadable', async ({ data, path }) => {
  answer('list_customised_audio', page({ id: 'C-Audio-1' }));
  answer('customised_audio', data);
  const error = await failureOf(catalogue.voices({ ...first, own: true, detailed: true }, {}));
  expect(error).toMatchObject({ code: 'PROVIDER_UNREADABLE', message: expect.stringContaining(`"${path}"`) });
});

test.each<{ list: 'voices' | 'avatars'; path: string; query: Partial<CatalogueQuery>; body: object }>([
  { list: 'voices', path: 'list_customised_audio', query: { id: 'C-1' }, body: { id: 'C-1' } },
  { list: 'voices', path: 'list_customised_audio', query: { source: '1' }, body: { source: 1 } },
  // C29, trap 29: avatars of the website come back empty, so that only those of the interface are asked for.
  { list: 'avatars', path: 'list_customised_person', query: {}, body: { source: 0 } },
  { list: 'avatars', path: 'list_customised_person', query: { source: '1', id: 'C-1' }, body: { source: 1, id: 'C-1' } },
])('own $list are asked for with $body', async ({ list, path, query, body }) => {
  const calls = answer(path, page());
  await catalogue[list]({ ...first, own: true, ...query }, {});
  expect(calls.map((call) => call.body)).toEqual([{ page: 1, page_size: 10, ...body }]);
});

const ownAvatar = {
  ...{ id: 'C-ef91', name: 'Mei', type: 'person', pic_url: 'https://res.example/p.png', preview_url: 'https://res.example/p.webm' },
  ...{ width: 480, height: 854, audio_man_id: 'C-9226', status: 2, err_reason: '', is_open: 1, reason: '', progress: 100 },
  ...{ create_time: 1_750_328_558, support_4k: true, width_4k: 2160, height_4k: 3840 },
};

test('an avatar of the account is told with its one figure', async () => {
  answer('list_customised_person', page(ownAvatar));
  expect((await catalogue.avatars({ ...first, own: true }, {})).items).toEqual([
    {
      ...{ id: 'C-ef91', name: 'Mei', own: true, voice: 'C-9226', tags: [], supports4k: true, state: 'ready', progress: 1 },
      figures: [{ widthPx: 480, heightPx: 854, coverUrl: 'https://res.example/p.png', previewUrl: 'https://res.example/p.webm' }],
      createdAt: 1_750_328_558_000,
      details: { type: 'person', enabled: true, width4kPx: 2160, height4kPx: 3840 },
    },
  ]);
});

test.each([
  { name: 'that is made', change: { status: 1, progress: 30 }, seen: { state: 'running' } },
  { name: 'that has failed', change: { status: 4, err_reason: '无法识别' }, seen: { state: 'failed', reason: '无法识别' } },
  { name: 'of an unknown state', change: { status: 77 }, seen: { state: 'unknown' } },
  {
    name: 'that was disabled',
    change: { is_open: 0, reason: '违规' },
    seen: { state: 'failed', reason: '违规', details: { enabled: false } },
  },
])('an own avatar $name is $seen.state', async ({ change, seen }) => {
  answer('list_customised_person', page({ ...ownAvatar, ...change }));
  expect((await catalogue.avatars({ ...first, own: true }, {})).items).toMatchObject([seen]);
});

test('of an avatar that tells no status, nothing is said of how it stands', async () => {
  answer('list_customised_person', page({ id: '1', status: null }, { id: '2' }));
  const { items } = await catalogue.avatars({ ...first, own: true }, {});
  expect(items.map((item) => 'state' in item)).toEqual([false, false]);
});

const film = {
  id: '1914661228878233601',
  progress: 100,
  msg: '',
  video_url: 'https://res.example/v.mp4',
  preview_url: 'https://res.example/v.jpg',
  create_time: 1_721_187_066,
};

test.each([
  // C5: 30 is the success of the one and the failure of the other. C9: seconds here, milliseconds there.
  { kind: 'lip-sync', path: 'video_lip_sync/list', item: { status: 20, duration: 4000 }, seen: { state: 'ready', durationMs: 4000 } },
  { kind: 'lip-sync', path: 'video_lip_sync/list', item: { status: 30, msg: '合成失败' }, seen: { state: 'failed', reason: '合成失败' } },
  { kind: 'lip-sync', path: 'video_lip_sync/list', item: { status: 0 }, seen: { state: 'queued' } },
  { kind: 'lip-sync', path: 'video_lip_sync/list', item: { status: 77 }, seen: { state: 'unknown' } },
  { kind: 'avatar-video', path: 'video_list', item: { status: 30, duration: 45 }, seen: { state: 'ready', durationMs: 45_000 } },
  { kind: 'avatar-video', path: 'video_list', item: { status: 10, queue_status: 'queued' }, seen: { state: 'queued' } },
  {
    kind: 'avatar-video',
    path: 'video_list',
    item: { status: 41, queue_status: 'completed', msg: '蝉豆不足扣费失败' },
    seen: { state: 'failed', reason: '蝉豆不足扣费失败' },
  },
  { kind: 'avatar-video', path: 'video_list', item: { status: 20 }, seen: { state: 'unknown' } },
] as const)('C5, C9: a $kind of $item is $seen', async ({ kind, path, item, seen }) => {
  const calls = answer(path, page({ ...film, ...item }));
  expect((await catalogue.jobs({ kind, page: 1, pageSize: 20 }, {})).items).toEqual([
    expect.objectContaining({
      ...{ id: '1914661228878233601', kind, resultUrl: 'https://res.example/v.mp4', createdAt: 1_721_187_066_000 },
      ...seen,
      details: expect.objectContaining({ coverUrl: 'https://res.example/v.jpg' }),
    }),
  ]);
  expect(calls.map(({ body }) => body)).toEqual([{ page: 1, page_size: 20 }]);
});

test.each([1e308, '', null])('a time of %j is on no calendar, and is left out', async (create_time) => {
  answer('video_list', page({ ...film, create_time }));
  expect((await catalogue.jobs({ ...first, kind: 'avatar-video' }, {})).items[0]).not.toHaveProperty('createdAt');
});

test('avatars stand among the jobs', async () => {
  const calls = answer('list_customised_person', page(ownAvatar));
  expect((await catalogue.jobs({ ...first, kind: 'clone-avatar' }, {})).items).toMatchObject([
    { id: 'C-ef91', kind: 'clone-avatar', name: 'Mei', state: 'ready', resultUrl: 'https://res.example/p.webm' },
  ]);
  expect(calls.map(({ body }) => body)).toEqual([{ page: 1, page_size: 10, source: 0 }]);
});

test.each(['tts', 'authorize'] as const)('refuses a list of %s tasks, which Chanjing does not keep', async (kind) => {
  expect(await failureOf(catalogue.jobs({ ...first, kind }, {}))).toMatchObject({
    code: 'PLAN_UNSUPPORTED',
    hint: expect.stringContaining('lip-sync'),
  });
});

test('fonts come all at once, and are cut into pages here', async () => {
  answer(
    'font_list',
    [1, 2, 3].map((id) => ({
      id: `font-${id}`,
      name: `Font ${id}`,
      preview: 'https://res.example/f.png',
      ttf_path: 'https://res.example/f.ttf',
    })),
  );
  const font = (id: number) => ({
    id: `font-${id}`,
    name: `Font ${id}`,
    previewUrl: 'https://res.example/f.png',
    details: { fileUrl: 'https://res.example/f.ttf' },
  });
  expect(await catalogue.fonts({ page: 1, pageSize: 2 }, {})).toEqual({ items: [font(1), font(2)], total: 3, hasMore: true });
  expect(await catalogue.fonts({ page: 2, pageSize: 2 }, {})).toEqual({ items: [font(3)], total: 3, hasMore: false });
  expect(await catalogue.fonts({ ...first, name: 'T 2' }, {})).toEqual({ items: [font(2)], total: 1, hasMore: false });
});

test.each([
  ['avatars', '1'],
  ['voices', '2'],
] as const)('tags of %s are those of business %s, under their headings', async (of, business) => {
  const calls = answer('common/tag_list', {
    list: [
      { id: 10, name: 'Scene', business_type: 1, tag_list: [{ id: 101, name: 'Beauty', parent_id: 0, level: 1, status: 1 }] },
      { id: 11, name: 'Empty', tag_list: null },
    ],
  });
  expect(await catalogue.tags(of, {})).toEqual([
    { id: '101', name: 'Beauty', group: 'Scene', details: { parent: '0', level: 1, status: 1, groupId: '10', groupBusiness: 1 } },
  ]);
  expect(calls).toMatchObject([{ method: 'GET', query: { business_type: business } }]);
});

const file = {
  id: 'f-1',
  service: 'prompt_audio',
  bytes: 1000,
  create_time: 1_721_187_066,
  file_path: 'https://res.example/up/mei.wav?Signature=x',
  status: 1,
};

test('an upload is told with its purpose and its end; the query of its address is a key, and is not', async () => {
  const calls = answer('common/file_list', page(file));
  expect((await catalogue.files({ ...first, purpose: 'prompt_audio', order: 'desc', id: 'f-1' }, {})).items).toEqual([
    {
      ...{ id: 'f-1', name: 'mei.wav', purpose: 'prompt_audio', sizeBytes: 1000, state: 'ready' },
      ...{ createdAt: 1_721_187_066_000, expiresAt: 1_721_187_066_000 + 30 * 24 * 3_600_000 },
      details: { path: 'https://res.example/up/mei.wav' },
    },
  ]);
  expect(calls.map(({ body }) => body)).toEqual([{ page: 1, page_size: 10, id: 'f-1', service: 'prompt_audio', order: 'desc' }]);
});

test.each([
  [0, 'running'],
  [1, 'ready'],
  [2, 'ready'],
  [98, 'failed'],
  [99, 'deleted'],
  [100, 'deleted'],
  [77, 'unknown'],
])('a file of status %i is %s', async (status, state) => {
  answer('common/file_list', page({ ...file, status, msg: 'words' }));
  expect((await catalogue.files(first, {})).items).toMatchObject([{ state, reason: 'words' }]);
});

test.each([
  ['voice', 'delete_customised_audio'],
  ['avatar', 'delete_customised_person'],
  ['video', 'delete_video'],
  ['file', 'common/delete_file'],
] as const)('a %s is removed by %s', async (what, path) => {
  const calls = answer(path, 'C-1');
  await catalogue.remove(what, 'C-1', {});
  expect(calls).toMatchObject([{ method: 'POST', body: { id: 'C-1' } }]);
});

test.each([null, '', 'success', {}, 7])('a removal that is answered with %j has succeeded', async (data) => {
  answer('delete_video', () => HttpResponse.json({ code: 0, msg: 'success', data }));
  expect(await catalogue.remove('video', '1', {})).toBeUndefined();
});

test('a removal of what is not there says so', async () => {
  answer('delete_customised_audio', () => refusal(50000, '声音不存在'));
  expect(await failureOf(catalogue.remove('voice', 'C-9', {}))).toMatchObject({ errorClass: 'missing-resource' });
});

test.each<{ list: 'voices' | 'avatars' | 'fonts' | 'files'; query: Partial<CatalogueQuery>; says: string }>([
  { list: 'voices', query: { tags: ['1'] }, says: 'public voices by tags' },
  { list: 'voices', query: { own: true, sex: 'female' }, says: 'voices of your own by sex' },
  { list: 'avatars', query: { own: true, tags: ['1'] }, says: 'avatars of your own by tags' },
  { list: 'avatars', query: { own: true, language: 'cn' }, says: 'avatars of your own by language' },
  { list: 'fonts', query: { order: 'latest' }, says: 'fonts by order' },
  { list: 'files', query: { source: '1' }, says: 'files by source' },
])('refuses to choose $says: a guess would hide entries', async ({ list, query, says }) => {
  const refused = await failureOf(catalogue[list]({ ...first, ...query }, {}));
  expect(refused).toMatchObject({
    code: 'PLAN_UNSUPPORTED',
    message: expect.stringContaining(says),
    hint: expect.stringContaining('name'),
  });
});
