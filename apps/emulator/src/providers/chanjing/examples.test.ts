import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCallbackSink } from '../../test-support/callback-sink.ts';
import { type Envelope, startBench } from '../../test-support/chanjing-client.ts';
import { silence } from '../../test-support/fake-studio.ts';

/** A request and its reply, word for word as they stand in the provider's pages. */
interface PageSample {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly reply: Envelope<unknown>;
}

const folder = join(import.meta.dirname, '__fixtures__');
const samples = readdirSync(folder)
  .map((file) => ({ file, sample: JSON.parse(readFileSync(join(folder, file), 'utf8')) as PageSample }))
  .filter(({ sample }) => sample.method !== undefined);

/** What the vendor's own specification adds to its pages. */
const additions: Readonly<Record<string, readonly string[]>> = { 'voice-detail.page-sample.json': ['lang'] };

/** Keys and types of a value, a list by its first item. */
function shapeOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return [shapeOf(value[0])];
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
}

function without(data: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || data === null || typeof data !== 'object') return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)));
}

test('the samples of the pages are all here', () => {
  expect(samples.map(({ file }) => file.replace('.page-sample.json', '')).sort()).toEqual([
    'access-token',
    'film-create',
    'film-create-figure',
    'lip-sync-create-audio',
    'lip-sync-create-text',
    'lip-sync-detail',
    'lip-sync-list',
    'speech-create',
    'speech-state',
    'voice-create',
    'voice-detail',
  ]);
});

test.each(samples)(
  'the request of $file is accepted word for word, and its reply has the same keys and types',
  async ({ file, sample }) => {
    const accounts = [{ appId: '{{app_id}}', secretKey: '{{secret_key}}' }] as const;
    await using bench = await startBench({ accounts });
    await bench.client.login();
    if (sample.path.endsWith('/list')) await makeFilm(bench.client);
    await bench.pass(120_000);
    const { status, text } = await bench.client.raw(sample.method, sample.path, sample.body);
    const reply = JSON.parse(text) as Envelope<unknown>;
    expect([status, reply.code, reply.msg]).toEqual([200, 0, 'success']);
    expect(shapeOf({ ...reply, data: without(reply.data, additions[file] ?? []) })).toEqual(shapeOf(sample.reply));
    expect(bench.emulator.report().defects).toEqual([]);
  },
);

async function makeFilm(client: Awaited<ReturnType<typeof startBench>>['client']): Promise<void> {
  const create = samples.find(({ file }) => file.startsWith('lip-sync-create-text'));
  await client.post('video_lip_sync/create', create?.sample.body);
}

test('the callback has the keys and types of the one in the pages', async () => {
  await using sink = await startCallbackSink();
  await using bench = await startBench();
  await bench.client.login();
  const create = samples.find(({ file }) => file.startsWith('lip-sync-create-text'))?.sample.body;
  await bench.client.post('video_lip_sync/create', { ...(create as object), callback: sink.url });
  await bench.pass(120_000);
  const page = JSON.parse(readFileSync(join(folder, 'lip-sync-callback.page-sample.json'), 'utf8')) as { body: unknown };
  expect(sink.bodies.map(shapeOf)).toEqual([shapeOf(page.body)]);
});

test('the callback of an avatar film is the bare detail, with the keys and types of the one in the pages', async () => {
  await using sink = await startCallbackSink();
  await using bench = await startBench();
  await bench.client.login();
  const create = samples.find(({ file }) => file.startsWith('film-create.'))?.sample.body;
  await bench.client.post('create_video', { ...(create as object), callback: sink.url });
  await bench.pass(120_000);
  const page = JSON.parse(readFileSync(join(folder, 'film-callback.page-sample.json'), 'utf8')) as { body: unknown };
  const [body] = sink.bodies;
  expect(shapeOf(without(body, ['queue_status', 'queue_desc']))).toEqual(shapeOf(page.body));
  expect(body).toMatchObject({ queue_status: 'completed', subtitle_data_url: '' });
});

test('the film and the avatar of the pages are there, finished, for every account', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const film = await bench.client.get('video', { id: '1914661228878233600' });
  expect(film).toMatchObject({ code: 0, data: { status: 30, progress: 100 } });
  expect((await fetch(film.data.video_url ?? '')).status).toBe(200);
  expect(await bench.client.get('customised_person', { id: 'C-d1af99e0fee34978bc844d43078bf8c9' })).toMatchObject({ data: { status: 2 } });
  for (const list of ['video_list', 'list_customised_person']) {
    expect(JSON.stringify((await bench.client.post(list, {})).data)).toContain('"total_count":0');
  }
});

test("the callback address of the pages' samples is never dialled", async () => {
  await using bench = await startBench();
  await bench.client.login();
  await makeFilm(bench.client);
  await bench.pass(120_000);
  expect(bench.emulator.report().callbacks).toMatchObject([{ answer: 'example-address' }]);
});

test('examples belong to nobody: they show in no list, cost nothing and stand in no report', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const id = '9499ed79995c4bdb95f0d66ca84419fd';
  const { data } = await bench.client.get('video_lip_sync/detail', { id });
  expect(data).toMatchObject({ id, status: 20, progress: 100 });
  expect((await fetch(data.video_url ?? '')).status).toBe(200);
  expect((await bench.client.post<{ list: unknown[] }>('video_lip_sync/list', {})).data.list).toEqual([]);
  expect(await bench.client.post('delete_customised_audio', { id: 'C-Audio-53e4e53ba1bc40de91ffaa74f20470fc' })).toMatchObject({ code: 0 });
  expect(await bench.client.get('customised_audio', { id: 'C-Audio-53e4e53ba1bc40de91ffaa74f20470fc' })).toMatchObject({
    data: { status: 2 },
  });
  expect(await bench.client.get<object>('user_duration')).toMatchObject({ data: { resi_total_bean: 100_000 } });
  expect(bench.emulator.report().tasks).toEqual([]);
});

test('the whole procedure of the pages works with the ids that the service gives', async () => {
  await using bench = await startBench();
  const { client } = bench;
  await client.login();
  const { full_path: url } = await client.upload('prompt_audio', 'voice.wav', new Uint8Array(silence(30_000)));
  const voice = (await client.post<string>('create_customised_audio', { name: 'example', url, model_type: 'Cicada3.0-turbo' })).data;
  await bench.pass(60_000);
  expect(await client.get('customised_audio', { id: voice })).toMatchObject({ data: { status: 2, err_msg: '' } });
  const video = await client.uploadFootage();
  await bench.pass(60_000);
  const tts = { text: '君不见黄河之水天上来,奔流到海不复回。', audio_man_id: voice, speed: 1, pitch: 1 };
  const film = (await client.post<string>('video_lip_sync/create', { video_file_id: video, audio_type: 'tts', tts_config: tts })).data;
  await bench.pass(120_000);
  expect(await client.get('video_lip_sync/detail', { id: film })).toMatchObject({ data: { status: 20, msg: 'success' } });
});
