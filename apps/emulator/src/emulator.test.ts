import { expect, test } from 'vitest';
import { startEmulator } from './emulator.ts';
import { ChanjingClient, type LipSyncDetail, startBench } from './test-support/chanjing-client.ts';
import { createFakeStudio } from './test-support/fake-studio.ts';

test('the environment holds what any client needs, and nothing else', async () => {
  await using bench = await startBench();
  const { chanjing, guiji } = bench.emulator;
  expect(bench.emulator.environment()).toEqual({
    CHANJING_APP_ID: chanjing.appId,
    CHANJING_SECRET_KEY: chanjing.secretKey,
    CHANJING_OPENAPI_BASE_URL: chanjing.baseUrl,
    GUIJI_BASE_URL: guiji.baseUrl,
    GUIJI_API_KEY: guiji.apiKey,
    GUIJI_API_SECRET: guiji.apiSecret,
  });
});

test.each([
  ['', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['/', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['api', /^http:\/\/127\.0\.0\.1:\d+\/api$/],
  ['/deep/er/', /^http:\/\/127\.0\.0\.1:\d+\/deep\/er$/],
  [undefined, /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{8}$/],
])('base path %j gives a base URL under which the calls are', async (basePath, baseUrl) => {
  await using bench = await startBench(basePath === undefined ? {} : { basePath });
  expect(bench.emulator.chanjing.baseUrl).toMatch(baseUrl);
  expect(await bench.client.login()).toMatchObject({ code: 0 });
});

test('a taken port is told in a sentence', async () => {
  await using bench = await startBench();
  const port = Number(new URL(bench.emulator.origins.api).port);
  const message = `Port ${port} of 127.0.0.1 is already in use. Choose another one, or 0 for a free one.`;
  await expect(startEmulator({ port, studio: createFakeStudio() })).rejects.toMatchObject({ code: 'EADDRINUSE', message });
});

test('the same seed gives the same ids, another one others', async () => {
  const firstTokens = async (seed: string) => {
    await using bench = await startBench({ seed });
    return (await bench.client.login()).data.access_token;
  };
  expect(await firstTokens('a')).toBe(await firstTokens('a'));
  expect(await firstTokens('a')).not.toBe(await firstTokens('b'));
});

test('tasks take a little more or less than usual, by their id', async () => {
  await using bench = await startBench({ timings: { variation: 0.2, ttsMs: 10_000, ttsPerCharacterMs: 0 } });
  await bench.client.login();
  const body = { audio_man: 'C-f2429d07554749839849497589199916', speed: 1, pitch: 1, text: { text: 'Hello.' } };
  for (let i = 0; i < 20; i++) await bench.client.post('create_audio_task', body);
  await bench.pass(12_000);
  const took = bench.emulator.report().tasks.map(({ createdAt, finishedAt }) => (finishedAt ?? 0) - createdAt);
  expect(Math.min(...took)).toBeGreaterThanOrEqual(8_000);
  expect(Math.max(...took)).toBeLessThanOrEqual(12_000);
  expect(new Set(took).size).toBeGreaterThan(10);
});

test('the emulator speaks and films with its own studio', async () => {
  await using emulator = await startEmulator({ media: 'canned', timings: { ttsMs: 0, ttsPerCharacterMs: 0, variation: 0 } });
  const client = new ChanjingClient(emulator.chanjing);
  await client.login();
  const body = { audio_man: 'C-f2429d07554749839849497589199916', speed: 1, pitch: 1, text: { text: 'Hello there. I am here.' } };
  const { data: task } = await client.post('create_audio_task', body);
  await emulator.idle();
  const { data } = await client.post<{ status: number; full: { url: string; duration: number } }>('audio_task_state', task);
  expect(data.status).toBe(9);
  const bytes = Buffer.from(await (await fetch(data.full.url)).arrayBuffer());
  expect(bytes.toString('latin1', 0, 4)).toBe('RIFF');
  const tts = { text: 'Hello.', audio_man_id: body.audio_man };
  const footage = 'e284db4d95de4220afe78132158156b5';
  const { data: id } = await client.post<string>('video_lip_sync/create', { video_file_id: footage, tts_config: tts });
  await emulator.idle();
  await fetch(`${emulator.origins.api}/_emulator/clock/advance`, { method: 'POST', body: '{"ms": 120000}' });
  const film = await client.get<LipSyncDetail>('video_lip_sync/detail', { id });
  expect(film.data).toMatchObject({ status: 20, duration: expect.any(Number) });
  const video = Buffer.from(await (await fetch(film.data.video_url)).arrayBuffer());
  const cover = Buffer.from(await (await fetch(film.data.preview_url)).arrayBuffer());
  expect([video.toString('latin1', 4, 8), cover.readUInt16BE(0)]).toEqual(['ftyp', 0xffd8]);
  expect(emulator.report().defects).toEqual([]);
});
