import { failureOf, startHttpServer } from '@reelwright/test-kit';
import { envelope, refusal } from '@reelwright/test-kit/envelope';
import { expect, test } from 'vitest';
import avatarVideoEnd from './__fixtures__/avatar-video-callback.page-create-video.json' with { type: 'json' };
import { createRig, createTestChanjing } from './__testing__/chanjing-rig.ts';
import { avatarVideo } from './__testing__/inputs.ts';

const { answer } = createRig();

const ref = (id: string) => ({ provider: 'chanjing', kind: 'avatar-video', id }) as const;
const address = 'https://res.example';
/** A finished film as the detail call tells it. */
const film = (id: string, more: object = {}) => ({
  id,
  status: 30,
  progress: 100,
  msg: '',
  video_url: `${address}/${id}.mp4`,
  preview_url: `${address}/${id}.jpg`,
  subtitle_data_url: '',
  create_time: 1_745_325_784,
  duration: 45,
  audio_urls: [`${address}/${id}.wav`],
  queue_status: 'completed',
  queue_desc: '',
  ...more,
});

/** One look at a film, by an adapter that did not start it, whose detail call answers with these data. */
async function lookAt(data: unknown) {
  answer('video', data as never);
  const [status] = await createTestChanjing().poll([ref('v-1')], {});
  return status;
}

test('C5, C9, C27: the documented end of a film is 30 with its length in seconds', async () => {
  const asked = answer('video', avatarVideoEnd);
  const [status] = await createTestChanjing().poll([ref(avatarVideoEnd.id)], {});
  expect(status).toEqual({
    state: 'succeeded',
    outputs: {
      video: { url: avatarVideoEnd.video_url, media: 'video', durationMs: 45_000 },
      cover: { url: avatarVideoEnd.preview_url, media: 'image' },
      audio: { url: avatarVideoEnd.audio_urls[0], media: 'audio' },
    },
    missing: ['captions'],
  });
  expect(asked).toMatchObject([{ method: 'GET', query: { id: '1914661228878233600' } }]);
});

test('12: an id of 19 digits that comes as a number is the one that was asked for', async () => {
  answer('video', () => new Response('{"code":0,"data":{"id":1914661228878233601,"status":10,"progress":5}}'));
  expect(await createTestChanjing().poll([ref('1914661228878233601')], {})).toEqual([{ state: 'running', progress: 0.05 }]);
});

test.each([
  [
    { status: 10, progress: 75, queue_status: 'processing' },
    { state: 'running', progress: 0.75 },
  ],
  [{ status: '10' }, { state: 'running' }],
  [
    { status: 10, queue_status: 'queued' },
    { state: 'running', queued: true },
  ],
  [
    { status: 10, queue_status: 'queued', queue_desc: '排队中' },
    { state: 'running', queued: true, detail: '排队中' },
  ],
  [{ status: 10, queue_status: 'completed' }, { state: 'running' }],
  [{ status: 10, queue_status: 'other' }, { state: 'running' }],
  [{ status: 10, msg: 'success' }, { state: 'running' }],
  [
    { status: 10, msg: '合成中' },
    { state: 'running', detail: '合成中' },
  ],
  [{ queue_status: 'processing' }, { state: 'running' }],
  [{ status: 20 }, { state: 'running', detail: 'status 20' }],
  [{ status: 0 }, { state: 'running', detail: 'status 0' }],
  [
    { status: -1, msg: 'x' },
    { state: 'running', detail: 'status -1' },
  ],
])('C5, C27, 11: a film of %j is %j', async (data, expected) => {
  expect(await lookAt(data)).toEqual(expected);
});

test.each([
  ['40 without words', { status: 40 }, 'bad-input'],
  ['41 though the queue calls it completed', { status: 41, queue_status: 'completed', msg: '' }, 'bad-input'],
  ['41 though it has a film', film('v-1', { status: 41 }), 'bad-input'],
  ['40 as met live, asking to be tried again', { status: 40, msg: '任务失败，请重试' }, 'provider'],
  ['50 without words', { status: 50 }, 'provider'],
  ['59', { status: '59', msg: '服务异常' }, 'provider'],
  ['a failed queue', { status: 10, queue_status: 'failed' }, 'provider'],
  ['a failed queue and no number', { queue_status: 'FAILED', queue_desc: '失败' }, 'provider'],
  ['another queue with words of failure', { status: 10, queue_status: 'other', msg: '任务失败' }, 'provider'],
])('9: a film has failed by %s', async (_what, data, errorClass) => {
  expect(await lookAt(data)).toMatchObject({
    state: 'failed',
    error: { errorClass, message: expect.stringContaining('avatar video v-1') },
  });
});

test.each([
  ['蝉豆不足扣费失败', 'quota'],
  ['扣费失败', 'quota'],
  ['余额不足', 'quota'],
  ['蝉豆余额不够', 'quota'],
  ['账户欠费', 'quota'],
  ['输入文本不能为纯数字', 'bad-input'],
  ['不支持的音频类型', 'bad-input'],
  ['音频时长不能小于1秒', 'bad-input'],
  ['作品存在不合法规文字内容', 'rejected-content'],
  ['声音不存在', 'missing-resource'],
])('8, C23: a film that fails with "%s" is told as %s, in those words', async (msg, errorClass) => {
  for (const status of [40, 50]) {
    expect(await lookAt({ status, msg })).toMatchObject({ state: 'failed', error: { errorClass, wire: { message: msg } } });
  }
});

test('8: a balance that ran out says what to do', async () => {
  const status = await lookAt({ status: 50, msg: '蝉豆不足扣费失败', queue_desc: '扣费失败' });
  expect(status).toMatchObject({
    state: 'failed',
    error: { errorClass: 'quota', hint: expect.stringContaining('Top up'), wire: { message: '蝉豆不足扣费失败: 扣费失败' } },
  });
});

test.each([
  ['no film', { video_url: '' }, ['video']],
  ['a word for a film', { video_url: 'pending' }, ['video']],
  ['no cover', { preview_url: null }, ['cover']],
  ['16: no sound, so that it may be silent', { audio_urls: null }, ['audio']],
  ['16: an empty list of sounds', { audio_urls: [] }, ['audio']],
])('10: a finished film with %s says what is missing', async (_what, more, missing) => {
  expect(await lookAt(film('v-1', more))).toMatchObject({ state: 'succeeded', missing: [...missing, 'captions'] });
});

test('a reply of the older manual, which says nothing of sounds, is not taken for a silent film', async () => {
  const { audio_urls: _, ...older } = film('v-1');
  expect(await lookAt(older)).toMatchObject({ state: 'succeeded', missing: ['captions'] });
});

test('several sounds are no sound of the film: none of them is the whole', async () => {
  const status = await lookAt(film('v-1', { audio_urls: [`${address}/1.wav`, `${address}/2.wav`] }));
  expect(status).toMatchObject({ state: 'succeeded', missing: ['captions'] });
  expect(status).not.toHaveProperty('outputs.audio');
});

test.each([
  [45, 45_000],
  ['45', 45_000],
  [22.75, 22_750],
  [0, undefined],
  [-1, undefined],
  ['', undefined],
  [45_000, undefined],
])('C9: a length of %j is %j ms', async (duration, durationMs) => {
  const status = await lookAt(film('v-1', { duration }));
  expect(status?.state === 'succeeded' ? status.outputs.video?.durationMs : 'no film').toBe(durationMs);
});

test('a film that is not known has vanished', async () => {
  answer('video', () => refusal(50000, '视频不存在'));
  expect(await createTestChanjing().poll([ref('v-1')], {})).toMatchObject([
    { state: 'vanished', error: { errorClass: 'missing-resource' } },
  ]);
  expect(await lookAt(null)).toMatchObject({ state: 'vanished' });
});

test.each([{ id: 'v-1' }, { id: 'other', status: 30 }, { id: 'v-1', status: 'soon' }])(
  'an answer without a status, or about another film, is no answer (%j)',
  async (data) => {
    answer('video', data);
    expect(await failureOf(createTestChanjing().poll([ref('v-1')], {}))).toMatchObject({ errorClass: 'transient' });
  },
);

test.each(['list', 'List'])('C24: many films are answered by one call of the list (%s)', async (key) => {
  const lists = answer('video_list', () =>
    envelope({ [key]: [film('a'), film('b', { status: 10 }), film('c', { status: 41 })], PageInfo: { total_page: 1 } }),
  );
  const statuses = await createTestChanjing().poll(['c', 'a', 'b'].map(ref), {});
  expect(statuses).toMatchObject([{ state: 'failed' }, { state: 'succeeded' }, { state: 'running' }]);
  expect(lists).toMatchObject([{ method: 'POST', body: { page: 1, page_size: 50 } }]);
});

test('a list that leaves out part of a finished film leaves it to the detail call', async () => {
  const { audio_urls: _, ...short } = film('a');
  answer('video_list', { list: [short, film('b', { status: 10 }), { id: 'c' }], page_info: { total_page: 1 } });
  const details = answer('video', ({ query }) => envelope(film(String(query.id))));
  const statuses = await createTestChanjing().poll(['a', 'b', 'c'].map(ref), {});
  expect(statuses).toMatchObject([{ state: 'succeeded', outputs: { audio: {} } }, { state: 'running' }, { state: 'succeeded' }]);
  expect(details.map(({ query }) => query.id)).toEqual(['a', 'c']);
});

test('one poll asks at most three pages and five details', async () => {
  const lists = answer('video_list', () => envelope({ list: [film('x')], page_info: { total_page: 9 } }));
  const details = answer('video', ({ query }) => envelope(film(String(query.id), { status: 10 })));
  const statuses = await createTestChanjing().poll(
    Array.from({ length: 8 }, (_, index) => ref(`v-${index}`)),
    {},
  );
  expect([lists.length, details.length]).toEqual([3, 5]);
  expect(statuses.filter((status) => 'detail' in status && status.detail === 'not looked at this time')).toHaveLength(3);
});

const lines = [
  { min_time: 1240, max_time: 2700, subtitles: '到海不复回', start_frame: 31, end_frame: 67, fps: 25, key: 'k2' },
  { min_time: 0, max_time: 1240, subtitles: '君不见黄河之水', start_frame: 0, end_frame: 31, fps: 25, key: 'k1' },
];

/** A film on a server of this machine, so that the file of its captions can be fetched. */
async function lookAtCaptions(text: string, status = 200) {
  await using server = await startHttpServer((_, response) => void response.writeHead(status).end(text));
  answer('video', film('v-1', { subtitle_data_url: `${server.url}/captions.json` }), 'http://127.0.0.1:8080');
  const [seen] = await createTestChanjing({ baseUrl: 'http://127.0.0.1:8080' }).poll([ref('v-1')], {});
  return seen;
}

test('C9: captions are fetched from their file, in milliseconds, and put in order', async () => {
  expect(await lookAtCaptions(JSON.stringify(lines))).toMatchObject({
    state: 'succeeded',
    outputs: {
      captions: [
        { startMs: 0, endMs: 1240, text: '君不见黄河之水' },
        { startMs: 1240, endMs: 2700, text: '到海不复回' },
      ],
    },
    missing: [],
  });
});

test.each([
  ['is not there yet', '', 404],
  ['is empty', '[]', 200],
  ['is no list', '{"a":1}', 200],
  ['is cut off', JSON.stringify(lines).slice(0, 60), 200],
  ['has a line without words', JSON.stringify([...lines, { min_time: 0, max_time: 1, subtitles: '' }]), 200],
  ['has a line that ends before it begins', JSON.stringify([{ min_time: 5, max_time: 1, subtitles: 'x' }]), 200],
])('20: captions whose file %s are missing, and the film is good', async (_what, text, status) => {
  const seen = await lookAtCaptions(text, status);
  expect(seen).toMatchObject({ state: 'succeeded', outputs: { video: {} }, missing: ['captions'] });
  expect(seen).not.toHaveProperty('outputs.captions');
});

test('captions without times are placed by their frames', async () => {
  const bare = lines.map(({ min_time: _, max_time: __, ...line }) => line);
  expect(await lookAtCaptions(JSON.stringify(bare))).toMatchObject({
    outputs: {
      captions: [
        { startMs: 0, endMs: 1240 },
        { startMs: 1240, endMs: 2680 },
      ],
    },
  });
});

test('a look that is given up while captions are fetched is given up', async () => {
  const giveUp = new AbortController();
  await using server = await startHttpServer(() => giveUp.abort(new Error('given up')));
  answer('video', film('v-1', { subtitle_data_url: `${server.url}/captions.json` }), 'http://127.0.0.1:8080');
  const look = createTestChanjing({ baseUrl: 'http://127.0.0.1:8080' }).poll([ref('v-1')], { signal: giveUp.signal });
  await expect(look).rejects.toThrow('given up');
});

test('20: nobody waits for the captions of a film that was started without any', async () => {
  answer('create_video', ({ body }) =>
    envelope((body as { subtitle_config: { show: boolean } }).subtitle_config.show ? 'with' : 'without'),
  );
  answer('video', ({ query }) => envelope(film(String(query.id))));
  const chanjing = createTestChanjing();
  for (const captions of [true, false]) {
    const { task } = await chanjing.start({ ...avatarVideo, captions }, { label: 'f'.repeat(64) });
    expect(await chanjing.poll([task], {})).toMatchObject([{ missing: captions ? ['captions'] : [] }]);
  }
});
