import { expect, test } from 'vitest';
import { startAnsweringSink } from '../../test-support/answering-sink.ts';
import { type GuijiBench, startGuijiBench } from '../../test-support/guiji-client.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const accepted = { code: '0', success: true, message: 'Request successful' };

interface VoiceDetail {
  readonly speakerId: string;
  readonly status: number;
  readonly reason: string | null;
  readonly expireTime: string | null;
  readonly ttsAudition: string;
  readonly sex: number | null;
  readonly authorizeStatus?: number;
}

function order({ media }: GuijiBench, more: Readonly<Record<string, unknown>> = {}) {
  return { name: 'mine', audioUrl: media.audio, authorizeUrl: media.audio, authorizeText: 'I consent.', ...more };
}

async function clone(bench: GuijiBench, more?: Readonly<Record<string, unknown>>): Promise<string> {
  return (await bench.client.post<VoiceDetail>('speaker/v3/clone', order(bench, more))).data.speakerId;
}

async function detail(bench: GuijiBench, id: string): Promise<VoiceDetail> {
  return (await bench.client.get<VoiceDetail>(`speaker/v2/clone/${id}`)).data;
}

test('20: a clone answers with the voice, which waits, is in work, and can be listened to in the end', async () => {
  await using bench = await startGuijiBench();
  const { data } = await bench.client.post<VoiceDetail>('speaker/v3/clone', order(bench, { sex: 2 }));
  expect(data).toEqual({
    speakerId: expect.stringMatching(/^C_\d+$/),
    ttsName: 'mine',
    ttsFeatures: 'Original timbre',
    audioUrl: bench.media.audio,
    ttsAudition: '',
    languages: ['zh', 'en'],
    sex: 2,
    status: 0,
    reason: null,
    expireTime: null,
    authorizeStatus: 0,
  });
  await bench.pass(3_000);
  expect((await detail(bench, data.speakerId)).status).toBe(1);
  await bench.pass(minuteMs);
  const done = await detail(bench, data.speakerId);
  expect(done).toMatchObject({ status: 2, reason: null, expireTime: '2028-01-01 08:00:22', authorizeStatus: 1 });
  const audition = Buffer.from(await (await fetch(done.ttsAudition)).arrayBuffer());
  expect(audition.toString('latin1', 0, 4)).toBe('RIFF');
});

test.each(['name', 'audioUrl', 'authorizeUrl', 'authorizeText'])('19: a voice without %s is refused with 40015', async (name) => {
  await using bench = await startGuijiBench();
  const reply = await bench.client.post('speaker/v3/clone', order(bench, { [name]: undefined }));
  expect(reply).toMatchObject({ code: '40015', message: `Required parameter ${name} is missing` });
  expect(bench.emulator.report().tasks).toEqual([]);
});

test.each([
  ['that is no WAV', 'video', '40011'],
  ['that is nothing', 'junk', '40011'],
  ['without a length', 'emptyAudio', '40012'],
  ['that cannot be reached', 'missing', '40017'],
] as const)('19: a sample %s is refused', async (_, medium, code) => {
  await using bench = await startGuijiBench();
  expect(await bench.client.post('speaker/v3/clone', order(bench, { audioUrl: bench.media[medium] }))).toMatchObject({ code });
});

test.each(['words.wav', '/words.wav', 'ftp://example.com/words.wav', 'file:///words.wav'])(
  '19: %s is no address: 40011',
  async (audioUrl) => {
    await using bench = await startGuijiBench();
    expect(await bench.client.post('speaker/v3/clone', order(bench, { audioUrl }))).toMatchObject({ code: '40011' });
  },
);

test('19: an MP3 at example.com is no WAV either', async () => {
  await using bench = await startGuijiBench();
  const codeOf = async (name: string) =>
    (await bench.client.post('speaker/v3/clone', order(bench, { audioUrl: `https://example.com/${name}` }))).code;
  expect([await codeOf('voice.mp3'), await codeOf('voice.wav')]).toEqual(['40011', '0']);
});

test('20: a consent that cannot be heard fails the voice', async () => {
  await using bench = await startGuijiBench();
  const id = await clone(bench, { authorizeUrl: bench.media.junk });
  await bench.pass(minuteMs);
  expect(await detail(bench, id)).toMatchObject({ status: 3, reason: 'The authorization audio was not accepted', authorizeStatus: 0 });
});

test('20: a voice expires by the clock; then nothing can be said with it: 40026', async () => {
  await using bench = await startGuijiBench({ timings: { guijiVoiceLifeMs: dayMs, guijiTokenLifeMs: 10 * dayMs } });
  const id = await clone(bench);
  const speak = async () => (await bench.client.post('speaker/v3/fastTts', { speakerId: id, content: 'Hello.' })).code;
  const film = async () => (await bench.client.post('video/v3/simpleCreate', { sceneId: -292, text: 'Hello.', speakerId: id })).code;
  expect([await speak(), await film()]).toEqual(['40025', '40025']);
  await bench.pass(minuteMs);
  expect([await speak(), await film()]).toEqual(['0', '0']);
  await bench.pass(dayMs);
  expect((await detail(bench, id)).status).toBe(4);
  expect([await speak(), await film()]).toEqual(['40026', '40026']);
});

test('19: a voice from before consents has none until it is authorized, and then in detail and list', async () => {
  await using bench = await startGuijiBench();
  expect(await detail(bench, 'C_122')).not.toHaveProperty('authorizeStatus');
  const body = { speakerId: 'C_122', authorizeUrl: bench.media.audio, authorizeText: 'I consent.' };
  expect(await bench.client.post('speaker/v3/authorize', body)).toEqual({ ...accepted, data: true });
  expect(await detail(bench, 'C_122')).toMatchObject({ authorizeStatus: 0 });
  await bench.pass(15_000);
  expect(await detail(bench, 'C_122')).toMatchObject({ authorizeStatus: 1 });
});

test.each([
  [{ speakerId: undefined }, '40015'],
  [{ authorizeUrl: undefined }, '40015'],
  [{ authorizeText: undefined }, '40015'],
  [{ speakerId: 'C_1' }, '40025'],
  [{ authorizeUrl: 'http://127.0.0.1:1/none.wav' }, '40017'],
])('19: the authorization of a voice with %j is refused with %s', async (change, code) => {
  await using bench = await startGuijiBench();
  const body = { speakerId: 'C_122', authorizeUrl: bench.media.audio, authorizeText: 'I consent.', ...change };
  expect(await bench.client.post('speaker/v3/authorize', body)).toMatchObject({ code, success: false });
});

test('18: voices are listed by sex, state and end of life', async () => {
  await using bench = await startGuijiBench();
  const [male, none] = [await clone(bench, { sex: 1 }), await clone(bench)];
  await bench.pass(minuteMs);
  const waiting = await clone(bench, { sex: 2 });
  const listed = async (filter: object) => {
    const { data } = await bench.client.post<{ records: VoiceDetail[]; totalRecord: number }>('speaker/v2/clonePageList', {
      page: 1,
      size: 10,
      ...filter,
    });
    expect(data.totalRecord).toBe(data.records.length);
    return data.records.map(({ speakerId }) => speakerId);
  };
  expect(await listed({})).toEqual([waiting, none, male]);
  expect(await listed({ sex: 1 })).toEqual([male]);
  expect(await listed({ status: 2 })).toEqual([none, male]);
  expect(await listed({ status: 0 })).toEqual([waiting]);
  expect(await listed({ expireStartTime: '2028-01-01 08:00:22', expireEndTime: '2028-01-01 08:00:22' })).toEqual([none, male]);
  expect(await listed({ expireStartTime: '2028-01-01 08:00:23' })).toEqual([]);
  expect(await listed({ expireEndTime: '2028-01-01 08:00:21' })).toEqual([]);
});

test.each([{ expireStartTime: '2028-01-01' }, { expireEndTime: 'soon' }, { sex: 3 }, { status: 9 }])(
  '18: the filter %j is refused',
  async (filter) => {
    await using bench = await startGuijiBench();
    expect(await bench.client.post('speaker/v2/clonePageList', { page: 1, size: 10, ...filter })).toMatchObject({ code: '40015' });
  },
);

test('22: the callback of a voice tells it as detail does, its end of life as text', async () => {
  await using sink = await startAnsweringSink(accepted);
  await using bench = await startGuijiBench();
  const id = await clone(bench, { callbackUrl: sink.url, sex: 1 });
  await bench.pass(minuteMs);
  const { reason: _, ...told } = await detail(bench, id);
  expect(sink.bodies).toEqual([{ taskType: 'voice-clone', data: { ...told, result: 'success', authorizeStatus: 1 } }]);
});

test('22: the callback of a failed voice has a reason and no end of life', async () => {
  await using sink = await startAnsweringSink(accepted);
  await using bench = await startGuijiBench();
  bench.emulator.faults.failTask('clone-voice', { msg: 'Too much noise' });
  await clone(bench, { callbackUrl: sink.url });
  await bench.pass(minuteMs);
  expect(sink.bodies).toMatchObject([{ taskType: 'voice-clone', data: { result: 'fail', reason: 'Too much noise', status: 3 } }]);
  expect(sink.bodies).not.toMatchObject([{ data: { expireTime: expect.anything() } }]);
});

test('20: nobody knows a voice of another number', async () => {
  await using bench = await startGuijiBench();
  for (const id of ['C_1', '423', 'C_173']) expect(await bench.client.get(`speaker/v2/clone/${id}`)).toMatchObject({ code: '40025' });
});
