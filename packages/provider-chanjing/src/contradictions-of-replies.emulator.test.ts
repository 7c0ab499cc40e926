import type { EmulatorSettings } from '@reelwright/emulator';
import type { AvatarVideoInput, LipSyncInput, TaskInput, TaskKind, TaskStatus } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { type EmulatedRig, end, footage, stage, startEmulated, wav } from './__testing__/emulated-chanjing.ts';
import { avatarVideo, lipSync, speech } from './__testing__/inputs.ts';

/** What the pages disagree about in replies: the service says it the one way or the other, and the adapter reads the same. */

type Quirks = NonNullable<NonNullable<EmulatorSettings['chanjing']>['quirks']>;
type Made = Exclude<TaskKind, 'authorize'>;

const label = 'f'.repeat(64);
const kinds: readonly Made[] = ['clone-voice', 'clone-avatar', 'tts', 'lip-sync', 'avatar-video'];
const voice = 'C-f2429d07554749839849497589199916';
const text = { kind: 'text', text: '你好，世界。这是一次测试。', voice, speed: 1, pitch: 1 } as const;

const withQuirks = (quirks: Quirks) => startEmulated({ chanjing: { quirks } });
const run = async (rig: EmulatedRig, input: TaskInput): Promise<TaskStatus> => end(rig, (await rig.chanjing.start(input, { label })).task);

const film: AvatarVideoInput = { ...avatarVideo, avatar: '1421df93d7754ee19dcaa18e85b68f39', figure: 'sit_body', speech: text };

async function lipSyncTo(rig: EmulatedRig, drive: LipSyncInput['speech']): Promise<LipSyncInput> {
  return { ...lipSync, video: await stage(rig, 'footage', 'mp4', footage, { widthPx: 540, heightPx: 960 }), speech: drive };
}

async function inputOf(rig: EmulatedRig, kind: Made): Promise<TaskInput> {
  switch (kind) {
    case 'clone-voice':
      return { kind, name: 'Mei', sample: await stage(rig, 'voice-sample', 'wav', wav()) };
    case 'clone-avatar':
      return { kind, name: 'Mei', video: await stage(rig, 'avatar-footage', 'mp4', footage), trainVoice: false };
    case 'tts':
      return { ...speech, ...text, kind };
    case 'lip-sync':
      return lipSyncTo(rig, text);
    case 'avatar-video':
      return film;
  }
}

test.each(['as-documented', 'text', 'object', 'beside-data'] as const)('C4: a paid id is kept where it stands %s', async (createdIds) => {
  await using rig = await withQuirks({ createdIds });
  for (const kind of kinds) {
    const { task } = await rig.chanjing.start(await inputOf(rig, kind), { label });
    expect(rig.emulator.report().tasks).toContainEqual(expect.objectContaining({ kind, id: task.id }));
    expect(await end(rig, task)).toMatchObject({ state: 'succeeded' });
  }
});

test('C5: 30 ends a lip-sync badly and the film of an avatar well, side by side', async () => {
  await using rig = await startEmulated();
  rig.emulator.faults.failTask('lip-sync', { msg: '视频合成失败' });
  expect(await run(rig, await inputOf(rig, 'lip-sync'))).toMatchObject({ state: 'failed', error: { wire: { message: '视频合成失败' } } });
  expect(await run(rig, film)).toMatchObject({ state: 'succeeded' });
});

test.each([
  ['present', expect.any(Number)],
  ['absent', undefined],
  ['sample', undefined],
] as const)('C9: a lip-sync whose length is %s is a film', async (lipSyncDuration, durationMs) => {
  await using rig = await withQuirks({ lipSyncDuration });
  const status = await run(rig, await inputOf(rig, 'lip-sync'));
  expect(status).toMatchObject({ state: 'succeeded', missing: [] });
  const length = status.state === 'succeeded' ? status.outputs.video?.durationMs : null;
  expect(length).toEqual(durationMs);
});

test('C9: seconds of speech and whole seconds of a film come to milliseconds of the same text', async () => {
  await using rig = await startEmulated();
  const said = await run(rig, await inputOf(rig, 'tts'));
  const shown = await run(rig, film);
  const [ofSpeech = 0, ofFilm = 0] = [
    said.state === 'succeeded' ? said.outputs.audio?.durationMs : 0,
    shown.state === 'succeeded' ? shown.outputs.video?.durationMs : 0,
  ];
  expect(ofSpeech).toBeGreaterThan(1000);
  expect(Math.round(ofSpeech / 1000) * 1000).toBe(ofFilm);
});

test.each(['time', 'duration'] as const)(
  'C10: a token whose end is told as a %s is used as long as it lives, and no longer',
  async (expireIn) => {
    const hourMs = 3_600_000;
    await using rig = await startEmulated({ chanjing: { quirks: { expireIn } }, timings: { tokenLifeMs: 4 * hourMs } });
    const look = () => rig.chanjing.highWaterMark('lip-sync', {});
    await look();
    await rig.clock.advance(3 * hourMs);
    await look();
    expect(rig.emulator.report().tokensIssued).toBe(1);
    await rig.clock.advance(hourMs - 240_000);
    await look();
    expect(rig.emulator.report()).toMatchObject({ tokensIssued: 2, calls: { 'video_lip_sync/list': { count: 3, failed: 0 } } });
  },
);

test.each(['lowercase', 'as-sent'] as const)('C11: a voice whose model is told %s is as good as another', async (modelEcho) => {
  await using rig = await withQuirks({ modelEcho });
  expect(await run(rig, await inputOf(rig, 'clone-voice'))).toMatchObject({ state: 'succeeded' });
});

test.each<[Made, number, string]>([
  ['lip-sync', 400, 'bad-input'],
  ['lip-sync', 40002, 'quota'],
  ['lip-sync', 50011, 'rejected-content'],
  ['clone-voice', 40002, 'quota'],
  ['tts', 50011, 'rejected-content'],
])('C18: a start of %s understands %i, which its table leaves out', async (kind, code, errorClass) => {
  await using rig = await startEmulated();
  const input = await inputOf(rig, kind);
  const call = { 'lip-sync': 'video_lip_sync/create', 'clone-voice': 'create_customised_audio', tts: 'create_audio_task' }[kind as 'tts'];
  rig.emulator.faults.failNext(call, { kind: 'envelope', code, msg: '' });
  expect(await failureOf(rig.chanjing.start(input, { label }))).toMatchObject({ errorClass, wire: { code: String(code) } });
});

test.each([1, 2] as const)('C19: a file is used when it is told to be %i, a minute after its upload', async (fileReady) => {
  await using rig = await withQuirks({ fileReady });
  rig.emulator.faults.delayFile(60_000);
  const before = rig.clock.now();
  const audio = await stage(rig, 'driving-audio', 'wav', wav());
  expect(rig.clock.now() - before).toBeGreaterThanOrEqual(60_000);
  const synced = await lipSyncTo(rig, { kind: 'audio', audio });
  expect(await rig.chanjing.start(synced, { label })).toMatchObject({ task: { kind: 'lip-sync' } });
});

test.each<[Made, { msg: string; reason?: string; status?: number }, string]>([
  ['clone-voice', { msg: '不支持的音频格式' }, '不支持的音频格式'],
  ['tts', { msg: '任务失败' }, '任务失败'],
  ['tts', { msg: '', reason: '音色不可用' }, '音色不可用'],
  ['lip-sync', { msg: '视频合成失败' }, '视频合成失败'],
  ['avatar-video', { msg: '任务失败' }, '任务失败'],
  ['clone-avatar', { msg: '视频中没有人脸' }, '视频中没有人脸'],
  ['clone-avatar', { msg: '', reason: '审核未通过' }, '审核未通过'],
  ['clone-avatar', { msg: '系统错误', status: 5 }, '系统错误'],
])('C23: a failed %s that says %j is told in those words', async (kind, failure, words) => {
  await using rig = await startEmulated();
  rig.emulator.faults.failTask(kind, failure);
  const status = await run(rig, await inputOf(rig, kind));
  expect(status).toMatchObject({ state: 'failed', error: { wire: { message: words } } });
});

test.each(['other', 'same'] as const)('C25: speech is followed to its end where it is told under the %s id', async (speechIds) => {
  await using rig = await withQuirks({ speechIds });
  expect(await run(rig, await inputOf(rig, 'tts'))).toMatchObject({ state: 'succeeded', missing: [] });
});

test.each(['as-documented', 'success', 'none'] as const)('C27: films are done where msg says it %s', async (doneWords) => {
  await using rig = await withQuirks({ doneWords });
  for (const kind of ['lip-sync', 'avatar-video'] as const) {
    expect(await run(rig, await inputOf(rig, kind))).toMatchObject({ state: 'succeeded', missing: [] });
  }
});

test.each([15, 60])('C30: media get to a service whose upload addresses live for %i minutes, and stage again later', async (minutes) => {
  await using rig = await startEmulated({ timings: { uploadUrlLifeMs: minutes * 60_000 } });
  await stage(rig, 'driving-audio', 'wav', wav());
  await rig.clock.advance(30 * 60_000);
  expect(await stage(rig, 'driving-audio', 'wav', wav())).toMatchObject({ kind: 'staged' });
  expect(rig.emulator.report().calls['common/create_upload_url']).toMatchObject({ count: 2, failed: 0 });
});

test.each([1, 10] as const)('C31: speech in the making is told as %i, and waited for', async (speechRunning) => {
  await using rig = await withQuirks({ speechRunning });
  const { task } = await rig.chanjing.start(await inputOf(rig, 'tts'), { label });
  expect(await rig.chanjing.poll([task], {})).toMatchObject([{ state: 'running' }]);
  expect(await end(rig, task)).toMatchObject({ state: 'succeeded' });
});

test('X1: 40001 and 40002 are limits here, of calls and of what was bought', async () => {
  await using rig = await startEmulated();
  for (let made = 1; made <= 10; made++) await rig.chanjing.start({ ...film, volume: made }, { label });
  expect(await failureOf(rig.chanjing.start(film, { label }))).toMatchObject({ errorClass: 'rate-limit', wire: { code: '40001' } });
  await rig.clock.advance(60_000);
  rig.emulator.faults.setCaps({ videoSecondsLimit: 0 });
  expect(await failureOf(rig.chanjing.start(film, { label }))).toMatchObject({ errorClass: 'quota', wire: { code: '40002' } });
});
