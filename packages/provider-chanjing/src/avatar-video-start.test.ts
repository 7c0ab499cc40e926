import type { AvatarVideoInput, Corner, Json } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import avatarVideoCreated from './__fixtures__/avatar-video-created.page-create-video.json' with { type: 'json' };
import { createRig, createTestChanjing, staged } from './__testing__/chanjing-rig.ts';
import { avatarVideo } from './__testing__/inputs.ts';

const { answer, answerWith } = createRig();
const label = 'f'.repeat(64);

/** What a start sends. */
async function bodyOf(more: Partial<AvatarVideoInput> = {}, callbackUrl?: string): Promise<Record<string, Json>> {
  const calls = answer('create_video', 'v-1');
  const options = { label, ...(callbackUrl === undefined ? {} : { callbackUrl }) };
  await createTestChanjing().start({ ...avatarVideo, ...more }, options);
  return calls[0]?.body as Record<string, Json>;
}

const fileFacts = { sha256: 'b'.repeat(64), sizeBytes: 10, extension: 'wav' };
const sound = (url?: string) => ({ kind: 'audio', audio: staged('avatar-audio', 'f-sound', url, fileFacts) }) as const;
const image = (url?: string) =>
  ({ kind: 'image', image: staged('background', 'f-image', url, { ...fileFacts, extension: 'png' }) }) as const;

test('C4, C26: the documented reply gives an id of 32 hex digits; the sample of its callback has 19 digits', async () => {
  answerWith('create_video', avatarVideoCreated);
  const started = await createTestChanjing().start(avatarVideo, { label });
  expect(started).toEqual({ task: { provider: 'chanjing', kind: 'avatar-video', id: '9499ed79995c4bdb95f0d66ca84419fd' }, warnings: [] });
  answer('create_video', () => new HttpResponse('{"code":0,"data":1914661228878233601}'));
  expect((await createTestChanjing().start(avatarVideo, { label })).task.id).toBe('1914661228878233601');
});

test('C2, C3, C14, C16, 17: the plainest film says everything that matters, the figure in the whole of the default frame', async () => {
  expect(await bodyOf()).toEqual({
    person: {
      id: 'C-d1af99e0fee34978bc844d43078bf8c9',
      x: 0,
      y: 0,
      width: 1080,
      height: 1920,
      drive_mode: '',
      is_rgba_mode: false,
      backway: 1,
    },
    audio: { type: 'tts', tts: { text: ['君不见黄河之水天上来。'], audio_man: 'v-1', speed: 0.9, pitch: 1.1 }, volume: 100 },
    subtitle_config: { show: false },
    screen_width: 1080,
    screen_height: 1920,
    model: 0,
    add_compliance_watermark: false,
  });
});

test.each<[string, Partial<AvatarVideoInput>, object]>([
  ['a figure', { figure: 'sit_body' }, { person: { figure_type: 'sit_body' } }],
  ['C16: reverse playback', { playback: 'reverse' }, { person: { backway: 2 } }],
  ['C16: random frames', { frames: 'random' }, { person: { drive_mode: 'random' } }],
  ['C16: transparency', { transparent: true }, { person: { is_rgba_mode: true } }],
  [
    'a position',
    { position: { xPx: -20, yPx: 480, widthPx: 1080, heightPx: 1440 } },
    { person: { x: -20, y: 480, width: 1080, height: 1440 } },
  ],
  [
    'a size, which the figure fills',
    { size: { widthPx: 1280, heightPx: 720 } },
    { screen_width: 1280, screen_height: 720, person: { x: 0, y: 0, width: 1280, height: 720 } },
  ],
  ['a background colour', { background: { kind: 'color', color: '#EDEDED' } }, { bg_color: '#EDEDED' }],
  ['high quality', { quality: 'high' }, { model: 1 }],
  ['a volume', { volume: 7 }, { audio: { volume: 7 } }],
  ['a language', { language: 'en' }, { audio: { language: 'en' } }],
])('%s goes where it is documented', async (_what, more, expected) => {
  expect(await bodyOf(more)).toMatchObject(expected);
});

test.each<[boolean | Corner, object]>([
  [true, { add_compliance_watermark: true, compliance_watermark_position: 0 }],
  ['top-left', { add_compliance_watermark: true, compliance_watermark_position: 0 }],
  ['top-right', { add_compliance_watermark: true, compliance_watermark_position: 1 }],
  ['bottom-left', { add_compliance_watermark: true, compliance_watermark_position: 2 }],
  ['bottom-right', { add_compliance_watermark: true, compliance_watermark_position: 3 }],
])('C28: a watermark of %s is said', async (watermark, expected) => {
  expect(await bodyOf({ watermark })).toMatchObject(expected);
});

test('C28: no watermark is said, too, and has no corner', async () => {
  const body = await bodyOf({ watermark: false });
  expect(body.add_compliance_watermark).toBe(false);
  expect(body).not.toHaveProperty('compliance_watermark_position');
});

test('C14, 16: an uploaded sound goes by its address, and nothing of the other branch is sent', async () => {
  const { audio } = await bodyOf({ speech: sound('https://res.example/uploads/a.wav') });
  expect(audio).toEqual({ type: 'audio', wav_url: 'https://res.example/uploads/a.wav', volume: 100 });
});

test.each([
  ['without an address', undefined],
  ['whose address does not tell its type', 'https://res.example/uploads/a'],
  ['whose address is a word', '/uploads/a.wav'],
])('16: an uploaded sound %s goes by its file id, with a warning of silence', async (_what, url) => {
  const calls = answer('create_video', 'v-1');
  const { warnings } = await createTestChanjing().start({ ...avatarVideo, speech: sound(url) }, { label });
  expect(calls[0]?.body).toMatchObject({ audio: { type: 'audio', file_id: 'f-sound', volume: 100 } });
  expect(warnings).toEqual([expect.stringContaining('silent')]);
});

test("C22, 15: a sound of the recipe's own goes as the address that it is", async () => {
  const speech = { kind: 'audio', audio: { kind: 'url', url: 'https://a.example/speech.mp4?token=1' } } as const;
  expect(await bodyOf({ speech })).toMatchObject({ audio: { wav_url: 'https://a.example/speech.mp4?token=1' } });
});

test.each<[string, AvatarVideoInput['background'], object]>([
  ['by its address', image('https://res.example/b.png'), { src_url: 'https://res.example/b.png' }],
  ['by its file id where it has no address', image(), { file_id: 'f-image' }],
  ['by its file id where the address tells no type', image('https://res.example/b'), { file_id: 'f-image' }],
  [
    'as the address that the recipe names',
    { kind: 'image', image: { kind: 'url', url: 'https://a.example/b.jpeg' } },
    { src_url: 'https://a.example/b.jpeg' },
  ],
])('a background image goes %s, and fills the film', async (_what, background, source) => {
  const body = await bodyOf({ ...(background === undefined ? {} : { background }), size: { widthPx: 1280, heightPx: 720 } });
  expect(body.bg).toEqual({ ...source, x: 0, y: 0, width: 1280, height: 720 });
  expect(body).not.toHaveProperty('bg_color');
});

test('a medium that is staged elsewhere is a fault of ours', async () => {
  const elsewhere = { ...staged('background', 'f'), staged: { provider: 'other', purpose: 'background', id: 'f' } } as const;
  const start = createTestChanjing().start({ ...avatarVideo, background: { kind: 'image', image: elsewhere } }, { label });
  await expect(start).rejects.toMatchObject({ code: 'INTERNAL' });
});

test.each<[string, Partial<AvatarVideoInput>, object]>([
  ['1080x1920', {}, { x: 31, y: 1521, width: 1000, height: 200, font_size: 64, stroke_width: 7 }],
  ['540x960', { size: { widthPx: 540, heightPx: 960 } }, { x: 15, y: 760, width: 500, height: 100, font_size: 32, stroke_width: 4 }],
  ['1920x1080', { size: { widthPx: 1920, heightPx: 1080 } }, { x: 55, y: 855, width: 1777, height: 112, font_size: 36, stroke_width: 4 }],
  ['4K', { vendor: { resolution_rate: 1 } }, { x: 80, y: 2840, width: 2000, height: 1000, font_size: 150, stroke_width: 14 }],
])('captions are shown in the recommended box, scaled to %s', async (_frame, more, box) => {
  expect((await bodyOf({ ...more, captions: true })).subtitle_config).toEqual({ show: true, ...box });
});

test('4K without a size is a frame of 2160x3840', async () => {
  expect(await bodyOf({ vendor: { resolution_rate: 1 } })).toMatchObject({
    resolution_rate: 1,
    screen_width: 2160,
    screen_height: 3840,
    person: { width: 2160, height: 3840 },
  });
});

test('every documented field that no recipe has a name for is reachable', async () => {
  const subtitles = [{ begin_time: 0, end_time: 1200, text: '你好' }];
  const look = {
    x: 1,
    y: 2,
    width: 3,
    height: 4,
    font_size: 5,
    color: '#ffffff',
    stroke_color: '#000000',
    stroke_width: 0,
    font_id: 'f-1',
  };
  const subtitle_config = { ...look, asr_type: 1, subtitles, disableTrack: true };
  const bg = { x: 1, y: 2, width: 3, height: 4 };
  const vendor = { subtitle_config, bg, hide_subtitle: true, language_boost: 'English', resolution_rate: 1, source: 1 };
  const body = await bodyOf({ captions: true, background: image(), vendor }, 'https://here.example/cb');
  expect(body).toMatchObject({
    subtitle_config: { show: true, ...subtitle_config },
    bg: { file_id: 'f-image', ...bg },
    hide_subtitle: true,
    resolution_rate: 1,
    source: 1,
    audio: { language_boost: 'English' },
    callback: 'https://here.example/cb',
  });
  expect(body).not.toHaveProperty('language_boost');
});

test.each<[string, Partial<AvatarVideoInput>]>([
  ['captions', { captions: true }],
  ['a colour behind it', { background: { kind: 'color', color: '#ffffff' } }],
  ['an image behind it', { background: image() }],
])('a transparent film with %s is refused before anything is sent', async (_what, more) => {
  const calls = answer('create_video', 'v-1');
  const error = await failureOf(createTestChanjing().start({ ...avatarVideo, transparent: true, ...more }, { label }));
  expect(error).toMatchObject({ errorClass: 'bad-input' });
  expect(calls).toEqual([]);
});
