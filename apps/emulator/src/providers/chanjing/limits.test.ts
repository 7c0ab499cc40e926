import { expect, test } from 'vitest';
import { startBench, type TestBench } from '../../test-support/chanjing-client.ts';

const minuteMs = 60_000;

async function startLoggedIn(settings: Parameters<typeof startBench>[0] = {}) {
  const bench = await startBench(settings);
  await bench.client.login();
  return bench;
}

/** Calls over and over. @returns the codes. */
async function codesOf(count: number, call: () => Promise<{ readonly code: number }>): Promise<number[]> {
  const codes: number[] = [];
  for (let i = 0; i < count; i++) codes.push((await call()).code);
  return codes;
}

const times = (count: number, code: number): number[] => Array(count).fill(code);

test('13: the eleventh lip-sync create within a minute is refused with HTTP 200 and 40001, and makes no task', async () => {
  await using bench = await startLoggedIn();
  const video = await bench.client.uploadFootage();
  await bench.pass(5_000);
  const tts = { text: 'Hi.', audio_man_id: 'C-f2429d07554749839849497589199916' };
  const create = () => bench.client.post('video_lip_sync/create', { video_file_id: video, tts_config: tts });
  expect(await codesOf(12, create)).toEqual([...times(10, 0), 40001, 40001]);
  await bench.pass(minuteMs - 1);
  expect((await create()).code).toBe(40001);
  await bench.pass(1);
  expect((await create()).code).toBe(0);
  const { calls, tasks, windows } = bench.emulator.report();
  expect(calls['video_lip_sync/create']).toEqual({ count: 14, refused: 3, failed: 0 });
  expect(tasks).toHaveLength(11);
  expect(windows['video_lip_sync/create']).toBe(10);
});

test('13: the window slides: a place is free again a minute after each call, not at full minutes', async () => {
  await using bench = await startLoggedIn();
  const list = () => bench.client.post('list_customised_audio', {});
  expect(await codesOf(5, list)).toEqual(times(5, 0));
  await bench.pass(30_000);
  expect(await codesOf(6, list)).toEqual([...times(5, 0), 40001]);
  await bench.pass(30_000);
  expect(await codesOf(6, list)).toEqual([...times(5, 0), 40001]);
});

test.each<[string, number, number, (bench: TestBench) => Promise<{ readonly code: number }>]>([
  ['video_lip_sync/list', 10, 1_000, ({ client }) => client.post('video_lip_sync/list', {})],
  ['list_customised_audio', 10, minuteMs, ({ client }) => client.post('list_customised_audio', {})],
  [
    'create_customised_audio',
    10,
    minuteMs,
    ({ client }) => client.post('create_customised_audio', { name: 'x', url: 'https://example.com/a.mp3' }),
  ],
])('13: %s allows %i calls in %i ms', async (_name, calls, windowMs, call) => {
  await using bench = await startLoggedIn();
  expect(await codesOf(calls + 1, () => call(bench))).toEqual([...times(calls, 0), 40001]);
  await bench.pass(windowMs);
  expect((await call(bench)).code).toBe(0);
});

test('13: create_upload_url and file_detail share one window of 30 a minute', async () => {
  await using bench = await startLoggedIn();
  const { data } = await bench.client.get('common/create_upload_url', { service: 'prompt_audio', name: 'a.wav' });
  const look = () => bench.client.get('common/file_detail', { id: data.file_id ?? '' });
  expect(await codesOf(30, look)).toEqual([...times(29, 0), 40001]);
  expect(await bench.client.get('common/create_upload_url', { service: 'prompt_audio', name: 'a.wav' })).toMatchObject({ code: 40001 });
});

test('13: a call without a token and a call that is refused take no place', async () => {
  await using bench = await startLoggedIn();
  const { token } = bench.client;
  const list = () => bench.client.post('list_customised_audio', {});
  bench.client.token = '';
  expect(await codesOf(20, list)).toEqual(times(20, 10400));
  bench.client.token = token;
  expect(await codesOf(30, list)).toEqual([...times(10, 0), ...times(20, 40001)]);
  await bench.pass(minuteMs);
  expect(await codesOf(10, list)).toEqual(times(10, 0));
});

test('13: each app has its own windows', async () => {
  const accounts = [
    { appId: 'test-app', secretKey: 'test-secret' },
    { appId: 'other-app', secretKey: 'other-secret' },
  ] as const;
  await using bench = await startLoggedIn({ accounts });
  const list = () => bench.client.post('list_customised_audio', {});
  expect(await codesOf(11, list)).toEqual([...times(10, 0), 40001]);
  await bench.client.login(accounts[1]);
  expect((await list()).code).toBe(0);
});

test('13: what is not documented is not limited, unless strict limits are asked for', async () => {
  const poll = ({ client }: TestBench) => codesOf(12, () => client.get('customised_audio', { id: 'none' }));
  await using documented = await startLoggedIn();
  expect(await poll(documented)).toEqual(times(12, 50000));
  await using strict = await startLoggedIn({ limits: { set: 'strict' } });
  expect(await poll(strict)).toEqual([...times(10, 50000), 40001, 40001]);
  await using none = await startLoggedIn({ limits: { set: 'none' } });
  expect(await codesOf(12, () => none.client.post('list_customised_audio', {}))).toEqual(times(12, 0));
});

test('13: fixed windows end at full minutes', async () => {
  await using bench = await startLoggedIn({ limits: { mode: 'fixed' } });
  const list = () => bench.client.post('list_customised_audio', {});
  await bench.pass(59_000);
  expect(await codesOf(11, list)).toEqual([...times(10, 0), 40001]);
  await bench.pass(1_000);
  expect(await codesOf(11, list)).toEqual([...times(10, 0), 40001]);
});

test('13: a bucket refills one place every six seconds', async () => {
  await using bench = await startLoggedIn({ limits: { mode: 'bucket' } });
  const list = () => bench.client.post('list_customised_audio', {});
  expect(await codesOf(11, list)).toEqual([...times(10, 0), 40001]);
  await bench.pass(6_000);
  expect(await codesOf(2, list)).toEqual([0, 40001]);
});

test('13: single limits can be changed and lifted', async () => {
  const override = { list_customised_audio: null, user_info: { calls: 1, windowMs: 1_000 } };
  await using bench = await startLoggedIn({ limits: { override } });
  expect(await codesOf(12, () => bench.client.post('list_customised_audio', {}))).toEqual(times(12, 0));
  expect(await codesOf(2, () => bench.client.get('user_info'))).toEqual([0, 40001]);
});
