import type { EmulatorSettings } from '@reelwright/emulator';
import type { AvatarVideoInput, LipSyncInput, TaskInput, TaskStatus, TtsInput } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { type EmulatedRig, end, footage, stage, startEmulated, wav } from './__testing__/emulated-chanjing.ts';
import { avatarVideo, lipSync, speech } from './__testing__/inputs.ts';

/** What the pages disagree about in requests: the service takes the one reading or the other, and the adapter meets both. */

type Quirks = NonNullable<NonNullable<EmulatorSettings['chanjing']>['quirks']>;
type Spoken = Extract<LipSyncInput['speech'], { readonly kind: 'text' }>;

const label = 'f'.repeat(64);
const words = '你好，世界。这是一次测试。';
const voice = 'C-f2429d07554749839849497589199916';
const text: Spoken = { kind: 'text', text: words, voice, speed: 1, pitch: 1 };
const film: AvatarVideoInput = { ...avatarVideo, avatar: '1421df93d7754ee19dcaa18e85b68f39', figure: 'sit_body', speech: text };

const withQuirks = (quirks: Quirks) => startEmulated({ chanjing: { quirks } });
const run = async (rig: EmulatedRig, input: TaskInput): Promise<TaskStatus> => end(rig, (await rig.chanjing.start(input, { label })).task);
const refusal = (rig: EmulatedRig, input: TaskInput) => failureOf(rig.chanjing.start(input, { label }));

async function lipSyncTo(rig: EmulatedRig, drive: LipSyncInput['speech']): Promise<LipSyncInput> {
  return { ...lipSync, video: await stage(rig, 'footage', 'mp4', footage, { widthPx: 540, heightPx: 960 }), speech: drive };
}

/** One input of each kind that speaks a text. */
async function speaking(rig: EmulatedRig, drive: Spoken): Promise<readonly (AvatarVideoInput | LipSyncInput | TtsInput)[]> {
  const { kind: _, ...spoken } = drive;
  return [{ ...speech, ...spoken }, await lipSyncTo(rig, drive), { ...film, captions: true, speech: drive }];
}

test.each(['either', 'list'] as const)('C1: a lip-sync speaks its text where the service takes %s', async (lipSyncText) => {
  await using rig = await withQuirks({ lipSyncText });
  expect(await run(rig, await lipSyncTo(rig, text))).toMatchObject({ state: 'succeeded', missing: [] });
});

test('C1: a service that takes nothing but one text refuses the list, and nothing is made', async () => {
  await using rig = await withQuirks({ lipSyncText: 'text' });
  const refused = await refusal(rig, await lipSyncTo(rig, text));
  expect(refused).toMatchObject({ errorClass: 'bad-input', wire: { message: expect.stringContaining('text') } });
  expect(rig.emulator.report().tasks).toEqual([]);
});

test('C2: one text is spoken by all three calls, each in its own shape', async () => {
  await using rig = await startEmulated();
  const said: (string | undefined)[] = [];
  for (const input of await speaking(rig, text)) {
    const status = await run(rig, input);
    expect(status).toMatchObject({ state: 'succeeded', missing: [] });
    if (status.state === 'succeeded') said.push(status.outputs.captions?.map((cue) => cue.text).join(''));
  }
  const plain = (shown = '') => shown.replace(/[\s，。]/g, '');
  expect(said.filter((shown) => shown !== undefined).map(plain)).toEqual([plain(words), plain(words)]);
});

test('C3: all three calls hear of the voice, each under its own name', async () => {
  await using rig = await startEmulated();
  for (const input of await speaking(rig, { ...text, voice: 'C-nobody' })) {
    expect(await refusal(rig, input)).toMatchObject({ errorClass: 'missing-resource', wire: { message: '没有找到对应的声ID' } });
  }
});

test.each(['optional', 'required'] as const)('C11: a voice is cloned where its model is %s', async (modelType) => {
  await using rig = await withQuirks({ modelType });
  const sample = await stage(rig, 'voice-sample', 'wav', wav());
  expect(await run(rig, { kind: 'clone-voice', name: 'Mei', sample })).toMatchObject({ state: 'succeeded' });
});

test.each(['sliding', 'fixed', 'bucket'] as const)('C12: ten starts go through at once where windows are %s ones', async (mode) => {
  await using rig = await startEmulated({ limits: { mode } });
  for (const input of [await lipSyncTo(rig, text), film]) {
    const limit = rig.chanjing.limits.find(({ scopes }) => scopes.includes(`start:${input.kind}`));
    if (limit === undefined) throw new Error('no limit');
    await rig.clock.advance(limit.windowMs);
    for (let made = 1; made <= limit.count; made++) await rig.chanjing.start({ ...input, volume: made }, { label });
    expect(await refusal(rig, input)).toMatchObject({ errorClass: 'rate-limit', wire: { code: '40001' } });
    await rig.clock.advance(limit.windowMs);
    for (let made = 1; made <= limit.count; made++) await rig.chanjing.start({ ...input, volume: 50 + made }, { label });
  }
});

test.each(['', '/api'])('C13: the service may be below "%s" on whatever host', async (basePath) => {
  await using rig = await startEmulated({ basePath });
  expect(new URL(rig.emulator.chanjing.baseUrl).pathname).toBe(basePath === '' ? '/' : basePath);
  expect(await run(rig, { ...speech, ...text, kind: 'tts' })).toMatchObject({ state: 'succeeded' });
});

test('C14: of text and sound the one that is asked for drives the film', async () => {
  await using rig = await startEmulated();
  const audio = await stage(rig, 'avatar-audio', 'wav', wav(4));
  expect(await run(rig, { ...film, speech: { kind: 'audio', audio } })).toMatchObject({ outputs: { video: { durationMs: 4000 } } });
  const spoken = await run(rig, { ...film, captions: true });
  expect(spoken).toMatchObject({ state: 'succeeded', outputs: { captions: [{ text: expect.stringContaining('你好') }, {}] } });
});

test.each([
  ['needed', 'refused'],
  ['optional', 'made'],
] as const)('C15: a film of a public avatar without a figure, which is %s, is %s', async (figureType, outcome) => {
  await using rig = await withQuirks({ figureType });
  const { figure, ...bare } = film;
  expect(await run(rig, film)).toMatchObject({ state: 'succeeded' });
  const told = rig.chanjing.check({ kind: 'avatar-video', text: words, media: [], options: { avatar: bare.avatar } });
  expect(told).toContainEqual(expect.objectContaining({ severity: 'error', field: 'avatar' }));
  if (outcome === 'made') expect(await run(rig, bare)).toMatchObject({ state: 'succeeded' });
  else expect(await refusal(rig, bare)).toMatchObject({ errorClass: 'bad-input', wire: { code: '50000' } });
});

test.each(['nested', 'either'] as const)('C16: how a figure moves is heard where it may stand %s', async (figureFields) => {
  await using rig = await withQuirks({ figureFields });
  const moves: readonly Partial<AvatarVideoInput>[] = [
    {},
    { playback: 'reverse' },
    { frames: 'random' },
    { playback: 'reverse', frames: 'random' },
  ];
  for (const move of moves) await rig.chanjing.start({ ...film, ...move }, { label });
  // What is not heard would leave two of them the same.
  expect(rig.emulator.report()).toMatchObject({ tasks: Array(4).fill({ kind: 'avatar-video' }), createdTwice: [] });
});

test.each([3999, 4000] as const)(
  'C20: the longest text that the adapter lets through is spoken where %i characters may be',
  async (longestText) => {
    await using rig = await withQuirks({ longestText });
    const findings = (length: number) =>
      rig.chanjing.check({ kind: 'tts', text: '好'.repeat(length), media: [] }).filter(({ severity }) => severity === 'error');
    expect([findings(3999), findings(4000)]).toEqual([[], [expect.objectContaining({ field: 'text' })]]);
    for (const input of await speaking(rig, { ...text, text: '好'.repeat(3999) })) {
      // It is taken: a quarter of an hour of it need not be made.
      rig.emulator.faults.failTask(input.kind, { msg: '任务失败' });
      expect(await rig.chanjing.start(input, { label })).toMatchObject({ task: { kind: input.kind } });
    }
  },
);

test.each([
  ['range', 'taken'],
  ['one', 'refused'],
] as const)('C21: where the pitch is a %s, 1 is taken and 1.2 is %s', async (pitch, outcome) => {
  await using rig = await withQuirks({ pitch });
  for (const input of await speaking(rig, text)) expect(await rig.chanjing.start(input, { label })).toMatchObject({ task: {} });
  for (const input of await speaking(rig, { ...text, pitch: 1.2 })) {
    if (outcome === 'taken') expect(await rig.chanjing.start(input, { label })).toMatchObject({ task: {} });
    else expect(await refusal(rig, input)).toMatchObject({ errorClass: 'bad-input', wire: { message: expect.stringContaining('pitch') } });
  }
});

test.each([
  ['with-mp4', 'made'],
  ['sound-only', 'refused'],
] as const)('C22: where sounds are %s, a film to mp3, m4a or wav is made, and one to mp4 is %s', async (soundFormats, outcome) => {
  await using rig = await withQuirks({ soundFormats });
  const to = (extension: string): TaskInput => ({
    ...film,
    speech: { kind: 'audio', audio: { kind: 'url', url: `https://example.com/words.${extension}` } },
  });
  for (const extension of ['mp3', 'm4a', 'wav']) expect(await run(rig, to(extension))).toMatchObject({ state: 'succeeded' });
  if (outcome === 'made') expect(await run(rig, to('mp4'))).toMatchObject({ state: 'succeeded' });
  else expect(await refusal(rig, to('mp4'))).toMatchObject({ errorClass: 'bad-input' });
});
