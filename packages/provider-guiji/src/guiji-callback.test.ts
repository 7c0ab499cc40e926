import { expect, test } from 'vitest';
import { testSettings } from './__testing__/guiji-service.ts';
import { createGuiji, decodeGuijiCallback } from './index.ts';

const guiji = createGuiji(testSettings());
/** What Guiji documents that it wants to be answered. */
const answer = { code: '0', success: true, message: expect.any(String) };

const training = {
  taskType: 'video-training',
  data: {
    result: 'success',
    coverUrl: 'http://127.0.0.1/1898919683985883136.png',
    reason: '',
    createTime: 1_741_572_705_000,
    sceneId: -287,
    updateTime: 1_741_572_739_000,
    id: 423,
    title: 'test',
  },
};
const voice = {
  taskType: 'voice-clone',
  data: {
    ttsName: 'tts-clone-test',
    result: 'success',
    audioUrl: 'https://localhost/81aba4874293ee4eff4.wav',
    expireTime: '2025-12-02 10:38:14',
    languages: ['zh', 'en'],
    speakerId: 'C_126',
    ttsFeatures: 'Original timbre',
    ttsAudition: 'https://localhost/1E9uN4NJnoBJ.wav',
    status: 2,
  },
};
const video = {
  taskType: 'video-synthesis',
  data: {
    duration: '22.75',
    coverUrl: 'http://127.0.0.1/imges/1216229666159992832_capFrame_2_1.jpg',
    result: 'success',
    videoUrl: 'http://127.0.0.1/videos/1216229666159992832_ff_1.mp4',
    createTime: 1_741_578_148_000,
    level: 1,
    videoName: 'test0310',
    updateTime: 1_741_578_148_000,
    id: -292,
    synthesisStatus: 3,
  },
};
const speech = { taskType: 'tts-synthesis', data: { duration: 0, ttsUrl: 'http://127.0.0.1/wav/1.wav', id: 1, status: 2 } };

test.each([
  { body: training, hint: { kind: 'clone-avatar', id: '423' } },
  { body: voice, hint: { kind: 'clone-voice', id: 'C_126' } },
  { body: video, hint: { kind: 'avatar-video', id: '-292' } },
  { body: speech, hint: { kind: 'tts', id: '1' } },
])('the documented body of $body.taskType hints at $hint.kind $hint.id', ({ body, hint }) => {
  expect(guiji.decodeCallback(body)).toEqual({ ...hint, answer });
  expect(guiji.decodeCallback(JSON.stringify(body))).toEqual({ ...hint, answer });
});

test('every documented field of the four bodies is read, in its own format', () => {
  expect(decodeGuijiCallback({ ...training, data: { ...training.data, authorizeStatus: 1 } })).toEqual({
    kind: 'clone-avatar',
    outcome: 'succeeded',
    thing: {
      id: '423',
      name: 'test',
      avatar: '-287',
      coverUrl: 'http://127.0.0.1/1898919683985883136.png',
      authorized: true,
      createdAt: 1_741_572_705_000,
      updatedAt: 1_741_572_739_000,
      state: 'unknown',
      wireState: 'absent',
    },
  });
  expect(decodeGuijiCallback({ ...voice, data: { ...voice.data, sex: 2, authorizeStatus: 0, reason: 'x' } })?.thing).toEqual({
    id: 'C_126',
    name: 'tts-clone-test',
    traits: ['Original timbre'],
    sampleUrl: 'https://localhost/81aba4874293ee4eff4.wav',
    previewUrl: 'https://localhost/1E9uN4NJnoBJ.wav',
    languages: ['zh', 'en'],
    sex: 'female',
    authorized: false,
    failure: 'x',
    expiresAt: Date.UTC(2025, 11, 2, 2, 38, 14),
    state: 'ready',
    wireState: '2',
  });
  expect(decodeGuijiCallback(video)?.thing).toEqual({
    id: '-292',
    name: 'test0310',
    videoUrl: 'http://127.0.0.1/videos/1216229666159992832_ff_1.mp4',
    coverUrl: 'http://127.0.0.1/imges/1216229666159992832_capFrame_2_1.jpg',
    durationMs: 22_750,
    createdAt: 1_741_578_148_000,
    updatedAt: 1_741_578_148_000,
    state: 'ready',
    wireState: '3',
  });
  expect(decodeGuijiCallback(speech)).toEqual({
    kind: 'tts',
    outcome: 'succeeded',
    thing: { id: '1', audioUrl: 'http://127.0.0.1/wav/1.wav', state: 'ready', wireState: '2' },
  });
});

test.each([
  { result: 'success', outcome: 'succeeded' },
  { result: 'fail', outcome: 'failed' },
  { result: 'SUCCESS', outcome: 'succeeded' },
  { result: undefined, outcome: 'running' },
  { result: 'maybe', outcome: 'running' },
])('the result $result is $outcome', ({ result, outcome }) => {
  for (const body of [training, voice, video]) {
    expect(decodeGuijiCallback({ ...body, data: { ...body.data, result } })?.outcome).toBe(outcome);
  }
});

test.each([
  { body: { ...training, data: { ...training.data, result: 'fail', reason: 'no face' } }, failure: 'no face' },
  { body: { ...video, data: { ...video.data, result: 'fail', failReason: 'render' } }, failure: 'render' },
])('a failed $body.taskType tells its reason', ({ body, failure }) => {
  expect(decodeGuijiCallback(body)).toMatchObject({ outcome: 'failed', thing: { failure } });
});

test('trap 23: a hint holds no verdict, whatever the body says', () => {
  for (const result of ['success', 'fail']) {
    expect(guiji.decodeCallback({ taskType: 'video-synthesis', data: { id: 1, result } })).toEqual({
      kind: 'avatar-video',
      id: '1',
      answer,
    });
  }
});

test.each([
  undefined,
  null,
  'not json',
  '[]',
  42,
  [],
  {},
  { taskType: 'video-synthesis' },
  { taskType: 'video-synthesis', data: {} },
  { taskType: 'video-synthesis', data: [] },
  { taskType: 'video-synthesis', data: { id: { toString: 'x' } } },
  { taskType: 'constructor', data: { id: 1 } },
  { taskType: { toString: 1 }, data: { id: 1 } },
  { taskType: '__proto__', data: { id: 1 } },
  { taskType: 'other', data: { id: 1 } },
  { trace_id: 't', code: 0, msg: '', data: { id: '1', status: 20 } },
])('trap 24: %j is none of ours', (body) => {
  expect(guiji.decodeCallback(body)).toBeUndefined();
});

test('trap 12: an id of 19 digits is whole when the text is read, and no hint at all when its digits were lost before', () => {
  const text = '{"taskType":"tts-synthesis","data":{"id":-1898919683985883136,"status":1}}';
  expect(guiji.decodeCallback(text)).toEqual({ kind: 'tts', id: '-1898919683985883136', answer });
  expect(guiji.decodeCallback(JSON.parse(text))).toBeUndefined();
});
