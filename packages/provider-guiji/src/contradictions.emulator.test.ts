import type { EmulatorSettings, GuijiQuirks } from '@reelwright/emulator';
import type { AvatarVideoInput, ConsentInput, TaskInput, TaskKind, TaskStatus } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { type EmulatedGuiji, footagePath, label, samplePath, startEmulatedGuiji } from './__testing__/emulated-guiji.ts';
import { collect } from './__testing__/guiji-service.ts';
import { avatarInput, speechInput, videoInput, voiceInput } from './__testing__/inputs.ts';
import { decodeGuijiCallback } from './index.ts';

/** What the page disagrees about with itself: the service does it the one way or the other, and the adapter comes to the same. */

type Made = Exclude<TaskKind, 'authorize' | 'lip-sync'>;
const kinds: readonly Made[] = ['clone-voice', 'clone-avatar', 'avatar-video', 'tts'];

const withQuirks = (quirks: Partial<GuijiQuirks>, more: EmulatorSettings = {}) => startEmulatedGuiji({ ...more, guiji: { quirks } });
const historical: EmulatorSettings['guiji'] = { accounts: [{ apiKey: 'test-key', apiSecret: 'test-secret', historicalClones: true }] };

async function consentOf(rig: EmulatedGuiji, path: string): Promise<ConsentInput> {
  return { statement: 'I am Mei Chen. I consent guiji clone me.', recording: await rig.stage('consent', path) };
}

async function inputOf(rig: EmulatedGuiji, kind: Made): Promise<TaskInput> {
  switch (kind) {
    case 'clone-voice':
      return { ...voiceInput, sample: await rig.stage('voice-sample', samplePath), consent: await consentOf(rig, samplePath) };
    case 'clone-avatar':
      return { ...avatarInput, video: await rig.stage('avatar-footage', footagePath), consent: await consentOf(rig, footagePath) };
    case 'avatar-video':
      return videoInput;
    case 'tts':
      return speechInput;
  }
}

/** Starts one of this kind, follows it to its end, and hears its callback. */
async function made(rig: EmulatedGuiji, kind: Made, more: object = {}) {
  const before = rig.callbacks.length;
  const input = { ...(await inputOf(rig, kind)), ...more };
  const { task } = await rig.guiji.start(input, { label: `${label}${kind}`, callbackUrl: rig.callbackUrl });
  const status = await rig.end(task);
  return { task, status, told: decodeGuijiCallback(rig.callbacks[before] ?? '') };
}

const outputsOf = (status: TaskStatus) => (status.state === 'succeeded' ? status.outputs : {});

test.each(['text', 'number'] as const)('G1: codes as %s mean the same, on a success and on a refusal', async (codes) => {
  await using rig = await withQuirks({ codes });
  expect((await made(rig, 'tts')).status).toMatchObject({ state: 'succeeded' });
  rig.emulator.faults.setCaps({ guiji: { ttsWordsAmount: 0 } });
  expect(await failureOf(rig.guiji.start(speechInput, { label }))).toMatchObject({ errorClass: 'quota', wire: { code: '40010' } });
});

test.each(['number', 'text'] as const)('G2: an avatar that is told as a %s is trained, filmed and authorized', async (sceneIds) => {
  await using rig = await startEmulatedGuiji({ guiji: { ...historical, quirks: { sceneIds } } });
  const { status, told } = await made(rig, 'clone-avatar');
  const { avatar = '' } = outputsOf(status);
  expect(avatar).toMatch(/^-\d+$/);
  expect(told?.thing).toMatchObject({ avatar });
  expect((await made(rig, 'avatar-video', { avatar })).status).toMatchObject({ state: 'succeeded' });
  const target = { kind: 'avatar', id: (await collect(rig.catalogue.listTrainings())).at(-1)?.avatar ?? '' } as const;
  expect(target.id).not.toBe(avatar);
  const consent = await consentOf(rig, footagePath);
  expect(await rig.make({ kind: 'authorize', target, consent })).toMatchObject({ state: 'succeeded' });
});

test.each(['list', 'text'] as const)('G3: languages of public voices that come as a %s are a list', async (languages) => {
  await using rig = await withQuirks({ languages });
  const voices = await collect(rig.catalogue.listPublicVoices());
  expect(voices.map((voice) => voice.languages)).toEqual(voices.map(() => [expect.stringMatching(/^(zh|en)$/)]));
  expect(voices.length).toBeGreaterThan(1);
});

test.each(['apart', 'like-scenes'] as const)('G4: a film whose id is %s from those of avatars is never taken for one', async (videoIds) => {
  await using rig = await withQuirks({ videoIds });
  const { task, status, told } = await made(rig, 'avatar-video');
  expect(task.id === videoInput.avatar).toBe(videoIds === 'like-scenes');
  expect(status).toMatchObject({ state: 'succeeded', missing: [] });
  expect(outputsOf(status).avatar).toBeUndefined();
  expect(told).toMatchObject({ kind: 'avatar-video', thing: { id: task.id } });
  expect((await made(rig, 'avatar-video', { playback: 'reverse' })).status).toMatchObject({ state: 'succeeded' });
});

test('G5: a list tells by the wall in Beijing what a callback tells in epoch milliseconds', async () => {
  await using rig = await startEmulatedGuiji();
  const startedAt = rig.clock.now();
  const { told } = await made(rig, 'clone-avatar');
  const [listed] = await collect(rig.catalogue.listTrainings());
  expect(told?.thing).toMatchObject({ createdAt: startedAt });
  expect(listed?.createdAt).toBe(Math.floor(startedAt / 1000) * 1000);
});

test.each<[Made, string, string]>([
  ['clone-avatar', 'comment', 'No face was found'],
  ['clone-voice', 'reason', 'The sample is too noisy'],
  ['avatar-video', 'failReason', 'Rendering broke off'],
])('G6: the words for a failed %s stand in %s, and in its callback in another field', async (kind, _field, words) => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.failTask(kind, { msg: words });
  const { status, told } = await made(rig, kind);
  expect(status).toMatchObject({ state: 'failed', error: { wire: { message: words } } });
  expect(told).toMatchObject({ outcome: 'failed', thing: { failure: words } });
});

test('G6: failed speech has no words at all', async () => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.failTask('tts', { msg: 'unheard' });
  const { status } = await made(rig, 'tts');
  expect(status).toMatchObject({ state: 'failed', error: { message: expect.stringContaining('tells no reason') } });
});

test.each([
  ['told', true],
  ['absent', undefined],
] as const)('G7: where authorizeStatus is %s, clones work, and whether they are authorized is %s', async (authorizeStatus, authorized) => {
  await using rig = await withQuirks({ authorizeStatus });
  const { status } = await made(rig, 'clone-voice');
  expect(status).toMatchObject({ state: 'succeeded' });
  await rig.pass(60_000);
  const [voice] = await collect(rig.catalogue.listVoices());
  expect([voice?.id, voice?.authorized]).toEqual([outputsOf(status).voice, authorized]);
});

test.each([
  ['less', 1_000],
  ['more', 360_000_001],
])('G8: %s film is left than there ever was, and told as it is', async (_what, fastDuration) => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.setCaps({ guiji: { fastDuration } });
  expect((await rig.catalogue.account()).videoMs).toEqual({ remaining: fastDuration, total: 360_000_000 });
});

test('G9: what a request calls name or videoName comes back as title, ttsName and videoName, and is one name here', async () => {
  await using rig = await startEmulatedGuiji();
  for (const kind of ['clone-avatar', 'clone-voice', 'avatar-video'] as const) {
    const { told } = await made(rig, kind);
    expect(told?.thing).toMatchObject({ name: expect.stringContaining(`${label}${kind}`) });
  }
  const lists = [rig.catalogue.listTrainings(), rig.catalogue.listVoices(), rig.catalogue.listVideos()];
  const names = await Promise.all(lists.map(async (list) => (await collect<{ readonly name?: string }>(list)).map(({ name }) => name)));
  expect(names).toEqual(['clone-avatar', 'clone-voice', 'avatar-video'].map((kind) => [expect.stringContaining(`${label}${kind}`)]));
  expect((await collect(rig.catalogue.listPublicAvatars()))[0]?.name).toEqual(expect.any(String));
});

test('G10: tasks are handed in by v3 and read by v2, and by no other path', async () => {
  await using rig = await startEmulatedGuiji();
  for (const kind of kinds) await made(rig, kind);
  const calls = Object.keys(rig.emulator.report().calls).filter((call) => call !== 'oauth/token');
  expect(calls.filter((call) => call.includes('/v3/')).sort()).toEqual([
    'speaker/v3/clone',
    'speaker/v3/fastTts',
    'video/v3/create/training',
    'video/v3/simpleCreate',
  ]);
  expect(calls.filter((call) => call.includes('/v2/')).sort()).toEqual([
    'speaker/v2/clone/{speakerId}',
    'speaker/v2/tts/{id}',
    'video/v2/get/{id}',
    'video/v2/training/get/{id}',
  ]);
});

test.each(['uuid', 'malformed'] as const)('G11: a token that is a %s one opens everything', async (tokens) => {
  await using rig = await withQuirks({ tokens });
  expect((await made(rig, 'tts')).status).toMatchObject({ state: 'succeeded' });
  expect(rig.emulator.report().tokensIssued).toBe(1);
  expect(rig.leases[0]?.token.split('-')).toHaveLength(tokens === 'uuid' ? 5 : 4);
});

test('G12: words, numbers and numbers below zero are ids of their kinds, and are found under them', async () => {
  await using rig = await startEmulatedGuiji();
  const forms: Record<string, RegExp> = {
    'clone-voice': /^C_\d+$/,
    'clone-avatar': /^\d+$/,
    'avatar-video': /^-\d+$/,
    tts: /^\d+$/,
  };
  for (const kind of kinds) {
    const { task, status, told } = await made(rig, kind);
    expect(task.id).toMatch(forms[kind] ?? /never/);
    expect(status).toMatchObject({ state: 'succeeded' });
    expect(told?.thing.id).toBe(task.id);
  }
});

test('G13: 4 is a voice that has expired, and an avatar that was rejected', async () => {
  await using rig = await startEmulatedGuiji({ timings: { guijiVoiceLifeMs: 3_600_000 } });
  const { task } = await made(rig, 'clone-voice');
  await rig.pass(3_600_000);
  const expired = { state: 'failed', error: { errorClass: 'missing-resource', wire: { code: 'state 4' } } };
  expect(await rig.guiji.poll([task], {})).toMatchObject([expired]);
  rig.emulator.faults.failTask('clone-avatar', { msg: '', status: 4 });
  const rejected = { state: 'failed', error: { errorClass: 'rejected-content', wire: { code: 'state 4' } } };
  expect((await made(rig, 'clone-avatar')).status).toMatchObject(rejected);
});

test('G14: a film follows a text or a sound; with neither nothing is asked for', async () => {
  await using rig = await startEmulatedGuiji();
  const audio = await rig.stage('driving-audio', samplePath);
  expect((await made(rig, 'avatar-video')).status).toMatchObject({ state: 'succeeded' });
  expect((await made(rig, 'avatar-video', { speech: { kind: 'audio', audio } })).status).toMatchObject({ state: 'succeeded' });
  const asked = () => rig.emulator.report().calls['video/v3/simpleCreate'];
  expect(asked()).toEqual({ count: 2, refused: 0, failed: 0 });
  for (const speech of [
    { kind: 'text', text: ' ', voice: 'C_173', speed: 1, pitch: 1 },
    { kind: 'text', text: 'Hello.', voice: '', speed: 1, pitch: 1 },
  ] satisfies AvatarVideoInput['speech'][]) {
    expect(await failureOf(rig.guiji.start({ ...videoInput, speech }, { label }))).toMatchObject({ errorClass: 'bad-input' });
  }
  expect(asked()?.count).toBe(2);
});

test.each(['told', 'absent'] as const)(
  'G15: with its status %s, the callback of speech has succeeded by its address alone',
  async (status) => {
    await using rig = await withQuirks({ speechCallbackStatus: status });
    expect((await made(rig, 'tts')).told).toMatchObject({ outcome: 'succeeded', thing: { audioUrl: expect.stringMatching(/^http/) } });
    rig.emulator.faults.failTask('tts', { msg: 'no' });
    expect((await made(rig, 'tts', { text: 'Something else.' })).told).toMatchObject({ outcome: 'failed' });
  },
);

test.each(['told', 'zero'] as const)(
  'C9: lengths come as text in seconds, text in ms, ms, or (%s) not at all',
  async (speechCallbackDuration) => {
    await using rig = await withQuirks({ speechCallbackDuration });
    const film = await made(rig, 'avatar-video');
    const { durationMs = 0 } = outputsOf(film.status).video ?? {};
    expect(durationMs).toBeGreaterThan(500);
    const toldOfFilm = film.told?.kind === 'avatar-video' ? (film.told.thing.durationMs ?? 0) : 0;
    expect(Math.abs(toldOfFilm - durationMs)).toBeLessThanOrEqual(5);
    const speech = await made(rig, 'tts');
    const known = outputsOf(speech.status).audio?.durationMs;
    expect(known).toBeGreaterThan(500);
    const told = speech.told?.kind === 'tts' ? speech.told.thing.durationMs : 0;
    expect(told).toBe(speechCallbackDuration === 'told' ? known : undefined);
  },
);

test('C10: the end of a token is counted from now: one serves for an hour, another for the third', async () => {
  await using rig = await startEmulatedGuiji();
  for (const passes of [0, 3_600_000, 5_400_000]) {
    await rig.pass(passes);
    await rig.catalogue.account();
  }
  expect(rig.emulator.report()).toMatchObject({ tokensIssued: 2, calls: { 'user/v2/get': { count: 3, failed: 0 } } });
});

test('X1: 40001 and 40002 are no limits here: something broke, and a token that is not taken', async () => {
  await using rig = await startEmulatedGuiji();
  rig.emulator.faults.failNext('user/v2/get', { kind: 'envelope', code: 40001, msg: '' });
  expect(await failureOf(rig.catalogue.account())).toMatchObject({ errorClass: 'transient', wire: { code: '40001' } });
  rig.emulator.faults.failNext('speaker/v3/fastTts', { kind: 'envelope', code: 40001, msg: '' });
  expect(await failureOf(rig.guiji.start(speechInput, { label }))).toMatchObject({ errorClass: 'uncertain', wire: { code: '40001' } });
  rig.emulator.faults.killToken();
  expect(await rig.catalogue.account()).toMatchObject({ videoMs: {} });
  expect(rig.emulator.report().tokensIssued).toBe(2);
  await rig.pass(60_000); // Tokens are not renewed in quick succession.
  rig.emulator.faults.refuseTokens(true);
  expect(await failureOf(rig.catalogue.account())).toMatchObject({ errorClass: 'auth', wire: { code: '40002' } });
});
