import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LipSyncInput, TaskRef, TtsInput } from '@reelwright/provider';
import { createMemoryTokenStore } from '@reelwright/provider-http';
import { createTempFolder, failureOf } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { end, footage, type EmulatedRig as Rig, ready, stage, startEmulated as start, wav } from './__testing__/emulated-chanjing.ts';
import { createChanjing } from './chanjing-provider.ts';

const signal = {};
const label = 'f'.repeat(64);

async function cloneVoice(rig: Rig): Promise<string> {
  const sample = await stage(rig, 'voice-sample', 'wav', wav());
  const { task } = await rig.chanjing.start({ kind: 'clone-voice', name: 'Mei', sample, language: 'cn' }, { label });
  const status = await end(rig, task);
  expect(status).toEqual({ state: 'succeeded', outputs: { voice: task.id }, missing: [] });
  return task.id;
}

function speechOf(voice: string): TtsInput {
  return { kind: 'tts', voice, text: '你好，世界。这是一次测试。', speed: 1, pitch: 1, watermark: false };
}

async function filmOf(rig: Rig, speech: LipSyncInput['speech']): Promise<LipSyncInput> {
  const video = await stage(rig, 'footage', 'mp4', footage, { widthPx: 540, heightPx: 960 });
  return { kind: 'lip-sync', video, speech, quality: 'basic', playback: 'forward', frames: 'sequential', volume: 100 };
}

test('a sample becomes a voice, the voice speaks, and a film follows the speech', async () => {
  await using rig = await start();
  const voice = await cloneVoice(rig);
  const spoken = await end(rig, (await rig.chanjing.start(speechOf(voice), { label })).task);
  expect(spoken).toMatchObject({
    state: 'succeeded',
    outputs: {
      audio: { media: 'audio', url: expect.stringMatching(/^http/), durationMs: expect.any(Number) },
      captions: expect.any(Array),
    },
    missing: [],
  });
  const audio = await stage(rig, 'driving-audio', 'wav', wav());
  const { task, warnings } = await rig.chanjing.start(await filmOf(rig, { kind: 'audio', audio }), { label });
  expect(warnings).toEqual([]);
  expect(await end(rig, task)).toMatchObject({
    state: 'succeeded',
    outputs: { video: { media: 'video', url: expect.stringMatching(/^http/) }, cover: { media: 'image' } },
    missing: [],
  });
  const report = rig.emulator.report();
  expect(report).toMatchObject({ createdTwice: [], tokensIssued: 1, tokensLeaked: 0, defects: [] });
});

test('many films are looked at by one list call', async () => {
  await using rig = await start();
  const voice = await cloneVoice(rig);
  const speech = { kind: 'text', text: '你好，世界', voice, speed: 1, pitch: 1 } as const;
  const film = await filmOf(rig, speech);
  const tasks: TaskRef[] = [];
  for (let index = 0; index < 6; index++) tasks.push((await rig.chanjing.start({ ...film, volume: 100 - index }, { label })).task);
  const statuses = await rig.chanjing.poll(tasks, signal);
  expect(statuses.map(({ state }) => state)).toEqual(Array(6).fill('running'));
  const { calls } = rig.emulator.report();
  expect(calls['video_lip_sync/list']?.count).toBe(1);
  expect(calls['video_lip_sync/detail']).toBeUndefined();
});

test.each([
  ['a connection that breaks after the work', { kind: 'drop-after' }],
  ['a gateway page after the work', { kind: 'html-502', processed: true }],
  ['a cut answer after the work', { kind: 'malformed-json', processed: true }],
] as const)('N2: %s leaves a voice in doubt, and its mark finds it', async (_what, fault) => {
  await using rig = await start();
  const sample = await stage(rig, 'voice-sample', 'wav', wav());
  const input = { kind: 'clone-voice', name: 'Mei', sample } as const;
  rig.emulator.faults.failNext('create_customised_audio', fault);
  expect(await failureOf(rig.chanjing.start(input, { label }))).toMatchObject({ errorClass: 'uncertain' });
  const found = await rig.chanjing.find({ kind: 'clone-voice', label, input, since: rig.clock.now() }, signal);
  const [made] = rig.emulator.report().tasks;
  expect(found).toEqual({ kind: 'certain', task: { provider: 'chanjing', kind: 'clone-voice', id: made?.id } });
});

test('N3: a start that was lost on the way leaves nothing, and the list proves it', async () => {
  await using rig = await start();
  const sample = await stage(rig, 'voice-sample', 'wav', wav());
  const input = { kind: 'clone-voice', name: 'Mei', sample } as const;
  rig.emulator.faults.failNext('create_customised_audio', { kind: 'drop-before' });
  expect(await failureOf(rig.chanjing.start(input, { label }))).toMatchObject({ errorClass: 'uncertain' });
  expect(await rig.chanjing.find({ kind: 'clone-voice', label, input, since: rig.clock.now() }, signal)).toEqual({ kind: 'none' });
});

test('N2: a film in doubt stands above the high-water mark', async () => {
  await using rig = await start();
  const speech = { kind: 'text', text: '你好，世界', voice: await cloneVoice(rig), speed: 1, pitch: 1 } as const;
  const input = await filmOf(rig, speech);
  const earlier = (await rig.chanjing.start(input, { label })).task;
  const highWaterMark = await rig.chanjing.highWaterMark('lip-sync', signal);
  expect(highWaterMark).toContain(earlier.id);
  const query = {
    kind: 'lip-sync',
    label,
    input,
    since: rig.clock.now(),
    ...(highWaterMark === undefined ? {} : { highWaterMark }),
  } as const;
  expect(await rig.chanjing.find(query, signal)).toEqual({ kind: 'none' });
  rig.emulator.faults.failNext('video_lip_sync/create', { kind: 'drop-after' });
  expect(await failureOf(rig.chanjing.start({ ...input, volume: 50 }, { label }))).toMatchObject({ errorClass: 'uncertain' });
  const lost = rig.emulator.report().tasks.find(({ kind, id }) => kind === 'lip-sync' && id !== earlier.id);
  expect(await rig.chanjing.find(query, signal)).toMatchObject({ kind: 'candidates', tasks: [{ task: { id: lost?.id } }] });
});

test('1: a token that another process took away is replaced, for a paid start too, which is made once', async () => {
  await using rig = await start();
  const voice = await cloneVoice(rig);
  rig.emulator.faults.killToken();
  const { task } = await rig.chanjing.start(speechOf(voice), { label });
  const { tasks, tokensIssued, createdTwice } = rig.emulator.report();
  expect(tasks.filter(({ kind }) => kind === 'tts').map(({ id }) => id)).toEqual([task.id]);
  expect([tokensIssued, createdTwice]).toEqual([2, []]);
});

test('1: two adapters that share a store share one token', async () => {
  await using rig = await start();
  const tokens = createMemoryTokenStore();
  const pair = [1, 2].map(() => createChanjing({ ...rig.emulator.chanjing, clock: rig.clock, tokens }));
  for (const chanjing of pair) await chanjing.highWaterMark('lip-sync', signal);
  expect(rig.emulator.report().tokensIssued).toBe(1);
});

test('3: wrong credentials fail at once', async () => {
  await using rig = await start();
  const chanjing = createChanjing({ ...rig.emulator.chanjing, secretKey: 'wrong', clock: rig.clock });
  expect(await failureOf(chanjing.highWaterMark('lip-sync', signal))).toMatchObject({ errorClass: 'auth' });
});

test('6: a file that is used too early is a passing fault of the start', async () => {
  await using rig = await start();
  rig.emulator.faults.delayFile(60_000);
  using folder = createTempFolder();
  const path = join(folder.path, 'a.wav');
  const bytes = wav();
  writeFileSync(path, bytes);
  const facts = { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length, extension: 'wav' };
  const audio = await rig.chanjing.stage({ path, purpose: 'driving-audio', facts }, signal);
  const video = await filmOf(rig, { kind: 'audio', audio: { kind: 'staged', staged: audio, content: facts } });
  expect(await failureOf(rig.chanjing.start(video, { label }))).toMatchObject({ errorClass: 'transient', wire: { code: '50000' } });
  await ready(rig.chanjing, rig.clock, audio);
  expect((await rig.chanjing.start(video, { label })).task.kind).toBe('lip-sync');
});

test.each([
  [98, 'rejected-content'],
  [99, 'missing-resource'],
  [100, 'missing-resource'],
] as const)('14: a file of state %i has failed', async (state, errorClass) => {
  await using rig = await start();
  rig.emulator.faults.fileState(state);
  using folder = createTempFolder();
  const path = join(folder.path, 'a.mp4');
  writeFileSync(path, 'footage');
  const facts = { sha256: createHash('sha256').update('footage').digest('hex'), sizeBytes: 7, extension: 'mp4' };
  const staged = await rig.chanjing.stage({ path, purpose: 'footage', facts }, signal);
  await rig.clock.advance(5000);
  expect(await rig.chanjing.pollStaged([staged], signal)).toMatchObject([{ state: 'failed', error: { errorClass } }]);
});

test('8: a failed film is told in the words of the service', async () => {
  await using rig = await start();
  const speech = { kind: 'text', text: '你好，世界', voice: await cloneVoice(rig), speed: 1, pitch: 1 } as const;
  rig.emulator.faults.failTask('lip-sync', { msg: '蝉豆不足扣费失败' });
  const { task } = await rig.chanjing.start(await filmOf(rig, speech), { label });
  expect(await end(rig, task)).toMatchObject({ state: 'failed', error: { errorClass: 'quota', wire: { message: '蝉豆不足扣费失败' } } });
});

test('C7, C8: a voice that is done with a message, and speech that ends with one, have failed', async () => {
  await using rig = await start();
  const voice = await cloneVoice(rig);
  rig.emulator.faults.failTask('clone-voice', { status: 2, msg: '不支持的音频格式' });
  rig.emulator.faults.failTask('tts', { msg: '任务失败，请重试' });
  const sample = await stage(rig, 'voice-sample', 'wav', wav(9));
  const odd = await rig.chanjing.start({ kind: 'clone-voice', name: 'Odd', sample }, { label });
  expect(await end(rig, odd.task)).toMatchObject({ state: 'failed', error: { errorClass: 'bad-input' } });
  expect(await end(rig, (await rig.chanjing.start(speechOf(voice), { label })).task)).toMatchObject({
    state: 'failed',
    error: { errorClass: 'provider' },
  });
});

test('40001 is a rate limit, and the window that the adapter declares is enough', async () => {
  await using rig = await start();
  const sample = await stage(rig, 'voice-sample', 'wav', wav());
  const limit = rig.chanjing.limits.find(({ scopes }) => scopes.includes('start:clone-voice'));
  if (limit === undefined) throw new Error('no limit');
  for (let made = 0; made < limit.count; made++) await rig.chanjing.start({ kind: 'clone-voice', name: `${made}`, sample }, { label });
  const refused = await failureOf(rig.chanjing.start({ kind: 'clone-voice', name: 'one more', sample }, { label }));
  expect(refused).toMatchObject({ errorClass: 'rate-limit', wire: { code: '40001' } });
  await rig.clock.advance(limit.windowMs);
  expect((await rig.chanjing.start({ kind: 'clone-voice', name: 'one more', sample }, { label })).task.kind).toBe('clone-voice');
});
