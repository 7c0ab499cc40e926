import { expect, test } from 'vitest';
import { createFakeStudio } from '../../test-support/fake-studio.ts';
import { type GuijiBench, startGuijiBench } from '../../test-support/guiji-client.ts';

const minuteMs = 60_000;
const account = { apiKey: 'test-key', apiSecret: 'test-secret' };

interface Amounts {
  readonly fastTrainingAmount: number;
  readonly voiceCloneAmount: number;
  readonly ttsWordsAmount: number;
  readonly fastDuration: number;
  readonly totalFastDuration: number;
}

async function amounts(bench: GuijiBench): Promise<Amounts> {
  return (await bench.client.get<{ account: Amounts }>('user/v2/get')).data.account;
}

const film = { sceneId: -292, text: 'Some words.', speakerId: 'C_175' };

async function makeOneOfEach({ client, media }: GuijiBench): Promise<readonly (string | number)[]> {
  const consent = { authorizeUrl: media.video, authorizeText: 'I consent.' };
  const replies = [
    await client.post('video/v3/create/training', { name: 'host', videoUrl: media.video, level: 1, ...consent }),
    await client.post('speaker/v3/clone', { name: 'mine', audioUrl: media.audio, ...consent, authorizeUrl: media.audio }),
    await client.post('speaker/v3/fastTts', { speakerId: 'C_173', content: '你好，朋友。' }),
    await client.post('video/v3/simpleCreate', { sceneId: -292, audioUrl: media.audio }),
  ];
  return replies.map(({ code }) => code);
}

test('24: quotas go down with what was made: pieces, characters, milliseconds of film; totals stay', async () => {
  await using bench = await startGuijiBench();
  const before = await amounts(bench);
  expect(await makeOneOfEach(bench)).toEqual(['0', '0', '0', '0']);
  expect(await amounts(bench)).toEqual(before);
  await bench.pass(2 * minuteMs);
  expect(await amounts(bench)).toEqual({
    ...before,
    fastTrainingAmount: before.fastTrainingAmount - 1,
    voiceCloneAmount: before.voiceCloneAmount - 1,
    ttsWordsAmount: before.ttsWordsAmount - 6,
    fastDuration: before.fastDuration - 4_000,
  });
  expect(bench.emulator.report().tasks.map(({ kind, cost }) => [kind, cost])).toEqual([
    ['clone-avatar', 1],
    ['clone-voice', 1],
    ['tts', 6],
    ['avatar-video', 4_000],
  ]);
});

test('24: what fails costs nothing', async () => {
  await using bench = await startGuijiBench();
  const before = await amounts(bench);
  bench.emulator.faults.failTask('avatar-video', { msg: 'Broken' });
  await bench.client.post('video/v3/simpleCreate', film);
  await bench.pass(2 * minuteMs);
  expect(await amounts(bench)).toEqual(before);
});

test('21: without a balance every create is refused with 40010', async () => {
  await using bench = await startGuijiBench();
  bench.emulator.faults.setCaps({ guiji: { fastTrainingAmount: 0, voiceCloneAmount: 0, fastDuration: 3_999, ttsWordsAmount: 5 } });
  expect(await makeOneOfEach(bench)).toEqual(['40010', '40010', '40010', '40010']);
  expect(bench.emulator.report().tasks).toEqual([]);
});

test('21: a film of a text that turns out too long for the balance fails', async () => {
  await using bench = await startGuijiBench({ guiji: { accounts: [{ ...account, fastDuration: 1 }] } });
  const { data } = await bench.client.post<{ videoId: number }>('video/v3/simpleCreate', film);
  await bench.pass(2 * minuteMs);
  const told = { synthesisStatus: 4, failReason: 'The balance is too low', videoUrl: null };
  expect(await bench.client.get(`video/v2/get/${data.videoId}`)).toMatchObject({ data: told });
  expect(await amounts(bench)).toMatchObject({ fastDuration: 1, totalFastDuration: 1 });
});

test('21: more tasks at one time than allowed are refused with 40019, until one has ended', async () => {
  await using bench = await startGuijiBench({ guiji: { accounts: [{ ...account, parallelLimit: 2 }] } });
  const create = async () => (await bench.client.post('video/v3/simpleCreate', film)).code;
  const codes = [await create(), await create(), await create()];
  await bench.pass(2 * minuteMs);
  expect([...codes, await create()]).toEqual(['0', '0', '40019', '0']);
  expect(bench.emulator.report().calls['video/v3/simpleCreate']).toEqual({ count: 4, refused: 1, failed: 0 });
});

test('24: what is left may be more than there was', async () => {
  await using bench = await startGuijiBench();
  bench.emulator.faults.setCaps({ guiji: { fastDuration: 4_894_626_000 } });
  const { fastDuration, totalFastDuration } = await amounts(bench);
  expect(fastDuration).toBeGreaterThan(totalFastDuration);
});

test('18: the catalogues have the avatar and the voice of the pages, can be searched, and can be seen and heard', async () => {
  await using bench = await startGuijiBench();
  const page = { page: 1, size: 10 };
  const avatars = await bench.client.post<{ records: { id: number; coverUrl: string }[] }>('robot/v2/fastPublicPageList', page);
  expect(avatars.data.records[0]).toMatchObject({ id: -292, resolution: '1080x1920' });
  const cover = Buffer.from(await (await fetch(avatars.data.records[0]?.coverUrl ?? '')).arrayBuffer());
  expect(cover.readUInt16BE(0)).toBe(0xffd8);
  const named = await bench.client.post('robot/v2/fastPublicPageList', { ...page, name: 'News' });
  expect(named.data).toMatchObject({ totalRecord: 1, records: [{ id: -293 }] });
  const women = await bench.client.post('speaker/v2/fastPublicPageList', { ...page, sex: 2 });
  expect(women.data).toMatchObject({ totalRecord: 2, records: [{ sex: 2 }, { sex: 2 }] });
  const voices = await bench.client.post<{ records: { ttsAudition: string }[] }>('speaker/v2/fastPublicPageList', page);
  expect(voices.data.records[0]).toMatchObject({ speakerId: 'C_173', sex: 1, languages: ['zh'], status: 2 });
  const audition = Buffer.from(await (await fetch(voices.data.records[0]?.ttsAudition ?? '')).arrayBuffer());
  expect(audition.toString('latin1', 0, 4)).toBe('RIFF');
});

test('18: languages are text for those who read the table of public voices', async () => {
  await using bench = await startGuijiBench({ guiji: { quirks: { languages: 'text' } } });
  const { data } = await bench.client.post('speaker/v2/fastPublicPageList', { page: 1, size: 1 });
  expect(data).toMatchObject({ records: [{ languages: 'zh' }] });
});

test('18: each public avatar is somebody else, and the same in its cover and in its films', async () => {
  const studio = createFakeStudio();
  await using bench = await startGuijiBench({ studio });
  const { data } = await bench.client.post<{ records: { id: number; coverUrl: string }[] }>('robot/v2/fastPublicPageList', {
    page: 1,
    size: 10,
  });
  for (const { id, coverUrl } of data.records) {
    await fetch(coverUrl);
    await bench.client.post('video/v3/simpleCreate', { ...film, sceneId: id });
    await bench.pass(2 * minuteMs);
  }
  const presenters = studio.filmed.map(({ presenter }) => presenter);
  expect(new Set(presenters).size).toBe(data.records.length);
  expect(presenters).toEqual(data.records.flatMap((_, index) => [presenters[2 * index], presenters[2 * index]]));
});

test('19: an account can begin with clones from before consents, which are listed and wait for theirs', async () => {
  await using bench = await startGuijiBench({
    guiji: { accounts: [{ apiKey: 'test-key', apiSecret: 'test-secret', historicalClones: true }] },
  });
  await bench.pass(0);
  const listed = async (path: string) =>
    (await bench.client.post<{ records: readonly Record<string, unknown>[] }>(path, { page: 1, size: 10 })).data.records;
  const [training, ...otherTrainings] = await listed('video/v2/training/pageList');
  const [voice, ...otherVoices] = await listed('speaker/v2/clonePageList');
  expect([training, voice]).toMatchObject([{ status: 2, sceneId: expect.any(Number) }, { status: 2 }]);
  expect([training?.authorizeStatus, voice?.authorizeStatus, otherTrainings, otherVoices]).toEqual([undefined, undefined, [], []]);
  const consent = { authorizeUrl: bench.media.video, authorizeText: 'I am Mei.' };
  expect(await bench.client.post('video/v3/authorize', { sceneId: training?.sceneId, ...consent })).toMatchObject({ data: true });
  await bench.pass(60_000);
  expect(await listed('video/v2/training/pageList')).toMatchObject([{ authorizeStatus: 1 }]);
  bench.emulator.reset();
  await bench.client.login();
  expect(await listed('speaker/v2/clonePageList')).toHaveLength(1);
});
