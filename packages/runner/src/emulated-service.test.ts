import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { probeMedia } from '@reelwright/media';
import { expect, test } from 'vitest';
import { factsOfType } from './__fixtures__/rig.ts';
import { createService, type Service, type ServiceOutcome } from './__fixtures__/service.ts';
import { createCallbackListener } from './callbacks/callback-listener.ts';

const text = 'Hello from the desk. This is the news of the week.';
const errorOf = ({ events }: ServiceOutcome) => factsOfType(events, 'node-failed')[0]?.error;

/** Nothing of a film that failed may lie in `out/`. */
const leftIn = (service: Service) => (existsSync(service.out) ? readdirSync(service.out, { recursive: true }) : []);

test('makes a film through the real adapter, and nothing the second time', { timeout: 60_000 }, async () => {
  await using service = await createService();
  const film = service.film('film', text);
  const { result } = await service.run([film]);
  expect(result).toMatchObject({ outcome: 'done', finished: 4, started: { 'clone-voice': 1, tts: 1, 'lip-sync': 1 } });
  const folder = join(service.out, 'film/default');
  expect(readdirSync(folder).toSorted()).toEqual(['audio.wav', 'captions.vtt', 'manifest.json', 'video.mp4']);
  const [video, audio] = [await probeMedia(join(folder, 'video.mp4')), await probeMedia(join(folder, 'audio.wav'))];
  expect(Math.abs(video.durationMs - audio.durationMs)).toBeLessThan(200);
  expect(readFileSync(join(folder, 'captions.vtt'), 'utf8')).toMatch(/^WEBVTT\n\n00:00:00\.\d{3} --> /);
  const before = service.emulator.report().calls;
  const again = await service.run([film]);
  expect(again.result).toMatchObject({ outcome: 'done', finished: 0, reused: 4, started: {} });
  expect(factsOfType(again.events, 'output-written').every((event) => event.unchanged)).toBe(true);
  expect(service.emulator.report().calls).toEqual(before);
  const edited = await service.run([service.film('film', 'Something else altogether.')]);
  expect(edited.result).toMatchObject({ outcome: 'done', finished: 3, reused: 1, started: { tts: 1, 'lip-sync': 1 } });
  expect(service.emulator.report()).toMatchObject({ createdTwice: [], defects: [], tokensLeaked: 0, tokensIssued: 1 });
});

test('25 films: ten creates a minute are honoured, refusals cost no attempt, polls are shared', { timeout: 120_000 }, async () => {
  await using service = await createService();
  service.emulator.faults.failNext('video_lip_sync/create', { kind: 'envelope', code: 40001, msg: '请求过于频繁' }, 2);
  const films = Array.from({ length: 25 }, (_, n) => service.film(`film-${n}`, `Sentence number ${n} of the series.`));
  const { result, events } = await service.run(films);
  expect(result).toMatchObject({ outcome: 'done', failed: 0, started: { 'clone-voice': 1, tts: 25, 'lip-sync': 25 } });
  const report = service.emulator.report();
  expect(report.windows['video_lip_sync/create']).toBeLessThanOrEqual(10);
  expect(report.calls['video_lip_sync/create']?.count).toBe(27);
  // Nothing but the two refusals that were asked for.
  const refused = Object.values(report.calls).reduce((sum, call) => sum + call.refused, 0);
  expect([refused, factsOfType(events, 'attempt-failed')]).toEqual([0, []]);
  expect(report.createdTwice).toEqual([]);
  const looks = (report.calls['video_lip_sync/list']?.count ?? 0) + (report.calls['video_lip_sync/detail']?.count ?? 0);
  expect(looks / 25).toBeLessThan(6);
});

test.each<{ what: string; break: (service: Service) => void; code: string; message: RegExp }>([
  {
    what: 'a failed task with a message of its own',
    break: ({ emulator }) => emulator.faults.failTask('lip-sync', { msg: '任务失败，请重试' }),
    code: 'PROVIDER_FAILED',
    message: /任务失败，请重试/,
  },
  {
    what: 'a film that never gets an address',
    break: ({ emulator }) => emulator.faults.bendTask('lip-sync', { kind: 'success-without-url' }),
    code: 'RUN_RESULT_MISSING',
    message: /without leaving its video/,
  },
  {
    what: 'a file that fails the safety check',
    break: ({ emulator }) => emulator.faults.fileState(98),
    code: 'PROVIDER_CONTENT_REJECTED',
    message: /\S/,
  },
  {
    what: 'a task that never ends',
    break: ({ emulator }) => emulator.faults.bendTask('tts', { kind: 'stuck', progress: 50 }),
    code: 'RUN_DEADLINE',
    message: /not done after 10 minutes/,
  },
  {
    what: 'a result that is a web page',
    break: ({ emulator }) => emulator.faults.failNext('result/mp4', { kind: 'wrong-type', body: '<html>hello</html>' }, 9),
    code: 'RUN_RESULT_INVALID',
    message: /the server calls it text\/html/,
  },
  {
    what: 'a result that redirects without end',
    break: ({ emulator }) => emulator.faults.failNext('result/mp4', { kind: 'redirect', location: 'self' }, 99),
    code: 'RUN_FENCE',
    message: /redirected more than 5 times/,
  },
  {
    what: 'a result that redirects inside',
    break: ({ emulator }) => emulator.faults.failNext('result/mp4', { kind: 'redirect', location: 'http://169.254.169.254/latest' }),
    code: 'RUN_FENCE',
    message: /private network/,
  },
  {
    what: 'a used-up quota',
    break: ({ emulator }) => emulator.faults.failNext('create_audio_task', { kind: 'envelope', code: 40002, msg: '额度已用完' }, 9),
    code: 'PROVIDER_QUOTA',
    message: /额度已用完/,
  },
])(
  '$what is told by step and provider, and leaves nothing half done in out/',
  { timeout: 60_000 },
  async ({ break: breakIt, code, message }) => {
    await using service = await createService();
    breakIt(service);
    const outcome = await service.run([service.film('film', text)]);
    expect(['failed', 'budget']).toContain(outcome.result.outcome);
    expect(errorOf(outcome)).toMatchObject({ code, message: expect.stringMatching(message), location: { file: 'film.reel.yaml' } });
    expect(leftIn(service)).toEqual([]);
  },
);

test('wrong credentials fail fast, before anything is uploaded twice or started', { timeout: 60_000 }, async () => {
  await using service = await createService();
  const outcome = await service.run([service.film('film', text)], { secretKey: 'wrong-secret' });
  expect(errorOf(outcome)).toMatchObject({ code: 'PROVIDER_AUTH', provider: 'chanjing' });
  expect(service.emulator.report().tasks).toEqual([]);
});

test.each<{ what: string; break: (service: Service) => void }>([
  { what: 'HTML with 502 on looks', break: ({ emulator }) => emulator.faults.failNext('audio_task_state', { kind: 'html-502' }, 3) },
  {
    what: 'malformed JSON on looks',
    break: ({ emulator }) => emulator.faults.failNext('video_lip_sync/detail', { kind: 'malformed-json' }, 3),
  },
  { what: 'a reset on looks', break: ({ emulator }) => emulator.faults.failNext('customised_audio', { kind: 'drop-before' }, 3) },
  { what: 'a killed token', break: ({ emulator }) => emulator.faults.killToken() },
  {
    what: 'a create that did not get through',
    break: ({ emulator }) => emulator.faults.failNext('create_audio_task', { kind: 'envelope', code: 40001, msg: '频繁' }, 2),
  },
  { what: 'captions that are late', break: ({ emulator }) => emulator.faults.bendTask('tts', { kind: 'late-subtitles', ms: 4_000 }) },
  { what: 'a file that takes a minute to be ready', break: ({ emulator }) => emulator.faults.delayFile(60_000) },
  {
    what: 'a transfer that is cut',
    break: ({ emulator }) => emulator.faults.failNext('result/mp4', { kind: 'truncate', afterBytes: 100 }, 2),
  },
  { what: 'a length that lies', break: ({ emulator }) => emulator.faults.failNext('result/mp4', { kind: 'wrong-length', byBytes: 10 }) },
  { what: 'a link that was taken back', break: ({ emulator }) => emulator.faults.failNext('result/mp4', { kind: 'http', status: 403 }) },
  {
    what: 'a redirect to another origin of this machine',
    break: ({ emulator }) => emulator.faults.failNext('result/mp4', { kind: 'redirect' }),
  },
  {
    what: 'a success whose address comes later',
    break: ({ emulator }) => emulator.faults.bendTask('lip-sync', { kind: 'success-without-url', polls: 2 }),
  },
])('$what is survived, without a second task', { timeout: 60_000 }, async ({ break: breakIt }) => {
  await using service = await createService();
  breakIt(service);
  const outcome = await service.run([service.film('film', text)]);
  expect([outcome.result.outcome, errorOf(outcome)]).toEqual(['done', undefined]);
  expect(service.emulator.report()).toMatchObject({ createdTwice: [], defects: [], tokensLeaked: 0 });
  expect(service.emulator.report().tasks).toHaveLength(3);
});

test.each<{ call: string; kind: string; processed: boolean; outcome: string; tasks: number }>([
  { call: 'create_customised_audio', kind: 'clone-voice', processed: true, outcome: 'done', tasks: 3 },
  { call: 'create_customised_audio', kind: 'clone-voice', processed: false, outcome: 'done', tasks: 3 },
  { call: 'create_audio_task', kind: 'tts', processed: true, outcome: 'uncertain', tasks: 2 },
  { call: 'create_audio_task', kind: 'tts', processed: false, outcome: 'uncertain', tasks: 1 },
  { call: 'video_lip_sync/create', kind: 'lip-sync', processed: true, outcome: 'uncertain', tasks: 3 },
  { call: 'video_lip_sync/create', kind: 'lip-sync', processed: false, outcome: 'done', tasks: 3 },
])(
  'a lost answer to $call (made: $processed) ends as $outcome, with no task twice',
  { timeout: 60_000 },
  async ({ call, kind, processed, outcome, tasks }) => {
    await using service = await createService();
    service.emulator.faults.failNext(call, { kind: processed ? 'drop-after' : 'drop-before' });
    const film = service.film('film', text);
    const first = await service.run([film]);
    expect(first.result.outcome).toBe(outcome);
    expect(service.emulator.report().tasks.length).toBe(tasks);
    expect(service.emulator.report().createdTwice).toEqual([]);
    if (outcome === 'done') return;
    expect(errorOf(first)).toMatchObject({ code: 'RUN_START_UNCERTAIN', message: expect.stringContaining('chanjing') });
    // Asked again, the answer is the same; a person's word ends it.
    expect((await service.run([film])).result).toMatchObject({ outcome: 'uncertain', started: {} });
    const decided = await service.run([film], { onUncertain: 'restart' });
    expect(decided.result).toMatchObject({ outcome: 'done', started: { [kind]: 1 } });
  },
);

test('a run that is stopped while tasks are under way goes on where it stopped', { timeout: 60_000 }, async () => {
  await using service = await createService();
  const film = service.film('film', text);
  for (const step of ['voice', 'speech', 'film']) {
    const stop = new AbortController();
    const { result } = await service.run([film], {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task-started' && event.step === step) stop.abort();
      },
    });
    expect(result.outcome).toBe('interrupted');
  }
  expect((await service.run([film])).result).toMatchObject({ outcome: 'done', started: {} });
  expect(service.emulator.report()).toMatchObject({ createdTwice: [] });
  expect(service.emulator.report().tasks).toHaveLength(3);
});

test('two runs in one project share tasks, token and windows', { timeout: 60_000 }, async () => {
  await using service = await createService();
  const films = Array.from({ length: 6 }, (_, n) => service.film(`film-${n}`, `Sentence number ${n} of the series.`));
  const runs = await Promise.all([service.run(films), service.run(films)]);
  expect(runs.map((run) => run.result.outcome)).toEqual(['done', 'done']);
  const report = service.emulator.report();
  expect(report).toMatchObject({ createdTwice: [], tokensIssued: 1 });
  expect(report.tasks).toHaveLength(13);
  expect(Object.values(report.calls).reduce((sum, call) => sum + call.refused, 0)).toBe(0);
});

test('files that were deleted here are fetched from their finished tasks, not made anew', { timeout: 60_000 }, async () => {
  await using service = await createService();
  const film = service.film('film', text);
  await service.run([film]);
  rmSync(join(service.root, '.reel/store/blobs'), { recursive: true });
  rmSync(service.out, { recursive: true });
  expect((await service.run([film])).result).toMatchObject({ outcome: 'done', started: {} });
  expect(service.emulator.report().tasks).toHaveLength(3);
  expect(existsSync(join(service.out, 'film/default/video.mp4'))).toBe(true);
});

test('a callback over HTTP tells which task a lost start has made, where its list alone could not', { timeout: 60_000 }, async () => {
  await using service = await createService();
  await using listener = await createCallbackListener({ publicUrl: 'http://127.0.0.1:1', key: 'k' });
  const here = { ...listener, urlFor: (start: string) => listener.urlFor(start).replace(':1/', `:${listener.port}/`) };
  service.emulator.faults.failNext('video_lip_sync/create', { kind: 'drop-after' });
  const { result, events } = await service.run([service.film('film', text)], { callbacks: here });
  expect(result).toMatchObject({ outcome: 'done' });
  expect(factsOfType(events, 'task-resumed')).toMatchObject([{ adopted: true }]);
  expect(service.emulator.report()).toMatchObject({ createdTwice: [], defects: [] });
  expect(service.emulator.report().tasks).toHaveLength(3);
});
