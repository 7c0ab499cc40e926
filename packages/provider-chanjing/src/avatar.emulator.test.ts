import type { AvatarVideoInput, CloneAvatarInput, TaskRef, TaskStatus } from '@reelwright/provider';
import { failureOf, startHttpServer } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { type EmulatedRig, end, footage, stage, startEmulated, wav } from './__testing__/emulated-chanjing.ts';

const signal = {};
const label = 'f'.repeat(64);
const voice = 'C-f2429d07554749839849497589199916';
const publicAvatar = { avatar: '1421df93d7754ee19dcaa18e85b68f39', figure: 'sit_body' } as const;

const film: AvatarVideoInput = {
  kind: 'avatar-video',
  ...publicAvatar,
  speech: { kind: 'text', text: '你好，世界。这是一次测试。', voice, speed: 1, pitch: 1 },
  captions: false,
  quality: 'basic',
  playback: 'forward',
  frames: 'sequential',
  transparent: false,
  watermark: false,
  volume: 100,
};

const run = async (rig: EmulatedRig, input: AvatarVideoInput | CloneAvatarInput): Promise<TaskStatus> =>
  end(rig, (await rig.chanjing.start(input, { label })).task);

async function cloneOf(rig: EmulatedRig, more: Partial<CloneAvatarInput> = {}, bytes: Buffer = footage): Promise<CloneAvatarInput> {
  const video = await stage(rig, 'avatar-footage', 'mp4', bytes);
  return { kind: 'clone-avatar', video, name: 'Mei', trainVoice: false, ...more };
}

const succeeded = { state: 'succeeded', missing: [] };

/** A film with a voice in it, which the footage of the examples has not: one that the service has made. */
async function talkingFilm(rig: EmulatedRig): Promise<Buffer> {
  const made = await run(rig, film);
  const url = made.state === 'succeeded' ? made.outputs.video?.url : undefined;
  return Buffer.from(await (await fetch(url ?? '')).arrayBuffer());
}

test('footage becomes an avatar with a voice, and the two make a film with captions', async () => {
  await using rig = await startEmulated();
  const consent = { statement: 'I agree.', recording: await stage(rig, 'consent', 'mp4', Buffer.concat([footage, Buffer.from([0])])) };
  const made = await run(rig, await cloneOf(rig, { trainVoice: true, consent, language: 'cn' }, await talkingFilm(rig)));
  expect(made).toEqual({ ...succeeded, outputs: { avatar: expect.stringMatching(/^C-/), voice: expect.stringMatching(/./) } });
  const { avatar = '', voice: own = '' } = made.state === 'succeeded' ? made.outputs : {};
  const { figure: _, ...plain } = film;
  const speech = { kind: 'text', text: '你好，世界。', voice: own, speed: 1, pitch: 1 } as const;
  expect(await run(rig, { ...plain, avatar, speech, captions: true })).toMatchObject({
    ...succeeded,
    outputs: {
      video: { media: 'video', durationMs: expect.any(Number) },
      cover: { media: 'image' },
      audio: { media: 'audio' },
      captions: [expect.objectContaining({ startMs: expect.any(Number), text: expect.stringContaining('你好') })],
    },
  });
  expect(rig.emulator.report()).toMatchObject({ createdTwice: [], tokensIssued: 1, tokensLeaked: 0, defects: [] });
});

test('an avatar whose voice cannot be trained fails, or goes without where that is asked for', async () => {
  await using rig = await startEmulated();
  const silent = await cloneOf(rig, { trainVoice: true });
  expect(await run(rig, silent)).toMatchObject({ state: 'failed', error: { wire: { message: expect.stringContaining('没有声音') } } });
  const skipping = await run(rig, { ...silent, name: 'Omar', vendor: { error_skip: true } });
  expect(skipping).toEqual({ ...succeeded, outputs: { avatar: expect.stringMatching(/^C-/) } });
});

test.each(['avatar-audio', 'driving-audio'] as const)('16: a film speaks to an uploaded sound (%s) and is not silent', async (purpose) => {
  await using rig = await startEmulated();
  const audio = await stage(rig, purpose, 'wav', wav(4));
  expect(await run(rig, { ...film, speech: { kind: 'audio', audio } })).toMatchObject({
    ...succeeded,
    outputs: { video: { durationMs: 4000 }, audio: { media: 'audio' } },
  });
});

test('16: a silent film says that its sound is missing', async () => {
  await using rig = await startEmulated();
  rig.emulator.faults.bendTask('avatar-video', { kind: 'silent' });
  expect(await run(rig, film)).toMatchObject({ state: 'succeeded', outputs: { video: {} }, missing: ['audio'] });
});

/** One white dot. */
const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTnTvwAAAABJRU5ErkJggg==', 'base64');

test.each<[string, (rig: EmulatedRig) => Promise<Partial<AvatarVideoInput>> | Partial<AvatarVideoInput>]>([
  [
    'everything that can be asked of a figure',
    () => ({ playback: 'reverse', frames: 'random', position: { xPx: -20, yPx: 480, widthPx: 540, heightPx: 960 } }),
  ],
  [
    'captions that look otherwise',
    () => ({ captions: true, vendor: { subtitle_config: { color: '#ffffff', stroke_color: '#000000', font_size: 40 } } }),
  ],
  ['a landscape frame with captions', () => ({ captions: true, size: { widthPx: 1280, heightPx: 720 } })],
  ['a background colour', () => ({ background: { kind: 'color', color: '#EDEDED' } })],
  ['a background image', async (rig) => ({ background: { kind: 'image', image: await stage(rig, 'background', 'png', dot) } })],
  ['a mark in a corner', () => ({ watermark: 'bottom-right' })],
  ['high quality, a volume and a language', () => ({ quality: 'high', volume: 40, language: 'en' })],
])('the service makes a film with %s', async (_what, more) => {
  await using rig = await startEmulated();
  expect(await run(rig, { ...film, ...(await more(rig)) })).toMatchObject({ state: 'succeeded', outputs: { video: {} } });
});

test.each<[string, Partial<AvatarVideoInput>, string]>([
  ['C15: a public avatar without its figure', { avatar: film.avatar }, 'bad-input'],
  ['an avatar that does not exist', { avatar: 'C-00000000000000000000000000000000' }, 'missing-resource'],
  [
    'a voice that does not exist',
    { speech: { kind: 'text', text: '你好，世界。', voice: 'C-none', speed: 1, pitch: 1 } },
    'missing-resource',
  ],
  ['17: an odd height', { position: { xPx: 0, yPx: 0, widthPx: 540, heightPx: 961 } }, 'bad-input'],
  ['19: an emoji', { speech: { kind: 'text', text: '你好 😀 世界', voice, speed: 1, pitch: 1 } }, 'bad-input'],
  ['captions wider than the film', { captions: true, vendor: { subtitle_config: { width: 5000 } } }, 'bad-input'],
])('C17, 2: %s is refused under either code, by its words, and no token is fetched for it', async (what, more, errorClass) => {
  for (const blankCodes of ['format', 'token'] as const) {
    await using rig = await startEmulated({ chanjing: { quirks: { blankCodes } } });
    const { figure: _, ...bare } = film;
    const input = what.startsWith('C15') ? { ...bare, ...more } : { ...film, ...more };
    expect(await failureOf(rig.chanjing.start(input, { label }))).toMatchObject({ errorClass });
    expect(rig.emulator.report()).toMatchObject({ tokensIssued: 1, tasks: [] });
  }
});

test.each(['scripts', 'specification'] as const)('C29: an avatar comes to its end when states count as in the %s', async (avatarStates) => {
  await using rig = await startEmulated({ chanjing: { quirks: { avatarStates } } });
  expect(await run(rig, await cloneOf(rig))).toMatchObject({ ...succeeded, outputs: { avatar: expect.stringMatching(/^C-/) } });
  rig.emulator.faults.failTask('clone-avatar', { msg: '视频中没有人脸' });
  expect(await run(rig, await cloneOf(rig, { name: 'Omar' }))).toMatchObject({
    state: 'failed',
    error: { wire: { message: expect.stringContaining('视频中没有人脸') } },
  });
});

test.each(['digits', 'hex'] as const)('C26, 12: a film is followed by its id of %s', async (filmIds) => {
  await using rig = await startEmulated({ chanjing: { quirks: { filmIds } } });
  const { task } = await rig.chanjing.start(film, { label });
  expect(task.id).toMatch(filmIds === 'digits' ? /^\d{19}$/ : /^[0-9a-f]{32}$/);
  expect(await end(rig, task)).toMatchObject(succeeded);
});

test.each(['as-documented', 'page_info', 'pageInfo', 'PageInfo'] as const)(
  'C24: films and avatars are looked at by their lists, spelt as %s',
  async (lists) => {
    await using rig = await startEmulated({ chanjing: { quirks: { lists } } });
    const clone = await cloneOf(rig);
    const tasks: TaskRef[] = [];
    for (const name of ['a', 'b', 'c']) {
      tasks.push((await rig.chanjing.start({ ...clone, name }, { label: name })).task);
      tasks.push((await rig.chanjing.start({ ...film, volume: 90 + tasks.length }, { label: name })).task);
    }
    expect((await rig.chanjing.poll(tasks, signal)).map(({ state }) => state)).toEqual(tasks.map(() => 'running'));
    const { calls } = rig.emulator.report();
    expect([calls.video_list?.count, calls.list_customised_person?.count]).toEqual([1, 1]);
    expect([calls.video, calls.customised_person]).toEqual([undefined, undefined]);
  },
);

test('C28: a watermark is there or not as it is asked for, whatever the service does by itself', async () => {
  for (const watermarkByDefault of [true, false]) {
    await using rig = await startEmulated({ chanjing: { quirks: { watermarkByDefault } } });
    for (const watermark of [false, 'top-left'] as const) expect(await run(rig, { ...film, watermark })).toMatchObject(succeeded);
    expect(rig.emulator.report().createdTwice).toEqual([]);
  }
});

test.each([
  ['41 that the queue calls completed', { msg: '任务失败', status: 41, queueStatus: 'completed' }, 'bad-input'],
  ['a balance that ran out', { msg: '蝉豆不足扣费失败' }, 'quota'],
  ['a failure of the service', { msg: '服务异常', status: 50 }, 'provider'],
])('8, 9: a film fails by %s', async (_what, fault, errorClass) => {
  await using rig = await startEmulated();
  rig.emulator.faults.failTask('avatar-video', fault);
  expect(await run(rig, film)).toMatchObject({
    state: 'failed',
    error: { errorClass, wire: { message: expect.stringContaining(fault.msg) } },
  });
});

test('10: a film that is done before it has an address is looked at again', async () => {
  await using rig = await startEmulated();
  rig.emulator.faults.bendTask('avatar-video', { kind: 'success-without-url', polls: 1 });
  const { task } = await rig.chanjing.start(film, { label });
  expect(await end(rig, task)).toMatchObject({ state: 'succeeded', missing: expect.arrayContaining(['video']) });
  expect(await end(rig, task)).toMatchObject(succeeded);
});

test('20: captions that lag behind their film are missing, and come', async () => {
  await using rig = await startEmulated();
  rig.emulator.faults.bendTask('avatar-video', { kind: 'late-subtitles', ms: 20_000 });
  const { task } = await rig.chanjing.start({ ...film, captions: true }, { label });
  expect(await end(rig, task)).toMatchObject({ state: 'succeeded', missing: ['captions'] });
  await rig.clock.advance(30_000);
  expect(await end(rig, task)).toMatchObject({ ...succeeded, outputs: { captions: expect.any(Array) } });
});

test('N2: a film in doubt stands above the high-water mark', async () => {
  await using rig = await startEmulated();
  const earlier = (await rig.chanjing.start(film, { label })).task;
  const mark = await rig.chanjing.highWaterMark('avatar-video', signal);
  expect(mark).toContain(earlier.id);
  const query = { kind: 'avatar-video', label, input: film, since: rig.clock.now(), highWaterMark: mark ?? '' } as const;
  expect(await rig.chanjing.find(query, signal)).toEqual({ kind: 'none' });
  rig.emulator.faults.failNext('create_video', { kind: 'drop-after' });
  expect(await failureOf(rig.chanjing.start({ ...film, volume: 50 }, { label }))).toMatchObject({ errorClass: 'uncertain' });
  const lost = rig.emulator.report().tasks.find(({ kind, id }) => kind === 'avatar-video' && id !== earlier.id);
  expect(await rig.chanjing.find(query, signal)).toMatchObject({ kind: 'candidates', tasks: [{ task: { id: lost?.id } }] });
});

test('N2: an avatar in doubt is found by its mark', async () => {
  await using rig = await startEmulated();
  const input = await cloneOf(rig);
  const query = { kind: 'clone-avatar', label, input, since: rig.clock.now() } as const;
  expect(await rig.chanjing.find(query, signal)).toEqual({ kind: 'none' });
  rig.emulator.faults.failNext('create_customised_person', { kind: 'html-502', processed: true });
  expect(await failureOf(rig.chanjing.start(input, { label }))).toMatchObject({ errorClass: 'uncertain' });
  const [made] = rig.emulator.report().tasks.filter(({ kind }) => kind === 'clone-avatar');
  expect(await rig.chanjing.find(query, signal)).toEqual({
    kind: 'certain',
    task: { provider: 'chanjing', kind: 'clone-avatar', id: made?.id },
  });
});

test('C6, 23, 24: one address hears of avatars, films and lip-syncs, and each is told from the others', async () => {
  await using rig = await startEmulated();
  const bodies: string[] = [];
  await using listener = await startHttpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    response.writeHead(200).end();
  });
  const video = await stage(rig, 'footage', 'mp4', footage, { widthPx: 540, heightPx: 960 });
  const { avatar: _, figure: __, captions: ___, transparent: ____, watermark: _____, ...common } = film;
  const inputs = [await cloneOf(rig), film, { ...common, kind: 'lip-sync', video } as const];
  const tasks: TaskRef[] = [];
  for (const input of inputs) tasks.push((await rig.chanjing.start(input, { label, callbackUrl: listener.url })).task);
  for (const task of tasks) await end(rig, task);
  await rig.clock.advance(60_000);
  await rig.emulator.idle();
  const hints = bodies.map((body) => rig.chanjing.decodeCallback(body));
  for (const { kind, id } of tasks) expect(hints).toContainEqual({ kind, id });
  expect(new Set(hints.map((hint) => `${hint?.kind} ${hint?.id}`)).size).toBe(3);
});

test('a film that was removed has vanished', async () => {
  await using rig = await startEmulated();
  rig.emulator.faults.bendTask('avatar-video', { kind: 'vanish', afterPolls: 1 });
  const { task } = await rig.chanjing.start(film, { label });
  await rig.chanjing.poll([task], signal);
  expect(await rig.chanjing.poll([task], signal)).toMatchObject([{ state: 'vanished', error: { errorClass: 'missing-resource' } }]);
});
