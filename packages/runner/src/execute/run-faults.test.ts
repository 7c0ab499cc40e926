import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { ProviderError, type ProviderErrorClass, type TaskStatus } from '@reelwright/provider';
import type { RecipeInstance } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { fakeMedium } from '../__fixtures__/fake-media.ts';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { type FileServer, startFileServer } from '../__fixtures__/file-server.ts';
import { cloneVoice, instanceOf, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type Rig, type RigOutcome, type RigRun } from '../__fixtures__/rig.ts';

interface Scene extends AsyncDisposable {
  readonly rig: Rig;
  readonly server: FileServer;
  readonly provider: FakeProvider;
  run(instances?: readonly RecipeInstance[], more?: Partial<RigRun>): Promise<RigOutcome>;
}

async function createScene(settings: Partial<FakeSettings> = {}): Promise<Scene> {
  const rig = createRig();
  const server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server, ...settings });
  return {
    ...{ rig, server, provider },
    run: (instances = [rig.film()], more = {}) => rig.run(instances, provider, more),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      rig[Symbol.dispose]();
    },
  };
}

const failure = (errorClass: ProviderErrorClass, message = 'No.') => new ProviderError('fake', errorClass, message);
const errorOf = (outcome: RigOutcome, name: string) =>
  factsOfType(outcome.events, 'node-failed').find((event) => event.step === name)?.error;

/** A speech alone, so that one task is all there is. */
const speech = (text = 'Hello there.') =>
  instanceOf({
    steps: [step('speech', tts({ type: 'id', id: 'V', location: place() }, text))],
    outputs: { audio: output('speech', 'audio', 'audio') },
  });

/** No file of an output, not even a part of one. */
const isEmpty = (rig: Rig) => !existsSync(rig.out) || readdirSync(rig.out).length === 0;

test.each<{ errorClass: ProviderErrorClass; code: string; calls: number; outcome: string }>([
  { errorClass: 'auth', code: 'PROVIDER_AUTH', calls: 1, outcome: 'failed' },
  { errorClass: 'quota', code: 'PROVIDER_QUOTA', calls: 1, outcome: 'budget' },
  { errorClass: 'rejected-content', code: 'PROVIDER_CONTENT_REJECTED', calls: 1, outcome: 'failed' },
  { errorClass: 'bad-input', code: 'PROVIDER_BAD_INPUT', calls: 1, outcome: 'failed' },
  { errorClass: 'missing-resource', code: 'PROVIDER_MISSING_RESOURCE', calls: 1, outcome: 'failed' },
  { errorClass: 'provider', code: 'PROVIDER_FAILED', calls: 1, outcome: 'failed' },
  { errorClass: 'transient', code: 'PROVIDER_TRANSIENT', calls: 8, outcome: 'failed' },
])('a start refused as $errorClass fails its step after $calls calls, with its place, and leaves no intent', async (expected) => {
  await using scene = await createScene({
    before: (operation) => void (operation === 'start' && reject(failure(expected.errorClass, 'Said no.'))),
  });
  const instance = speech();
  const outcome = await scene.run([instance]);
  expect(outcome.result).toMatchObject({ outcome: expected.outcome, failed: 1, started: {} });
  expect(errorOf(outcome, 'speech')).toMatchObject({
    code: expected.code,
    message: 'Said no.',
    provider: 'fake',
    location: instance.steps[0]?.location,
  });
  expect(scene.provider.counts.start).toBe(expected.calls);
  expect(factsOfType(outcome.events, 'attempt-failed')).toHaveLength(expected.calls - 1);
  using state = disposable(scene.rig);
  expect(state.tasks.open()).toEqual([]);
  expect(isEmpty(scene.rig)).toBe(true);
});

test('a start that did not get through is sent again, and made once', async () => {
  await using scene = await createScene({
    before: (operation, nth) => void (operation === 'start' && nth <= 3 && reject(failure('transient'))),
  });
  const { result } = await scene.run([speech()]);
  expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  expect([scene.provider.counts.start, scene.provider.tasks.length]).toEqual([4, 1]);
});

test('one failing chain leaves the other alone, and what needs it is skipped with the reason', async () => {
  await using scene = await createScene({
    before: (operation, _, input) =>
      void (operation === 'start' && input?.kind === 'tts' && input.text === 'Bad.' && reject(failure('rejected-content'))),
  });
  const outcome = await scene.run([scene.rig.film({ name: 'bad', text: 'Bad.' }), scene.rig.film({ name: 'good' })]);
  expect(outcome.result).toMatchObject({ outcome: 'failed', failed: 1, skipped: 2 });
  expect(factsOfType(outcome.events, 'node-skipped').map((event) => [event.node, event.because])).toEqual([
    ['bad/default/film', 'It needs "speech", which did not succeed.'],
    ['bad/default/lines', 'It needs "speech", which did not succeed.'],
  ]);
  expect(readdirSync(scene.rig.out)).toEqual(['good']);
});

test('wrong credentials are tried once, and the account is left alone', async () => {
  await using scene = await createScene({ before: (operation) => void (operation === 'start' && reject(failure('auth', 'Wrong key.'))) });
  const films = Array.from({ length: 5 }, (_, n) =>
    instanceOf({ name: `f${n}`, steps: [step('speech', tts({ type: 'id', id: 'V', location: place() }, `T ${n}.`))] }),
  );
  const limited = { limits: [{ id: 'one', scopes: ['start:tts' as const], count: 1, windowMs: 1_000 }] };
  const provider = { ...scene.provider, ...limited };
  const outcome = await scene.rig.run(films, provider);
  expect(outcome.result).toMatchObject({ outcome: 'failed', failed: 5 });
  expect(scene.provider.counts.start).toBe(1);
  expect(factsOfType(outcome.events, 'node-failed')[4]?.error.message).toBe('Not started, since fake refused an earlier step: Wrong key.');
});

test('a used-up quota stops its kind of task alone', async () => {
  await using scene = await createScene({
    before: (operation, _, input) => void (operation === 'start' && input?.kind === 'lip-sync' && reject(failure('quota'))),
  });
  const outcome = await scene.run();
  expect(outcome.result).toMatchObject({ outcome: 'budget', finished: 3, failed: 1 });
  expect(errorOf(outcome, 'film')?.code).toBe('PROVIDER_QUOTA');
});

test('a task that fails at the provider is over: it is told, and a later run starts anew', async () => {
  let fails = true;
  const status = (real: TaskStatus): TaskStatus =>
    fails && real.state === 'succeeded' ? { state: 'failed', error: failure('provider', '任务失败，请重试') } : real;
  await using scene = await createScene({ status });
  const first = await scene.run([speech()]);
  expect(first.result).toMatchObject({ outcome: 'failed', started: { tts: 1 } });
  expect(errorOf(first, 'speech')).toMatchObject({ code: 'PROVIDER_FAILED', message: '任务失败，请重试' });
  fails = false;
  const second = await scene.run([speech()]);
  expect(second.plan.nodes[0]?.decision.reason).toBe('Its last task failed: 任务失败，请重试');
  expect(second.result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  const labels = scene.provider.tasks.map((task) => task.label);
  expect(labels[1]).toBe(`${labels[0]}-2`);
});

const withoutAudio: TaskStatus = { state: 'succeeded', outputs: {}, missing: ['audio'] };

test('a success without an address is asked again, and taken when it is there', async () => {
  let looks = 0;
  await using scene = await createScene({ status: (real) => (real.state === 'succeeded' && ++looks <= 2 ? withoutAudio : real) });
  const { result } = await scene.run([speech()]);
  expect(result.outcome).toBe('done');
  expect(looks).toBe(3);
});

test('a success that never gets an address fails by the name of its task, and is never made again', async () => {
  let isWhole = false;
  let looks = 0;
  await using scene = await createScene({
    status: (real) => (real.state === 'succeeded' && !isWhole && ++looks > 0 ? withoutAudio : real),
  });
  const outcome = await scene.run([speech()]);
  expect(errorOf(outcome, 'speech')).toMatchObject({
    code: 'RUN_RESULT_MISSING',
    message: 'Task tts-1 (tts) succeeded at fake without leaving its audio.',
  });
  expect(looks).toBe(4);
  isWhole = true;
  const later = await scene.run([speech()]);
  expect(later.plan.nodes[0]?.decision).toMatchObject({ action: 'resume', task: 'tts-1' });
  expect(later.result).toMatchObject({ outcome: 'done', started: {} });
  expect(scene.provider.tasks).toHaveLength(1);
});

const withoutCaptions = (real: TaskStatus): TaskStatus => {
  if (real.state !== 'succeeded' || real.outputs.captions === undefined) return real;
  const { captions: _, ...outputs } = real.outputs;
  return { ...real, outputs, missing: ['captions'] };
};

test('captions that lag behind for good are done without, unless something asks for them', async () => {
  await using scene = await createScene({ status: withoutCaptions });
  expect((await scene.run([speech()])).result.outcome).toBe('done');
  const asked = await scene.run([scene.rig.film({ text: 'Hello there.' })]);
  expect(asked.result.outcome).toBe('failed');
  expect(errorOf(asked, 'speech')).toMatchObject({ code: 'RUN_RESULT_MISSING', message: expect.stringContaining('captions') });
});

test('an output that is asked for later is collected from the finished task', async () => {
  await using scene = await createScene();
  expect((await scene.run([speech()])).result.outcome).toBe('done');
  // As if an older run had gone on without captions.
  using state = disposable(scene.rig);
  const fingerprint = (await scene.run([speech()])).plan.nodes[0]?.fingerprint ?? '';
  const result = state.results.find(fingerprint);
  const audio = result?.outputs.audio;
  if (result === undefined || audio === undefined) throw new Error('no result');
  state.results.save({ ...result, outputs: { audio } }, undefined, 1);
  const withText = speech();
  const wired = instanceOf({ steps: withText.steps, outputs: { captions: output('speech', 'captions', 'captions') } });
  expect((await scene.run([wired])).result).toMatchObject({ outcome: 'done', started: {} });
  expect(scene.provider.tasks).toHaveLength(1);
});

test('a link that was taken back costs one status call for a fresh one', async () => {
  await using scene = await createScene();
  let gone = true;
  scene.server.intercept = (request, response) => {
    if (!gone || !request.url?.endsWith('signature=secret-of-tts-1')) return false;
    gone = false;
    response.writeHead(403).end();
    return true;
  };
  const { result } = await scene.run([speech()]);
  expect(result.outcome).toBe('done');
  expect(scene.server.requests).toHaveLength(2);
});

test('a link that stays away fails the step, keeps the task, and a later run collects it', async () => {
  await using scene = await createScene();
  scene.server.intercept = (_, response) => reply(response, 410);
  const polls = () => scene.provider.counts.poll;
  const outcome = await scene.run([speech()]);
  const looks = polls();
  expect(errorOf(outcome, 'speech')).toMatchObject({
    code: 'RUN_DOWNLOAD',
    message: expect.stringMatching(/no longer gives out the result \(HTTP 410\)\. A fresh address did not help/),
    hint: expect.stringMatching(/paid for again: --retake speech$/),
  });
  expect(isEmpty(scene.rig)).toBe(true);
  scene.server.intercept = undefined;
  expect((await scene.run([speech()])).result).toMatchObject({ outcome: 'done', started: {} });
  expect(scene.provider.tasks).toHaveLength(1);
  expect(polls() - looks).toBe(1);
});

test('a result that is gone for good is made anew on request, and only then', async () => {
  await using scene = await createScene();
  scene.server.intercept = (_, response) => reply(response, 410);
  await scene.run([speech()]);
  expect((await scene.run([speech()])).result).toMatchObject({ outcome: 'failed', started: {} });
  scene.server.intercept = undefined;
  const { result } = await scene.run([speech()], { retake: new Set(['film/default/speech']) });
  expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  expect((await scene.run([speech()])).result).toMatchObject({ outcome: 'done', started: {} });
  expect(scene.provider.tasks).toHaveLength(2);
});

test.each<{ what: string; body: string; reason: RegExp }>([
  { what: 'an HTML page', body: '<html>please log in</html>', reason: /the server calls it text\/html/ },
  { what: 'half a file', body: fakeMedium('audio', 800, 'x').slice(0, 60), reason: /cannot be read to its end/ },
  { what: 'an empty file', body: '', reason: /cannot be read/ },
  { what: 'a sound of no length', body: fakeMedium('audio', 0, 'x'), reason: /has no length/ },
])('$what is no result: nothing of it reaches out/ or the store', async ({ body, reason }) => {
  await using scene = await createScene();
  scene.server.intercept = (_, response) => reply(response, 200, body);
  const outcome = await scene.run([speech()]);
  expect(errorOf(outcome, 'speech')).toMatchObject({
    ...{ code: 'RUN_RESULT_INVALID', provider: 'fake', hint: expect.any(String) },
    message: expect.stringMatching(reason),
  });
  expect(isEmpty(scene.rig)).toBe(true);
  expect(existsSync(join(scene.rig.root, '.reel/store/blobs'))).toBe(false);
  expect(readdirSync(join(scene.rig.root, '.reel/store/tmp'))).toEqual([]);
});

test('a cover that nobody asks for may be missing', async () => {
  await using scene = await createScene();
  scene.server.intercept = (request, response) => request.url?.includes('.jpg') === true && reply(response, 404);
  const { result, events } = await scene.run();
  expect(result.outcome).toBe('done');
  expect(factsOfType(events, 'warning-raised')[0]?.message).toMatch(/^The cover could not be fetched/);
});

test('a result at a forbidden address is not fetched', async () => {
  await using scene = await createScene();
  const outcome = await scene.run([speech()], { allowLoopback: false });
  expect(errorOf(outcome, 'speech')).toMatchObject({
    ...{ code: 'RUN_FENCE', provider: 'fake', hint: expect.any(String) },
    message: expect.not.stringContaining('signature'),
  });
  expect(scene.server.requests).toEqual([]);
});

test('a result that is too large is not taken in', async () => {
  await using scene = await createScene();
  const outcome = await scene.run([speech()], { maxArtifactBytes: 10 });
  expect(errorOf(outcome, 'speech')).toMatchObject({ code: 'RUN_DOWNLOAD', provider: 'fake', hint: expect.any(String) });
});

test('a task that never ends meets its deadline, stays known, and is collected later', async () => {
  let isStuck = true;
  await using scene = await createScene({
    pacing: { deadlineMs: 600_000 },
    status: (real) => (isStuck ? { state: 'running', progress: 0.99, detail: 'polishing' } : real),
  });
  const outcome = await scene.run([speech()]);
  expect(errorOf(outcome, 'speech')).toMatchObject({
    code: 'RUN_DEADLINE',
    message: 'Task tts-1 (tts) at fake was not done after 10 minutes.',
  });
  expect(errorOf(outcome, 'speech')?.hint).toMatch(/without starting it again/);
  isStuck = false;
  expect((await scene.run([speech()])).result).toMatchObject({ outcome: 'done', started: {} });
  expect(scene.provider.tasks).toHaveLength(1);
});

test('a task that has vanished is looked at again, then a person is asked; only their word starts it anew', async () => {
  let isGone = true;
  const gone: TaskStatus = { state: 'vanished', error: failure('missing-resource', 'No such task.') };
  await using scene = await createScene({ status: (real, ref) => (isGone && ref.id === 'tts-1' ? gone : real) });
  const outcome = await scene.run([speech()]);
  expect(outcome.result.outcome).toBe('uncertain');
  expect(errorOf(outcome, 'speech')).toMatchObject({
    code: 'RUN_START_UNCERTAIN',
    message: expect.stringMatching(/no longer knows task tts-1/),
  });
  expect((await scene.run([speech()])).result).toMatchObject({ outcome: 'uncertain', started: {} });
  expect((await scene.run([speech()], { onUncertain: 'restart' })).result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  isGone = false;
  expect((await scene.run([speech()])).result).toMatchObject({ outcome: 'done', reused: 1 });
  expect(scene.provider.tasks).toHaveLength(2);
});

test('unknown states and progress that falls are waited out', async () => {
  let looks = 0;
  const odd = (real: TaskStatus): TaskStatus =>
    real.state === 'running' && ++looks % 2 === 0 ? { state: 'running', progress: 0.01, detail: 'state 77' } : real;
  await using scene = await createScene({ status: odd });
  const { result, events } = await scene.run([speech()]);
  expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
  expect(factsOfType(events, 'task-polled').some((event) => event.detail === 'state 77')).toBe(true);
});

test('an upload that the provider has forgotten goes there again, once', async () => {
  await using scene = await createScene();
  const clone = (name: string) =>
    instanceOf({ name, steps: [step('voice', cloneVoice(scene.rig.sample, { language: name === 'b' ? 'en' : 'cn' }))] });
  await scene.run([clone('a')]);
  const forgetful = createFakeProvider({
    clock: scene.rig.clock,
    server: scene.server,
    before: (operation, nth) => void (operation === 'start' && nth === 1 && reject(failure('missing-resource', 'No such file.'))),
  });
  expect((await scene.rig.run([clone('b')], forgetful)).result).toMatchObject({ outcome: 'done', started: { 'clone-voice': 1 } });
  expect(forgetful.counts).toMatchObject({ start: 2, stage: 1 });
});

test('a medium that is edited while it is read is not sent as what it was', async () => {
  await using scene = await createScene();
  const edit = () => writeFileSync(scene.rig.sample, fakeMedium('audio', 5_000, 'another voice'));
  const provider = createFakeProvider({
    clock: scene.rig.clock,
    server: scene.server,
    before: (operation) => void (operation === 'stage' && edit()),
  });
  const outcome = await scene.rig.run([instanceOf({ steps: [step('voice', cloneVoice(scene.rig.sample))] })], provider);
  expect(errorOf(outcome, 'voice')).toMatchObject({
    code: 'RUN_DISK',
    message: expect.stringMatching(/was changed while the run was under way/),
  });
  expect(provider.counts.start).toBe(0);
});

test('an upload that never becomes usable meets its deadline', async () => {
  await using scene = await createScene();
  const pending = { ...scene.provider, pollStaged: async () => [{ state: 'pending' as const }] };
  const outcome = await scene.rig.run([instanceOf({ steps: [step('voice', cloneVoice(scene.rig.sample))] })], pending);
  expect(errorOf(outcome, 'voice')).toMatchObject({ code: 'RUN_DEADLINE', message: expect.stringMatching(/upload of "sample"/) });
});

test('an upload that the provider refuses fails its step', async () => {
  await using scene = await createScene();
  const refusing = {
    ...scene.provider,
    pollStaged: async () => [{ state: 'failed' as const, error: failure('rejected-content', 'File state 98.') }],
  };
  const outcome = await scene.rig.run([instanceOf({ steps: [step('voice', cloneVoice(scene.rig.sample))] })], refusing);
  expect(errorOf(outcome, 'voice')).toMatchObject({ code: 'PROVIDER_CONTENT_REJECTED', message: 'File state 98.' });
});

test('an output folder that cannot be written is told before anything is paid for', async () => {
  await using scene = await createScene();
  writeFileSync(scene.rig.out, 'a file in its place');
  await expect(scene.run([speech()])).rejects.toMatchObject({ code: 'RUN_DISK' });
  expect(scene.provider.counts.start).toBe(0);
});

test('a link in the output folder is not followed out of it', async () => {
  await using scene = await createScene();
  const elsewhere = join(scene.rig.root, 'elsewhere');
  mkdirSync(elsewhere);
  mkdirSync(scene.rig.out);
  symlinkSync(elsewhere, join(scene.rig.out, 'film'));
  const { result, events } = await scene.run([speech()]);
  expect(result).toMatchObject({ outcome: 'failed', finished: 1 });
  expect(factsOfType(events, 'output-failed')[0]).toMatchObject({ output: 'audio', error: { code: 'RUN_FENCE' } });
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('a fault of our own is told as one, and the rest goes on', async () => {
  await using scene = await createScene();
  const broken = { ...scene.provider, poll: () => Promise.reject(new TypeError('undefined is not a function')) };
  const outcome = await scene.rig.run([speech()], broken);
  expect(errorOf(outcome, 'speech')).toMatchObject({ code: 'INTERNAL', message: 'TypeError: undefined is not a function' });
});

function reply(response: ServerResponse, status: number, body = ''): true {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body);
  return true;
}

function reject(error: Error): never {
  throw error;
}

function disposable(rig: Rig) {
  const state = rig.open();
  return Object.assign(state, { [Symbol.dispose]: () => state.close() });
}
