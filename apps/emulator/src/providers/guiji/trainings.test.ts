import { expect, test } from 'vitest';
import { startAnsweringSink } from '../../test-support/answering-sink.ts';
import { type GuijiBench, startGuijiBench } from '../../test-support/guiji-client.ts';

const minuteMs = 60_000;
const accepted = { code: '0', success: true, message: 'Request successful' };

interface TrainingDetail {
  readonly id: number;
  readonly status: number;
  readonly sceneId: number | string | null;
  readonly coverUrl: string | null;
  readonly comment: string;
  readonly authorizeStatus?: number;
  readonly callbackStatus: number;
  readonly createTime: string;
  readonly updateTime: string;
}

function order({ media }: GuijiBench, more: Readonly<Record<string, unknown>> = {}) {
  const consent = { authorizeUrl: media.video, authorizeText: 'I am Test Person. I consent.' };
  return { name: 'host', videoUrl: media.video, level: 1, ...consent, ...more };
}

async function train(bench: GuijiBench, more?: Readonly<Record<string, unknown>>): Promise<number> {
  const { data } = await bench.client.post<{ trainingId: number }>('video/v3/create/training', order(bench, more));
  return data.trainingId;
}

async function detail(bench: GuijiBench, id: number | string): Promise<TrainingDetail> {
  return (await bench.client.get<TrainingDetail>(`video/v2/training/get/${id}`)).data;
}

test('20: a training waits, is in work, and ends with an avatar under a negative number and a cover', async () => {
  await using bench = await startGuijiBench();
  const id = await train(bench);
  const states = [await detail(bench, id)];
  for (const ms of [5_000, minuteMs]) {
    await bench.pass(ms);
    states.push(await detail(bench, id));
  }
  expect(states.map(({ status, sceneId, coverUrl }) => ({ status, sceneId, coverUrl }))).toEqual([
    { status: 0, sceneId: null, coverUrl: null },
    { status: 1, sceneId: null, coverUrl: null },
    { status: 2, sceneId: expect.any(Number), coverUrl: expect.stringMatching(/\.jpg\?/) },
  ]);
  expect(Number(states[2]?.sceneId)).toBeLessThan(0);
  const cover = Buffer.from(await (await fetch(states[2]?.coverUrl ?? '')).arrayBuffer());
  expect(cover.readUInt16BE(0)).toBe(0xffd8);
  expect(states[0]?.createTime).toBe('2027-01-01 08:00:00');
  expect(states[2]?.updateTime).toBe('2027-01-01 08:00:34');
});

test.each(['name', 'videoUrl', 'authorizeUrl', 'authorizeText', 'level'])(
  '19: a training without %s is refused with 40015',
  async (name) => {
    await using bench = await startGuijiBench();
    const reply = await bench.client.post('video/v3/create/training', order(bench, { [name]: undefined }));
    expect(reply).toMatchObject({ code: '40015', success: false, message: `Required parameter ${name} is missing` });
    expect(bench.host.asked).toEqual([]);
    expect(bench.emulator.report().tasks).toEqual([]);
  },
);

test.each([
  ['a video that cannot be reached', 'videoUrl', 'missing', '40017'],
  ['a consent that cannot be reached', 'authorizeUrl', 'missing', '40017'],
  ['a recording instead of a video', 'videoUrl', 'audio', '40027'],
] as const)('19: %s is refused', async (_, field, medium, code) => {
  await using bench = await startGuijiBench();
  expect(await bench.client.post('video/v3/create/training', order(bench, { [field]: bench.media[medium] }))).toMatchObject({ code });
});

test.each([
  ['level', 2],
  ['level', 'one'],
  ['compress', 'yes'],
  ['name', 7],
])('19: %s %j is refused with 40015', async (field, value) => {
  await using bench = await startGuijiBench();
  expect(await bench.client.post('video/v3/create/training', order(bench, { [field]: value }))).toMatchObject({ code: '40015' });
});

test('19: the service fetches video and consent itself, from where they are', async () => {
  await using bench = await startGuijiBench();
  await bench.client.post('video/v3/create/training', order(bench, { authorizeUrl: `${bench.host.origin}/face.mp4?consent` }));
  expect(bench.host.asked).toEqual(['/face.mp4', '/face.mp4?consent']);
});

test('19: authorizeStatus turns 1 a while after the training was handed in', async () => {
  await using bench = await startGuijiBench();
  const id = await train(bench);
  expect((await detail(bench, id)).authorizeStatus).toBe(0);
  await bench.pass(14_999);
  expect((await detail(bench, id)).authorizeStatus).toBe(0);
  await bench.pass(1);
  expect((await detail(bench, id)).authorizeStatus).toBe(1);
});

test('20: a consent that is no video gets the training rejected, and its authorizeStatus stays 0', async () => {
  await using bench = await startGuijiBench();
  const id = await train(bench, { authorizeUrl: bench.media.audio });
  await bench.pass(minuteMs);
  const told = await detail(bench, id);
  expect(told).toMatchObject({ status: 4, comment: 'The authorization video was not accepted', sceneId: null, authorizeStatus: 0 });
});

test('20: a training that fails says why', async () => {
  await using bench = await startGuijiBench();
  bench.emulator.faults.failTask('clone-avatar', { msg: 'No face was found' });
  const id = await train(bench);
  await bench.pass(minuteMs);
  expect(await detail(bench, id)).toMatchObject({ status: 3, comment: 'No face was found', sceneId: null, coverUrl: null });
});

test('20: a training that was rejected can be handed in again under its number', async () => {
  await using bench = await startGuijiBench();
  const id = await train(bench, { authorizeUrl: bench.media.audio });
  expect(await bench.client.post('video/v3/create/training', order(bench, { id }))).toMatchObject({ code: '40015' });
  await bench.pass(minuteMs);
  expect(await train(bench, { id })).toBe(id);
  expect(await detail(bench, id)).toMatchObject({ id, status: 0 });
  await bench.pass(minuteMs);
  expect(await detail(bench, id)).toMatchObject({ id, status: 2, authorizeStatus: 1 });
  expect(await bench.client.post('video/v2/training/pageList', { page: 1, size: 10 })).toMatchObject({ data: { totalRecord: 1 } });
});

test('19: an avatar from before consents has none until it is authorized; the answer is true, the outcome is seen later', async () => {
  await using bench = await startGuijiBench();
  expect(await detail(bench, 423)).not.toHaveProperty('authorizeStatus');
  const body = { sceneId: '-287', authorizeUrl: bench.media.video, authorizeText: 'I consent.' };
  expect(await bench.client.post('video/v3/authorize', body)).toEqual({ ...accepted, data: true });
  expect(await detail(bench, 423)).toMatchObject({ authorizeStatus: 0 });
  await bench.pass(15_000);
  expect(await detail(bench, 423)).toMatchObject({ authorizeStatus: 1 });
});

test('19: an authorization that is no video is taken, and never granted', async () => {
  await using bench = await startGuijiBench();
  const body = { sceneId: -287, authorizeUrl: bench.media.audio, authorizeText: 'I consent.' };
  expect(await bench.client.post('video/v3/authorize', body)).toMatchObject({ code: '0', data: true });
  await bench.pass(minuteMs);
  expect(await detail(bench, 423)).toMatchObject({ authorizeStatus: 0 });
});

test.each([
  [{ sceneId: undefined }, '40015'],
  [{ authorizeUrl: undefined }, '40015'],
  [{ authorizeText: '' }, '40015'],
  [{ sceneId: -1 }, '40025'],
  [{ sceneId: -292 }, '40025'],
  [{ authorizeUrl: 'http://127.0.0.1:1/none.mp4' }, '40017'],
])('19: the authorization of an avatar with %j is refused with %s', async (change, code) => {
  await using bench = await startGuijiBench();
  const body = { sceneId: -287, authorizeUrl: bench.media.video, authorizeText: 'I consent.', ...change };
  expect(await bench.client.post('video/v3/authorize', body)).toMatchObject({ code, success: false });
});

test('22: the callback tells times in milliseconds, and callbackStatus what the client answered', async () => {
  await using sink = await startAnsweringSink(accepted);
  await using bench = await startGuijiBench();
  const id = await train(bench, { callbackUrl: sink.url });
  expect((await detail(bench, id)).callbackStatus).toBe(0);
  await bench.pass(minuteMs);
  const { sceneId, coverUrl, callbackStatus } = await detail(bench, id);
  const startMs = Date.UTC(2027, 0, 1);
  const times = { createTime: startMs, updateTime: startMs + 34_000 };
  const data = { id, result: 'success', reason: '', title: 'host', sceneId, coverUrl, authorizeStatus: 1, ...times };
  expect(sink.bodies).toEqual([{ taskType: 'video-training', data }]);
  expect(callbackStatus).toBe(1);
});

test.each([
  ['a code that is none', { ...accepted, code: '1' }, 200, 2],
  ['a number 0', { ...accepted, code: 0 }, 200, 1],
  ['no success', { ...accepted, success: false }, 200, 2],
  ['no JSON', 'OK', 200, 2],
  ['null', 'null', 200, 2],
  ['HTTP 500', accepted, 500, 2],
])('22: after an answer with %s callbackStatus is told accordingly', async (_, answer, status, told) => {
  await using sink = await startAnsweringSink(answer, status);
  await using bench = await startGuijiBench();
  const id = await train(bench, { callbackUrl: sink.url });
  await bench.pass(minuteMs);
  expect(sink.bodies).toHaveLength(1);
  expect((await detail(bench, id)).callbackStatus).toBe(told);
});

test('22: a callback that nobody takes has failed', async () => {
  await using bench = await startGuijiBench();
  const id = await train(bench, { callbackUrl: 'http://127.0.0.1:1/done' });
  await bench.pass(minuteMs);
  expect((await detail(bench, id)).callbackStatus).toBe(2);
});

test('22: the callback of a failed training has a reason and no avatar', async () => {
  await using sink = await startAnsweringSink(accepted);
  await using bench = await startGuijiBench();
  await train(bench, { callbackUrl: sink.url, authorizeUrl: bench.media.audio });
  await bench.pass(minuteMs);
  expect(sink.bodies).toMatchObject([{ data: { result: 'fail', reason: 'The authorization video was not accepted' } }]);
  expect(sink.bodies).not.toMatchObject([{ data: { sceneId: expect.anything() } }]);
});

test('18: trainings are listed newest first, by page and size', async () => {
  await using bench = await startGuijiBench();
  const ids = [await train(bench), await train(bench, { name: 'two' }), await train(bench, { name: 'three' })].reverse();
  await bench.pass(minuteMs);
  const first = await bench.client.post<{ records: TrainingDetail[] }>('video/v2/training/pageList', { page: 1, size: 2 });
  expect(first.data).toMatchObject({ pageNo: 1, pageSize: 2, totalRecord: 3, records: [{ id: ids[0] }, { id: ids[1] }] });
  const second = await bench.client.post<{ records: TrainingDetail[] }>('video/v2/training/pageList', { page: 2, size: 2 });
  expect(second.data.records).toEqual([await detail(bench, ids[2] ?? 0)]);
});

test('18: sceneId is text for those who read the table of the callback', async () => {
  await using bench = await startGuijiBench({ guiji: { quirks: { sceneIds: 'text' } } });
  const id = await train(bench);
  await bench.pass(minuteMs);
  expect((await detail(bench, id)).sceneId).toMatch(/^-\d+$/);
});

test('20: nobody knows a training of another number', async () => {
  await using bench = await startGuijiBench();
  for (const id of ['1', '-5', 'none', '-291'])
    expect(await bench.client.get(`video/v2/training/get/${id}`)).toMatchObject({ code: '40025' });
});
