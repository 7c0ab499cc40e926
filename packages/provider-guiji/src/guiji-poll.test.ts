import type { TaskKind, TaskRef } from '@reelwright/provider';
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

const guiji = createGuiji(testSettings());
const ref = (kind: TaskKind, id: string): TaskRef => ({ provider: 'guiji', kind, id });
const details: Record<string, { readonly call: string; readonly id: string; readonly data: object }> = {
  'clone-voice': { call: 'GET /speaker/v2/clone/{id}', id: 'C_1', data: { speakerId: 'C_1' } },
  'clone-avatar': { call: 'GET /video/v2/training/get/{id}', id: '423', data: { id: 423, sceneId: -287 } },
  tts: { call: 'GET /speaker/v2/tts/{id}', id: '202', data: { id: 202, ttsUrl: 'https://r.test/a.wav', duration: 2012 } },
  'avatar-video': {
    call: 'GET /video/v2/get/{id}',
    id: '-42',
    data: { id: -42, videoUrl: 'https://r.test/a.mp4', coverUrl: 'https://r.test/a.jpg' },
  },
};

test.each([
  { kind: 'clone-voice', state: 0, is: { state: 'running', queued: true } },
  { kind: 'clone-voice', state: 1, is: { state: 'running' } },
  { kind: 'clone-voice', state: 2, is: { state: 'succeeded', outputs: { voice: 'C_1' }, missing: [] } },
  { kind: 'clone-voice', state: 3, is: { state: 'failed', error: { errorClass: 'provider' } } },
  { kind: 'clone-voice', state: 4, is: { state: 'failed', error: { errorClass: 'missing-resource' } } },
  { kind: 'clone-avatar', state: 0, is: { state: 'running', queued: true } },
  { kind: 'clone-avatar', state: 1, is: { state: 'running' } },
  { kind: 'clone-avatar', state: 2, is: { state: 'succeeded', outputs: { avatar: '-287' }, missing: [] } },
  { kind: 'clone-avatar', state: 3, is: { state: 'failed', error: { errorClass: 'provider' } } },
  { kind: 'clone-avatar', state: 4, is: { state: 'failed', error: { errorClass: 'rejected-content' } } },
  { kind: 'tts', state: 0, is: { state: 'running', queued: true } },
  { kind: 'tts', state: 1, is: { state: 'running' } },
  {
    kind: 'tts',
    state: 2,
    is: {
      state: 'succeeded',
      outputs: { audio: { url: 'https://r.test/a.wav', media: 'audio', durationMs: 2012 } },
      missing: ['captions'],
    },
  },
  { kind: 'tts', state: 3, is: { state: 'failed', error: { errorClass: 'provider' } } },
  { kind: 'avatar-video', state: -1, is: { state: 'running', detail: 'editing' } },
  { kind: 'avatar-video', state: 1, is: { state: 'running', queued: true } },
  { kind: 'avatar-video', state: 2, is: { state: 'running' } },
  {
    kind: 'avatar-video',
    state: 3,
    is: {
      state: 'succeeded',
      outputs: { video: { url: 'https://r.test/a.mp4', media: 'video' }, cover: { url: 'https://r.test/a.jpg', media: 'image' } },
      missing: [],
    },
  },
  { kind: 'avatar-video', state: 4, is: { state: 'failed', error: { errorClass: 'provider' } } },
  { kind: 'avatar-video', state: 6, is: { state: 'failed', error: { message: expect.stringContaining('was cancelled') } } },
  { kind: 'avatar-video', state: 7, is: { state: 'failed', error: { errorClass: 'provider' } } },
] as const)('state $state of $kind is $is.state', async ({ kind, state, is }) => {
  const { call, id, data } = details[kind] ?? { call: '', id: '', data: {} };
  for (const told of [state, String(state)]) {
    service.on(call, { ...data, [kind === 'avatar-video' ? 'synthesisStatus' : 'status']: told });
    expect(await guiji.poll([ref(kind, id)], {})).toEqual([is.state === 'failed' ? expect.objectContaining({ state: 'failed' }) : is]);
    expect(await guiji.poll([ref(kind, id)], {})).toMatchObject([is]);
  }
});

test.each(Object.keys(details))('trap 11: a state of %s that stands in no table is running, and shown', async (kind) => {
  const { call, id, data } = details[kind] ?? { call: '', id: '', data: {} };
  service.on(call, { ...data, status: 9, synthesisStatus: 9 });
  expect(await guiji.poll([ref(kind as TaskKind, id)], {})).toEqual([{ state: 'running', detail: 'state 9' }]);
  service.on(call, { ...data, status: null });
  expect(await guiji.poll([ref(kind as TaskKind, id)], {})).toEqual([{ state: 'running', detail: 'state absent' }]);
});

test.each([
  { kind: 'tts', data: { id: 202, status: 2, ttsUrl: '' }, missing: ['audio', 'captions'] },
  { kind: 'avatar-video', data: { id: -42, synthesisStatus: 3, videoUrl: null }, missing: ['video', 'cover'] },
] as const)('trap 10: a success of $kind without an address says what is missing', async ({ kind, data, missing }) => {
  service.on(details[kind]?.call ?? '', data);
  expect(await guiji.poll([ref(kind, details[kind]?.id ?? '')], {})).toEqual([{ state: 'succeeded', outputs: {}, missing }]);
});

test.each([
  { failReason: '余额不足', errorClass: 'quota' },
  { failReason: 'Insufficient balance', errorClass: 'quota' },
  { failReason: '文本包含敏感词', errorClass: 'rejected-content' },
  { failReason: 'render node lost', errorClass: 'provider' },
])('trap 8: a film that failed with "$failReason" after it was taken is $errorClass', async ({ failReason, errorClass }) => {
  service.on('GET /video/v2/get/{id}', { id: -42, synthesisStatus: 4, failReason });
  expect(await guiji.poll([ref('avatar-video', '-42')], {})).toMatchObject([
    { state: 'failed', error: { errorClass, wire: { code: 'state 4', message: failReason } } },
  ]);
});

test('a training that is done without an avatar is not done', async () => {
  service.on('GET /video/v2/training/get/{id}', { id: 423, status: 2, sceneId: null });
  expect(await guiji.poll([ref('clone-avatar', '423')], {})).toEqual([
    { state: 'running', detail: 'trained, but the avatar has no id yet' },
  ]);
});

test.each([{ robot: { scene: { id: -287 } } }, { robot: { sceneList: [{ id: '-287' }] } }])(
  'the avatar of an older training is found in $robot',
  async ({ robot }) => {
    service.on('GET /video/v2/training/get/{id}', { id: 423, status: 2, robot });
    expect(await guiji.poll([ref('clone-avatar', '423')], {})).toMatchObject([{ outputs: { avatar: '-287' } }]);
  },
);

test.each([
  { data: { duration: '6.966', durationMs: '6966' }, durationMs: 6966 },
  { data: { duration: '6.966' }, durationMs: 6966 },
  { data: { durationMs: 6966 }, durationMs: 6966 },
  { data: { duration: '0', durationMs: '0' }, durationMs: undefined },
])('C9: a film of $data lasts $durationMs ms', async ({ data, durationMs }) => {
  service.on('GET /video/v2/get/{id}', { id: -42, synthesisStatus: 3, videoUrl: 'https://r.test/a.mp4', ...data });
  const [status] = await guiji.poll([ref('avatar-video', '-42')], {});
  expect(status?.state === 'succeeded' ? status.outputs.video?.durationMs : 'no success').toBe(durationMs);
});

test.each([
  { id: 'voice:C_1', call: 'GET /speaker/v2/clone/{id}', data: { speakerId: 'C_1', status: 2 } },
  { id: 'avatar:423', call: 'GET /video/v2/training/get/{id}', data: { id: 423, status: 2 } },
])('the authorization $id ends when it shows, and not before', async ({ id, call, data }) => {
  const look = async (more: object) => {
    service.on(call, { ...data, ...more });
    return (await guiji.poll([ref('authorize', id)], {}))[0];
  };
  expect(await look({ authorizeStatus: 0 })).toEqual({ state: 'running', detail: 'not authorized yet' });
  expect(await look({ authorizeStatus: 0, reason: 'unclear' })).toEqual({ state: 'running', detail: 'not authorized yet: unclear' });
  expect(await look({ authorizeStatus: 1 })).toEqual({ state: 'succeeded', outputs: {}, missing: [] });
  expect(await look({ authorizeStatus: 0, status: 4 })).toMatchObject({ state: 'failed' });
});

const films = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => ({ id: -(from + count - 1 - index), synthesisStatus: 2 }));

test('many tasks take one list call', async () => {
  service.on('POST /video/v2/pageList', paged(films(100)));
  const statuses = await guiji.poll(
    films(100).map(({ id }) => ref('avatar-video', String(id))),
    {},
  );
  expect(statuses).toEqual(Array.from({ length: 100 }, () => ({ state: 'running' })));
  expect(service.bodies('POST /video/v2/pageList')).toEqual([{ page: 1, size: 100 }]);
  expect(service.sent.filter(({ call }) => call.startsWith('GET /video'))).toEqual([]);
});

test('statuses come in the order asked, kinds mixed and refs repeated', async () => {
  service.on('POST /video/v2/pageList', page({ id: -2, synthesisStatus: 1 }, { id: -1, synthesisStatus: 2 }));
  service.on('GET /speaker/v2/clone/{id}', { speakerId: 'C_1', status: 2 });
  const refs = [ref('avatar-video', '-1'), ref('clone-voice', 'C_1'), ref('avatar-video', '-2'), ref('avatar-video', '-1')];
  expect(await guiji.poll(refs, {})).toEqual([
    { state: 'running' },
    { state: 'succeeded', outputs: { voice: 'C_1' }, missing: [] },
    { state: 'running', queued: true },
    { state: 'running' },
  ]);
});

test('a list is read on while its pages show what is looked for; the rest is asked one by one', async () => {
  service.on('POST /video/v2/pageList', paged(films(450)));
  service.on('GET /video/v2/get/{id}', ({ call }: { call: string }) => ({ id: call.split('/').at(-1), synthesisStatus: 1 }));
  const ids = ['-450', '-350', '-1', '-7'];
  const statuses = await guiji.poll(
    ids.map((id) => ref('avatar-video', id)),
    {},
  );
  expect(statuses).toEqual([
    { state: 'running' },
    { state: 'running' },
    { state: 'running', queued: true },
    { state: 'running', queued: true },
  ]);
  expect(service.bodies('POST /video/v2/pageList')).toHaveLength(3);
  expect(service.sent.filter(({ call }) => call.startsWith('GET /video')).map(({ call }) => call)).toEqual([
    'GET /video/v2/get/-1',
    'GET /video/v2/get/-7',
  ]);
});

test.each([
  { name: 'no data', answer: null },
  { name: 'a missing model', answer: refusal('40025', '模特不存在') },
  { name: 'a missing file', answer: refusal('40018', '文件不存在') },
])('a task that the service answers with $name has vanished', async ({ answer }) => {
  service.on('GET /video/v2/get/{id}', answer);
  expect(await guiji.poll([ref('avatar-video', '-42')], {})).toMatchObject([
    { state: 'vanished', error: { errorClass: 'missing-resource', message: expect.stringContaining('-42') } },
  ]);
});

test('one task that cannot be seen does not hide the others', async () => {
  service.on('POST /video/v2/pageList', page({ id: -2, synthesisStatus: 2 }));
  service.on('GET /video/v2/get/{id}', refusal('40001', '内部异常'));
  expect(await guiji.poll([ref('avatar-video', '-1'), ref('avatar-video', '-2')], {})).toEqual([
    { state: 'running', detail: expect.stringContaining('内部异常') },
    { state: 'running' },
  ]);
});

test('when nothing can be seen the poll itself fails, to be repeated by the runner', async () => {
  service.on('GET /video/v2/get/{id}', refusal('40001', '内部异常'));
  await expect(guiji.poll([ref('avatar-video', '-1')], {})).rejects.toMatchObject({ errorClass: 'transient' });
  service.on('POST /video/v2/pageList', new HttpResponse('<html></html>', { status: 504, headers: { 'content-type': 'text/html' } }));
  await expect(guiji.poll([ref('avatar-video', '-1'), ref('avatar-video', '-2')], {})).rejects.toMatchObject({ errorClass: 'transient' });
});

test('an aborted poll ends with the reason of the abort', async () => {
  service.on('GET /video/v2/get/{id}', { id: -1, synthesisStatus: 2 });
  await expect(guiji.poll([ref('avatar-video', '-1')], { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});

test('no poll without refs', async () => {
  expect(await guiji.poll([], {})).toEqual([]);
  expect(service.sent).toEqual([]);
});
