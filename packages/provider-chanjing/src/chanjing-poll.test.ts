import type { TaskRef } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { envelope, refusal, webPage } from '@reelwright/test-kit/envelope';
import { HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import lipSyncDetail from './__fixtures__/lip-sync-detail.page-lip-sync.json' with { type: 'json' };
import lipSyncList from './__fixtures__/lip-sync-list.page-lip-sync.json' with { type: 'json' };
import speechState from './__fixtures__/speech-state.page-voice-clone.json' with { type: 'json' };
import voiceDetail from './__fixtures__/voice-detail-done-and-refused.page-voice-clone.json' with { type: 'json' };
import { createRig, createTestChanjing } from './__testing__/chanjing-rig.ts';

const { answer, answerWith } = createRig();

const ref = <K extends TaskRef['kind']>(kind: K, id: string) => ({ provider: 'chanjing', kind, id }) as const;
const film = (id: string, more: object = {}) => ({
  id,
  status: 10,
  progress: 50,
  msg: '',
  video_url: '',
  preview_url: '',
  create_time: 1,
  ...more,
});

const calls = { tts: 'audio_task_state', 'clone-voice': 'customised_audio', 'lip-sync': 'video_lip_sync/detail' } as const;
const kinds = ['tts', 'clone-voice', 'lip-sync'] as const;

/** One look at one task whose detail call answers with these data. */
async function lookAt(kind: (typeof kinds)[number], data: unknown) {
  answer(calls[kind], data as never);
  const [status] = await createTestChanjing().poll([ref(kind, 't-1')], {});
  return status;
}

test('C8, C9, C25: the documented end of a speech task, whose own id differs, is a sound with its length and captions', async () => {
  const asked = answerWith('audio_task_state', speechState);
  const [status] = await createTestChanjing().poll([ref('tts', '88f635dd9b8e4a898abb9d4679e0edc8')], {});
  expect(status).toEqual({
    state: 'succeeded',
    outputs: {
      audio: { url: speechState.data.full.url, media: 'audio', durationMs: 18_810 },
      captions: [
        { startMs: 0, endMs: 2770, text: '猫在跌落时能够在空中调整身体' },
        { startMs: 2770, endMs: 4490, text: '通常能够四脚着地' },
      ],
    },
    missing: [],
  });
  expect(asked).toMatchObject([{ method: 'POST', body: { task_id: '88f635dd9b8e4a898abb9d4679e0edc8' } }]);
});

test('C7: the documented voice that is done with an error message has failed', async () => {
  const asked = answerWith('customised_audio', voiceDetail);
  const [status] = await createTestChanjing().poll([ref('clone-voice', voiceDetail.data.id)], {});
  expect(status).toMatchObject({
    state: 'failed',
    error: {
      errorClass: 'bad-input',
      message: expect.stringContaining('不支持的音频格式'),
      wire: { message: voiceDetail.data.err_msg, traceId: voiceDetail.trace_id },
    },
  });
  expect(asked).toMatchObject([{ method: 'GET', query: { id: voiceDetail.data.id } }]);
});

test('C9: the documented lip-sync detail is a film whose length of 300 "ms" is left unknown', async () => {
  const asked = answerWith('video_lip_sync/detail', lipSyncDetail);
  const [status] = await createTestChanjing().poll([ref('lip-sync', lipSyncDetail.data.id)], {});
  expect(status).toEqual({
    state: 'succeeded',
    outputs: {
      video: { url: lipSyncDetail.data.video_url, media: 'video' },
      cover: { url: lipSyncDetail.data.preview_url, media: 'image' },
    },
    missing: [],
  });
  expect(asked).toMatchObject([{ method: 'GET', query: { id: lipSyncDetail.data.id } }]);
});

test('the documented lip-sync list answers for a task, and the detail call for the one that it lacks', async () => {
  answerWith('video_lip_sync/list', lipSyncList);
  const details = answer('video_lip_sync/detail', film('other'));
  const statuses = await createTestChanjing().poll([ref('lip-sync', lipSyncDetail.data.id), ref('lip-sync', 'other')], {});
  expect(statuses).toMatchObject([{ state: 'succeeded' }, { state: 'running', progress: 0.5 }]);
  expect(details).toHaveLength(1);
});

test.each([
  [{ status: 0 }, { state: 'running', queued: true }],
  [{ status: 1 }, { state: 'running' }],
  [{ status: '1' }, { state: 'running' }],
  [{ status: 10 }, { state: 'running' }],
  [
    { status: 1, errMsg: 'retrying' },
    { state: 'running', detail: 'retrying' },
  ],
  [{ status: 5 }, { state: 'running', detail: 'status 5' }],
  [
    { status: 8, errMsg: '', errReason: '' },
    { state: 'running', detail: 'status 8' },
  ],
])('C31, 11: a speech task of state %j is %j', async (data, expected) => {
  expect(await lookAt('tts', data)).toEqual(expected);
});

test.each([
  [{ status: 9, errMsg: '任务失败，请重试' }, 'provider', '任务失败，请重试'],
  [{ status: 9, errMsg: '', errReason: '蝉豆不足扣费失败' }, 'quota', '蝉豆不足扣费失败'],
  [{ status: 9, errMsg: '合成失败', errReason: '文本包含敏感内容' }, 'rejected-content', '合成失败: 文本包含敏感内容'],
  [{ status: 9, errMsg: '失败', full: { url: 'https://res.example/a.wav', duration: 3 } }, 'provider', '失败'],
  [{ status: 12, errMsg: '失败' }, 'provider', '失败'],
])('C8: a speech task that ends with an errMsg has failed (%j)', async (data, errorClass, words) => {
  expect(await lookAt('tts', data)).toMatchObject({ state: 'failed', error: { errorClass, wire: { message: words } } });
});

const full = { url: 'https://res.example/a.wav', duration: 3 };
const line = { key: 'k', start_time: 0, end_time: 1.5, subtitle: '你好' };

test.each([
  ['null', null],
  ['an empty list', []],
  ['absent', undefined],
  ['a list with a line that cannot be read', [line, { start_time: 'x', end_time: 2, subtitle: 'y' }]],
  ['a list with a line that ends before it begins', [{ ...line, start_time: 3 }]],
])('20: captions that are not there yet (%s) are missing, and the sound is not', async (_what, subtitles) => {
  expect(await lookAt('tts', { status: 9, full, subtitles })).toEqual({
    state: 'succeeded',
    outputs: { audio: { url: full.url, media: 'audio', durationMs: 3000 } },
    missing: ['captions'],
  });
});

test.each([undefined, null, {}, { url: '' }, { url: ' ' }, { url: 'none' }, { url: 'ftp://x/y' }, []])(
  '10, C8: a finished speech task without an address is missing its sound (%j)',
  async (noSound) => {
    expect(await lookAt('tts', { status: 9, full: noSound, subtitles: [line] })).toMatchObject({ state: 'succeeded', missing: ['audio'] });
  },
);

test.each([
  [18.81, 18_810],
  ['18.81', 18_810],
  [0, undefined],
  ['', undefined],
  [null, undefined],
  [-1, undefined],
])('C9: the length of a sound is seconds, as number or text (%j)', async (duration, durationMs) => {
  const status = await lookAt('tts', { status: 9, full: { ...full, duration }, subtitles: [line] });
  expect(status).toHaveProperty('outputs.audio', { url: full.url, media: 'audio', ...(durationMs === undefined ? {} : { durationMs }) });
});

test('captions come in the order of the sound, in milliseconds, from numbers or text', async () => {
  const subtitles = [{ ...line, start_time: '1.5', end_time: '2.249', subtitle: '世界' }, line];
  expect(await lookAt('tts', { status: 9, full, subtitles })).toHaveProperty('outputs.captions', [
    { startMs: 0, endMs: 1500, text: '你好' },
    { startMs: 1500, endMs: 2249, text: '世界' },
  ]);
});

test.each([
  [
    { status: 0, progress: 0 },
    { state: 'running', queued: true, progress: 0 },
  ],
  [
    { status: 1, progress: 40 },
    { state: 'running', queued: false, progress: 0.4 },
  ],
  [
    { status: 1, progress: '40', err_msg: 'busy' },
    { state: 'running', queued: false, progress: 0.4, detail: 'busy' },
  ],
  [
    { status: 2, progress: 0, audio_path: '', err_msg: '' },
    { state: 'succeeded', outputs: { voice: 't-1' }, missing: [] },
  ],
  [
    { status: 2, err_msg: 'success' },
    { state: 'succeeded', outputs: { voice: 't-1' }, missing: [] },
  ],
  [{ status: 7 }, { state: 'running', detail: 'status 7' }],
])('C7, 11: a voice of state %j is %j', async (data, expected) => {
  expect(await lookAt('clone-voice', { id: 't-1', ...data })).toEqual(expected);
});

test.each([
  [{ status: 2, err_msg: '不支持的音频格式' }, 'bad-input', '不支持的音频格式'],
  [{ status: 4, err_msg: '蝉豆不足' }, 'quota', '蝉豆不足'],
  [{ status: 4 }, 'provider', 'it gave no reason'],
  [{ status: 8, err_msg: '失败' }, 'provider', '失败'],
])('C23: a voice keeps its failure in err_msg (%j)', async (data, errorClass, words) => {
  expect(await lookAt('clone-voice', data)).toMatchObject({
    state: 'failed',
    error: { errorClass, message: expect.stringContaining(words) },
  });
});

test.each([
  [3, 'has expired'],
  [99, 'was deleted'],
])('28: a voice of state %i %s', async (status, words) => {
  expect(await lookAt('clone-voice', { id: 't-1', status })).toMatchObject({
    state: 'failed',
    error: { errorClass: 'missing-resource', message: `The voice t-1 ${words} at Chanjing.` },
  });
});

test.each([
  [
    { status: 0, progress: 0 },
    { state: 'running', queued: true, progress: 0 },
  ],
  [
    { status: 10, progress: 75 },
    { state: 'running', progress: 0.75 },
  ],
  [
    { status: '10', progress: '75' },
    { state: 'running', progress: 0.75 },
  ],
  [
    { status: 10, progress: 130 },
    { state: 'running', progress: 1 },
  ],
  [{ status: 10, progress: null }, { state: 'running' }],
  [{ status: 15 }, { state: 'running', detail: 'status 15' }],
  [
    { status: 40, progress: 5 },
    { state: 'running', detail: 'status 40', progress: 0.05 },
  ],
])('11: a lip-sync of state %j is %j', async (data, expected) => {
  expect(await lookAt('lip-sync', { id: 't-1', ...data })).toEqual(expected);
});

test('C5: a lip-sync of state 30 has failed, where a film of an avatar has succeeded', async () => {
  const data = { id: 't-1', status: 30, msg: '任务失败，请重试', video_url: 'https://res.example/a.mp4' };
  expect(await lookAt('lip-sync', data)).toMatchObject({
    state: 'failed',
    error: { errorClass: 'provider', wire: { message: '任务失败，请重试' } },
  });
});

test.each(['蝉豆不足扣费失败', '余额不足', '蝉豆余额不足', '账户欠费'])(
  '8: "%s" in the msg of a lip-sync means the balance',
  async (msg) => {
    expect(await lookAt('lip-sync', { id: 't-1', status: 30, msg })).toMatchObject({
      error: { errorClass: 'quota', code: 'PROVIDER_QUOTA', hint: expect.stringContaining('Top up') },
    });
  },
);

test.each(['success', ''])('C27: msg "%s" is no sign of failure or success', async (msg) => {
  expect(await lookAt('lip-sync', { id: 't-1', status: 10, msg })).toEqual({ state: 'running' });
  expect(await lookAt('lip-sync', { id: 't-1', status: 30, msg })).toMatchObject({
    error: { message: expect.stringContaining('it gave no reason') },
  });
});

test.each([
  [{ video_url: '', preview_url: '' }, ['video', 'cover']],
  [{ video_url: 'https://res.example/a.mp4' }, ['cover']],
  [{ preview_url: 'https://res.example/a.jpg' }, ['video']],
  [{ video_url: null, preview_url: null }, ['video', 'cover']],
])('10: a lip-sync that succeeded without all addresses says which are missing (%j)', async (addresses, missing) => {
  expect(await lookAt('lip-sync', { id: 't-1', status: 20, ...addresses })).toMatchObject({ state: 'succeeded', missing });
});

test.each([
  [1500, 1500],
  ['8000', 8000],
  [8000.4, 8000],
  [300, undefined],
  [45, undefined],
  [0, undefined],
  [undefined, undefined],
])('C9: the length of a film is milliseconds where that can be true (%j)', async (duration, durationMs) => {
  const status = await lookAt('lip-sync', { id: 't-1', status: 20, video_url: 'https://res.example/a.mp4', duration });
  expect(status).toHaveProperty('outputs.video', {
    url: 'https://res.example/a.mp4',
    media: 'video',
    ...(durationMs === undefined ? {} : { durationMs }),
  });
});

test.each(kinds)('V16: a %s without a status is told with the path of what is missing', async (kind) => {
  for (const status of [undefined, null, 'done', {}]) {
    answer(calls[kind], { id: 't-1', status } as never);
    const error = await failureOf(createTestChanjing().poll([ref(kind, 't-1')], {}));
    expect(error).toMatchObject({
      errorClass: 'transient',
      code: 'PROVIDER_UNREADABLE',
      message: expect.stringContaining('"data.status"'),
    });
  }
});

test.each(['clone-voice', 'lip-sync'] as const)('V14: the answer of another %s is refused', async (kind) => {
  answer(calls[kind], { id: 'other', status: 1 });
  expect(await failureOf(createTestChanjing().poll([ref(kind, 't-1')], {}))).toMatchObject({
    message: expect.stringContaining('"data.id"'),
  });
});

test.each(kinds)('a %s that Chanjing does not know has vanished', async (kind) => {
  for (const data of [null, {}, { id: '' }])
    expect(await lookAt(kind, data)).toMatchObject({ state: 'vanished', error: { errorClass: 'missing-resource' } });
  for (const reply of [() => refusal(50000, '任务不存在'), () => refusal(40000, '没有找到')]) {
    answer(calls[kind], reply);
    expect(await createTestChanjing().poll([ref(kind, 't-1')], {})).toMatchObject([
      { state: 'vanished', error: { errorClass: 'missing-resource' } },
    ]);
  }
});

test.each([
  ['502 with HTML', () => webPage(502)],
  ['503', () => new HttpResponse(null, { status: 503 })],
  ['504', () => webPage(504)],
  ['524', () => webPage(524)],
  ['a broken connection', () => HttpResponse.error()],
  ['a sign-in page', () => webPage(200)],
  ['an internal error', () => refusal(50000, '系统内部错误')],
])('6: a look answered by %s is a passing fault', async (_what, reply) => {
  for (const kind of kinds) {
    const asked = answer(calls[kind], reply);
    expect(await failureOf(createTestChanjing().poll([ref(kind, 't-1')], {}))).toMatchObject({ errorClass: 'transient' });
    expect(asked).toHaveLength(1);
  }
});

test('C18: 40001 on a look whose table does not name it is a rate limit', async () => {
  for (const kind of kinds) {
    answer(calls[kind], () => refusal(40001, '超出QPS限制'));
    expect(await failureOf(createTestChanjing().poll([ref(kind, 't-1')], {}))).toMatchObject({ errorClass: 'rate-limit' });
  }
});

test('one list call answers for many lip-syncs, in the order asked', async () => {
  const lists = answer('video_lip_sync/list', {
    list: ['c', 'b', 'a'].map((id, index) => film(id, { progress: index * 10 })),
    page_info: { total_page: 1 },
  });
  const statuses = await createTestChanjing().poll(
    ['a', 'b', 'c'].map((id) => ref('lip-sync', id)),
    {},
  );
  expect(statuses).toEqual([0.2, 0.1, 0].map((progress) => ({ state: 'running', progress })));
  expect(lists).toMatchObject([{ method: 'POST', body: { page: 1, page_size: 50 } }]);
});

test.each([
  ['list and page_info', { list: [film('a')], page_info: { total_page: 1 } }],
  ['List and PageInfo', { List: [film('a')], PageInfo: { total_page: 1 } }],
  ['list and pageInfo', { list: [film('a')], pageInfo: { total_page: '1' } }],
  ['a bare list', [film('a')]],
])('C24: a list is read however its keys are spelt: %s', async (_what, data) => {
  answer('video_lip_sync/list', (_, call) => envelope(call === 1 ? data : { list: null }));
  answer('video_lip_sync/detail', film('b'));
  expect(await createTestChanjing().poll([ref('lip-sync', 'a'), ref('lip-sync', 'b')], {})).toMatchObject([
    { state: 'running' },
    { state: 'running' },
  ]);
});

test.each([null, {}, 'x', { items: [] }])('C24: what is no list is told as such (%j)', async (data) => {
  answer('video_lip_sync/list', data as never);
  const error = await failureOf(createTestChanjing().poll([ref('lip-sync', 'a'), ref('lip-sync', 'b')], {}));
  expect(error.message).toContain('"data.list"');
});

test('looks further down the list only as far as needed, and then asks one by one', async () => {
  const pages = [['new'], ['a'], ['older'], ['never']].map((ids) => ids.map((id) => film(id)));
  const lists = answer('video_lip_sync/list', (_, call) => envelope({ list: pages[call - 1] ?? [], page_info: { total_page: 9 } }));
  const details = answer('video_lip_sync/detail', ({ query }) => envelope(film(query.id ?? '')));
  const chanjing = createTestChanjing();
  await chanjing.poll([ref('lip-sync', 'new'), ref('lip-sync', 'a')], {});
  expect([lists.length, details.length]).toEqual([2, 0]);
  lists.length = 0;
  await chanjing.poll([ref('lip-sync', 'x'), ref('lip-sync', 'y')], {});
  expect([lists.length, details.map(({ query }) => query.id)]).toEqual([3, ['x', 'y']]);
});

test('a poll makes few calls whatever it is asked: lip-syncs that the list lacks take turns', async () => {
  answer('video_lip_sync/list', { list: [film('z')], page_info: { total_page: 1 } });
  const details = answer('video_lip_sync/detail', ({ query }) => envelope(film(query.id ?? '')));
  const chanjing = createTestChanjing();
  const refs = Array.from({ length: 7 }, (_, index) => ref('lip-sync', `t-${index}`));
  const first = await chanjing.poll(refs, {});
  expect(first.filter((status) => status.state === 'running' && status.detail === 'not looked at this time')).toHaveLength(2);
  expect(details).toHaveLength(5);
  await chanjing.poll(refs, {});
  expect(new Set(details.map(({ query }) => query.id)).size).toBe(7);
});

test('an item of the list without a status or id is left to the detail call', async () => {
  answer('video_lip_sync/list', { list: [{ id: 'a' }, null, 'b', { status: 10 }], page_info: { total_page: 1 } });
  const details = answer('video_lip_sync/detail', ({ query }) => envelope(film(query.id ?? '')));
  expect(await createTestChanjing().poll([ref('lip-sync', 'a'), ref('lip-sync', 'b')], {})).toMatchObject([
    { progress: 0.5 },
    { progress: 0.5 },
  ]);
  expect(details).toHaveLength(2);
});

test('tasks of several kinds are answered in the order asked', async () => {
  answer('audio_task_state', { status: 1 });
  answer('customised_audio', { status: 0 });
  answer('video_lip_sync/detail', film('f'));
  const statuses = await createTestChanjing().poll([ref('clone-voice', 'v'), ref('lip-sync', 'f'), ref('tts', 's')], {});
  expect(statuses).toEqual([{ state: 'running', queued: true }, { state: 'running', progress: 0.5 }, { state: 'running' }]);
});

test('nothing is asked for nothing', async () => {
  expect(await createTestChanjing().poll([], {})).toEqual([]);
});

test('a task of a kind that Chanjing is not asked for is a fault of ours', async () => {
  await expect(createTestChanjing().poll([ref('authorize', 'x')], {})).rejects.toMatchObject({ code: 'INTERNAL' });
});

test.each(kinds)('4: a reply about a %s with neither code nor data is no answer, and nothing has vanished', async (kind) => {
  answer(calls[kind], () => HttpResponse.json({ trace_id: 'x', msg: 'success' }));
  expect(await failureOf(createTestChanjing().poll([ref(kind, 't-1')], {}))).toMatchObject({ code: 'PROVIDER_UNREADABLE' });
});

test('S8: words of the service that are shown on the way hold no control characters', async () => {
  for (const [kind, field] of [
    ['tts', 'errMsg'],
    ['clone-voice', 'err_msg'],
  ] as const) {
    expect(await lookAt(kind, { id: 't-1', status: 1, [field]: 'busy\u001b[31m' })).toMatchObject({
      state: 'running',
      detail: 'busy\\u{1b}[31m',
    });
  }
});

test('unknown fields are ignored', async () => {
  expect(await lookAt('lip-sync', { ...film('t-1'), queue_status: 'failed', extra: { deep: [1] } })).toEqual({
    state: 'running',
    progress: 0.5,
  });
});
