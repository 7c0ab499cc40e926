import { createSystemClock, createVirtualClock } from '@reelwright/clock';
import { expect, test } from 'vitest';
import { startEmulator } from '../emulator.ts';
import { MediaError } from '../media/index.ts';
import { ChanjingClient, type LipSyncDetail, startBench, type TestBench } from '../test-support/chanjing-client.ts';
import { createFakeStudio } from '../test-support/fake-studio.ts';

const voice = 'C-f2429d07554749839849497589199916';
const speech = { audio_man: voice, speed: 1, pitch: 1, text: { text: 'Hello.' } };

interface SpeechState {
  readonly status: number;
  readonly full: { readonly url: string };
  readonly errMsg: string;
  readonly errReason: string;
}

async function speak(client: ChanjingClient): Promise<() => Promise<SpeechState>> {
  const { data } = await client.post<{ task_id: string }>('create_audio_task', speech);
  return async () => (await client.post<SpeechState>('audio_task_state', { task_id: data.task_id })).data;
}

async function startLoggedIn(settings: Parameters<typeof startBench>[0] = {}): Promise<TestBench> {
  const bench = await startBench(settings);
  await bench.client.login();
  return bench;
}

test('a task is not finished before its media are there, however late it is', async () => {
  await using bench = await startLoggedIn();
  const open = bench.studio.shut();
  const state = await speak(bench.client);
  await bench.clock.advance(3_600_000);
  expect(await state()).toMatchObject({ status: 1, full: { url: '' } });
  open();
  await bench.emulator.idle();
  expect(await state()).toMatchObject({ status: 9, full: { url: expect.stringContaining('.wav') } });
});

test('a film whose making takes longer than its time stands at 99 % until then', async () => {
  await using bench = await startLoggedIn();
  const video = await bench.client.uploadFootage();
  await bench.pass(5_000);
  const open = bench.studio.shut();
  const tts = { text: 'Hello.', audio_man_id: voice };
  const { data: id } = await bench.client.post<string>('video_lip_sync/create', { video_file_id: video, tts_config: tts });
  await bench.clock.advance(600_000);
  expect((await bench.client.get<LipSyncDetail>('video_lip_sync/detail', { id })).data).toMatchObject({ status: 10, progress: 99 });
  open();
  await bench.emulator.idle();
  expect((await bench.client.get<LipSyncDetail>('video_lip_sync/detail', { id })).data).toMatchObject({ status: 20, progress: 100 });
});

test('time that jumps by itself waits at the due time until the media are there', async () => {
  const clock = createVirtualClock();
  const studio = createFakeStudio();
  await using emulator = await startEmulator({ clock, studio, timings: { variation: 0, ttsMs: 10_000, ttsPerCharacterMs: 0 } });
  const client = new ChanjingClient(emulator.chanjing);
  await client.login();
  const open = studio.shut();
  const state = await speak(client);
  const sleeping = clock.sleep(86_400_000);
  while (clock.monotonic() < 10_000) await new Promise((resolve) => setImmediate(resolve));
  for (let i = 0; i < 500; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(clock.monotonic()).toBe(10_000);
  const release = clock.hold();
  open();
  await emulator.idle();
  expect(clock.monotonic()).toBe(10_000);
  expect(await state()).toMatchObject({ status: 9 });
  release();
  await sleeping;
  expect(clock.monotonic()).toBe(86_400_000);
  expect(emulator.report().tasks).toMatchObject([{ outcome: 'succeeded' }]);
});

test('a server for others never holds its clock: a late task stays unfinished while time goes on', async () => {
  const clock = createVirtualClock();
  const studio = createFakeStudio();
  await using emulator = await startEmulator({ clock, studio, holdClock: false, timings: { variation: 0, ttsMs: 10_000 } });
  const client = new ChanjingClient(emulator.chanjing);
  await client.login();
  const open = studio.shut();
  const state = await speak(client);
  await clock.sleep(3_600_000);
  expect(await state()).toMatchObject({ status: 1 });
  open();
  await emulator.idle();
  expect(await state()).toMatchObject({ status: 9 });
});

test('on the wall clock time leaps when it is told to, and what falls due is made', async () => {
  const studio = createFakeStudio();
  await using emulator = await startEmulator({ clock: createSystemClock(), studio, basePath: '' });
  const client = new ChanjingClient(emulator.chanjing);
  await client.login();
  const state = await speak(client);
  expect(await state()).toMatchObject({ status: 1 });
  const reply = await fetch(`${emulator.origins.api}/_emulator/clock/advance`, { method: 'POST', body: '{"ms": 60000}' });
  expect(reply.status).toBe(200);
  expect(await state()).toMatchObject({ status: 9 });
});

test('what the studio cannot use fails the task; what it cannot do is a defect of ours, and fails it too', async () => {
  const studio = createFakeStudio();
  const errors = [new MediaError('input', 'The text has nothing in it.'), new Error('no such file as 字')];
  const broken = { ...studio, speak: () => Promise.reject(errors.shift()) };
  await using bench = await startLoggedIn({ studio: broken });
  const first = await speak(bench.client);
  await bench.pass(60_000);
  expect(await first()).toMatchObject({ status: 9, errMsg: '文本内容无法合成', errReason: 'The text has nothing in it.' });
  const second = await speak(bench.client);
  await bench.pass(60_000);
  expect(await second()).toMatchObject({ status: 9, errMsg: '系统内部错误' });
  expect(bench.emulator.report().defects).toEqual([expect.stringMatching(/making tts .*no such file/)]);
});

test('a closed emulator leaves no sleeper behind and takes no calls', async () => {
  const bench = await startLoggedIn();
  await speak(bench.client);
  await bench.emulator.close();
  await bench.emulator.close();
  await bench.clock.advance(3_600_000);
  await expect(bench.client.get('user_info')).rejects.toThrow();
});
