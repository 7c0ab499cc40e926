import { expect, test } from 'vitest';
import { startCallbackSink } from '../../test-support/callback-sink.ts';
import { startBench, type TestBench } from '../../test-support/chanjing-client.ts';
import { silence } from '../../test-support/fake-studio.ts';
import { startFileHost } from '../../test-support/file-host.ts';

interface Voice {
  readonly id: string;
  readonly status: number;
  readonly progress: number;
  readonly err_msg: string;
  readonly audio_path: string;
  readonly type: string;
}

const sample = new Uint8Array(silence(20_000));

async function startVoiceBench(settings: Parameters<typeof startBench>[0] = {}) {
  const bench = await startBench(settings);
  await bench.client.login();
  const { full_path: url } = await bench.client.upload('prompt_audio', 'mei.wav', sample);
  const clone = async (body: object = {}) =>
    (await bench.client.post<string>('create_customised_audio', { name: 'mei', url, ...body })).data;
  return Object.assign(bench, { url, clone });
}

async function detail(bench: TestBench, id: string): Promise<Voice> {
  return (await bench.client.get<Voice>('customised_audio', { id })).data;
}

test('9: a clone of an own upload goes 0, 1, 2 and ends with an audition', async () => {
  await using bench = await startVoiceBench();
  const id = await bench.clone({ model_type: 'Cicada3.0-turbo', language: 'en' });
  expect(id).toMatch(/^C-Audio-[0-9a-f]{32}$/);
  const common = { id, name: 'mei', type: 'cicada3.0-turbo', lang: 'en', err_msg: '' };
  expect(await detail(bench, id)).toEqual({ ...common, status: 0, progress: 0, audio_path: '' });
  await bench.pass(12_000);
  expect(await detail(bench, id)).toEqual({ ...common, status: 1, progress: 50, audio_path: '' });
  await bench.pass(10_000);
  const done = await detail(bench, id);
  expect(done).toEqual({ ...common, status: 2, progress: 100, audio_path: expect.stringContaining(`${id}.wav`) });
  expect((await fetch(done.audio_path)).headers.get('content-type')).toBe('audio/x-wav');
});

test('9: model_type may be absent, as in the sample of the page', async () => {
  await using bench = await startVoiceBench();
  expect(await detail(bench, await bench.clone())).toMatchObject({ type: 'cicada1.0', lang: 'cn' });
});

test('9: the same sample always sounds the same, another one differently', async () => {
  await using bench = await startVoiceBench();
  const { full_path: other } = await bench.client.upload('prompt_audio', 'omar.wav', new Uint8Array(silence(9_000)));
  const { full_path: again } = await bench.client.upload('prompt_audio', 'copy.wav', sample);
  for (const url of [bench.url, again, other]) await bench.clone({ url });
  await bench.pass(60_000);
  const [first, second, third] = bench.studio.spoken.map(({ voice }) => voice.seed);
  expect(first).toBe(second);
  expect(third).not.toBe(first);
});

test('9: the service fetches a public address itself', async () => {
  await using host = await startFileHost({ '/voice.mp3': { type: 'audio/mpeg', bytes: sample } });
  await using bench = await startVoiceBench();
  const id = await bench.clone({ url: `${host.origin}/voice.mp3` });
  await bench.pass(60_000);
  expect(await detail(bench, id)).toMatchObject({ status: 2, err_msg: '' });
  expect(host.asked).toEqual(['/voice.mp3']);
});

test('9: an address that cannot be read is refused with 400, and no voice is made', async () => {
  await using host = await startFileHost({});
  await using bench = await startVoiceBench();
  const { sign_url: signed } = await bench.client.upload('prompt_audio', 'b.wav', sample);
  const bad = [`${host.origin}/gone.mp3`, 'http://127.0.0.1:9/a.mp3', 'file:///etc/passwd', 'a.mp3', signed];
  for (const url of bad) {
    expect(await bench.client.post('create_customised_audio', { name: 'x', url })).toMatchObject({ code: 400, data: null });
  }
  expect(bench.emulator.report().tasks).toEqual([]);
});

test.each([
  ['junk under a known extension', 'junk.mp3', 'audio/mpeg', new Uint8Array([1, 2, 3])],
  ['sound under an extension that the page does not name', 'voice.ogg', 'audio/ogg', sample],
])('9: %s fails the voice with the message of the page', async (_name, file, type, bytes) => {
  await using host = await startFileHost({ [`/${file}`]: { type, bytes } });
  await using bench = await startVoiceBench();
  const id = await bench.clone({ url: `${host.origin}/${file}` });
  await bench.pass(60_000);
  expect(await detail(bench, id)).toMatchObject({ status: 4, progress: 0, audio_path: '', err_msg: '不支持的音频格式,请阅读接口文档' });
});

test('9: a preview text of 50 characters is let in, one of 51 refused with 400', async () => {
  await using bench = await startVoiceBench();
  const create = (text: string) => bench.client.post('create_customised_audio', { name: 'x', url: bench.url, text });
  expect(await create('好'.repeat(50))).toMatchObject({ code: 0 });
  expect(await create('好'.repeat(51))).toMatchObject({ code: 400, msg: '声音预览文本内容不得超过50个字符' });
});

test.each([
  ['no name', { name: undefined }, 40000, 'name'],
  ['no url', { url: undefined }, 40000, 'url'],
  ['a name that is a number', { name: 7 }, 400, 'name'],
  ['a language nobody knows', { language: 'de' }, 40000, 'language'],
  ['a model nobody knows', { model_type: 'Cicada9' }, 40000, 'model_type'],
])('9: create refuses %s', async (_name, change, code, field) => {
  await using bench = await startVoiceBench();
  const body = { name: 'x', url: bench.url, ...change };
  expect(await bench.client.post('create_customised_audio', body)).toMatchObject({ code, msg: expect.stringContaining(field) });
});

test.each([
  ['the odd "2 with err_msg"', 2],
  ['expired', 3],
  ['failed', 4],
  ['deleted', 99],
])('9: a switch makes the next voice end as %s', async (_name, status) => {
  await using bench = await startVoiceBench();
  bench.emulator.faults.failTask('clone-voice', { status, msg: '不支持的音频格式,请阅读接口文档' });
  const id = await bench.clone();
  await bench.pass(60_000);
  expect(await detail(bench, id)).toMatchObject({ status, progress: 0, audio_path: '', err_msg: '不支持的音频格式,请阅读接口文档' });
  const speech = { audio_man: id, speed: 1, pitch: 1, text: { text: 'Hello.' } };
  expect(await bench.client.post('create_audio_task', speech)).toMatchObject({ code: 50000, msg: '声音ID对应的audio_man不存在' });
});

test('9: voices expire by the clock where a life is set', async () => {
  await using bench = await startVoiceBench({ timings: { variation: 0, voiceLifeMs: 3_600_000 } });
  const id = await bench.clone();
  await bench.pass(22_000 + 3_600_000 - 1);
  expect(await detail(bench, id)).toMatchObject({ status: 2 });
  await bench.pass(1);
  expect(await detail(bench, id)).toMatchObject({ status: 3 });
});

test('9: the list has no status, pages, and leaves deleted voices out; their detail says 99', async () => {
  await using bench = await startVoiceBench();
  const ids = [await bench.clone(), await bench.clone({ name: 'two' })].reverse();
  const { data } = await bench.client.post<{ list: object[]; page_info: object }>('list_customised_audio', { page: 1, page_size: 10 });
  expect(data.list.map((item) => Object.keys(item).sort())).toEqual(
    Array(2).fill(['audio_path', 'err_msg', 'id', 'lang', 'name', 'progress', 'type']),
  );
  expect(data.page_info).toEqual({ page: 1, size: 10, total_count: 2, total_page: 1 });
  expect(await bench.client.post('delete_customised_audio', { id: ids[0] })).toMatchObject({ code: 0, data: ids[0] });
  const after = await bench.client.post<{ list: { id: string }[] }>('list_customised_audio', {});
  expect(after.data.list.map(({ id }) => id)).toEqual([ids[1]]);
  expect(await detail(bench, ids[0] ?? '')).toMatchObject({ status: 99 });
});

test('9: the callback of a voice is its bare detail', async () => {
  await using sink = await startCallbackSink();
  await using bench = await startVoiceBench();
  const id = await bench.clone({ callback: sink.url });
  await bench.pass(60_000);
  expect(sink.bodies).toMatchObject([{ id, status: 2, progress: 100, err_msg: '' }]);
});

test('9: a voice of another app is unknown', async () => {
  const accounts = [
    { appId: 'test-app', secretKey: 'test-secret' },
    { appId: 'other-app', secretKey: 'other-secret' },
  ] as const;
  await using bench = await startVoiceBench({ accounts });
  const id = await bench.clone();
  await bench.pass(60_000);
  await bench.client.login(accounts[1]);
  expect(await bench.client.get('customised_audio', { id })).toMatchObject({ code: 50000, msg: '没有找到对应的声ID' });
});

test('the catalogue of public voices pages by size, and every audition can be heard', async () => {
  await using bench = await startVoiceBench();
  const { data } = await bench.client.get<{ list: Record<string, unknown>[]; page_info: object }>('list_common_audio', {
    page: '1',
    size: '3',
  });
  expect(data.page_info).toEqual({ page: 1, size: 3, total_count: 4, total_page: 2 });
  expect(Object.keys(data.list[0] ?? {}).sort()).toEqual(['audition', 'desc', 'gender', 'grade', 'id', 'lang', 'name', 'pitch', 'speed']);
  for (const { audition } of data.list) expect((await fetch(String(audition))).headers.get('content-type')).toBe('audio/x-wav');
});
