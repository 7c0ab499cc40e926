import { expect, test } from 'vitest';
import { startBench, type TestBench } from '../../test-support/chanjing-client.ts';

const voice = 'C-f2429d07554749839849497589199916';

async function startPaidBench() {
  const accounts = [{ appId: 'test-app', secretKey: 'test-secret', beans: 100 }] as const;
  const bench = await startBench({ accounts });
  await bench.client.login();
  const [video, audio] = [await bench.client.uploadFootage(), await bench.client.uploadRecording()];
  await bench.pass(5_000);
  const film = (model: number) =>
    bench.client.post<string>('video_lip_sync/create', { video_file_id: video, audio_type: 'audio', audio_file_id: audio, model });
  const speech = () =>
    bench.client.post<{ task_id: string }>('create_audio_task', { audio_man: voice, speed: 1, pitch: 1, text: { text: 'Hello.' } });
  return Object.assign(bench, { film, speech });
}

async function beans(bench: TestBench): Promise<number> {
  const { data } = await bench.client.get<{ resi_total_bean: number }>('user_duration');
  return data.resi_total_bean;
}

test('12: user_info and user_duration tell the account in documented types', async () => {
  await using bench = await startPaidBench();
  const [info, duration] = [await bench.client.get<object>('user_info'), await bench.client.get<object>('user_duration')];
  expect(info.data).toEqual({
    id: 'test-app',
    name: 'test-app',
    custom_person_nums: 0,
    custom_person_limit: expect.any(Number),
    video_create_seconds: 0,
    video_create_limit: expect.any(Number),
  });
  expect(duration.data).toEqual({ resi_total_bean: 100, bean_day30: 0 });
});

test('12: a film of 4 s costs 4 beans, in high quality 8, a speech 5; all when they are done', async () => {
  await using bench = await startPaidBench();
  await bench.film(0);
  await bench.film(1);
  await bench.speech();
  expect(await beans(bench)).toBe(100);
  await bench.pass(60_000);
  expect(await beans(bench)).toBe(100 - 4 - 8 - 5);
  const info = await bench.client.get<object>('user_info');
  expect(info.data).toMatchObject({ video_create_seconds: 8 });
  expect(bench.emulator.report().tasks.map(({ cost }) => cost)).toEqual([4, 8, 5]);
});

test('12: too few beans do not stop a create: the task fails with the message of the bill, and costs nothing', async () => {
  await using bench = await startPaidBench();
  bench.emulator.faults.setCaps({ beans: 3 });
  const [film, speech] = [await bench.film(0), await bench.speech()];
  expect([film.code, speech.code]).toEqual([0, 0]);
  await bench.pass(60_000);
  const broke = '蝉豆不足扣费失败';
  expect(await bench.client.get('video_lip_sync/detail', { id: film.data })).toMatchObject({
    data: { status: 30, msg: broke, video_url: '' },
  });
  expect(await bench.client.post('audio_task_state', speech.data)).toMatchObject({ data: { status: 9, errMsg: broke, full: { url: '' } } });
  expect(await beans(bench)).toBe(3);
});

test('12: a task that fails for another reason costs nothing', async () => {
  await using bench = await startPaidBench();
  bench.emulator.faults.failTask('lip-sync', { msg: '任务失败，请重试' });
  await bench.film(0);
  await bench.pass(60_000);
  expect(await beans(bench)).toBe(100);
});

test.each([
  ['video seconds', { videoSecondsLimit: 0 }, (bench: Awaited<ReturnType<typeof startPaidBench>>) => bench.film(0), '制作视频时长到达上限'],
  ['speech seconds', { speechSecondsLimit: 0 }, (bench: Awaited<ReturnType<typeof startPaidBench>>) => bench.speech(), '生成时长达到限制'],
  [
    'voices',
    { voicesLimit: 0 },
    (bench: Awaited<ReturnType<typeof startPaidBench>>) =>
      bench.client.post('create_customised_audio', { name: 'x', url: 'https://example.com/abc.mp3' }),
    '定制声音数量到达上限',
  ],
])('12: the cap of %s is a 40002 at the create, and no task', async (_name, caps, create, msg) => {
  await using bench = await startPaidBench();
  bench.emulator.faults.setCaps(caps);
  expect(await create(bench)).toMatchObject({ code: 40002, msg, data: null });
  expect(bench.emulator.report().tasks).toEqual([]);
});

test('12: the cap is reached by use', async () => {
  await using bench = await startPaidBench();
  bench.emulator.faults.setCaps({ videoSecondsLimit: 8 });
  expect([(await bench.film(0)).code, (await bench.film(0)).code]).toEqual([0, 0]);
  await bench.pass(60_000);
  expect((await bench.film(0)).code).toBe(40002);
});

interface Payment {
  readonly task_id: string;
  readonly bean_amount: number;
  readonly consume_type: string;
}

test('12: consume_detail tells what was paid for what, newest first, by page and by the time in Beijing', async () => {
  await using bench = await startPaidBench();
  const film = (await bench.film(1)).data;
  await bench.pass(60_000);
  const speech = (await bench.speech()).data.task_id;
  await bench.pass(60_000);
  const details = async (body: object) =>
    (await bench.client.post<{ list: Payment[]; page_info: { total_count: number } }>('consume_detail', body)).data;
  const paid = [
    { task_id: speech, bean_amount: 5, consume_type: 'create_audio_task' },
    { task_id: film, bean_amount: 8, consume_type: 'video_lip_sync' },
  ];
  expect(await details({})).toMatchObject({ list: paid, page_info: { total_count: 2 } });
  expect((await details({ page: 2, page_size: 1 })).list).toEqual([paid[1]]);
  const beijing = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const [filmEnd = 0, speechEnd = 0] = bench.emulator.report().tasks.map(({ finishedAt }) => finishedAt ?? 0);
  expect((await details({ start_time: beijing(filmEnd + 1_000), end_time: beijing(speechEnd) })).list).toEqual([paid[0]]);
  expect((await details({ end_time: beijing(filmEnd) })).list).toEqual([paid[1]]);
  expect(await bench.client.post('consume_detail', { start_time: 'yesterday' })).toMatchObject({
    code: 40000,
    msg: expect.stringContaining('start_time'),
  });
});

test('12: what was not paid is on no bill', async () => {
  await using bench = await startPaidBench();
  bench.emulator.faults.setCaps({ beans: 1 });
  await bench.film(0);
  await bench.pass(60_000);
  expect(await bench.client.post<object>('consume_detail', {})).toMatchObject({ data: { list: [] } });
});
