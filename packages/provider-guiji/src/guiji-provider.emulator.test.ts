import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import type {
  AvatarVideoInput,
  CloneAvatarInput,
  CloneVoiceInput,
  ConsentInput,
  FindQuery,
  TaskInput,
  TaskStatus,
  TtsInput,
} from '@reelwright/provider';
import { createMemoryTokenStore } from '@reelwright/provider-http';
import { failureOf } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { type EmulatedGuiji, footagePath, label, samplePath, startEmulatedGuiji } from './__testing__/emulated-guiji.ts';
import { collect } from './__testing__/guiji-service.ts';
import { createGuiji, decodeGuijiCallback } from './index.ts';

const hourMs = 3_600_000;
const publicAvatar = '-292';
const publicVoice = 'C_175';
const words = 'Hello and welcome. This is the second sentence of a test.';

async function voiceConsent(rig: EmulatedGuiji): Promise<ConsentInput> {
  return { statement: 'I am Mei Chen. I consent guiji clone my voice.', recording: await rig.stage('consent', samplePath) };
}

async function faceConsent(rig: EmulatedGuiji): Promise<ConsentInput> {
  return { statement: 'I am Mei Chen. I consent guiji clone my avatar.', recording: await rig.stage('consent', footagePath) };
}

async function voiceInput(rig: EmulatedGuiji): Promise<CloneVoiceInput> {
  const sample = await rig.stage('voice-sample', samplePath);
  return { kind: 'clone-voice', name: 'Mei', sample, sex: 'female', consent: await voiceConsent(rig) };
}

async function avatarInput(rig: EmulatedGuiji): Promise<CloneAvatarInput> {
  const video = await rig.stage('avatar-footage', footagePath);
  return { kind: 'clone-avatar', name: 'Mei at her desk', video, trainVoice: false, consent: await faceConsent(rig) };
}

function speechInput(voice = publicVoice, text = words): TtsInput {
  return { kind: 'tts', voice, text, speed: 1, pitch: 1, watermark: false };
}

function filmInput(changes: Partial<AvatarVideoInput> = {}): AvatarVideoInput {
  return {
    kind: 'avatar-video',
    avatar: publicAvatar,
    speech: { kind: 'text', text: words, voice: publicVoice, speed: 1, pitch: 1 },
    captions: false,
    quality: 'basic',
    playback: 'forward',
    frames: 'sequential',
    transparent: false,
    watermark: false,
    volume: 100,
    ...changes,
  };
}

/** One input of each kind that is paid for. */
async function inputOf(rig: EmulatedGuiji, kind: PaidKind): Promise<TaskInput> {
  switch (kind) {
    case 'clone-voice':
      return voiceInput(rig);
    case 'clone-avatar':
      return avatarInput(rig);
    case 'avatar-video':
      return filmInput();
    case 'tts':
      return speechInput();
  }
}

type PaidKind = 'clone-voice' | 'clone-avatar' | 'avatar-video' | 'tts';

const createCalls = {
  'clone-voice': 'speaker/v3/clone',
  'clone-avatar': 'video/v3/create/training',
  'avatar-video': 'video/v3/simpleCreate',
  tts: 'speaker/v3/fastTts',
} as const satisfies Record<PaidKind, string>;

function outputsOf(status: TaskStatus) {
  if (status.state !== 'succeeded') throw new Error(`not succeeded: ${inspect(status)}`);
  return status.outputs;
}

async function bytesOf(url: string | undefined): Promise<Buffer> {
  const reply = await fetch(url ?? 'about:invalid');
  expect(reply.status).toBe(200);
  return Buffer.from(await reply.arrayBuffer());
}

const spoken = (status: TaskStatus) =>
  outputsOf(status)
    .captions?.map(({ text }) => text)
    .join(' ');

test('18: a sample becomes a voice, and the voice speaks with captions', async () => {
  await using rig = await startEmulatedGuiji();
  const cloned = await rig.make(await voiceInput(rig));
  expect(cloned).toEqual({ state: 'succeeded', outputs: { voice: expect.stringMatching(/^C_\d+$/) }, missing: [] });
  const speech = await rig.make(speechInput(outputsOf(cloned).voice));
  expect(speech).toMatchObject({ state: 'succeeded', missing: [] });
  const { audio, captions = [] } = outputsOf(speech);
  expect(spoken(speech)?.replace(/\s+/g, ' ')).toBe(words);
  expect((await bytesOf(audio?.url)).toString('latin1', 0, 4)).toBe('RIFF');
  expect(audio?.durationMs).toBeGreaterThan(1000);
  expect(captions.at(-1)?.endMs).toBeLessThanOrEqual(audio?.durationMs ?? 0);
  expect(rig.emulator.report()).toMatchObject({ createdTwice: [], tokensIssued: 1, tokensLeaked: 0, defects: [] });
});

test('18: footage becomes an avatar, which speaks a text and a recording', async () => {
  await using rig = await startEmulatedGuiji();
  const cloned = await rig.make(await avatarInput(rig));
  expect(cloned).toEqual({ state: 'succeeded', outputs: { avatar: expect.stringMatching(/^-\d+$/) }, missing: [] });
  const avatar = outputsOf(cloned).avatar ?? '';
  const audio = await rig.stage('driving-audio', samplePath);
  const byText = await rig.make(filmInput({ avatar }), `${label}1`);
  const byAudio = await rig.make(filmInput({ avatar, speech: { kind: 'audio', audio }, playback: 'reverse' }), `${label}2`);
  expect(spoken(byText)?.replace(/\s+/g, ' ')).toBe(words);
  for (const film of [byText, byAudio]) {
    expect(film).toMatchObject({ state: 'succeeded', outputs: { captions: expect.any(Array) }, missing: [] });
    const { video, cover } = outputsOf(film);
    expect((await bytesOf(video?.url)).toString('latin1', 4, 8)).toBe('ftyp');
    expect((await bytesOf(cover?.url)).toString('hex', 0, 2)).toBe('ffd8');
    expect(video?.durationMs).toBeGreaterThan(1000);
  }
  expect(rig.emulator.report()).toMatchObject({ createdTwice: [], tokensIssued: 1, tokensLeaked: 0, defects: [] });
});

test('18: a training that is done again keeps its own id and that of its avatar', async () => {
  await using rig = await startEmulatedGuiji();
  const { task } = await rig.guiji.start(await avatarInput(rig), { label });
  const first = outputsOf(await rig.end(task));
  const again = await rig.guiji.start({ ...(await avatarInput(rig)), vendor: { id: task.id, compress: true } }, { label: `${label}-2` });
  expect(again.task).toEqual(task);
  expect(await rig.guiji.poll([task], {})).toMatchObject([{ state: 'running' }]);
  expect(outputsOf(await rig.end(task))).toEqual(first);
  expect(await collect(rig.catalogue.listTrainings())).toMatchObject([{ id: task.id, name: `${label}-2 Mei at her desk` }]);
});

test('18: ids below zero stay what they are, and many films are looked at by one list call', async () => {
  await using rig = await startEmulatedGuiji();
  const tasks = [];
  for (let made = 0; made < 6; made++) tasks.push((await rig.guiji.start(filmInput(), { label: `${label}${made}` })).task);
  expect(tasks.map(({ id }) => id)).toEqual(Array(6).fill(expect.stringMatching(/^-\d+$/)));
  expect((await rig.guiji.poll(tasks, {})).map(({ state }) => state)).toEqual(Array(6).fill('running'));
  const { calls } = rig.emulator.report();
  expect([calls['video/v2/pageList']?.count, calls['video/v2/get/{id}']]).toEqual([1, undefined]);
  await rig.end(tasks[0] ?? expect.unreachable());
  await rig.pass(60_000);
  expect((await rig.guiji.poll(tasks, {})).map(({ state }) => state)).toEqual(Array(6).fill('succeeded'));
});

/** An account that has cloned an avatar and a voice before consents were asked for. */
function startWithHistory(): Promise<EmulatedGuiji> {
  return startEmulatedGuiji({ guiji: { accounts: [{ apiKey: 'test-key', apiSecret: 'test-secret', historicalClones: true }] } });
}

test.each(['voice', 'avatar'] as const)('19: a %s from before consents were asked for is authorized later', async (kind) => {
  await using rig = await startWithHistory();
  await rig.pass(0);
  const [voice] = await collect(rig.catalogue.listVoices());
  const [training] = await collect(rig.catalogue.listTrainings());
  expect([voice?.state, voice?.authorized, training?.state, training?.authorized]).toEqual(['ready', undefined, 'ready', undefined]);
  const target = { kind, id: (kind === 'voice' ? voice?.id : training?.avatar) ?? '' };
  const input = { kind: 'authorize', target, consent: await (kind === 'voice' ? voiceConsent(rig) : faceConsent(rig)) } as const;
  const query = { kind: 'authorize', label, input, since: 0 } as const;
  expect(await rig.guiji.find(query, {})).toEqual({ kind: 'none' });
  const { task } = await rig.guiji.start(input, { label });
  expect(await rig.guiji.poll([task], {})).toMatchObject([{ state: 'running' }]);
  expect(await rig.end(task)).toEqual({ state: 'succeeded', outputs: {}, missing: [] });
  expect(await rig.guiji.find(query, {})).toEqual({ kind: 'certain', task });
});

test('19: a public avatar needs no authorization, and takes none', async () => {
  await using rig = await startEmulatedGuiji();
  const target = { kind: 'avatar', id: publicAvatar } as const;
  const refused = await failureOf(rig.guiji.start({ kind: 'authorize', target, consent: await faceConsent(rig) }, { label }));
  expect(refused).toMatchObject({ errorClass: 'missing-resource' });
  expect(rig.emulator.report().calls['video/v3/authorize']).toBeUndefined();
});

test('24: the account counts down what a task has used', async () => {
  await using rig = await startEmulatedGuiji();
  const before = await rig.catalogue.account();
  await rig.make(speechInput());
  const film = outputsOf(await rig.make(filmInput()));
  await rig.make(await voiceInput(rig));
  const after = await rig.catalogue.account();
  const used = (what: 'avatarClones' | 'voiceClones' | 'videoMs' | 'speechCharacters') =>
    (before[what].remaining ?? 0) - (after[what].remaining ?? 0);
  expect(before.userId).toMatch(/^\d+$/);
  expect(used('speechCharacters')).toBe(words.length);
  expect(used('videoMs')).toBe(film.video?.durationMs);
  expect([used('voiceClones'), used('avatarClones')]).toEqual([1, 0]);
  expect(after.videoMs.total).toBe(before.videoMs.total);
});

test('18: the catalogues list what is public and what was made, page by page', async () => {
  await using rig = await startEmulatedGuiji();
  const { catalogue } = rig;
  expect(await collect(catalogue.listPublicAvatars({ pageSize: 2 }))).toMatchObject([
    { id: publicAvatar, name: expect.any(String), widthPx: 1080, heightPx: 1920 },
    { id: '-293', widthPx: 1920, heightPx: 1080 },
    { id: '-294' },
  ]);
  const women = await collect(catalogue.listPublicVoices({ sex: 'female', pageSize: 1 }));
  expect(women).toMatchObject([
    { id: 'C_174', sex: 'female', languages: ['zh'], traits: ['Clear', 'Warm'], state: 'ready' },
    { id: 'C_176', sex: 'female', languages: ['en'] },
  ]);
  const { voice } = outputsOf(await rig.make(await voiceInput(rig)));
  const { avatar } = outputsOf(await rig.make(await avatarInput(rig)));
  await rig.make(filmInput());
  await rig.make(speechInput());
  const [mine] = await collect(catalogue.listVoices({ sex: 'female', state: 'ready', expiresFrom: rig.clock.now() }));
  expect(mine).toMatchObject({ id: voice, name: `${label} Mei`, authorized: true });
  expect(mine?.expiresAt).toBeGreaterThan(rig.clock.now() + 300 * 24 * hourMs);
  expect(await collect(catalogue.listVoices({ expiresUntil: rig.clock.now() }))).toEqual([]);
  const trainings = await collect(catalogue.listTrainings());
  expect(trainings).toMatchObject([{ avatar, name: `${label} Mei at her desk`, state: 'ready', callback: 'none-yet', authorized: true }]);
  // Times are told to the second, in the zone of the service.
  expect(rig.clock.now() - (trainings[0]?.createdAt ?? 0)).toBeLessThan(hourMs);
  expect(await collect(catalogue.listVideos())).toMatchObject([{ name: label, format: 'mp4', state: 'ready' }]);
  expect(await collect(catalogue.listSpeech())).toMatchObject([{ state: 'ready', captionsUrl: expect.any(String) }]);
});

test('18: the common catalogue tells the same, in the words of all providers', async () => {
  await using rig = await startEmulatedGuiji();
  const catalogue = rig.guiji.catalogue ?? expect.unreachable('no catalogue');
  const before = await catalogue.account({});
  const { voice = '' } = outputsOf(await rig.make(await voiceInput(rig)));
  const { avatar = '' } = outputsOf(await rig.make(await avatarInput(rig)));
  const film = outputsOf(await rig.make(filmInput({ avatar })));
  await rig.make(speechInput(voice));
  const query = { page: 1, pageSize: 2 };
  expect(await catalogue.voices?.({ ...query, sex: 'female', language: 'en' }, {})).toMatchObject({
    items: [{ id: 'C_176' }],
    hasMore: false,
  });
  const mine = { id: voice, name: `${label} Mei`, own: true, sex: 'female', state: 'ready', authorized: true } as const;
  expect((await catalogue.voices?.({ ...query, own: true, name: 'MEI' }, {}))?.items).toMatchObject([mine]);
  expect((await catalogue.voices?.({ ...query, own: true, id: voice }, {}))?.items).toMatchObject([mine]);
  expect(await catalogue.voices?.({ ...query, own: true, id: 'C_9' }, {})).toEqual({ items: [], hasMore: false });
  expect(await catalogue.avatars?.(query, {})).toMatchObject({ items: [{ id: publicAvatar }, { id: '-293' }], total: 3, hasMore: true });
  expect((await catalogue.avatars?.({ ...query, own: true }, {}))?.items).toMatchObject([
    { id: avatar, own: true, state: 'ready', authorized: true },
  ]);
  const [job] = (await catalogue.jobs?.({ ...query, kind: 'avatar-video' }, {}))?.items ?? [];
  expect(job).toMatchObject({ name: label, state: 'ready', resultUrl: film.video?.url, durationMs: film.video?.durationMs });
  // Its files are there until then, and not a minute longer.
  await rig.clock.advance((job?.expiresAt ?? 0) - rig.clock.now() + 60_000);
  expect((await fetch(film.video?.url ?? '')).ok).toBe(false);
  for (const kind of catalogue.jobKinds)
    expect(await catalogue.jobs?.({ ...query, kind }, {})).toMatchObject({ items: [{ kind }], total: 1, hasMore: false });
  const left = (facts: typeof before, name: string) => facts.quotas.find((quota) => quota.name === name)?.remaining ?? 0;
  const after = await catalogue.account({});
  expect(left(before, 'avatar clones') - left(after, 'avatar clones')).toBe(1);
  expect(left(before, 'speech') - left(after, 'speech')).toBe(words.length);
  expect(rig.emulator.report()).toMatchObject({ tokensLeaked: 0, defects: [] });
});

test.each([
  ['clone-voice', { kind: 'drop-after' }],
  ['clone-avatar', { kind: 'envelope', code: 40001, msg: 'Internal exception', processed: true }],
  ['avatar-video', { kind: 'malformed-json', processed: true }],
] as const)('N2: a lost answer leaves a %s in doubt, and its name finds it', async (kind, fault) => {
  await using rig = await startEmulatedGuiji();
  const input = await inputOf(rig, kind);
  const query: FindQuery = { kind, label, input, since: rig.clock.now() };
  for (const before of [{ kind: 'drop-before' }, { kind: 'html-502' }] as const) {
    rig.emulator.faults.failNext(createCalls[kind], before);
    expect(await failureOf(rig.guiji.start(input, { label }))).toMatchObject({ errorClass: 'uncertain' });
    expect(await rig.guiji.find(query, {})).toEqual({ kind: 'none' });
  }
  rig.emulator.faults.failNext(createCalls[kind], fault);
  expect(await failureOf(rig.guiji.start(input, { label }))).toMatchObject({ errorClass: 'uncertain' });
  const [made] = rig.emulator.report().tasks;
  expect(await rig.guiji.find(query, {})).toEqual({ kind: 'certain', task: { provider: 'guiji', kind, id: made?.id } });
  expect(await rig.guiji.find({ ...query, label: `${label}-2` }, {})).toEqual({ kind: 'none' });
});

test('N2: speech in doubt stands above the high-water mark', async () => {
  await using rig = await startEmulatedGuiji({
    guiji: { accounts: [{ apiKey: 'test-key', apiSecret: 'test-secret', parallelLimit: 100 }] },
  });
  expect(await rig.guiji.highWaterMark('tts', {})).toBe('empty');
  for (let made = 0; made < 25; made++) await rig.guiji.start(speechInput(publicVoice, `${words} ${made}`), { label });
  const highWaterMark = await rig.guiji.highWaterMark('tts', {});
  expect(highWaterMark).toBe(rig.emulator.report().tasks.at(-1)?.id);
  const input = speechInput(publicVoice, 'The lost one.');
  const query = { kind: 'tts', label, input, since: 0, ...(highWaterMark === undefined ? {} : { highWaterMark }) } as const;
  expect(await rig.guiji.find(query, {})).toEqual({ kind: 'none' });
  rig.emulator.faults.failNext(createCalls.tts, { kind: 'drop-after' });
  expect(await failureOf(rig.guiji.start(input, { label }))).toMatchObject({ errorClass: 'uncertain' });
  const lost = rig.emulator.report().tasks.at(-1)?.id;
  expect(await rig.guiji.find(query, {})).toMatchObject({ kind: 'candidates', tasks: [{ task: { kind: 'tts', id: lost } }] });
});

test('16: a token is renewed before its two hours are over', async () => {
  await using rig = await startEmulatedGuiji();
  await rig.catalogue.account();
  await rig.clock.advance(2 * hourMs);
  await rig.guiji.start(speechInput(), { label });
  const { tokensIssued, calls, createdTwice } = rig.emulator.report();
  expect([tokensIssued, calls[createCalls.tts], createdTwice]).toEqual([2, { count: 1, refused: 0, failed: 0 }, []]);
});

test.each([
  ['40003: a token that has run out unnoticed', (rig: EmulatedGuiji) => rig.clock.advance(2 * hourMs)],
  ['40002: a token that was taken away', async (rig: EmulatedGuiji) => rig.emulator.faults.killToken()],
])('16: %s is replaced, for a paid start too, which is made once', async (_what, end) => {
  await using rig = await startEmulatedGuiji();
  await rig.catalogue.account();
  await end(rig);
  // Another process has kept the token for longer than it lives.
  const tokens = createMemoryTokenStore();
  tokens.write(`guiji:${rig.guiji.accountKey}`, { token: rig.leases[0]?.token ?? '', expiresAt: Number.MAX_SAFE_INTEGER });
  await createGuiji({ ...rig.settings, tokens }).start(speechInput(), { label });
  const { tokensIssued, calls, tasks } = rig.emulator.report();
  expect([tokensIssued, calls[createCalls.tts]?.count, tasks.length]).toEqual([2, 2, 1]);
});

test('16: a wrong secret, and a ready token that has run out, fail at once', async () => {
  await using rig = await startEmulatedGuiji();
  const { baseUrl, clock } = rig.settings;
  const wrong = createGuiji({ ...rig.settings, apiSecret: 'test-wrong', tokens: createMemoryTokenStore() });
  expect(await failureOf(wrong.highWaterMark('tts', {}))).toMatchObject({ errorClass: 'auth', wire: { code: '40002' } });
  await rig.catalogue.account();
  const ready = createGuiji({ baseUrl, clock, accessToken: rig.leases[0]?.token });
  expect(await ready.highWaterMark('tts', {})).toBe('empty');
  await rig.clock.advance(2 * hourMs);
  expect(await failureOf(ready.highWaterMark('tts', {}))).toMatchObject({ errorClass: 'auth', wire: { code: '40003' } });
});

test.each([
  ['clone-voice', 'state 3', 'The sample is too noisy'],
  ['clone-avatar', 'state 3', 'No face was found'],
  ['avatar-video', 'state 4', 'Rendering broke off'],
] as const)('20: a failed %s is told in the words of the service', async (kind, code, msg) => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.failTask(kind, { msg });
  const status = await rig.make(await inputOf(rig, kind));
  expect(status).toMatchObject({ state: 'failed', error: { errorClass: 'provider', wire: { code, message: msg } } });
});

test('20: a rejected avatar is rejected whatever the words say', async () => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.failTask('clone-avatar', { msg: 'The picture is blurred', status: 4 });
  const status = await rig.make(await avatarInput(rig));
  expect(status).toMatchObject({ state: 'failed', error: { errorClass: 'rejected-content', wire: { code: 'state 4' } } });
});

test('20: failed speech tells no reason', async () => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.failTask('tts', { msg: 'unheard' });
  const status = await rig.make(speechInput());
  expect(status).toMatchObject({ state: 'failed', error: { wire: { code: 'state 3' }, message: expect.stringContaining('no reason') } });
});

test('20: a consent that cannot be seen or heard gets a clone rejected', async () => {
  await using rig = await startEmulatedGuiji();
  const recording = await rig.stageBytes('consent', 'mp4', readFileSync(samplePath));
  const avatar = await rig.make({ ...(await avatarInput(rig)), consent: { statement: 'I am Mei.', recording } });
  expect(avatar).toMatchObject({ state: 'failed', error: { errorClass: 'rejected-content', wire: { code: 'state 4' } } });
  const noise = await rig.stageBytes('consent', 'wav', Buffer.from('no sound at all'));
  const voice = await rig.make({ ...(await voiceInput(rig)), consent: { statement: 'I am Mei.', recording: noise } });
  expect(voice).toMatchObject({ state: 'failed', error: { errorClass: 'rejected-content', wire: { code: 'state 3' } } });
});

test.each([
  [-1, { state: 'running', detail: 'editing' }],
  [6, { state: 'failed', error: { wire: { code: 'state 6' } } }],
  [7, { state: 'failed', error: { wire: { code: 'state 7' } } }],
] as const)('20: a film of state %i is read as documented', async (status, seen) => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.bendTask('avatar-video', { kind: 'status-sequence', states: [{ status }], stay: true });
  const { task } = await rig.guiji.start(filmInput(), { label });
  expect(await rig.guiji.poll([task], {})).toMatchObject([seen]);
});

test('20: a voice expires, and nothing can be spoken with it any more', async () => {
  await using rig = await startEmulatedGuiji();
  const { task } = await rig.guiji.start(await voiceInput(rig), { label });
  await rig.end(task);
  await rig.clock.advance(366 * 24 * hourMs);
  const [status] = await rig.guiji.poll([task], {});
  expect(status).toMatchObject({ state: 'failed', error: { errorClass: 'missing-resource', wire: { code: 'state 4' } } });
  const refused = await failureOf(rig.guiji.start(speechInput(task.id), { label }));
  expect(refused).toMatchObject({ errorClass: 'missing-resource', wire: { code: '40026' } });
});

test('21: 40019 is a limit that passes', async () => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.setCaps({ guiji: { parallelLimit: 1 } });
  const { task } = await rig.guiji.start(speechInput(), { label });
  const refused = await failureOf(rig.guiji.start(filmInput(), { label }));
  expect(refused).toMatchObject({ errorClass: 'rate-limit', wire: { code: '40019' } });
  await rig.end(task);
  expect((await rig.guiji.start(filmInput(), { label })).task.kind).toBe('avatar-video');
});

test.each([
  ['clone-voice', { voiceCloneAmount: 0 }],
  ['clone-avatar', { fastTrainingAmount: 0 }],
  ['avatar-video', { fastDuration: 0 }],
  ['tts', { ttsWordsAmount: 3 }],
] as const)('21: 40010 refuses a %s for lack of balance', async (kind, caps) => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.setCaps({ guiji: caps });
  const refused = await failureOf(rig.guiji.start(await inputOf(rig, kind), { label }));
  expect(refused).toMatchObject({ errorClass: 'quota', wire: { code: '40010' } });
});

test('21: a balance that ends while a film is made fails it', async () => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.setCaps({ guiji: { fastDuration: 5 } });
  expect(await rig.make(filmInput())).toMatchObject({ state: 'failed', error: { errorClass: 'quota' } });
});

test('21: media that cannot be fetched, or are none, are refused as bad input', async () => {
  await using rig = await startEmulatedGuiji();
  const filmBy = (audio: AvatarVideoInput['speech'] & { kind: 'audio' }) => rig.guiji.start(filmInput({ speech: audio }), { label });
  const gone = await failureOf(filmBy({ kind: 'audio', audio: { kind: 'url', url: rig.missingUrl } }));
  expect(gone).toMatchObject({ errorClass: 'bad-input', wire: { code: '40017' } });
  const junk = await rig.stageBytes('driving-audio', 'mp3', Buffer.from('no sound'));
  expect(await failureOf(filmBy({ kind: 'audio', audio: junk }))).toMatchObject({ errorClass: 'bad-input', wire: { code: '40011' } });
  const disguised = await rig.stageBytes('voice-sample', 'wav', readFileSync(footagePath));
  const clone = rig.guiji.start({ ...(await voiceInput(rig)), sample: disguised }, { label });
  expect(await failureOf(clone)).toMatchObject({ errorClass: 'bad-input', wire: { code: '40011' } });
});

test('20: an unknown avatar and an unknown voice are missing', async () => {
  await using rig = await startEmulatedGuiji();
  const film = await failureOf(rig.guiji.start(filmInput({ avatar: '-9' }), { label }));
  const speech = await failureOf(rig.guiji.start(speechInput('C_9'), { label }));
  for (const refused of [film, speech]) expect(refused).toMatchObject({ errorClass: 'missing-resource', wire: { code: '40025' } });
});

test.each(['clone-voice', 'clone-avatar', 'avatar-video', 'tts'] as const)('a %s that nobody made has vanished', async (kind) => {
  await using rig = await startEmulatedGuiji();
  const id = kind === 'clone-voice' ? 'C_9' : '-9';
  expect(await rig.guiji.poll([{ provider: 'guiji', kind, id }], {})).toMatchObject([{ state: 'vanished' }]);
});

test.each(['clone-voice', 'clone-avatar', 'avatar-video', 'tts'] as const)(
  '22: the callbacks of a %s are read, and the answer is taken',
  async (kind) => {
    await using rig = await startEmulatedGuiji();
    const input = await inputOf(rig, kind);
    const options = { label, callbackUrl: rig.callbackUrl };
    const good = (await rig.guiji.start(input, options)).task;
    await rig.end(good);
    rig.emulator.faults.failTask(kind, { msg: 'Something broke' });
    const bad = (await rig.guiji.start(input, options)).task;
    await rig.end(bad);
    const [first = '', second = ''] = rig.callbacks;
    expect([first, second].map((body) => rig.guiji.decodeCallback(body))).toMatchObject([
      { kind, id: good.id },
      { kind, id: bad.id },
    ]);
    expect([first, second].map((body) => decodeGuijiCallback(body)?.outcome)).toEqual(['succeeded', 'failed']);
    expect(rig.emulator.report().callbacks.map(({ answer }) => answer)).toEqual([200, 200]);
  },
);

test('22: callbacks tell the same as details, in other words', async () => {
  await using rig = await startEmulatedGuiji();
  const options = { label, callbackUrl: rig.callbackUrl };
  for (const kind of ['clone-avatar', 'avatar-video', 'tts', 'clone-voice'] as const) {
    await rig.end((await rig.guiji.start(await inputOf(rig, kind), options)).task);
  }
  const told = rig.callbacks.map((body) => decodeGuijiCallback(body)?.thing);
  const [training] = await collect(rig.catalogue.listTrainings());
  const [film] = await collect(rig.catalogue.listVideos());
  const [speech] = await collect(rig.catalogue.listSpeech());
  const [voice] = await collect(rig.catalogue.listVoices());
  expect(training).toMatchObject({ callback: 'delivered' });
  expect(told[0]).toMatchObject({ id: training?.id, avatar: training?.avatar, coverUrl: training?.coverUrl });
  expect(told[1]).toMatchObject({ id: film?.id, videoUrl: film?.videoUrl, state: 'ready' });
  expect(told[2]).toMatchObject({ id: speech?.id, audioUrl: speech?.audioUrl, durationMs: speech?.durationMs, state: 'ready' });
  expect(told[3]).toMatchObject({ id: voice?.id, expiresAt: voice?.expiresAt, languages: voice?.languages, state: 'ready' });
  // Epoch ms there, seconds of the wall here.
  const createdAt = told[1] !== undefined && 'createdAt' in told[1] ? (told[1].createdAt ?? 0) : 0;
  expect(Math.floor(createdAt / 1000) * 1000).toBe(film?.createdAt);
});

test('23: the files of a film are gone after a day, and its captions count as missing', async () => {
  await using rig = await startEmulatedGuiji();
  const { task } = await rig.guiji.start(filmInput(), { label });
  const { video } = outputsOf(await rig.end(task));
  await rig.clock.advance(24 * hourMs);
  expect((await fetch(video?.url ?? '')).ok).toBe(false);
  expect(await rig.guiji.poll([task], {})).toMatchObject([{ state: 'succeeded', missing: ['captions'] }]);
});

test('20: a success without an address, and captions that lag behind, are told as missing until they come', async () => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.bendTask('avatar-video', { kind: 'success-without-url', polls: 1 });
  const film = (await rig.guiji.start(filmInput(), { label })).task;
  expect(await rig.end(film)).toMatchObject({ state: 'succeeded', missing: ['video', 'cover'] });
  expect(await rig.guiji.poll([film], {})).toMatchObject([{ state: 'succeeded', missing: [] }]);
  rig.emulator.faults.bendTask('tts', { kind: 'late-subtitles', ms: 60_000 });
  const speech = (await rig.guiji.start(speechInput(), { label })).task;
  expect(await rig.end(speech)).toMatchObject({ state: 'succeeded', missing: ['captions'] });
  await rig.pass(60_000);
  expect(await rig.guiji.poll([speech], {})).toMatchObject([{ state: 'succeeded', missing: [] }]);
});

test('25: the token shows in nothing that is thrown or told', async () => {
  await using rig = await startEmulatedGuiji();
  const told: unknown[] = [rig.guiji, rig.catalogue, await rig.make(await voiceInput(rig)), rig.guiji.accountKey];
  const faults = [
    { kind: 'drop-after' },
    { kind: 'html-502', processed: true },
    { kind: 'malformed-json', processed: true },
    { kind: 'empty-body', processed: true },
    { kind: 'envelope', code: 40015, msg: `refused ${rig.leases[0]?.token}` },
  ] as const;
  for (const fault of faults) {
    rig.emulator.faults.failNext(createCalls.tts, fault);
    told.push(await failureOf(rig.guiji.start(speechInput(), { label })));
  }
  rig.emulator.faults.refuseTokens(true);
  told.push(await failureOf(rig.guiji.highWaterMark('tts', {})));
  const secrets = [...rig.leases.map(({ token }) => token), rig.settings.apiSecret ?? ''];
  expect(secrets.length).toBeGreaterThan(1);
  const shown = told.map((one) => `${inspect(one, { depth: 9, showHidden: true })}${JSON.stringify(one)}${String(one)}`).join('\n');
  // No `toContain`: a failure would print everything.
  expect([...secrets, 'access_token=', 'sign='].filter((secret) => shown.includes(secret)).length).toBe(0);
  expect(rig.emulator.report().tokensLeaked).toBe(0);
});
