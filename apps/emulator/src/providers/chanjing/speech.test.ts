import { expect, test } from 'vitest';
import { startBench, type TestBench } from '../../test-support/chanjing-client.ts';

interface SpeechState {
  readonly id: string;
  readonly status: number;
  readonly text: readonly string[];
  readonly full: { readonly url: string; readonly path: string; readonly duration: number };
  readonly errMsg: string;
  readonly subtitles: readonly { key: string; start_time: number; end_time: number; subtitle: string }[];
}

const voice = 'C-f2429d07554749839849497589199916';
const body = { audio_man: voice, speed: 1, pitch: 1, text: { text: 'Hello there. I am your assistant.' } };

async function startSpeechBench(settings: Parameters<typeof startBench>[0] = {}) {
  const bench = await startBench(settings);
  await bench.client.login();
  return bench;
}

async function create(bench: TestBench, change: object = {}): Promise<string> {
  return (await bench.client.post<{ task_id: string }>('create_audio_task', { ...body, ...change })).data.task_id;
}

async function state(bench: TestBench, id: string): Promise<SpeechState> {
  return (await bench.client.post<SpeechState>('audio_task_state', { task_id: id })).data;
}

test('10: a speech goes from 1 to 9, in text, sound, seconds and subtitles', async () => {
  await using bench = await startSpeechBench();
  const reply = await bench.client.post<{ task_id: string }>('create_audio_task', body);
  expect(reply).toMatchObject({ code: 0, data: { task_id: expect.stringMatching(/^[0-9a-f]{32}$/) } });
  const { task_id: id } = reply.data;
  const common = {
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    type: 'tts',
    text: [body.text.text],
    slice: null,
    errMsg: '',
    errReason: '',
  };
  expect(await state(bench, id)).toEqual({ ...common, status: 1, full: { url: '', path: '', duration: 0 }, subtitles: [] });
  await bench.pass(10_000);
  const done = await state(bench, id);
  const key = expect.stringMatching(/^[0-9a-f]{40}$/);
  expect(done).toEqual({
    ...common,
    status: 9,
    full: { url: expect.stringMatching(/\.wav\?/), path: expect.stringMatching(/\.wav$/), duration: 3.2 },
    subtitles: [
      { key, start_time: 0, end_time: 1.2, subtitle: 'Hello there.' },
      { key, start_time: 1.2, end_time: 3.2, subtitle: 'I am your assistant.' },
    ],
  });
  const sound = await fetch(done.full.url);
  expect([sound.status, sound.headers.get('content-type')]).toEqual([200, 'audio/x-wav']);
});

test('10: the id in the answer is another one than the one that was asked for, and stays the same (trap C25)', async () => {
  await using bench = await startSpeechBench();
  const id = await create(bench);
  const [first, second] = [await state(bench, id), await state(bench, id)];
  expect(first.id).not.toBe(id);
  expect(first.id).toBe(second.id);
});

test('10: a failure is a 9 with errMsg and without an address (trap C8)', async () => {
  await using bench = await startSpeechBench();
  bench.emulator.faults.failTask('tts', { msg: '合成失败', reason: '音色已下线' });
  const id = await create(bench);
  await bench.pass(10_000);
  const full = { url: '', path: '', duration: 0 };
  expect(await state(bench, id)).toMatchObject({ status: 9, errMsg: '合成失败', errReason: '音色已下线', full, subtitles: [] });
});

test('10: subtitles can come later than the sound', async () => {
  await using bench = await startSpeechBench();
  bench.emulator.faults.bendTask('tts', { kind: 'late-subtitles', ms: 20_000 });
  const id = await create(bench);
  await bench.pass(10_000);
  expect(await state(bench, id)).toMatchObject({ status: 9, full: { duration: 3.2 }, subtitles: [] });
  await bench.pass(20_000);
  expect((await state(bench, id)).subtitles).toHaveLength(2);
});

test('10: tags of rich text are not spoken, and come back as they were sent', async () => {
  await using bench = await startSpeechBench();
  const text = '<speak>Read <phoneme alphabet="py" ph="chong2">重</phoneme>,<break time="500ms"/> 1 &lt; 2 &amp; 3 < 4.</speak>';
  const id = await create(bench, { text: { text } });
  await bench.pass(10_000);
  expect(bench.studio.spoken).toMatchObject([{ text: 'Read 重, 1 < 2 & 3 < 4.' }]);
  expect((await state(bench, id)).text).toEqual([text]);
});

test('10: speed and pitch reach the voice', async () => {
  await using bench = await startSpeechBench();
  await create(bench, { speed: 1.5, pitch: 0.8 });
  await bench.pass(10_000);
  expect(bench.studio.spoken).toMatchObject([{ speed: 1.5, pitch: 0.8, voice: { seed: voice, sex: 'female', language: 'cn' } }]);
});

test.each([
  ['no voice', { audio_man: undefined }, 40000],
  ['no speed', { speed: undefined }, 40000],
  ['speed 0.49', { speed: 0.49 }, 40000],
  ['speed 2.01', { speed: 2.01 }, 40000],
  ['speed as a text', { speed: '1' }, 400],
  ['no text', { text: undefined }, 40000],
  ['text that is no object', { text: 'Hello.' }, 400],
  ['text that is a list', { text: ['Hello.'] }, 400],
  ['text without words', { text: { text: ' ' } }, 40000],
  ['4000 characters', { text: { text: '字'.repeat(4_000) } }, 40000],
  ['a watermark that is no bool', { aigc_watermark: 'yes' }, 400],
])('10: create refuses %s', async (_name, change, code) => {
  await using bench = await startSpeechBench();
  expect(await bench.client.post('create_audio_task', { ...body, ...change })).toMatchObject({ code, data: null });
});

test('10: 3999 characters, both ends of speed, and a pitch left out are let in', async () => {
  await using bench = await startSpeechBench();
  for (const change of [{ text: { text: '😀'.repeat(3_999) } }, { speed: 0.5 }, { speed: 2 }, { pitch: undefined }]) {
    expect(await bench.client.post('create_audio_task', { ...body, ...change })).toMatchObject({ code: 0 });
  }
});

test.each([
  ['a number', 7, 400],
  ['nothing', undefined, 40000],
  ['an unknown id', 'none', 50000],
])('10: audio_task_state refuses %s as task_id', async (_name, id, code) => {
  await using bench = await startSpeechBench();
  expect(await bench.client.post('audio_task_state', { task_id: id })).toMatchObject({ code, data: null });
});

test('10: an unknown voice is a 50000, also one that is not ready', async () => {
  await using bench = await startSpeechBench();
  expect(await bench.client.post('create_audio_task', { ...body, audio_man: 'nobody' })).toMatchObject({
    code: 50000,
    msg: '没有找到对应的声ID',
  });
  const { data: young } = await bench.client.post<string>('create_customised_audio', { name: 'x', url: 'https://example.com/abc.mp3' });
  const early = { code: 50000, msg: '声音ID对应的audio_man不存在' };
  expect(await bench.client.post('create_audio_task', { ...body, audio_man: young })).toMatchObject(early);
  await bench.pass(60_000);
  expect(await bench.client.post('create_audio_task', { ...body, audio_man: young })).toMatchObject({ code: 0 });
});

test('10: speech can be asked for by the newer name of the call, in the same way', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const body = { audio_man: 'C-5c1d7f0c3b5a4b0e9a4e7f6d2c8b9a10', speed: 1, text: { text: 'Hello.', plain_text: 'Hello.' } };
  const { code, data } = await bench.client.post<{ task_id: string }>('create_audio_task_v2', body);
  expect(code).toBe(0);
  await bench.pass(60_000);
  expect(await bench.client.post('audio_task_state', data)).toMatchObject({ data: { status: 9, errMsg: '' } });
  expect(await bench.client.post('create_audio_task_v2', {})).toMatchObject({ code: 40000 });
});
