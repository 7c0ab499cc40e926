import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createVirtualClock } from '@reelwright/clock';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { type ChanjingClient, type LipSyncDetail, startBench, type TestBench } from '../test-support/chanjing-client.ts';
import { askFilm, filmDetail, madeFilm, madePerson, personDetail, startFilmBench } from '../test-support/film-bench.ts';
import { Store } from './store.ts';

const voice = 'C-f2429d07554749839849497589199916';

async function startFilm(bench: TestBench): Promise<string> {
  const video = await bench.client.uploadFootage();
  await bench.pass(5_000);
  const tts = { text: 'Hello.', audio_man_id: voice };
  return (await bench.client.post<string>('video_lip_sync/create', { video_file_id: video, tts_config: tts })).data;
}

async function look(client: ChanjingClient, id: string): Promise<LipSyncDetail> {
  return (await client.get<LipSyncDetail>('video_lip_sync/detail', { id })).data;
}

test('a restarted emulator knows token, files, windows and tasks, and finishes what was under way', async () => {
  using folder = createTempFolder();
  const first = await startBench({ folder: folder.path });
  await first.client.login();
  const id = await startFilm(first);
  for (let i = 0; i < 10; i++) await first.client.post('list_customised_audio', {});
  const { token } = first.client;
  const stoppedAt = first.clock.now();
  await first.emulator.close();

  await using second = await startBench({ folder: folder.path, clock: createVirtualClock({ auto: false, startMs: stoppedAt }) });
  second.client.token = token;
  expect(await look(second.client, id)).toMatchObject({ status: 0 });
  expect(await second.client.post('list_customised_audio', {})).toMatchObject({ code: 40001 });
  expect(second.emulator.report().tasks).toMatchObject([{ id, polls: 1 }]);
});

test('films of avatars, custom avatars, their voices and bills outlive the process, and what was deleted stays so', async () => {
  using folder = createTempFolder();
  const first = await startFilmBench({ folder: folder.path });
  const [person, gone] = [await madePerson(first, { train_type: 'both' }), await madePerson(first)];
  const { audio_man_id: personVoice } = await personDetail(first.client, person);
  const done = await madeFilm(first, { person: { id: person }, subtitle_config: { show: true, width: 500 } });
  await first.client.post('delete_customised_person', { id: gone });
  const pending = await askFilm(first, {
    person: { id: person },
    audio: { tts: { text: ['Hello there, this is me.'], audio_man: personVoice } },
  });
  const { token } = first.client;
  await first.emulator.close();

  await using second = await startBench({ folder: folder.path });
  second.client.token = token;
  expect(await filmDetail(second, pending)).toMatchObject({ status: 10, video_url: '' });
  await second.pass(120_000);
  expect(await filmDetail(second, pending)).toMatchObject({ status: 30, audio_urls: [expect.any(String)] });
  expect(await second.client.get('customised_person', { id: gone })).toMatchObject({ code: 50000 });
  const again = await filmDetail(second, done.id);
  for (const address of [again.video_url, again.preview_url, again.subtitle_data_url, ...(again.audio_urls ?? [])]) {
    expect((await fetch(address)).status).toBe(200);
  }
  expect(await second.client.post<object>('consume_detail', {})).toMatchObject({ data: { page_info: { total_count: 2 } } });
});

test('a file of a film that has gone is made again, with all that belongs to it', async () => {
  using folder = createTempFolder();
  await using bench = await startFilmBench({ folder: folder.path });
  const film = await madeFilm(bench, { subtitle_config: { show: true, width: 500 } });
  rmSync(join(folder.path, 'media', 'results'), { recursive: true });
  for (const address of [film.subtitle_data_url, ...(film.audio_urls ?? []), film.video_url])
    expect((await fetch(address)).status).toBe(200);
  expect(bench.studio.filmed).toHaveLength(2);
});

test('time never goes back, though the clock of the next start does', async () => {
  using folder = createTempFolder();
  const first = await startBench({ folder: folder.path });
  await first.client.login();
  const id = await startFilm(first);
  await first.pass(3_600_000);
  const { now } = first.emulator.report();
  const { token } = first.client;
  await first.emulator.close();

  await using second = await startBench({ folder: folder.path });
  expect(second.clock.now()).toBeLessThan(now);
  expect(second.emulator.report().now).toBe(now);
  second.client.token = token;
  const { video_url: url } = await look(second.client, id);
  expect((await fetch(url)).status).toBe(200);
});

test('two emulators on one folder share tasks, faults, windows and reports, and nothing is made twice', async () => {
  using folder = createTempFolder();
  await using one = await startBench({ folder: folder.path });
  await using two = await startBench({ folder: folder.path });
  await one.client.login();
  two.client.token = one.client.token;
  const id = await startFilm(one);
  await one.emulator.idle();
  expect(await look(two.client, id)).toMatchObject({ status: 0 });
  await two.clock.advance(120_000);
  expect(await look(two.client, id)).toMatchObject({ status: 20 });
  expect(two.studio.filmed).toEqual([]);
  expect(one.studio.filmed).toHaveLength(1);
  one.emulator.faults.failNext('user_info', { kind: 'html-502' });
  expect((await two.client.raw('GET', 'user_info')).status).toBe(502);
  expect(two.emulator.report()).toEqual(one.emulator.report());
});

test('an emulator takes over the making of a task whose emulator was closed', async () => {
  using folder = createTempFolder();
  const one = await startBench({ folder: folder.path });
  await using two = await startBench({ folder: folder.path });
  await one.client.login();
  two.client.token = one.client.token;
  one.studio.shut();
  const video = await one.client.uploadFootage();
  await one.clock.advance(5_000);
  const tts = { text: 'Hello.', audio_man_id: voice };
  const { data: id } = await one.client.post<string>('video_lip_sync/create', { video_file_id: video, tts_config: tts });
  await one.emulator.close();
  await two.clock.advance(300_000);
  await look(two.client, id);
  await two.emulator.idle();
  expect(await look(two.client, id)).toMatchObject({ status: 20 });
  expect(two.studio.filmed).toHaveLength(1);
});

test('state survives kill -9, and the next process finishes what the dead one was making', async () => {
  using folder = createTempFolder();
  const script = `
    import { startBench } from ${JSON.stringify(new URL('../test-support/chanjing-client.ts', import.meta.url).href)};
    const bench = await startBench({ folder: ${JSON.stringify(folder.path)} });
    await bench.client.login();
    const video = await bench.client.uploadFootage();
    await bench.pass(5_000);
    bench.studio.shut();
    const tts = { text: 'Hello.', audio_man_id: ${JSON.stringify(voice)} };
    const { data: id } = await bench.client.post('video_lip_sync/create', { video_file_id: video, tts_config: tts });
    process.stdout.write(JSON.stringify({ id, token: bench.client.token }) + '\\n');
    setInterval(() => {}, 1_000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const { id, token } = JSON.parse(String(line)) as { id: string; token: string };
  child.kill('SIGKILL');
  await once(child, 'exit');

  await using bench = await startBench({ folder: folder.path });
  bench.client.token = token;
  expect(await look(bench.client, id)).toMatchObject({ id, video_url: '' });
  await bench.pass(120_000);
  const { status, video_url: url } = await look(bench.client, id);
  expect([status, (await fetch(url)).status]).toEqual([20, 200]);
  expect(readdirSync(join(folder.path, 'media', 'results', 'lip-sync')).sort()).toEqual([`${id}.jpg`, `${id}.mp4`]);
});

test('a folder without a name is passing: it is gone after the end', async () => {
  const bench = await startBench();
  await bench.client.login();
  await bench.client.uploadFootage();
  const report = bench.emulator.report();
  await bench.emulator.close();
  expect(report.calls.upload).toMatchObject({ count: 1 });
  await using next = await startBench();
  expect(next.emulator.report().calls).toEqual({});
});

test('state of a newer version is refused with a sentence', () => {
  using folder = createTempFolder();
  const path = join(folder.path, 'emulator.db');
  new Store(path).close();
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => new Store(path)).toThrow(/written by a newer version \(99; known is 1\)/);
});

test('a transaction that throws leaves nothing behind, also from within another one', () => {
  const store = new Store(':memory:');
  const notes = store.collection<string>('note');
  const failing = () =>
    store.transaction(() => {
      store.transaction(() => notes.insert('a', 'text'));
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect(notes.all()).toEqual([]);
  store.close();
});
