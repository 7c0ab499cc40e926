import { expect, test } from 'vitest';
import { startAnsweringSink } from '../../test-support/answering-sink.ts';
import { type GuijiBench, startGuijiBench } from '../../test-support/guiji-client.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

interface SpeechDetail {
  readonly id: number;
  readonly status: number;
  readonly ttsUrl: string | null;
  readonly srtUrl: string | null;
  readonly duration: number | null;
}

async function speak(bench: GuijiBench, more: object = {}): Promise<number> {
  const body = { speakerId: 'C_175', content: 'Hello there. How are you?', ...more };
  return (await bench.client.post<{ id: number }>('speaker/v3/fastTts', body)).data.id;
}

async function detail(bench: GuijiBench, id: number): Promise<SpeechDetail> {
  return (await bench.client.get<SpeechDetail>(`speaker/v2/tts/${id}`)).data;
}

test('20: a speech waits, is in work, and ends with sound, subtitles and a whole number of milliseconds', async () => {
  await using bench = await startGuijiBench();
  const created = await bench.client.post<{ id: number }>('speaker/v3/fastTts', { speakerId: 'C_173', content: '你好。' });
  expect(created.data).toEqual({ id: expect.any(Number), status: 0 });
  const { id } = created.data;
  const states = [await detail(bench, id)];
  for (const ms of [1_000, minuteMs]) {
    await bench.pass(ms);
    states.push(await detail(bench, id));
  }
  expect(states.slice(0, 2)).toEqual([0, 1].map((status) => ({ id, status, ttsUrl: null, srtUrl: null, duration: null })));
  const { status, ttsUrl, srtUrl, duration } = states[2] ?? (await detail(bench, id));
  expect([status, Number.isInteger(duration)]).toEqual([2, true]);
  const wav = Buffer.from(await (await fetch(ttsUrl ?? '')).arrayBuffer());
  expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
  expect(await (await fetch(srtUrl ?? '')).text()).toMatch(/^1\n00:00:00,\d{3} --> [\d:,]{12}\n你好。\n$/);
});

test('23: a speech is gone after a day', async () => {
  await using bench = await startGuijiBench({ timings: { guijiTokenLifeMs: 10 * dayMs } });
  const id = await speak(bench);
  await bench.pass(minuteMs);
  const { ttsUrl } = await detail(bench, id);
  expect((await fetch(ttsUrl ?? '')).status).toBe(200);
  await bench.pass(dayMs);
  expect((await fetch(ttsUrl ?? '')).status).toBe(403);
  expect((await fetch((await detail(bench, id)).ttsUrl ?? '')).status).toBe(403);
});

test.each([
  [{ speakerId: undefined }, '40015'],
  [{ content: '' }, '40015'],
  [{ speakerId: 'C_1' }, '40025'],
  [{ speakerId: 173 }, '40015'],
])('21: a speech with %j is refused with %s', async (change, code) => {
  await using bench = await startGuijiBench();
  const body = { speakerId: 'C_175', content: 'Hello.', ...change };
  expect(await bench.client.post('speaker/v3/fastTts', body)).toMatchObject({ code, success: false });
});

test('20: a speech that fails has a state and nothing that says why', async () => {
  await using sink = await startAnsweringSink({ code: '0', success: true });
  await using bench = await startGuijiBench();
  bench.emulator.faults.failTask('tts', { msg: 'Not told' });
  const id = await speak(bench, { callbackUrl: sink.url });
  await bench.pass(minuteMs);
  expect(await detail(bench, id)).toEqual({ id, status: 3, ttsUrl: null, srtUrl: null, duration: null });
  expect(sink.bodies).toEqual([{ taskType: 'tts-synthesis', data: { id, status: 3, duration: 0 } }]);
});

test.each(['told', 'zero'] as const)('22: the callback of speech with a duration that is %s', async (speechCallbackDuration) => {
  await using sink = await startAnsweringSink({ code: '0', success: true });
  await using bench = await startGuijiBench({ guiji: { quirks: { speechCallbackDuration } } });
  const id = await speak(bench, { callbackUrl: sink.url });
  await bench.pass(minuteMs);
  const { ttsUrl, duration } = await detail(bench, id);
  const told = speechCallbackDuration === 'told' ? duration : 0;
  expect(sink.bodies).toEqual([{ taskType: 'tts-synthesis', data: { id, status: 2, duration: told, ttsUrl } }]);
});

test('18: speeches are listed newest first, as detail tells them', async () => {
  await using bench = await startGuijiBench();
  const ids = [await speak(bench), await speak(bench, { content: 'Two.' })].reverse();
  await bench.pass(minuteMs);
  const { data } = await bench.client.post<{ records: SpeechDetail[] }>('speaker/v2/tts/pageList', { page: 1, size: 100 });
  expect(data).toEqual({
    pageSize: 100,
    pageNo: 1,
    totalRecord: 2,
    records: [await detail(bench, ids[0] ?? 0), await detail(bench, ids[1] ?? 0)],
  });
});

test('20: subtitles can be late, and addresses missing from a success', async () => {
  await using bench = await startGuijiBench();
  bench.emulator.faults.bendTask('tts', { kind: 'late-subtitles', ms: 2 * minuteMs });
  const late = await speak(bench);
  bench.emulator.faults.bendTask('tts', { kind: 'success-without-url', polls: 1 });
  const bare = await speak(bench, { content: 'Bare.' });
  await bench.pass(minuteMs);
  expect(await detail(bench, late)).toMatchObject({ status: 2, ttsUrl: expect.any(String), srtUrl: null });
  expect(await detail(bench, bare)).toMatchObject({ status: 2, ttsUrl: null });
  expect(await detail(bench, bare)).toMatchObject({ status: 2, ttsUrl: expect.any(String) });
  await bench.pass(2 * minuteMs);
  expect(await detail(bench, late)).toMatchObject({ srtUrl: expect.any(String) });
});
