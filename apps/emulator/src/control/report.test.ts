import { expect, test } from 'vitest';
import { startBench, type TestBench } from '../test-support/chanjing-client.ts';
import { renderReport } from './render-report.ts';

const voice = 'C-f2429d07554749839849497589199916';

async function speak(bench: TestBench, text: string): Promise<string> {
  const body = { audio_man: voice, speed: 1, pitch: 1, text: { text } };
  return (await bench.client.post<{ task_id: string }>('create_audio_task', body)).data.task_id;
}

test('counts calls by endpoint, polls by task, tokens, and what ran side by side', async () => {
  await using bench = await startBench({ limits: { override: { create_audio_task: { calls: 3, windowMs: 60_000 } } } });
  await bench.client.login();
  const [first, second] = [await speak(bench, 'One.'), await speak(bench, 'Two.')];
  await bench.client.post('audio_task_state', { task_id: first });
  await bench.client.post('audio_task_state', { task_id: 'none' });
  await bench.pass(30_000);
  const third = await speak(bench, 'Three.');
  await bench.client.post('create_audio_task', { audio_man: voice, speed: 1, pitch: 1, text: { text: 'Four.' } });
  await bench.client.post('audio_task_state', { task_id: third });
  await bench.client.post('audio_task_state', { task_id: third });
  await bench.pass(30_000);
  const report = bench.emulator.report();
  expect(report.calls).toEqual({
    access_token: { count: 1, refused: 0, failed: 0 },
    audio_task_state: { count: 4, refused: 0, failed: 1 },
    create_audio_task: { count: 4, refused: 1, failed: 0 },
  });
  expect(report.tasks.map(({ id, kind, outcome, polls, cost }) => ({ id, kind, outcome, polls, cost }))).toEqual([
    { id: first, kind: 'tts', outcome: 'succeeded', polls: 1, cost: 5 },
    { id: second, kind: 'tts', outcome: 'succeeded', polls: 0, cost: 5 },
    { id: third, kind: 'tts', outcome: 'succeeded', polls: 2, cost: 5 },
  ]);
  expect(report.sideBySide).toEqual({ overall: 2, byKind: { tts: 2 } });
  expect(report.windows).toEqual({ create_audio_task: 3 });
  expect([report.tokensIssued, report.tokensLeaked, report.defects]).toEqual([1, 0, []]);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test('tells tasks that asked for the same thing, also where a file was uploaded twice', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const videos = [await bench.client.uploadFootage(), await bench.client.uploadFootage()];
  await bench.pass(5_000);
  const film = async (video: string | undefined, text: string) => {
    const body = { video_file_id: video, tts_config: { text, audio_man_id: voice } };
    return (await bench.client.post<string>('video_lip_sync/create', body)).data;
  };
  const ids = [await film(videos[0], 'Same.'), await film(videos[1], 'Same.'), await film(videos[0], 'Other.')];
  const { createdTwice, tasks } = bench.emulator.report();
  expect(createdTwice).toEqual([{ kind: 'lip-sync', inputDigest: tasks[0]?.inputDigest, ids: ids.slice(0, 2) }]);
  expect(tasks.map(({ duplicateOf }) => duplicateOf)).toEqual([null, ids[0], null]);
});

test('a running task has no end, and counts as side by side until now', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const id = await speak(bench, 'Hello.');
  const { tasks, sideBySide } = bench.emulator.report();
  expect(tasks).toMatchObject([{ id, outcome: 'running', finishedAt: null, cost: 0 }]);
  expect(sideBySide).toEqual({ overall: 1, byKind: { tts: 1 } });
});

test('renders as text for people', async () => {
  await using bench = await startBench({ seed: 'report' });
  await bench.client.login();
  await speak(bench, 'Hello.');
  await speak(bench, 'Hello.');
  bench.emulator.faults.failTask('tts', { msg: '合成失败' });
  await speak(bench, 'Bye.');
  await bench.pass(60_000);
  const [first, second, third] = bench.emulator.report().tasks.map(({ id }) => id);
  expect(renderReport(bench.emulator.report())).toBe(`call               count  refused  failed
access_token       1      0        0
create_audio_task  3      0        0

task  id                                outcome    took   polls  cost
tts   ${first}  succeeded  2.2 s  0      5
tts   ${second}  succeeded  2.2 s  0      5
tts   ${third}  failed     2.1 s  0      0

side by side: 3 (tts 3)
most creates in a minute: create_audio_task 3
created twice: tts ${first} = ${second}
tokens issued: 1, sent to the wrong origin: 0
callbacks: none`);
});

test('a report of nothing is a report', async () => {
  await using bench = await startBench();
  expect(renderReport(bench.emulator.report())).toContain('side by side: 0');
});
