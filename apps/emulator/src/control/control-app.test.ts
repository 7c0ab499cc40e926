import { expect, test } from 'vitest';
import { startBench, type TestBench } from '../test-support/chanjing-client.ts';
import { GuijiClient } from '../test-support/guiji-client.ts';
import type { EmulatorReport } from './report.ts';

const speech = { audio_man: 'C-f2429d07554749839849497589199916', speed: 1, pitch: 1, text: { text: 'Hello.' } };

async function control(bench: TestBench, method: string, path: string, body?: unknown): Promise<{ status: number; data: unknown }> {
  const reply = await fetch(`${bench.emulator.origins.api}/_emulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: reply.status, data: await reply.json() };
}

test('the report comes as JSON and as text', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const { data } = await control(bench, 'GET', 'report');
  expect((data as EmulatorReport).calls).toEqual({ access_token: { count: 1, refused: 0, failed: 0 } });
  const text = await fetch(`${bench.emulator.origins.api}/_emulator/report?format=text`);
  expect(await text.text()).toMatch(/^call +count/);
});

test('time can be moved, and what falls due is made before the answer comes', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const { data: task } = await bench.client.post('create_audio_task', speech);
  const before = bench.clock.now();
  await bench.emulator.idle();
  expect(await control(bench, 'POST', 'clock/advance', { ms: 60_000 })).toEqual({ status: 200, data: { now: before + 60_000 } });
  expect(await bench.client.post('audio_task_state', task)).toMatchObject({ data: { status: 9 } });
});

test('every kind of fault can be switched on, listed and cleared', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const commands = [
    { call: 'user_info', fault: { kind: 'html-502' }, times: 2 },
    { call: 'result/mp4', fault: { kind: 'truncate', afterBytes: 5 }, times: 'always' },
    { task: 'tts', fault: { kind: 'fail', msg: '合成失败' } },
    { file: 98 },
    { fileDelayMs: 60_000 },
    { token: 'kill' },
    { caps: { beans: 1 } },
  ];
  const { status, data } = await control(bench, 'POST', 'faults', commands);
  expect(status).toBe(200);
  expect(data).toMatchObject([
    { on: 'user_info', fault: { kind: 'html-502' }, times: 2 },
    { on: 'result/mp4', fault: { kind: 'truncate', afterBytes: 5 } },
    { on: 'task/tts', fault: { kind: 'fail', msg: '合成失败' }, times: 1 },
    { on: 'file', fault: { kind: 'file-state', status: 98 }, times: 1 },
    { on: 'file', fault: { kind: 'file-delay', ms: 60_000 }, times: 1 },
  ]);
  expect(await bench.client.get('user_duration')).toMatchObject({ code: 10400 });
  await bench.client.login();
  expect(await bench.client.get<object>('user_duration')).toMatchObject({ data: { resi_total_bean: 1 } });
  expect((await bench.client.raw('GET', 'user_info')).status).toBe(502);
  expect(await control(bench, 'DELETE', 'faults')).toEqual({ status: 200, data: [] });
  expect((await bench.client.raw('GET', 'user_info')).status).toBe(200);
});

test('each provider takes the caps that are its own', async () => {
  await using bench = await startBench();
  const other = new GuijiClient(bench.emulator.guiji, () => bench.clock.now());
  const left = async () => ({
    app: (await bench.client.get<object>('user_duration')).data,
    account: (await other.get<{ readonly account: object }>('user/v2/get')).data.account,
  });
  await bench.client.login();
  await other.login();
  const { app, account } = await left();
  await control(bench, 'POST', 'faults', { caps: { guiji: { fastDuration: 7 } } });
  expect(await left()).toEqual({ app, account: { ...account, fastDuration: 7 } });
  await control(bench, 'POST', 'faults', { caps: { beans: 5, guiji: { ttsWordsAmount: 0 } } });
  const changed = { ...account, fastDuration: 7, ttsWordsAmount: 0 };
  expect(await left()).toEqual({ app: { ...app, resi_total_bean: 5 }, account: changed });
});

test('tokens can be refused and accepted again', async () => {
  await using bench = await startBench();
  await bench.client.login();
  await control(bench, 'POST', 'faults', { token: 'refuse' });
  expect(await bench.client.get('user_info')).toMatchObject({ code: 10400 });
  await control(bench, 'POST', 'faults', { token: 'accept' });
  expect(await bench.client.get('user_info')).toMatchObject({ code: 0 });
});

test('the state of a file that is there can be set', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const id = await bench.client.uploadFootage();
  await bench.pass(5_000);
  await control(bench, 'POST', 'faults', { file: 99, id });
  expect(await bench.client.get<object>('common/file_detail', { id })).toMatchObject({ data: { status: 99 } });
});

test.each([
  ['faults', '{', /not JSON/],
  ['faults', 7, /JSON object/],
  ['faults', {}, /names a call/],
  ['faults', { call: 'create_vidoe', fault: { kind: 'html-502' } }, /create_vidoe.*Known/],
  ['faults', { call: 'user_info', fault: { kind: 'fire' } }, /fault\.kind.*html-502/],
  ['faults', { call: 'user_info' }, /fault\.kind/],
  ['faults', { call: 'user_info', fault: { kind: 'hang' }, times: 'often' }, /always/],
  ['faults', { task: 'film', fault: { kind: 'stuck' } }, /film.*lip-sync/],
  ['faults', { file: 99, id: 'none' }, /none/],
  ['faults', { caps: { gold: 1 } }, /beans/],
  ['faults', { caps: { guiji: 7 } }, /caps\.guiji.*object/],
  ['faults', { caps: { guiji: { beans: 1 } } }, /caps\.guiji.*fastDuration/],
  ['faults', { caps: { fastDuration: 1 } }, /beans/],
  ['faults', { caps: { beans: '1' } }, /numbers/],
  ['clock/advance', {}, /ms/],
  ['clock/advance', { ms: -1 }, /ms/],
])('POST %s with %j is refused with a sentence', async (path, body, says) => {
  await using bench = await startBench();
  const { status, data } = await control(bench, 'POST', path, body);
  expect(status).toBe(400);
  expect((data as { error: string }).error).toMatch(says);
});

test('reset forgets everything that happened and keeps serving', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const { data: task } = await bench.client.post('create_audio_task', speech);
  bench.emulator.faults.failNext('user_info', { kind: 'html-502' });
  expect(await control(bench, 'POST', 'reset')).toEqual({ status: 200, data: {} });
  expect(bench.emulator.report()).toMatchObject({ calls: {}, tasks: [], tokensIssued: 0, defects: [] });
  expect(await bench.client.get('user_info')).toMatchObject({ code: 10400 });
  await bench.client.login();
  expect(await bench.client.get('user_info')).toMatchObject({ code: 0 });
  expect(await bench.client.post('audio_task_state', task)).toMatchObject({ code: 50000 });
  await bench.pass(60_000);
  expect(bench.emulator.report().defects).toEqual([]);
});

test('nothing is told of paths that the control does not have', async () => {
  await using bench = await startBench();
  expect((await fetch(`${bench.emulator.origins.api}/_emulator/secrets`)).status).toBe(404);
});
