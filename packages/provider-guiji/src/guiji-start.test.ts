import type { TaskInput } from '@reelwright/provider';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { baseUrl, createGuijiService, type GuijiService, page, refusal, testSettings } from './__testing__/guiji-service.ts';
import { authorizeInput, avatarInput, consent, faceConsent, media, speechInput, videoInput, voiceInput } from './__testing__/inputs.ts';
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
const start = { label: 'rw-1a2b3c', callbackUrl: 'https://hooks.test/4f' };
const creates: readonly {
  readonly input: TaskInput;
  readonly call: string;
  readonly answer: object;
  readonly id: string;
  readonly body: object;
}[] = [
  {
    input: { ...voiceInput, sex: 'female' },
    call: 'POST /speaker/v3/clone',
    answer: { speakerId: 'C_125', ttsName: 'x', status: 0, reason: null, expireTime: null, sex: null, languages: ['zh', 'en'] },
    id: 'C_125',
    body: {
      name: 'rw-1a2b3c Mei',
      audioUrl: 'https://media.test/mei.wav',
      authorizeUrl: 'https://media.test/consent.wav',
      authorizeText: consent.statement,
      sex: 2,
      callbackUrl: 'https://hooks.test/4f',
    },
  },
  {
    input: { ...avatarInput, vendor: { compress: true, id: '423' } },
    call: 'POST /video/v3/create/training',
    answer: { trainingId: 181 },
    id: '181',
    body: {
      id: 423,
      name: 'rw-1a2b3c Mei at her desk',
      videoUrl: 'https://media.test/desk.mp4',
      authorizeUrl: 'https://media.test/consent.mp4',
      authorizeText: 'I am Mei Chen.',
      level: 1,
      compress: true,
      callbackUrl: 'https://hooks.test/4f',
    },
  },
  {
    input: { ...videoInput, playback: 'reverse' },
    call: 'POST /video/v3/simpleCreate',
    answer: { videoId: -42 },
    id: '-42',
    body: { videoName: 'rw-1a2b3c', sceneId: '-292', text: 'Hello.', speakerId: 'C_173', pn: 1, callbackUrl: 'https://hooks.test/4f' },
  },
  {
    input: { ...videoInput, speech: { kind: 'audio', audio: media('https://media.test/speech.wav') } },
    call: 'POST /video/v3/simpleCreate',
    answer: { videoId: '-43' },
    id: '-43',
    body: {
      videoName: 'rw-1a2b3c',
      sceneId: '-292',
      audioUrl: 'https://media.test/speech.wav',
      pn: 0,
      callbackUrl: 'https://hooks.test/4f',
    },
  },
  {
    input: speechInput,
    call: 'POST /speaker/v3/fastTts',
    answer: { id: 202, status: 0 },
    id: '202',
    body: { speakerId: 'C_173', content: 'Hello.', callbackUrl: 'https://hooks.test/4f' },
  },
];

test.each(creates)('$input.kind goes to $call as a whole, and its id comes back as $id', async ({ input, call, answer, id, body }) => {
  service.on(call, answer);
  expect(await guiji.start(input, start)).toEqual({ task: { provider: 'guiji', kind: input.kind, id }, warnings: [] });
  expect(service.bodies(call)).toEqual([body]);
});

test('what was not asked for is not sent', async () => {
  service.on('POST /speaker/v3/clone', { speakerId: 'C_1', status: 0 });
  service.on('POST /video/v3/create/training', { trainingId: 1 });
  await guiji.start({ ...voiceInput, name: '' }, { label: 'rw-1' });
  await guiji.start(avatarInput, { label: 'rw-1' });
  expect(service.bodies('POST /speaker/v3/clone')).toEqual([
    expect.not.objectContaining({ sex: expect.anything(), callbackUrl: expect.anything() }),
  ]);
  expect(service.bodies('POST /speaker/v3/clone')).toEqual([expect.objectContaining({ name: 'rw-1' })]);
  expect(Object.keys(service.bodies('POST /video/v3/create/training')[0] as object)).not.toContain('id');
});

test('a staged medium is sent by the address that the bridge gave it', async () => {
  service.on('POST /speaker/v3/clone', { speakerId: 'C_1', status: 0 });
  const content = { sha256: 'a'.repeat(64), sizeBytes: 10, extension: 'wav' };
  const staged = { provider: 'guiji', purpose: 'voice-sample', id: content.sha256, url: 'https://bridge.test/x.wav' } as const;
  await guiji.start({ ...voiceInput, sample: { kind: 'staged', staged, content } }, start);
  expect(service.bodies('POST /speaker/v3/clone')).toMatchObject([{ audioUrl: 'https://bridge.test/x.wav' }]);
  const { url: _none, ...homeless } = staged;
  await expect(guiji.start({ ...voiceInput, sample: { kind: 'staged', staged: homeless, content } }, start)).rejects.toMatchObject({
    errorClass: 'bad-input',
    message: expect.stringContaining('no public address'),
  });
});

test('a voice is authorized by its own id', async () => {
  service.on('POST /speaker/v3/authorize', true);
  const { task } = await guiji.start(authorizeInput, start);
  expect(task).toEqual({ provider: 'guiji', kind: 'authorize', id: 'voice:C_125' });
  expect(service.bodies('POST /speaker/v3/authorize')).toEqual([
    { speakerId: 'C_125', authorizeUrl: 'https://media.test/consent.wav', authorizeText: consent.statement },
  ]);
});

test('an avatar is authorized by its scene, and watched through the training that made it', async () => {
  service.on('POST /video/v2/training/pageList', page({ id: 7, sceneId: -1, status: 2 }, { id: 423, sceneId: '-287', status: 2 }));
  service.on('POST /video/v3/authorize', true);
  const input = { ...authorizeInput, target: { kind: 'avatar', id: '-287' }, consent: faceConsent } as const;
  expect((await guiji.start(input, start)).task.id).toBe('avatar:423');
  expect(service.bodies('POST /video/v3/authorize')).toEqual([
    { sceneId: -287, authorizeUrl: 'https://media.test/consent.mp4', authorizeText: 'I am Mei Chen.' },
  ]);
});

test('an avatar that the account has not cloned cannot be authorized, and nothing is handed in', async () => {
  service.on('POST /video/v2/training/pageList', page());
  const input = { ...authorizeInput, target: { kind: 'avatar', id: '-292' }, consent: faceConsent } as const;
  await expect(guiji.start(input, start)).rejects.toMatchObject({ errorClass: 'missing-resource' });
  expect(service.bodies('POST /video/v3/authorize')).toEqual([]);
});

test.each([
  { kind: 'voice', recording: faceConsent, wants: 'a sound recording' },
  { kind: 'avatar', recording: consent, wants: 'a film' },
] as const)('trap 27: the authorization of a $kind needs $wants', async ({ kind, recording, wants }) => {
  const refused = guiji.start({ kind: 'authorize', target: { kind, id: '1' }, consent: recording }, start);
  await expect(refused).rejects.toMatchObject({ code: 'PLAN_CONSENT', message: expect.stringContaining(wants) });
  expect(service.sent).toEqual([]);
});

test('an authorization answered with false was not accepted', async () => {
  service.on('POST /speaker/v3/authorize', false);
  await expect(guiji.start(authorizeInput, start)).rejects.toMatchObject({ errorClass: 'rejected-content' });
});

test.each([voiceInput, avatarInput])(
  'trap 27: $kind without a consent is refused, and nothing is sent',
  async ({ consent: _none, ...input }) => {
    await expect(guiji.start(input, start)).rejects.toMatchObject({ errorClass: 'bad-input', code: 'PLAN_CONSENT' });
    expect(service.sent).toEqual([]);
  },
);

test.each<{ name: string; input: TaskInput }>([
  { name: 'speed', input: { ...speechInput, speed: 1.05 } },
  { name: 'pitch', input: { ...speechInput, pitch: 2 } },
  { name: 'a mark in speech', input: { ...speechInput, watermark: true } },
  { name: 'a voice from footage', input: { ...avatarInput, trainVoice: true } },
  { name: 'a size', input: { ...videoInput, size: { widthPx: 1080, heightPx: 1920 } } },
  { name: 'a position', input: { ...videoInput, position: { xPx: 0, yPx: 0, widthPx: 10, heightPx: 10 } } },
  { name: 'a background', input: { ...videoInput, background: { kind: 'color', color: '#ffffff' } } },
  { name: 'captions in the film', input: { ...videoInput, captions: true } },
  { name: 'high quality', input: { ...videoInput, quality: 'high' } },
  { name: 'random frames', input: { ...videoInput, frames: 'random' } },
  { name: 'transparency', input: { ...videoInput, transparent: true } },
  { name: 'a mark in the film', input: { ...videoInput, watermark: true } },
  { name: 'a volume', input: { ...videoInput, volume: 50 } },
  { name: 'a figure', input: { ...videoInput, figure: 'whole_body' } },
  { name: 'the pace of a film', input: { ...videoInput, speech: { kind: 'text', text: 'Hi.', voice: 'C_1', speed: 2, pitch: 1 } } },
])('$name is refused, never dropped', async ({ input }) => {
  await expect(guiji.start(input, start)).rejects.toMatchObject({ errorClass: 'bad-input', code: 'PLAN_UNSUPPORTED' });
  expect(service.sent).toEqual([]);
});

test('an MP3 as a sample is refused', async () => {
  const input = { ...voiceInput, sample: media('https://media.test/mei.mp3') };
  await expect(guiji.start(input, start)).rejects.toMatchObject({ errorClass: 'bad-input', code: 'PLAN_LIMIT' });
  expect(service.sent).toEqual([]);
});

test('speech without a voice is refused', async () => {
  await expect(guiji.start({ ...speechInput, voice: ' ' }, start)).rejects.toMatchObject({ errorClass: 'bad-input' });
  expect(service.sent).toEqual([]);
});

test('what is not sent is told', async () => {
  service.on('POST /speaker/v3/clone', { speakerId: 'C_1', status: 0 });
  const { warnings } = await guiji.start({ ...voiceInput, language: 'cn' }, start);
  expect(warnings).toEqual([expect.stringContaining('no field for a language')]);
});

test('lip-sync is compiled before it comes here, and refused otherwise', async () => {
  const input: TaskInput = {
    kind: 'lip-sync',
    video: media('https://media.test/desk.mp4'),
    speech: { kind: 'audio', audio: media('https://media.test/speech.wav') },
    quality: 'basic',
    playback: 'forward',
    frames: 'sequential',
    volume: 100,
  };
  await expect(guiji.start(input, start)).rejects.toMatchObject({ errorClass: 'bad-input', message: expect.stringContaining('compiled') });
  expect(service.sent).toEqual([]);
});

const badGateway = new HttpResponse('<html>502</html>', { status: 502, headers: { 'content-type': 'text/html' } });

test.each([
  { name: 'a page from a gateway', answer: badGateway },
  { name: 'nothing', answer: new HttpResponse('') },
  { name: 'half a body', answer: new HttpResponse('{"code":"0","data":{"id":') },
  { name: 'an answer without an id', answer: { status: 0 } },
  { name: 'no data at all', answer: null },
  { name: 'an internal exception', answer: refusal('40001', '内部异常') },
  { name: 'a broken connection', answer: HttpResponse.error() },
])('trap 6: after $name a create is uncertain and was sent once', async ({ answer }) => {
  for (const { input, call } of creates) {
    service = createGuijiService();
    service.on(call, answer);
    await expect(guiji.start(input, start)).rejects.toMatchObject({ errorClass: 'uncertain', code: 'RUN_START_UNCERTAIN' });
    expect(service.bodies(call)).toHaveLength(1);
  }
});

test.each([
  { code: '40010', errorClass: 'quota' },
  { code: '40019', errorClass: 'rate-limit' },
  { code: '40015', errorClass: 'bad-input' },
  { code: '40026', errorClass: 'missing-resource' },
])('trap 5: a create refused with $code was certainly not made; class $errorClass, the words kept', async ({ code, errorClass }) => {
  service.on('POST /video/v3/simpleCreate', refusal(code, 'no'));
  await expect(guiji.start(videoInput, start)).rejects.toMatchObject({
    errorClass,
    wire: { code, message: 'no', httpStatus: 200, call: 'POST /openapi/video/v3/simpleCreate' },
  });
});

test('trap 4: HTTP 200 proves nothing, and neither does HTTP 500', async () => {
  service.on('POST /video/v3/simpleCreate', refusal('40025', '模特不存在', 500));
  await expect(guiji.start(videoInput, start)).rejects.toMatchObject({ errorClass: 'missing-resource', wire: { httpStatus: 500 } });
  service.on('POST /video/v3/simpleCreate', HttpResponse.json({ code: '0', success: true, data: { videoId: 1 } }, { status: 500 }));
  expect((await guiji.start(videoInput, start)).task.id).toBe('1');
});
