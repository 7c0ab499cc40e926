import { inspect } from 'node:util';
import type { CloneVoiceInput, Json, LipSyncInput, TaskInput, TtsInput } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { refusal, webPage } from '@reelwright/test-kit/envelope';
import { HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import lipSyncCreated from './__fixtures__/lip-sync-created.page-lip-sync.json' with { type: 'json' };
import speechCreated from './__fixtures__/speech-created.page-voice-clone.json' with { type: 'json' };
import voiceCreated from './__fixtures__/voice-created.page-voice-clone.json' with { type: 'json' };
import { createRig, createTestChanjing, facts, staged } from './__testing__/chanjing-rig.ts';
import { markOf } from './name-mark.ts';

const { answer, answerWith } = createRig();

const options = { label: 'f'.repeat(64) };
const speech: TtsInput = { kind: 'tts', voice: 'C-Audio-1', text: '你好，世界。', speed: 1.25, pitch: 1, watermark: false };
const voice: CloneVoiceInput = { kind: 'clone-voice', name: 'Mei', sample: staged('voice-sample', 'f-1', 'https://res.example/a.wav') };
const film: LipSyncInput = {
  kind: 'lip-sync',
  video: staged('footage', 'f-video'),
  speech: { kind: 'audio', audio: staged('driving-audio', 'f-audio') },
  quality: 'basic',
  playback: 'forward',
  frames: 'sequential',
  volume: 100,
};
const spokenFilm: LipSyncInput = { ...film, speech: { kind: 'text', text: '君不见黄河之水', voice: 'v-1', speed: 0.9, pitch: 1.1 } };

const paths = { tts: 'create_audio_task', 'clone-voice': 'create_customised_audio', 'lip-sync': 'video_lip_sync/create' } as const;
const inputs = [speech, voice, film] as const;

/** The body that a start sends. */
async function bodyOf(input: TtsInput | CloneVoiceInput | LipSyncInput, more: { callbackUrl?: string } = {}) {
  const calls = answer(paths[input.kind], { task_id: 't-1' });
  await createTestChanjing().start(input, { ...options, ...more });
  return calls[0]?.body;
}

test.each([
  [speech, speechCreated, '88f635dd9b8e4a898abb9d4679e0edc8'],
  [voice, voiceCreated, 'C-Audio-53e4e53ba1bc40de91ffaa74f20470fc'],
  [film, lipSyncCreated, '9499ed79995c4bdb95f0d66ca84419fd'],
] as const)('C4: the documented reply to a $0.kind start gives its id without a warning', async (input, fixture, id) => {
  const calls = answerWith(paths[input.kind], fixture);
  expect(await createTestChanjing().start(input, options)).toEqual({ task: { provider: 'chanjing', kind: input.kind, id }, warnings: [] });
  expect(calls).toMatchObject([{ method: 'POST', token: 'test-token' }]);
});

test.each<[string, Json, string]>([
  ['text', 't-1', 't-1'],
  ['a number', 42, '42'],
  ['{ task_id }', { task_id: 't-1' }, 't-1'],
  ['{ id }', { id: 't-1' }, 't-1'],
  ['{ video_id }', { video_id: 't-1' }, 't-1'],
])('C4: a paid id is kept in whatever shape it comes: %s', async (_shape, data, id) => {
  for (const input of inputs) {
    answer(paths[input.kind], data as never);
    const { task, warnings } = await createTestChanjing().start(input, options);
    expect(task.id).toBe(id);
    const isDocumented = input.kind === 'tts' ? typeof data === 'object' && 'task_id' in (data as object) : typeof data !== 'object';
    expect(warnings).toHaveLength(isDocumented ? 0 : 1);
  }
});

test('C4: an id beside data, as one table has it, is kept, too', async () => {
  answerWith('create_audio_task', { trace_id: 'x', code: 0, msg: 'success', task_id: 't-7' });
  const { task, warnings } = await createTestChanjing().start(speech, options);
  expect([task.id, warnings]).toEqual(['t-7', ['Chanjing put the id of the new task into "task_id", where "data.task_id" is documented.']]);
});

test.each([
  ['1914661228878233600', '"1914661228878233600"'],
  ['1914661228878233600', '1914661228878233600'],
  ['-12345678901234567890', '-12345678901234567890'],
  ['9499ed79995c4bdb95f0d66ca84419fd', '"9499ed79995c4bdb95f0d66ca84419fd"'],
])('C26, 12: ids are opaque text and keep every digit (%s)', async (id, wire) => {
  answer('video_lip_sync/create', () => new HttpResponse(`{"code":0,"msg":"success","data":${wire}}`));
  expect((await createTestChanjing().start(film, options)).task.id).toBe(id);
});

test.each([{}, [], null, '', '  ', { task_id: '' }, { task_id: null }, true])(
  'C4: a success without an id is uncertain, not a failure (%#)',
  async (data) => {
    for (const input of inputs) {
      const calls = answer(paths[input.kind], data as never);
      const error = await failureOf(createTestChanjing().start(input, options));
      expect(error).toMatchObject({ errorClass: 'uncertain', code: 'RUN_START_UNCERTAIN', wire: { traceId: 'trace-ok' } });
      expect(calls).toHaveLength(1);
    }
  },
);

test('C2, C3: a speech task takes its text in an object and its voice as audio_man', async () => {
  expect(await bodyOf(speech)).toEqual({
    audio_man: 'C-Audio-1',
    speed: 1.25,
    pitch: 1,
    text: { text: '你好，世界。' },
    aigc_watermark: false,
  });
});

test('C28: the watermark is always said, on or off', async () => {
  expect(await bodyOf({ ...speech, watermark: true })).toMatchObject({ aigc_watermark: true });
  expect(await bodyOf(speech)).toMatchObject({ aigc_watermark: false });
});

test('every other documented field of a speech task is reachable', async () => {
  const vendor = { font_size: 64, width: 1000, height: 200, language_boost: 'English', mss: 1, prompt_audio: 'p-1', plain_text: '你好' };
  expect(await bodyOf({ ...speech, vendor }, { callbackUrl: 'https://here.example/cb' })).toEqual({
    audio_man: 'C-Audio-1',
    speed: 1.25,
    pitch: 1,
    text: { text: '你好，世界。', plain_text: '你好' },
    aigc_watermark: false,
    font_size: 64,
    width: 1000,
    height: 200,
    language_boost: 'English',
    mss: 1,
    prompt_audio: 'p-1',
    callback: 'https://here.example/cb',
  });
});

test('C1, C2, C3, C14: a lip-sync to text takes a list of one text and its voice as audio_man_id, and no audio', async () => {
  expect(await bodyOf(spokenFilm)).toEqual({
    video_file_id: 'f-video',
    screen_width: 1280,
    screen_height: 720,
    backway: 1,
    drive_mode: '',
    model: 0,
    audio_type: 'tts',
    tts_config: { text: ['君不见黄河之水'], audio_man_id: 'v-1', speed: 0.9, pitch: 1.1 },
    volume: 100,
  });
});

test('C14: a lip-sync to a sound sends only that', async () => {
  expect(await bodyOf(film)).toEqual({
    video_file_id: 'f-video',
    screen_width: 1280,
    screen_height: 720,
    backway: 1,
    drive_mode: '',
    model: 0,
    audio_type: 'audio',
    audio_file_id: 'f-audio',
    volume: 100,
  });
});

test('every documented field of a lip-sync is reachable', async () => {
  const all: LipSyncInput = {
    ...film,
    size: { widthPx: 540, heightPx: 960 },
    quality: 'high',
    playback: 'reverse',
    frames: 'random',
    volume: 7,
  };
  expect(await bodyOf(all, { callbackUrl: 'https://here.example/cb' })).toMatchObject({
    screen_width: 540,
    screen_height: 960,
    model: 1,
    backway: 2,
    drive_mode: 'random',
    volume: 7,
    callback: 'https://here.example/cb',
  });
});

test('17: the volume is always sent', async () => {
  for (const input of [film, spokenFilm]) expect(await bodyOf(input)).toHaveProperty('volume', 100);
});

test("18: without a size the footage's own is sent, never the default", async () => {
  const landscape = staged('footage', 'f-video', undefined, { ...facts, widthPx: 1920, heightPx: 1080 });
  expect(await bodyOf({ ...film, video: landscape })).toMatchObject({ screen_width: 1920, screen_height: 1080 });
});

test('18: a size that nobody knows is left out, and said', async () => {
  const { widthPx: _width, heightPx: _height, ...unprobed } = facts;
  const calls = answer('video_lip_sync/create', 't-1');
  const { warnings } = await createTestChanjing().start({ ...film, video: staged('footage', 'f-video', undefined, unprobed) }, options);
  expect(calls[0]?.body).not.toHaveProperty('screen_width');
  expect(warnings).toEqual([expect.stringContaining('1080x1920')]);
});

test('C11: the model of a voice is always said, and can be chosen', async () => {
  expect(await bodyOf(voice)).toMatchObject({ model_type: 'Cicada3.0-turbo' });
  expect(await bodyOf({ ...voice, vendor: { model_type: 'cicada1.0' } })).toMatchObject({ model_type: 'cicada1.0' });
});

test('every documented field of a voice is reachable, and its name carries our mark', async () => {
  const vendor = { text: '试听', denoise_flag: true, language_boost: 'English', model_type: 'cicada3.0' };
  expect(await bodyOf({ ...voice, language: 'en', vendor }, { callbackUrl: 'https://here.example/cb' })).toEqual({
    name: `Mei ${markOf(options.label)}`,
    url: 'https://res.example/a.wav',
    language: 'en',
    ...vendor,
    callback: 'https://here.example/cb',
  });
});

test('a long name of a voice is cut between characters, its mark is not', async () => {
  const name = '声🎬'.repeat(50);
  const body = await bodyOf({ ...voice, name });
  expect(body).toHaveProperty('name', `${'声🎬'.repeat(20)} ${markOf(options.label)}`);
});

test('15: a voice is cloned from the public address of the upload, or from an address as it stands', async () => {
  expect(await bodyOf(voice)).toMatchObject({ url: 'https://res.example/a.wav' });
  const url = 'https://media.example/mei.mp3?signature=long-lived';
  expect(await bodyOf({ ...voice, sample: { kind: 'url', url } })).toMatchObject({ url });
});

test('15: an upload without a public address is refused before anything is paid', async () => {
  const error = await failureOf(createTestChanjing().start({ ...voice, sample: staged('voice-sample', 'f-1') }, options));
  expect(error).toMatchObject({ errorClass: 'bad-input', hint: expect.any(String) });
});

test.each([
  { ...film, video: { kind: 'url', url: 'https://a.example/x.mp4' } },
  { ...film, speech: { kind: 'audio', audio: { kind: 'url', url: 'https://a.example/x.wav' } } },
] satisfies LipSyncInput[])('a lip-sync cannot start from an address, and nothing is sent (%#)', async (input) => {
  expect(await failureOf(createTestChanjing().start(input, options))).toMatchObject({ errorClass: 'bad-input' });
});

test('what Chanjing has no field for is said, not dropped', async () => {
  answer('create_customised_audio', 'C-Audio-1');
  const { warnings } = await createTestChanjing().start({ ...voice, sex: 'female' }, options);
  expect(warnings).toEqual(['Chanjing has no field for the sex of a voice: "female" was not sent.']);
});

test.each<TaskInput>([
  { ...speech, vendor: { unknown: 1 } },
  { ...film, vendor: { anything: 1 } },
  { ...voice, vendor: 'text' },
  { ...film, video: { kind: 'staged', staged: { provider: 'guiji', purpose: 'footage', id: 'x' }, content: facts } },
  {
    kind: 'authorize',
    target: { kind: 'voice', id: 'v' },
    consent: { statement: '', recording: { kind: 'url', url: 'https://a.example' } },
  },
])('an input that earlier checks must have refused is a fault of ours, and nothing is sent (%#)', async (input) => {
  await expect(createTestChanjing().start(input, options)).rejects.toMatchObject({ code: 'INTERNAL' });
});

const lostAnswers: [string, () => Response][] = [
  ['502 with HTML', () => webPage(502)],
  ['504 with HTML', () => webPage(504)],
  ['HTML with 200', () => webPage(200)],
  ['malformed JSON', () => new HttpResponse('{"trace_id":"x","code":0,')],
  ['nothing', () => new HttpResponse('')],
  ['a reset', () => HttpResponse.error()],
  ['another language', () => HttpResponse.json({ error: 'x' })],
  ['a redirect', () => new HttpResponse(null, { status: 302, headers: { location: 'https://elsewhere.example' } })],
  ['50000 without a known reason (V13)', () => refusal(50000, '系统内部错误')],
  ['HTTP 500 with an envelope (V13)', () => refusal(50000, '', { status: 500 })],
];

test.each(lostAnswers)('6: a start answered by %s is uncertain and is not repeated', async (_what, reply) => {
  for (const input of inputs) {
    const calls = answer(paths[input.kind], reply);
    expect(await failureOf(createTestChanjing().start(input, options))).toMatchObject({
      errorClass: 'uncertain',
      code: 'RUN_START_UNCERTAIN',
    });
    expect(calls).toHaveLength(1);
  }
});

test.each([
  [40001, '超出QPS限制', 'rate-limit'],
  [40002, '生成时长达到限制', 'quota'],
  [50011, '作品存在不合法规文字内容', 'rejected-content'],
  [400, '传入参数格式错误', 'bad-input'],
  [40000, '参数错误', 'bad-input'],
  [50000, '文件还未完成上传', 'transient'],
  [50000, '文件不存在/您无权使用该文件', 'missing-resource'],
])('C18: %i on any start is handled, also where its table does not name it (%s)', async (code, message, errorClass) => {
  for (const input of inputs) {
    answer(paths[input.kind], () => refusal(code, message));
    const error = await failureOf(createTestChanjing().start(input, options));
    expect(error).toMatchObject({
      errorClass,
      wire: { code: String(code), message, traceId: 'trace-no', call: `POST /open/v1/${paths[input.kind]}` },
    });
  }
});

test.each([
  ['HTTP 429', () => new HttpResponse('slow down', { status: 429, headers: { 'retry-after': '9' } })],
  ['40001 with Retry-After', () => refusal(40001, '超出QPS限制', { headers: { 'retry-after': '9' } })],
])('6: %s is a rate limit that costs no attempt', async (_what, reply) => {
  answer('create_audio_task', reply);
  expect(await failureOf(createTestChanjing().start(speech, options))).toMatchObject({ errorClass: 'rate-limit', retryAfterMs: 9000 });
});

test('4: HTTP 400 with an envelope is read as the envelope says', async () => {
  answer('create_audio_task', () => refusal(400, '传入参数格式错误', { status: 400 }));
  expect(await failureOf(createTestChanjing().start(speech, options))).toMatchObject({
    errorClass: 'bad-input',
    wire: { httpStatus: 400 },
  });
});

test.each(['0', 0])('4: code %j is success, whatever the HTTP status', async (code) => {
  answer('video_lip_sync/create', () => HttpResponse.json({ code, msg: 'success', data: 't-1' }, { status: 201 }));
  expect((await createTestChanjing().start(film, options)).task.id).toBe('t-1');
});

test('4: a reply without a code is success only with data', async () => {
  answer('video_lip_sync/create', () => HttpResponse.json({ data: 't-1' }));
  expect((await createTestChanjing().start(film, options)).task.id).toBe('t-1');
  answer('video_lip_sync/create', () => HttpResponse.json({ msg: 'success', data: null }));
  expect(await failureOf(createTestChanjing().start(film, options))).toMatchObject({ errorClass: 'uncertain' });
});

test('7: what a start returns survives the journal', async () => {
  answer('create_audio_task', { task_id: 't-1' });
  const { task } = await createTestChanjing().start(speech, options);
  expect(JSON.parse(JSON.stringify(task))).toEqual({ provider: 'chanjing', kind: 'tts', id: 't-1' });
});

test('S11, 25: no failure of a start shows token, secret or signature', async () => {
  const echo = 'test-token test-secret https://oss.example/x?Signature=sig-abc';
  for (const reply of [() => refusal(40000, echo), () => refusal(50000, echo), () => webPage(502, echo), () => HttpResponse.error()]) {
    answer('create_customised_audio', reply);
    const sample = { kind: 'url', url: 'https://media.example/a.wav?Signature=sig-abc' } as const;
    const error = await failureOf(createTestChanjing().start({ ...voice, sample }, options));
    expect([inspect(error, { depth: 20, showHidden: true }), error.stack, JSON.stringify(error)].join()).not.toMatch(
      /test-token|test-secret|sig-abc/,
    );
  }
});
