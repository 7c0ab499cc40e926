import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVirtualClock } from '@reelwright/clock';
import { expect, test } from 'vitest';
import { startEmulator } from '../../emulator.ts';
import { createFakeStudio } from '../../test-support/fake-studio.ts';
import { GuijiClient, startGuijiBench } from '../../test-support/guiji-client.ts';

const minuteMs = 60_000;
const speech = { speakerId: 'C_175', content: 'Hello.' };

test('17: any call can go wrong on the wire, with or without its work done', async () => {
  await using bench = await startGuijiBench();
  const { faults } = bench.emulator;
  faults.failNext('speaker/v3/fastTts', { kind: 'drop-after' });
  await expect(bench.client.post('speaker/v3/fastTts', speech)).rejects.toThrow();
  faults.failNext('speaker/v3/fastTts', { kind: 'html-502' });
  const reply = await bench.client.raw('POST', 'speaker/v3/fastTts', { access_token: bench.client.token }, speech);
  expect([reply.status, await reply.text()]).toEqual([502, expect.stringContaining('<html>')]);
  expect(await bench.client.post('speaker/v2/tts/pageList', { page: 1, size: 10 })).toMatchObject({ data: { totalRecord: 1 } });
});

test('17: a refusal that is switched on has the form of this provider', async () => {
  await using bench = await startGuijiBench();
  bench.emulator.faults.failNext('video/v2/get/{id}', { kind: 'envelope', code: 40001, msg: 'Internal exception' });
  expect(await bench.client.get('video/v2/get/-291')).toEqual({ code: '40001', message: 'Internal exception', success: false, data: null });
  expect(await bench.client.get('video/v2/get/-291')).toMatchObject({ code: '0' });
});

test('17: an answer that is cut off begins in the form of this provider', async () => {
  await using bench = await startGuijiBench();
  bench.emulator.faults.failNext('user/v2/get', { kind: 'malformed-json' });
  const cut = await (await bench.client.raw('GET', 'user/v2/get', { access_token: bench.client.token })).text();
  expect(cut).toMatch(/^\{"code":"0","message":.*\{$/);
  expect(cut).not.toContain('trace_id');
});

test('17: caps are set over HTTP too, and wrong ones are told in a sentence', async () => {
  await using bench = await startGuijiBench();
  const post = async (command: object) => {
    const reply = await fetch(`${bench.emulator.origins.api}/_emulator/faults`, { method: 'POST', body: JSON.stringify(command) });
    return { status: reply.status, text: await reply.text() };
  };
  expect((await post({ caps: { beans: 7, guiji: { ttsWordsAmount: 2 } } })).status).toBeLessThan(300);
  expect(await bench.client.post('speaker/v3/fastTts', speech)).toMatchObject({ code: '40010' });
  expect(await post({ caps: { guiji: { beans: 1 } } })).toMatchObject({ status: 400, text: expect.stringContaining('caps.guiji') });
  expect(await post({ caps: { guiji: 1 } })).toMatchObject({ status: 400, text: expect.stringContaining('caps.guiji') });
});

test('22: a callback can come twice, or not at all', async () => {
  await using bench = await startGuijiBench();
  const { faults } = bench.emulator;
  const callbackUrl = 'https://example.com/done';
  faults.bendTask('tts', { kind: 'callback-twice' });
  await bench.client.post('speaker/v3/fastTts', { ...speech, callbackUrl });
  faults.bendTask('tts', { kind: 'no-callback' });
  await bench.client.post('speaker/v3/fastTts', { ...speech, callbackUrl });
  await bench.pass(minuteMs);
  expect(
    bench.emulator
      .report()
      .callbacks.map(({ answer }) => answer)
      .sort(),
  ).toEqual(['example-address', 'example-address', 'switched-off']);
});

test('24: the report counts calls, polls and what asked for the same thing', async () => {
  await using bench = await startGuijiBench();
  const ids: number[] = [];
  for (let i = 0; i < 2; i++) ids.push((await bench.client.post<{ id: number }>('speaker/v3/fastTts', speech)).data.id);
  await bench.client.get(`speaker/v2/tts/${ids[0]}`);
  await bench.client.get('speaker/v2/tts/1');
  const { calls, createdTwice, tasks, tokensIssued } = bench.emulator.report();
  expect(calls).toEqual({
    'oauth/token': { count: 1, refused: 0, failed: 0 },
    'speaker/v3/fastTts': { count: 2, refused: 0, failed: 0 },
    'speaker/v2/tts/{id}': { count: 2, refused: 0, failed: 1 },
  });
  expect(createdTwice).toMatchObject([{ kind: 'tts', ids: ids.map(String) }]);
  expect(tasks.map(({ provider, polls }) => [provider, polls])).toEqual([
    ['guiji', 1],
    ['guiji', 0],
  ]);
  expect(tokensIssued).toBe(1);
});

test('16: after a reset nothing is left, and accounts begin anew', async () => {
  await using bench = await startGuijiBench();
  const { data } = await bench.client.post<{ id: number }>('speaker/v3/fastTts', speech);
  await bench.client.get('video/v2/training/get/423');
  await bench.pass(minuteMs);
  bench.emulator.reset();
  expect(await bench.client.get('user/v2/get')).toMatchObject({ code: '40002' });
  await bench.client.login();
  expect(await bench.client.get(`speaker/v2/tts/${data.id}`)).toMatchObject({ code: '40018' });
  expect(await bench.client.get('video/v2/training/get/423')).toMatchObject({ code: '0', data: { status: 2 } });
  expect(await bench.client.get('user/v2/get')).toMatchObject({ data: { account: { ttsWordsAmount: 10_000_000 } } });
});

test('20: tasks and tokens outlive the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-guiji-'));
  const clock = createVirtualClock({ auto: false });
  const settings = { folder, clock, basePath: '', timings: { variation: 0 } };
  let id = 0;
  let token = '';
  {
    await using first = await startEmulator({ ...settings, studio: createFakeStudio() });
    const client = new GuijiClient(first.guiji, () => clock.now());
    await client.login();
    id = (await client.post<{ videoId: number }>('video/v3/simpleCreate', { sceneId: -292, text: 'Hello.', speakerId: 'C_175' })).data
      .videoId;
    token = client.token;
  }
  {
    await using second = await startEmulator({ ...settings, studio: createFakeStudio() });
    const client = new GuijiClient(second.guiji, () => clock.now());
    client.token = token;
    await second.idle();
    await clock.advance(2 * minuteMs);
    await second.idle();
    const { data } = await client.get<{ videoUrl: string }>(`video/v2/get/${id}`);
    expect(data).toMatchObject({ id, synthesisStatus: 3 });
    expect((await fetch(data.videoUrl)).status).toBe(200);
    expect(second.report().defects).toEqual([]);
  }
  rmSync(folder, { recursive: true });
});
