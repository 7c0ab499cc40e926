import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMediaStudio } from '../../media/index.ts';
import { probeMedium } from '../../media/probe.ts';
import type { FilmOrder, MediaStudio, SpeakOrder } from '../../media-studio.ts';
import { startAnsweringSink } from '../../test-support/answering-sink.ts';
import { film, type GuijiBench, startGuijiBench } from '../../test-support/guiji-client.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const words = { sceneId: -292, text: 'First words. Then others.', speakerId: 'C_175' };

interface VideoDetail {
  readonly id: number;
  readonly synthesisStatus: number;
  readonly videoUrl: string | null;
  readonly srtUrl: string | null;
  readonly coverUrl: string | null;
  readonly duration: string | null;
  readonly durationMs: string | null;
  readonly failReason: string | null;
}

async function create(bench: GuijiBench, body: object): Promise<number> {
  return (await bench.client.post<{ videoId: number }>('video/v3/simpleCreate', body)).data.videoId;
}

async function detail(bench: GuijiBench, id: number): Promise<VideoDetail> {
  return (await bench.client.get<VideoDetail>(`video/v2/get/${id}`)).data;
}

async function trainScene(bench: GuijiBench): Promise<number> {
  const { video } = bench.media;
  const order = { name: 'host', videoUrl: video, authorizeUrl: video, authorizeText: 'I consent.', level: 1 };
  const { data } = await bench.client.post<{ trainingId: number }>('video/v3/create/training', order);
  await bench.pass(minuteMs);
  return (await bench.client.get<{ sceneId: number }>(`video/v2/training/get/${data.trainingId}`)).data.sceneId;
}

async function probeUrl(url: string | null) {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-probe-'));
  const path = join(folder, 'film.mp4');
  writeFileSync(path, Buffer.from(await (await fetch(url ?? '')).arrayBuffer()));
  const probe = await probeMedium(path);
  rmSync(folder, { recursive: true });
  return probe;
}

test('20: a film waits, is in work, and ends with film, cover and subtitles, under a negative number', async () => {
  await using bench = await startGuijiBench();
  const id = await create(bench, { ...words, videoName: 'spring' });
  expect(id).toBeLessThan(0);
  const states = [await detail(bench, id)];
  for (const ms of [4_000, minuteMs]) {
    await bench.pass(ms);
    states.push(await detail(bench, id));
  }
  expect(states.map(({ synthesisStatus, videoUrl }) => [synthesisStatus, videoUrl === null])).toEqual([
    [1, true],
    [2, true],
    [3, false],
  ]);
  const [, , done] = states;
  expect(done).toMatchObject({ id, videoName: 'spring', videoFormat: 'mp4', failReason: null });
  const probed = await probeUrl(done?.videoUrl ?? null);
  expect(probed).toMatchObject({ kind: 'video', widthPx: 1080, heightPx: 1920, hasAudio: true });
  expect(Math.abs(probed.durationMs - Number(done?.durationMs))).toBeLessThan(100);
});

test('23: lengths are texts, in seconds and in milliseconds', async () => {
  await using bench = await startGuijiBench();
  const id = await create(bench, { sceneId: -292, audioUrl: bench.media.audio });
  await bench.pass(minuteMs);
  expect(await detail(bench, id)).toMatchObject({ duration: '4', durationMs: '4000' });
});

test('23: subtitles are a real SRT file with the words and their times', async () => {
  await using bench = await startGuijiBench();
  const id = await create(bench, words);
  await bench.pass(minuteMs);
  const reply = await fetch((await detail(bench, id)).srtUrl ?? '');
  expect(reply.headers.get('content-type')).toContain('application/x-subrip');
  const srt = await reply.text();
  expect(srt).toMatch(/^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\nFirst words\.\n\n2\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\nThen others\.\n$/);
});

test('23: film, cover and subtitles are gone a day after they were made, however often one asks', async () => {
  await using bench = await startGuijiBench({ timings: { guijiTokenLifeMs: 10 * dayMs } });
  const id = await create(bench, words);
  await bench.pass(minuteMs);
  const statuses = async () => {
    const { videoUrl, srtUrl, coverUrl } = await detail(bench, id);
    return Promise.all([videoUrl, srtUrl, coverUrl].map(async (url) => (await fetch(url ?? '')).status));
  };
  expect(await statuses()).toEqual([200, 200, 200]);
  await bench.pass(dayMs - 2 * minuteMs);
  expect(await statuses()).toEqual([200, 200, 200]);
  await bench.pass(2 * minuteMs);
  expect(await statuses()).toEqual([403, 403, 403]);
});

test('21: a recording wins over a text', async () => {
  await using bench = await startGuijiBench();
  const id = await create(bench, { ...words, audioUrl: bench.media.audio, speakerId: 'C_none' });
  await bench.pass(minuteMs);
  expect(await detail(bench, id)).toMatchObject({ synthesisStatus: 3, durationMs: '4000' });
});

test('21: a film of a speech made here has its words as subtitles', async () => {
  await using bench = await startGuijiBench();
  const { data } = await bench.client.post<{ id: number }>('speaker/v3/fastTts', { speakerId: 'C_176', content: 'Spoken before.' });
  await bench.pass(minuteMs);
  const speech = await bench.client.get<{ ttsUrl: string; duration: number }>(`speaker/v2/tts/${data.id}`);
  const id = await create(bench, { sceneId: -293, audioUrl: speech.data.ttsUrl });
  await bench.pass(minuteMs);
  const { srtUrl, durationMs } = await detail(bench, id);
  expect(durationMs).toBe(String(speech.data.duration));
  expect(await (await fetch(srtUrl ?? '')).text()).toContain('Spoken before.');
});

test.each([
  ['no avatar', { sceneId: undefined }, '40015'],
  ['an unknown avatar', { sceneId: -1 }, '40025'],
  ['neither text nor recording', { text: undefined }, '40015'],
  ['empty text', { text: ' ' }, '40015'],
  ['a text and no voice', { speakerId: undefined }, '40015'],
  ['an unknown voice', { speakerId: 'C_1' }, '40025'],
  ['a direction of 2', { pn: 2 }, '40015'],
  ['an avatar that is no number', { sceneId: 'host' }, '40015'],
])('21: a film with %s is refused', async (_, change, code) => {
  await using bench = await startGuijiBench();
  expect(await bench.client.post('video/v3/simpleCreate', { ...words, ...change })).toMatchObject({ code, success: false });
  expect(bench.emulator.report().tasks).toEqual([]);
});

test.each([
  ['that is no address', 'sound', '40011'],
  ['that cannot be reached', 'http://127.0.0.1:1/a.wav', '40017'],
])('21: a recording %s is refused', async (_, audioUrl, code) => {
  await using bench = await startGuijiBench();
  expect(await bench.client.post('video/v3/simpleCreate', { ...words, audioUrl })).toMatchObject({ code });
});

test.each([
  ['junk', '40011'],
  ['emptyAudio', '40012'],
  ['missing', '40017'],
] as const)('21: a recording that is %s is refused with %s', async (medium, code) => {
  await using bench = await startGuijiBench();
  expect(await bench.client.post('video/v3/simpleCreate', { ...words, audioUrl: bench.media[medium] })).toMatchObject({ code });
});

test('18: a cloned avatar is filmed in the size of its training video, by its number or that as text', async () => {
  await using bench = await startGuijiBench();
  const sceneId = await trainScene(bench);
  const ids = [await create(bench, { ...words, sceneId }), await create(bench, { ...words, sceneId: String(sceneId), pn: 1 })];
  await bench.pass(minuteMs);
  for (const id of ids) {
    expect(await probeUrl((await detail(bench, id)).videoUrl)).toMatchObject({ kind: 'video', widthPx: 640, heightPx: 360 });
  }
});

test('20: a cloned avatar expires by the clock: 40026', async () => {
  await using bench = await startGuijiBench({ timings: { guijiAvatarLifeMs: dayMs, guijiTokenLifeMs: 10 * dayMs } });
  const sceneId = await trainScene(bench);
  await bench.pass(dayMs);
  expect(await bench.client.post('video/v3/simpleCreate', { ...words, sceneId })).toMatchObject({ code: '40026' });
});

test.each([4, 6, 7])('20: a film can end in state %i', async (status) => {
  await using bench = await startGuijiBench();
  bench.emulator.faults.failTask('avatar-video', { msg: 'It went wrong', status });
  const id = await create(bench, words);
  await bench.pass(minuteMs);
  expect(await detail(bench, id)).toMatchObject({ synthesisStatus: status, failReason: 'It went wrong', videoUrl: null, duration: null });
});

test('20: a film can be told as edited for a while', async () => {
  await using bench = await startGuijiBench();
  bench.emulator.faults.bendTask('avatar-video', { kind: 'status-sequence', states: [{ status: -1 }] });
  const id = await create(bench, words);
  expect([(await detail(bench, id)).synthesisStatus, (await detail(bench, id)).synthesisStatus]).toEqual([-1, 1]);
});

test('22: the callback has one length in seconds, times in milliseconds, and no subtitles', async () => {
  const answer = { code: '0', success: true, message: 'Request successful' };
  await using sink = await startAnsweringSink(answer);
  await using bench = await startGuijiBench();
  const id = await create(bench, { sceneId: -292, audioUrl: bench.media.audio, videoName: 'v', callbackUrl: sink.url });
  bench.emulator.faults.failTask('avatar-video', { msg: 'Broken' });
  const failing = await create(bench, { ...words, callbackUrl: sink.url });
  await bench.pass(2 * minuteMs);
  const { videoUrl, coverUrl } = await detail(bench, id);
  const createTime = Date.UTC(2027, 0, 1);
  const common = { createTime, level: 1, updateTime: expect.any(Number) };
  const done = { ...common, id, duration: '4', result: 'success', videoName: 'v', synthesisStatus: 3, videoUrl, coverUrl };
  const failed = { ...common, id: failing, result: 'fail', failReason: 'Broken', videoName: '', synthesisStatus: 4 };
  expect(sink.bodies).toHaveLength(2);
  expect(sink.bodies).toEqual(expect.arrayContaining([done, failed].map((data) => ({ taskType: 'video-synthesis', data }))));
});

test('18: films are listed newest first, by page and size', async () => {
  await using bench = await startGuijiBench();
  const ids = [await create(bench, words), await create(bench, { ...words, text: 'Two.' })].reverse();
  const page = async (page: number, size: number) =>
    (await bench.client.post<{ records: VideoDetail[] }>('video/v2/pageList', { page, size })).data;
  expect(await page(1, 1)).toMatchObject({ pageNo: 1, pageSize: 1, totalRecord: 2, records: [{ id: ids[0] }] });
  expect(await page(2, 1)).toMatchObject({ pageNo: 2, pageSize: 1, totalRecord: 2, records: [{ id: ids[1] }] });
  expect((await page(3, 1)).records).toEqual([]);
  expect((await page(1, 5_000)).records).toHaveLength(2);
});

test.each([{}, { page: 1 }, { size: 1 }, { page: 'one', size: 1 }])('18: a list with %j is refused with 40015', async (body) => {
  await using bench = await startGuijiBench();
  for (const path of ['video/v2/pageList', 'video/v2/training/pageList', 'speaker/v2/tts/pageList', 'speaker/v2/clonePageList']) {
    expect(await bench.client.post(path, body)).toMatchObject({ code: '40015' });
  }
});

test('21: a film is made of the training video, forward or in reverse, and of the cloned voice', async () => {
  const canned = createMediaStudio({ folder: tmpdir(), mode: 'canned' });
  const [filmed, spoken]: [FilmOrder[], SpeakOrder[]] = [[], []];
  const studio: MediaStudio = {
    ...canned,
    film(order) {
      filmed.push(order);
      return canned.film(order);
    },
    speak(order) {
      spoken.push(order);
      return canned.speak(order);
    },
  };
  await using bench = await startGuijiBench({ studio });
  const sceneId = await trainScene(bench);
  const { audio } = bench.media;
  const order = { name: 'mine', sex: 1, audioUrl: audio, authorizeUrl: audio, authorizeText: 'I consent.' };
  const { data } = await bench.client.post<{ speakerId: string }>('speaker/v3/clone', order);
  await bench.pass(minuteMs);
  for (const pn of [undefined, 0, 1]) await create(bench, { sceneId, text: '你好。', speakerId: data.speakerId, pn });
  await bench.pass(2 * minuteMs);
  const films = filmed.filter(({ label }) => label.includes('video'));
  expect(films.map(({ playback }) => playback).sort()).toEqual(['forward', 'forward', 'reverse']);
  for (const { footagePath } of films) expect(readFileSync(footagePath ?? '').equals(await film())).toBe(true);
  const voices = spoken.filter(({ text }) => text === '你好。').map(({ voice }) => voice);
  expect(voices).toHaveLength(3);
  for (const voice of voices) expect(voice).toMatchObject({ sex: 'male', language: 'cn', samplePath: expect.stringMatching(/\.wav$/) });
});
