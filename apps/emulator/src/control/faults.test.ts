import { expect, test } from 'vitest';
import { startCallbackSink } from '../test-support/callback-sink.ts';
import { type LipSyncDetail, startBench, type TestBench } from '../test-support/chanjing-client.ts';
import type { TaskFault, WireFault } from './fault.ts';

const speech = { audio_man: 'C-f2429d07554749839849497589199916', speed: 1, pitch: 1, text: { text: 'Hello.' } };

async function startLoggedIn() {
  const bench = await startBench();
  await bench.client.login();
  return bench;
}

function tasksOf(bench: TestBench): number {
  return bench.emulator.report().tasks.length;
}

test.each<[WireFault, { status: number; type?: RegExp; text: RegExp; made: number }]>([
  [{ kind: 'html-502' }, { status: 502, type: /^text\/html/, text: /502 Bad Gateway/, made: 0 }],
  [
    { kind: 'html-502', processed: true },
    { status: 502, text: /<html>/, made: 1 },
  ],
  [
    { kind: 'http', status: 429, headers: { 'retry-after': '7' }, body: 'slow down' },
    { status: 429, text: /^slow down$/, made: 0 },
  ],
  [
    { kind: 'http', status: 204 },
    { status: 204, text: /^$/, made: 0 },
  ],
  [
    { kind: 'envelope', code: 50011, msg: '作品存在不合法规文字内容' },
    { status: 200, type: /json/, text: /"code":50011/, made: 0 },
  ],
  [{ kind: 'malformed-json' }, { status: 200, type: /json/, text: /\{$/, made: 0 }],
  [
    { kind: 'malformed-json', processed: true },
    { status: 200, text: /\{$/, made: 1 },
  ],
  [{ kind: 'empty-body' }, { status: 200, type: /json/, text: /^$/, made: 0 }],
  [
    { kind: 'huge-json', sizeBytes: 1_000_000 },
    { status: 200, type: /json/, text: /^.{1000000,}$/s, made: 1 },
  ],
  [
    { kind: 'deep-json', depth: 5_000 },
    { status: 200, type: /json/, text: /\[{5000}/, made: 1 },
  ],
  [{ kind: 'wrong-types' }, { status: 200, type: /json/, text: /"data":\{"task_id":4711\}/, made: 1 }],
  [
    { kind: 'wrong-types', data: '88f6' },
    { status: 200, type: /json/, text: /"data":"88f6"/, made: 1 },
  ],
  [
    { kind: 'slow', ms: 1 },
    { status: 200, type: /json/, text: /"task_id"/, made: 1 },
  ],
  [
    { kind: 'slow', ms: 1, processed: false },
    { status: 200, type: /json/, text: /"task_id"/, made: 1 },
  ],
])('14: %j answers so once, then rightly again', async (fault, { status, type, text, made }) => {
  await using bench = await startLoggedIn();
  bench.emulator.faults.failNext('create_audio_task', fault);
  const reply = await bench.client.raw('POST', 'create_audio_task', speech);
  expect(reply.status).toBe(status);
  expect(reply.text).toMatch(text);
  if (type !== undefined) expect(reply.headers.get('content-type')).toMatch(type);
  if (fault.kind === 'http' && fault.headers) expect(reply.headers.get('retry-after')).toBe('7');
  expect(tasksOf(bench)).toBe(made);
  expect(await bench.client.post('create_audio_task', speech)).toMatchObject({ code: 0 });
  expect(bench.emulator.faults.list()).toEqual([]);
});

test('14: a byte order mark stands before the right answer', async () => {
  await using bench = await startLoggedIn();
  bench.emulator.faults.failNext('user_info', { kind: 'bom' });
  const { baseUrl } = bench.emulator.chanjing;
  const reply = await fetch(`${baseUrl}/open/v1/user_info`, { headers: { access_token: bench.client.token } });
  expect([...new Uint8Array(await reply.arrayBuffer()).slice(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x7b]);
});

test.each([
  ['drop-before', 0],
  ['drop-after', 1],
] as const)('14: %s breaks the connection with %i tasks made', async (kind, made) => {
  await using bench = await startLoggedIn();
  bench.emulator.faults.failNext('create_audio_task', { kind });
  await expect(bench.client.post('create_audio_task', speech)).rejects.toThrow();
  expect(tasksOf(bench)).toBe(made);
});

test.each([
  [false, 0],
  [true, 1],
])('14: hang (processed: %s) never answers, with %i tasks made', async (processed, made) => {
  await using bench = await startLoggedIn();
  bench.emulator.faults.failNext('create_audio_task', { kind: 'hang', processed });
  const abort = new AbortController();
  const hanging = fetch(`${bench.emulator.chanjing.baseUrl}/open/v1/create_audio_task`, {
    method: 'POST',
    headers: { access_token: bench.client.token },
    body: JSON.stringify(speech),
    signal: abort.signal,
  });
  // Other calls are answered meanwhile, so the one that hangs has been taken.
  while (bench.emulator.report().calls.create_audio_task === undefined || tasksOf(bench) < made) await bench.client.get('user_info');
  abort.abort();
  await expect(hanging).rejects.toThrow();
  expect(tasksOf(bench)).toBe(made);
});

test('14: a fault can happen several times, or always until it is cleared', async () => {
  await using bench = await startLoggedIn();
  const { faults } = bench.emulator;
  faults.failNext('user_info', { kind: 'html-502' }, 2);
  faults.failNext('user_duration', { kind: 'html-502' }, Number.POSITIVE_INFINITY);
  const statuses = async (path: string) => {
    const seen: number[] = [];
    for (let i = 0; i < 4; i++) seen.push((await bench.client.raw('GET', path)).status);
    return seen;
  };
  expect(await statuses('user_info')).toEqual([502, 502, 200, 200]);
  expect(await statuses('user_duration')).toEqual([502, 502, 502, 502]);
  faults.clear();
  expect(await statuses('user_duration')).toEqual([200, 200, 200, 200]);
});

test('14: a fault on a call that does not exist is refused, with the names of those that do', async () => {
  await using bench = await startLoggedIn();
  const { faults } = bench.emulator;
  expect(() => faults.failNext('create_vidoe', { kind: 'html-502' })).toThrow(/create_vidoe.*video_lip_sync\/create/);
  // A caller without types may ask for it.
  expect(() => faults.failTask('film' as 'lip-sync', { msg: 'no' })).toThrow(/film.*lip-sync/);
  expect(() => faults.failNext('upload', { kind: 'html-502' }, 0)).toThrow(/0 times/);
});

test('14: upload faults: refused, lost after it was stored, lost before', async () => {
  await using bench = await startLoggedIn();
  const bytes = new Uint8Array([1, 2, 3]);
  const upload = () => bench.client.upload('lip_sync_audio', 'a.wav', bytes);
  bench.emulator.faults.failNext('upload', { kind: 'http', status: 403, body: '<Error/>' });
  await expect(upload()).rejects.toThrow('403');
  for (const [kind, stored] of [
    ['drop-before', 0],
    ['drop-after', 3],
  ] as const) {
    bench.emulator.faults.failNext('upload', { kind });
    await expect(upload()).rejects.toThrow();
    const { data } = await bench.client.post<{ list: { bytes: number }[] }>('common/file_list', { page_size: 1 });
    expect(data.list[0]?.bytes).toBe(stored);
  }
  await expect(upload()).resolves.toMatchObject({ mime_type: 'audio/x-wav' });
});

async function startFilm(bench: TestBench, faults: readonly TaskFault[], callback?: string): Promise<string> {
  const video = await bench.client.uploadFootage();
  await bench.pass(5_000);
  for (const fault of faults) bench.emulator.faults.bendTask('lip-sync', fault);
  const tts = { text: 'Hello.', audio_man_id: speech.audio_man };
  return (await bench.client.post<string>('video_lip_sync/create', { video_file_id: video, tts_config: tts, callback })).data;
}

async function look(bench: TestBench, id: string): Promise<LipSyncDetail> {
  return (await bench.client.get<LipSyncDetail>('video_lip_sync/detail', { id })).data;
}

test('14: success without an address, for a few looks or for good', async () => {
  await using bench = await startLoggedIn();
  const late = await startFilm(bench, [{ kind: 'success-without-url', polls: 2 }]);
  const never = await startFilm(bench, [{ kind: 'success-without-url' }]);
  await look(bench, late);
  await bench.pass(60_000);
  const seen = [await look(bench, late), await look(bench, late), await look(bench, late)];
  expect(seen.map(({ status, video_url: url }) => [status, url !== ''])).toEqual([
    [20, false],
    [20, false],
    [20, true],
  ]);
  for (let i = 0; i < 5; i++) expect(await look(bench, never)).toMatchObject({ status: 20, video_url: '', preview_url: '' });
});

test('14: a sequence of states is told look by look, then the truth; or its last one for good', async () => {
  await using bench = await startLoggedIn();
  const states = [
    { status: 10, progress: 80 },
    { status: 0, progress: 20 },
    { status: 77, msg: 'who knows' },
  ];
  const once = await startFilm(bench, [{ kind: 'status-sequence', states }]);
  const stays = await startFilm(bench, [{ kind: 'status-sequence', states, stay: true }]);
  await bench.pass(60_000);
  const seen = async (id: string) => {
    const numbers: unknown[] = [];
    for (let i = 0; i < 5; i++) numbers.push((await look(bench, id)).status);
    return numbers;
  };
  expect(await seen(once)).toEqual([10, 0, 77, 20, 20]);
  expect(await seen(stays)).toEqual([10, 0, 77, 77, 77]);
});

test('14: a task can be stuck, and can vanish', async () => {
  await using bench = await startLoggedIn();
  const stuck = await startFilm(bench, [{ kind: 'stuck', progress: 42 }]);
  const gone = await startFilm(bench, [{ kind: 'vanish', afterPolls: 1 }]);
  await bench.pass(3_600_000);
  expect(await look(bench, stuck)).toMatchObject({ status: 10, progress: 42 });
  expect(await look(bench, gone)).toMatchObject({ status: 20 });
  expect(await bench.client.get('video_lip_sync/detail', { id: gone })).toMatchObject({ code: 50000, msg: '任务不存在' });
  const { data } = await bench.client.post<{ list: LipSyncDetail[] }>('video_lip_sync/list', {});
  expect(data.list.map(({ id }) => id)).toEqual([stuck]);
});

test('14: callbacks can come twice, never, or before the status call knows', async () => {
  await using sink = await startCallbackSink();
  await using bench = await startLoggedIn();
  const twice = await startFilm(bench, [{ kind: 'callback-twice' }], `${sink.url}?twice`);
  await startFilm(bench, [{ kind: 'no-callback' }], `${sink.url}?never`);
  const early = await startFilm(bench, [{ kind: 'callback-early', ms: 600_000 }], `${sink.url}?early`);
  await bench.pass(60_000);
  const ids = sink.bodies.map((body) => (body as { data: LipSyncDetail }).data.id);
  expect(ids.toSorted()).toEqual([twice, twice, early].toSorted());
  expect(await look(bench, early)).toMatchObject({ status: 10, progress: 99 });
  expect(sink.bodies.at(-1)).toMatchObject({ data: { id: early, status: 20, video_url: expect.stringContaining('.mp4') } });
  await bench.pass(600_000);
  expect(await look(bench, early)).toMatchObject({ status: 20 });
});

test('14: the live token can be ended, and every token refused', async () => {
  await using bench = await startLoggedIn();
  const { faults } = bench.emulator;
  faults.killToken();
  expect(await bench.client.get('user_info')).toMatchObject({ code: 10400, msg: 'AccessToken已失效' });
  await bench.client.login();
  expect(await bench.client.get('user_info')).toMatchObject({ code: 0 });
  faults.refuseTokens(true);
  await bench.client.login();
  expect(await bench.client.get('user_info')).toMatchObject({ code: 10400 });
  faults.refuseTokens(false);
  expect(await bench.client.get('user_info')).toMatchObject({ code: 0 });
});
