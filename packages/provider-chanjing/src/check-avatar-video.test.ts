import type { CheckInput, Json, MediumFacts, MediumPurpose } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { checkChanjing } from './chanjing-check.ts';

/** `error PLAN_LIMIT text` for each finding, in order. */
function verdictOf(options: Readonly<Record<string, Json>>, more: Partial<CheckInput> = {}): string[] {
  const input: CheckInput = { kind: 'avatar-video', media: [], ...more, options };
  return checkChanjing(input).map(({ severity, code, field }) => `${severity} ${code} ${field}`);
}

const publicAvatar = '1421df93d7754ee19dcaa18e85b68f39';
const mine = 'C-d1af99e0fee34978bc844d43078bf8c9';

test.each<[string, Readonly<Record<string, Json>>, string[]]>([
  ['a public avatar without a figure', { avatar: publicAvatar }, ['error PLAN_LIMIT avatar']],
  ['a public avatar with an empty figure', { avatar: publicAvatar, figure: '' }, ['error PLAN_LIMIT avatar']],
  ['a public avatar with its figure', { avatar: publicAvatar, figure: 'sit_body' }, []],
  ['a public avatar and its figure in one', { avatar: { id: publicAvatar, figure: 'sit_body' } }, []],
  ['a public avatar in one, without a figure', { avatar: { id: publicAvatar } }, ['error PLAN_LIMIT avatar']],
  ["an avatar of the account's own", { avatar: mine }, []],
  ['an avatar of the website', { avatar: publicAvatar, vendor: { source: 1 } }, []],
  ['an avatar that is not known yet', {}, []],
])('C15: %s', (_what, options, expected) => {
  expect(verdictOf(options)).toEqual(expected);
});

test.each<[string, Json, string[]]>([
  ['even', { xPx: 0, yPx: 481, widthPx: 1080, heightPx: 1440 }, []],
  ['beyond the frame', { xPx: -100, yPx: -2, widthPx: 3000, heightPx: 4000 }, []],
  ['of an odd height', { xPx: 0, yPx: 0, widthPx: 1080, heightPx: 1441 }, ['error PLAN_LIMIT position']],
  ['of no height', { xPx: 0, yPx: 0, widthPx: 1080, heightPx: 0 }, ['error PLAN_LIMIT position']],
  ['of an odd width', { xPx: 0, yPx: 0, widthPx: 1079, heightPx: 1440 }, ['warning PLAN_LIMIT position']],
  ['in fractions', { xPx: 0.5, yPx: 0, widthPx: 1080, heightPx: 1440 }, ['error PLAN_LIMIT position']],
])('17: a figure whose place is %s', (_what, position, expected) => {
  expect(verdictOf({ position })).toEqual(expected);
});

test.each([
  ['#EDEDED', []],
  ['#ededed', []],
  ['#EDE', ['error PLAN_LIMIT background']],
  ['#EDEDEDFF', ['error PLAN_LIMIT background']],
  ['#GGGGGG', ['error PLAN_LIMIT background']],
])('a background of %s', (background, expected) => {
  expect(verdictOf({ background })).toEqual(expected);
});

const medium = (field: string, purpose: MediumPurpose, facts: Partial<MediumFacts>): CheckInput['media'] => [
  { field, purpose, facts: { sha256: 'a'.repeat(64), sizeBytes: 1000, extension: 'png', ...facts } },
];
const image = medium('background', 'background', {});
const bg = { x: 0, y: 0, width: 10, height: 10 };

test('the place of a background image is told off where there is no image', () => {
  expect(verdictOf({ vendor: { bg } })).toEqual(['error PLAN_LIMIT vendor']);
  expect(verdictOf({ background: '#ffffff', vendor: { bg } })).toEqual(['error PLAN_LIMIT vendor']);
  expect(verdictOf({ vendor: { bg } }, { media: image })).toEqual([]);
});

test.each(['jpg', 'jpeg', 'png'])('a background image may be a %s file', (extension) => {
  expect(verdictOf({}, { media: medium('background', 'background', { extension }) })).toEqual([]);
  expect(verdictOf({}, { media: [{ field: 'background', purpose: 'background', url: `https://a.example/b.${extension}?x=1` }] })).toEqual(
    [],
  );
});

test.each(['webp', 'gif', 'svg', 'mp4', ''])('a background image may not be a "%s" file', (extension) => {
  expect(verdictOf({}, { media: medium('background', 'background', { extension }) })).toEqual(['error PLAN_LIMIT background']);
  expect(verdictOf({}, { media: [{ field: 'background', purpose: 'background', url: `https://a.example/b.${extension}` }] })).toEqual([
    'error PLAN_LIMIT background',
  ]);
});

test.each<[string, Readonly<Record<string, Json>>, Partial<CheckInput>, string[]]>([
  ['nothing else', {}, {}, []],
  ['captions', { captions: true }, {}, ['error PLAN_UNSUPPORTED captions']],
  ['no captions', { captions: false }, {}, []],
  ['a colour', { background: '#ffffff' }, {}, ['error PLAN_UNSUPPORTED background']],
  ['an image', {}, { media: image }, ['error PLAN_UNSUPPORTED background']],
  ['both', { captions: true, background: '#ffffff' }, {}, ['error PLAN_UNSUPPORTED captions', 'error PLAN_UNSUPPORTED background']],
])('a transparent film with %s', (_what, options, more, expected) => {
  expect(verdictOf({ transparent: true, ...options }, more)).toEqual(expected);
});

const box = (subtitle_config: Json) => ({ captions: true, vendor: { subtitle_config } });

test.each<[string, Json, string[]]>([
  ['within the film', { x: 0, y: 0, width: 1080, height: 1920 }, []],
  ['wider than the film', { x: 0, width: 1081 }, ['error PLAN_LIMIT vendor']],
  ['higher than the film', { y: 0, height: 1921 }, ['error PLAN_LIMIT vendor']],
  ['reaching out of the film', { x: 81 }, ['error PLAN_LIMIT vendor']],
  ['left of the film', { x: -1 }, ['error PLAN_LIMIT vendor']],
  ['in a colour with a name', { color: 'white' }, ['error PLAN_LIMIT vendor']],
  ['with a line in a short colour', { stroke_color: '#000' }, ['error PLAN_LIMIT vendor']],
  ['in documented colours', { color: '#FFFFFF', stroke_color: '#000000' }, []],
  ['of words that are missing', { asr_type: 1 }, ['error RECIPE_INVALID_VALUE vendor']],
  ['of words of their own', { asr_type: 1, subtitles: [{ begin_time: 0, end_time: 1, text: 'x' }] }, []],
  ['of words that go unused', { subtitles: [{ begin_time: 0, end_time: 1, text: 'x' }] }, ['warning PLAN_LIMIT vendor']],
])('captions %s', (_what, config, expected) => {
  expect(verdictOf(box(config))).toEqual(expected);
});

test('the box of captions is held against the film that is asked for', () => {
  expect(verdictOf(box({ x: 0, y: 0, width: 1280, height: 720 }), { size: { widthPx: 1280, heightPx: 720 } })).toEqual([]);
  expect(verdictOf({ captions: true }, { size: { widthPx: 320, heightPx: 240 } })).toEqual([]);
  expect(verdictOf({ ...box({ width: 2000 }), captions: false })).toEqual(['error PLAN_LIMIT vendor']);
});

test('captions that are asked for and hidden are doubted', () => {
  expect(verdictOf({ captions: true, vendor: { hide_subtitle: true } })).toEqual(['warning PLAN_LIMIT captions']);
  expect(verdictOf({ captions: false, vendor: { hide_subtitle: true } })).toEqual([]);
});

test.each(['avatar-audio', 'driving-audio'] as const)('captions to a sound (%s) are doubted, for most sounds get none', (purpose) => {
  const media = medium('audio', purpose, { extension: 'wav' });
  expect(verdictOf({ captions: true }, { media })).toEqual(['warning PLAN_LIMIT audio']);
  expect(verdictOf({ captions: false }, { media })).toEqual([]);
});

test.each<[string, Readonly<Record<string, Json>>, string[]]>([
  ['that are drawn', { captions: true }, []],
  ['that are not drawn', { captions: false }, ['error PLAN_UNSUPPORTED outputs.captions']],
  [
    'of a transparent film',
    { captions: true, transparent: true },
    ['error PLAN_UNSUPPORTED captions', 'error PLAN_UNSUPPORTED outputs.captions'],
  ],
])('captions %s, and that somebody reads', (_what, options, expected) => {
  expect(verdictOf(options, { outputs: ['captions', 'video'] })).toEqual(expected);
  expect(verdictOf({ captions: false }, { outputs: ['video', 'audio'] })).toEqual([]);
});

test.each<[number, number, Json, string[]]>([
  [1080, 1920, 0, []],
  [2160, 3840, 1, []],
  [3840, 2160, 1, []],
  [2160, 3840, 0, ['warning PLAN_LIMIT size']],
  [1080, 1920, 1, ['warning PLAN_LIMIT size']],
])('a film of %ix%i at resolution_rate %j', (widthPx, heightPx, resolution_rate, expected) => {
  expect(verdictOf({ vendor: { resolution_rate } }, { size: { widthPx, heightPx } })).toEqual(expected);
});

test('17: odd sizes and volumes out of range are refused for films of avatars, too', () => {
  expect(verdictOf({}, { size: { widthPx: 1080, heightPx: 1921 }, volume: 0 })).toEqual([
    'error PLAN_LIMIT volume',
    'error PLAN_LIMIT size',
  ]);
});

test.each(['mp3', 'm4a', 'wav', 'mp4'])('C22: an avatar may speak to a %s file or address', (extension) => {
  for (const purpose of ['avatar-audio', 'driving-audio'] as const) {
    expect(verdictOf({}, { media: medium('audio', purpose, { extension }) })).toEqual([]);
    expect(verdictOf({}, { media: [{ field: 'audio', purpose, url: `https://a.example/x.${extension}` }] })).toEqual([]);
  }
});

test.each(['ogg', 'flac', 'mov', ''])('C22: an avatar may not speak to a "%s" file or address', (extension) => {
  for (const purpose of ['avatar-audio', 'driving-audio'] as const) {
    const refused = ['error PLAN_LIMIT audio'];
    expect(verdictOf({}, { media: medium('audio', purpose, { extension }) })).toEqual(refused);
    expect(verdictOf({}, { media: [{ field: 'audio', purpose, url: `https://a.example/x.${extension}` }] })).toEqual(refused);
  }
});

test('19: a sound below a second is doubted', () => {
  expect(verdictOf({}, { media: medium('audio', 'avatar-audio', { extension: 'wav', durationMs: 999 }) })).toEqual([
    'warning PLAN_LIMIT audio',
  ]);
});

test('what speaks of films of avatars is said of nothing else', () => {
  const options = { avatar: publicAvatar, transparent: true, captions: true, position: { heightPx: 1 } };
  expect(checkChanjing({ kind: 'lip-sync', media: [], options })).toEqual([]);
});

test('every finding is a sentence at a key of the step', () => {
  const vendor = { subtitle_config: { x: -1, color: 'red', asr_type: 1 }, hide_subtitle: true, resolution_rate: 1, bg };
  const options = { avatar: publicAvatar, transparent: true, captions: true, background: '#fff', position: { heightPx: 1 }, vendor };
  const findings = checkChanjing({ kind: 'avatar-video', media: [], options, size: { widthPx: 20, heightPx: 20 } });
  expect(findings.length).toBeGreaterThan(8);
  for (const { message, field } of findings) {
    expect(message).toMatch(/^[A-Z`].+\.$/s);
    expect(field).toMatch(/^[a-z]+$/);
  }
});
