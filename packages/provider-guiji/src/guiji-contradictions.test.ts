import { createVirtualClock } from '@reelwright/clock';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { baseUrl, collect, createGuijiService, type GuijiService, page, refusal, testSettings } from './__testing__/guiji-service.ts';
import { authorizeInput, avatarInput, faceConsent, media, speechInput, videoInput, voiceInput } from './__testing__/inputs.ts';
import { codeTable } from './guiji-codes.ts';
import { createGuiji, createGuijiCatalogue, decodeGuijiCallback } from './index.ts';

/** Every contradiction inside the provider's own pages: both readings are survived. @see WIRE.md, "Contradictions" */

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
const catalogue = createGuijiCatalogue(testSettings());
const start = { label: 'rw-1a2b3c' };
const ref = (kind: 'tts' | 'avatar-video' | 'clone-voice' | 'clone-avatar', id: string) => ({ provider: 'guiji', kind, id });

test.each([0, '0', ' 0 '])('G1: a reply with code %j is a success', async (code) => {
  service.on('GET /user/v2/get', HttpResponse.json({ code, success: true, message: '', data: { account: { voiceCloneAmount: 3 } } }));
  expect((await catalogue.account()).voiceClones).toEqual({ remaining: 3 });
});

test.each([40010, '40010'])('G1: a reply with code %j is the same refusal', async (code) => {
  service.on('GET /user/v2/get', refusal(code, '余额不足'));
  await expect(catalogue.account()).rejects.toMatchObject({ errorClass: 'quota', wire: { code: '40010', message: '余额不足' } });
});

test('G1: success false is a refusal, even with code 0', async () => {
  service.on('GET /user/v2/get', HttpResponse.json({ code: '0', success: false, message: 'no' }));
  await expect(catalogue.account()).rejects.toMatchObject({ errorClass: 'provider', wire: { code: '0', message: 'no' } });
});

test('G2: a scene id is sent as text to simpleCreate and as a number to authorize', async () => {
  service.on('POST /video/v3/simpleCreate', { videoId: -42 });
  service.on('POST /video/v2/training/pageList', page({ id: 423, sceneId: -287, status: 2 }));
  service.on('POST /video/v3/authorize', true);
  await guiji.start(videoInput, start);
  await guiji.start({ ...authorizeInput, target: { kind: 'avatar', id: '-287' }, consent: faceConsent }, start);
  expect(service.bodies('POST /video/v3/simpleCreate')).toMatchObject([{ sceneId: '-292' }]);
  expect(service.bodies('POST /video/v3/authorize')).toMatchObject([{ sceneId: -287 }]);
});

test.each([-287, '-287'])('G2: the scene id %j of a training is read either way', async (sceneId) => {
  service.on('GET /video/v2/training/get/{id}', { id: 423, status: 2, sceneId });
  expect(await guiji.poll([ref('clone-avatar', '423')], {})).toEqual([{ state: 'succeeded', outputs: { avatar: '-287' }, missing: [] }]);
});

test.each([{ languages: ['zh', 'en'] }, { languages: 'zh,en' }, { languages: 'zh|en' }])(
  'G3: $languages is two languages',
  async ({ languages }) => {
    service.on('POST /speaker/v2/fastPublicPageList', page({ speakerId: 'C_173', languages, status: 2 }));
    expect((await collect(catalogue.listPublicVoices()))[0]?.languages).toEqual(['zh', 'en']);
  },
);

test('G4: the id of a work is never taken for the id of a scene, though both are -292', async () => {
  service.on('GET /video/v2/get/{id}', {
    id: -292,
    synthesisStatus: 3,
    videoUrl: 'https://r.test/a.mp4',
    coverUrl: 'https://r.test/a.jpg',
  });
  const [status] = await guiji.poll([ref('avatar-video', '-292')], {});
  expect(status).toMatchObject({ state: 'succeeded', outputs: { video: { url: 'https://r.test/a.mp4' } } });
  expect(status).not.toHaveProperty('outputs.avatar');
  expect(guiji.decodeCallback({ taskType: 'video-synthesis', data: { id: -292, result: 'success' } })).toMatchObject({
    kind: 'avatar-video',
    id: '-292',
  });
});

test('G5: a time is the same as text in a list and as a number in a callback', async () => {
  service.on('POST /video/v2/training/pageList', page({ id: 423, status: 2, createTime: '2025-03-10 10:11:45' }));
  const [listed] = await collect(catalogue.listTrainings());
  const told = decodeGuijiCallback({ taskType: 'video-training', data: { id: 423, result: 'success', createTime: 1_741_572_705_000 } });
  expect(listed?.createdAt).toBe(1_741_572_705_000);
  expect(told?.thing).toMatchObject({ createdAt: 1_741_572_705_000 });
});

test.each([
  {
    task: ref('clone-avatar', '423'),
    call: 'GET /video/v2/training/get/{id}',
    data: { id: 423, status: 3, comment: 'no face' },
    says: 'no face',
  },
  {
    task: ref('clone-voice', 'C_1'),
    call: 'GET /speaker/v2/clone/{id}',
    data: { speakerId: 'C_1', status: 3, reason: 'too noisy' },
    says: 'too noisy',
  },
  {
    task: ref('avatar-video', '-42'),
    call: 'GET /video/v2/get/{id}',
    data: { id: -42, synthesisStatus: 4, failReason: 'render' },
    says: 'render',
  },
  { task: ref('tts', '202'), call: 'GET /speaker/v2/tts/{id}', data: { id: 202, status: 3 }, says: 'tells no reason' },
])('G6: the failure of $task.kind is told in its own field: $says', async ({ task, call, data, says }) => {
  service.on(call, data);
  const [status] = await guiji.poll([task], {});
  expect(status).toMatchObject({ state: 'failed', error: { errorClass: 'provider', message: expect.stringContaining(says) } });
});

test('G7: an absent authorizeStatus is unknown: the authorization waits and says so', async () => {
  service.on('GET /speaker/v2/clone/{id}', { speakerId: 'C_125', status: 2 });
  const [status] = await guiji.poll([{ provider: 'guiji', kind: 'authorize', id: 'voice:C_125' }], {});
  expect(status).toEqual({ state: 'running', detail: 'not told whether it is authorized' });
});

test('G8: amounts are passed on as told, also where more is left than there ever was', async () => {
  service.on('GET /user/v2/get', { account: { fastDuration: 4_894_626, totalFastDuration: 20_000 } });
  expect((await catalogue.account()).videoMs).toEqual({ remaining: 4_894_626, total: 20_000 });
});

test('G9: name, title, sceneName, ttsName and videoName are all the name', async () => {
  service.on('POST /video/v2/training/pageList', page({ id: 1, title: 'training', status: 2 }));
  service.on('POST /robot/v2/fastPublicPageList', page({ id: -2, sceneName: 'scene' }));
  service.on('POST /speaker/v2/clonePageList', page({ speakerId: 'C_3', ttsName: 'voice', status: 2 }));
  service.on('POST /video/v2/pageList', page({ id: -4, videoName: 'film', synthesisStatus: 3 }));
  const lists = [catalogue.listTrainings(), catalogue.listPublicAvatars(), catalogue.listVoices(), catalogue.listVideos()];
  const names = await Promise.all(lists.map(async (list) => (await collect<{ readonly name?: string }>(list))[0]?.name));
  expect(names).toEqual(['training', 'scene', 'voice', 'film']);
});

test('G10: tasks are submitted with v3 and read with v2', async () => {
  service.on('POST /speaker/v3/fastTts', { id: 202, status: 0 });
  service.on('POST /speaker/v3/clone', { speakerId: 'C_1', status: 0 });
  service.on('POST /video/v3/create/training', { trainingId: 181 });
  service.on('POST /video/v3/simpleCreate', { videoId: -42 });
  for (const input of [speechInput, voiceInput, avatarInput, videoInput]) {
    const { task } = await guiji.start(input, start);
    await guiji.poll([task], {}).catch(() => undefined);
  }
  expect(service.sent.map(({ call }) => call).filter((call) => call !== 'GET /oauth/token')).toEqual([
    'POST /speaker/v3/fastTts',
    'GET /speaker/v2/tts/202',
    'POST /speaker/v3/clone',
    'GET /speaker/v2/clone/C_1',
    'POST /video/v3/create/training',
    'GET /video/v2/training/get/181',
    'POST /video/v3/simpleCreate',
    'GET /video/v2/get/-42',
  ]);
});

test('G11: a token is whatever text the service gives, also one that is no well-formed uuid', async () => {
  service.on('GET /oauth/token', { access_token: 'ae4dad61-0dc5-47ad-be20c51245db2769', expires_in: 7199 });
  service.on('GET /user/v2/get', { account: {} });
  await createGuijiCatalogue(testSettings()).account();
  expect(service.sent.at(-1)?.query).toEqual({ access_token: 'ae4dad61-0dc5-47ad-be20c51245db2769' });
});

test.each([
  { id: 'C_125', path: 'C_125' },
  { id: '-292', path: '-292' },
  { id: '1898919683985883136', path: '1898919683985883136' },
  { id: 'a/b?c', path: 'a%2Fb%3Fc' },
])('G12: the id $id is opaque text and goes into the path as $path', async ({ id, path }) => {
  service.on(`GET /video/v2/get/${path}`, { id, synthesisStatus: 2 });
  expect(await guiji.poll([ref('avatar-video', id)], {})).toEqual([{ state: 'running' }]);
});

test('G12: no digit of an id beyond 2^53 is lost between the create and the look', async () => {
  const raw = '{"code":"0","success":true,"message":"","data":{"videoId":-1898919683985883136}}';
  service.on('POST /video/v3/simpleCreate', new HttpResponse(raw));
  service.on('GET /video/v2/get/-1898919683985883136', { id: '-1898919683985883136', synthesisStatus: 1 });
  const { task } = await guiji.start(videoInput, start);
  expect(task).toEqual({ provider: 'guiji', kind: 'avatar-video', id: '-1898919683985883136' });
  expect(await guiji.poll([task], {})).toEqual([{ state: 'running', queued: true }]);
});

test.each([
  {
    task: ref('clone-voice', 'C_1'),
    call: 'GET /speaker/v2/clone/{id}',
    data: { speakerId: 'C_1', status: 4 },
    errorClass: 'missing-resource',
    says: 'has expired',
  },
  {
    task: ref('clone-avatar', '1'),
    call: 'GET /video/v2/training/get/{id}',
    data: { id: 1, status: 4 },
    errorClass: 'rejected-content',
    says: 'was rejected',
  },
])('G13: 4 means that $task.kind $says', async ({ task, call, data, errorClass, says }) => {
  service.on(call, data);
  expect(await guiji.poll([task], {})).toMatchObject([{ state: 'failed', error: { errorClass, message: expect.stringContaining(says) } }]);
});

test.each([
  { name: 'a text without words', speech: { kind: 'text', text: ' ', voice: 'C_173', speed: 1, pitch: 1 } as const },
  { name: 'a text without a voice', speech: { kind: 'text', text: 'Hello.', voice: '', speed: 1, pitch: 1 } as const },
])('G14: $name is refused before anything is sent', async ({ speech }) => {
  await expect(guiji.start({ ...videoInput, speech }, start)).rejects.toMatchObject({ errorClass: 'bad-input' });
  expect(service.sent).toEqual([]);
});

test('G14: a sound and a text are never sent together', async () => {
  service.on('POST /video/v3/simpleCreate', { videoId: -42 });
  await guiji.start({ ...videoInput, speech: { kind: 'audio', audio: media('https://media.test/speech.wav') } }, start);
  await guiji.start(videoInput, start);
  const [withSound, withText] = service.bodies('POST /video/v3/simpleCreate');
  expect(Object.keys(withSound as object).sort()).toEqual(['audioUrl', 'pn', 'sceneId', 'videoName']);
  expect(Object.keys(withText as object).sort()).toEqual(['pn', 'sceneId', 'speakerId', 'text', 'videoName']);
});

test.each([
  { data: { id: 1, status: 2, duration: 0, ttsUrl: 'https://r.test/1.wav' }, outcome: 'succeeded' },
  { data: { id: 1, ttsUrl: 'https://r.test/1.wav' }, outcome: 'succeeded' },
  { data: { id: 1, status: 2 }, outcome: 'failed' },
  { data: { id: 1 }, outcome: 'failed' },
  { data: { id: 1, status: 3, ttsUrl: '' }, outcome: 'failed' },
  { data: { id: 1, status: 0 }, outcome: 'running' },
  { data: { id: 1, status: 1 }, outcome: 'running' },
])('G15: the speech callback $data has $outcome', ({ data, outcome }) => {
  expect(decodeGuijiCallback({ taskType: 'tts-synthesis', data })?.outcome).toBe(outcome);
});

test.each([
  { code: '40001', errorClass: 'transient' },
  { code: '40002', errorClass: 'auth' },
])('X1: code $code, which means limits elsewhere, is $errorClass here', async ({ code, errorClass }) => {
  service.on('GET /user/v2/get', refusal(code, 'no'));
  const own = createGuijiCatalogue(testSettings(createVirtualClock({ auto: false })));
  await expect(own.account()).rejects.toMatchObject({ provider: 'guiji', errorClass });
  expect(Object.keys(codeTable)).not.toContain('40001');
});
