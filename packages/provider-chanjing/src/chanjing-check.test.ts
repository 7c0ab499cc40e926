import type { CheckInput, MediumFacts, MediumPurpose } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { checkChanjing } from './chanjing-check.ts';

/** `error PLAN_LIMIT text` for each finding, in order. */
function verdictOf(input: Partial<CheckInput>): string[] {
  return checkChanjing({ kind: 'tts', media: [], ...input }).map(({ severity, code, field }) => `${severity} ${code} ${field}`);
}

const medium = (field: string, purpose: MediumPurpose, facts: Partial<MediumFacts>): CheckInput['media'] => [
  { field, purpose, facts: { sha256: 'a'.repeat(64), sizeBytes: 1000, extension: 'mp4', ...facts } },
];
const refusedText = ['error PLAN_LIMIT text'];
const doubtedText = ['warning PLAN_LIMIT text'];

test.each([
  ['3,998 characters', '字'.repeat(3998), []],
  ['3,999 characters', '字'.repeat(3999), []],
  ['4,000 characters', '字'.repeat(4000), refusedText],
  ['4,001 characters', '字'.repeat(4001), refusedText],
  ['3,999 characters outside the basic plane', '𠀀'.repeat(3999), []],
])('C20: a text of %s', (_what, text, expected) => {
  expect(verdictOf({ text })).toEqual(expected);
  expect(verdictOf({ kind: 'lip-sync', text })).toEqual(expected);
});

test.each([
  ['an emoji', '你好世界 😀', refusedText],
  ['an emoji joined from several', 'family 👩‍👩‍👧 here', refusedText],
  ['a flag', 'from 🇨🇳 here', refusedText],
  ['a keycap', 'press 1️⃣ now', refusedText],
  ['a heart made a picture by a selector', 'I ❤️ it all', refusedText],
  ['signs that are text', 'Reel® and © and ™ are fine → ✓', []],
  ['digits only', '12345', refusedText],
  ['digits and spaces only', ' 2027 01 01 ', refusedText],
  ['full-width digits only', '１２３４', refusedText],
  ['digits and a word', '2027 年', []],
  ['punctuation only', '……！', refusedText],
  ['one word', '好', doubtedText],
  ['nothing', '', ['error RECIPE_EMPTY_TEXT text']],
  ['blanks', ' \n ', ['error RECIPE_EMPTY_TEXT text']],
  ['markup', '<speak>你好，世界</speak>', []],
])('19: a text with %s', (_what, text, expected) => {
  expect(verdictOf({ text })).toEqual(expected);
});

test.each([
  [0.49, ['error PLAN_LIMIT speed']],
  [0.5, []],
  [2, []],
  [2.01, ['error PLAN_LIMIT speed']],
  [Number.NaN, ['error PLAN_LIMIT speed']],
])('U4: a speed of %d', (speed, expected) => {
  expect(verdictOf({ speed })).toEqual(expected);
});

test.each([
  [0.09, ['warning PLAN_LIMIT pitch']],
  [0.1, []],
  [1, []],
  [3, []],
  [3.1, ['warning PLAN_LIMIT pitch']],
])('C21: a pitch of %d', (pitch, expected) => {
  expect(verdictOf({ pitch })).toEqual(expected);
});

test.each([
  [0, ['error PLAN_LIMIT volume']],
  [1, []],
  [100, []],
  [101, ['error PLAN_LIMIT volume']],
  [50.5, ['error PLAN_LIMIT volume']],
])('17: a volume of %d', (volume, expected) => {
  expect(verdictOf({ kind: 'lip-sync', volume })).toEqual(expected);
});

test.each([
  [1080, 1920, []],
  [1080, 1921, ['error PLAN_LIMIT size']],
  [1081, 1920, ['error PLAN_LIMIT size']],
  [0, 1920, ['error PLAN_LIMIT size']],
  [-2, 2, ['error PLAN_LIMIT size']],
  [1080.5, 1920, ['error PLAN_LIMIT size']],
])('17: a size of %dx%d', (widthPx, heightPx, expected) => {
  expect(verdictOf({ kind: 'lip-sync', size: { widthPx, heightPx } })).toEqual(expected);
});

test('17: footage of an odd size is doubted where its own size is used, and not where another is given', () => {
  const media = medium('video', 'footage', { widthPx: 405, heightPx: 721 });
  expect(verdictOf({ kind: 'lip-sync', media })).toEqual(['warning PLAN_LIMIT video']);
  expect(verdictOf({ kind: 'lip-sync', media, size: { widthPx: 404, heightPx: 720 } })).toEqual([]);
});

const formats: [MediumPurpose, string, string[], string[]][] = [
  ['footage', 'video', ['mp4', 'mov', 'webm'], ['avi', 'mkv', 'wav', '']],
  ['driving-audio', 'audio', ['mp3', 'm4a', 'wav'], ['ogg', 'flac', 'mp4']],
  ['voice-sample', 'sample', ['mp3', 'wav', 'm4a', 'mp4'], ['ogg', 'flac', 'webm']],
];

test.each(formats)('C22: a %s may be of its documented formats', (purpose, field, taken, refused) => {
  for (const extension of taken) expect(verdictOf({ media: medium(field, purpose, { extension }) })).toEqual([]);
  for (const extension of refused)
    expect(verdictOf({ media: medium(field, purpose, { extension }) })).toEqual([`error PLAN_LIMIT ${field}`]);
});

test.each([
  [100 * 1024 * 1024, []],
  [100 * 1024 * 1024 + 1, ['error PLAN_LIMIT sample']],
  [0, ['error PLAN_LIMIT sample']],
])('U4: a voice sample of %d bytes', (sizeBytes, expected) => {
  expect(verdictOf({ kind: 'clone-voice', media: medium('sample', 'voice-sample', { extension: 'wav', sizeBytes }) })).toEqual(expected);
});

test.each([
  [14_999, ['warning PLAN_LIMIT sample']],
  [15_000, []],
  [300_000, []],
  [300_001, ['warning PLAN_LIMIT sample']],
])('a voice sample of %d ms is advised on, not refused', (durationMs, expected) => {
  expect(verdictOf({ kind: 'clone-voice', media: medium('sample', 'voice-sample', { extension: 'wav', durationMs }) })).toEqual(expected);
});

test.each([
  [999, ['warning PLAN_LIMIT audio']],
  [1000, []],
])('19: a sound of %d ms that drives a film', (durationMs, expected) => {
  expect(verdictOf({ kind: 'lip-sync', media: medium('audio', 'driving-audio', { extension: 'wav', durationMs }) })).toEqual(expected);
});

test.each([
  ['footage', 'video', 'https://a.example/x.mp4', ['error PLAN_UNSUPPORTED video']],
  ['driving-audio', 'audio', 'https://a.example/x.wav', ['error PLAN_UNSUPPORTED audio']],
  ['voice-sample', 'sample', 'https://a.example/x.wav?sig=1', []],
  ['voice-sample', 'sample', 'https://a.example/x.MP3', []],
  ['voice-sample', 'sample', 'https://a.example/download?file=x.wav', ['warning PLAN_LIMIT sample']],
] as const)('15: a %s as the address in "%s" (%s)', (purpose, field, url, expected) => {
  expect(verdictOf({ media: [{ field, purpose, url }] })).toEqual(expected);
});

test('a voice wants a name, and has no place for a sex', () => {
  expect(verdictOf({ kind: 'clone-voice', name: ' ' })).toEqual(['error RECIPE_INVALID_VALUE name']);
  expect(verdictOf({ kind: 'clone-voice', name: 'Mei', sex: 'female' })).toEqual(['warning PLAN_UNSUPPORTED sex']);
});

test('what is not known yet is not judged', () => {
  for (const kind of ['tts', 'lip-sync', 'clone-voice'] as const) {
    expect(verdictOf({ kind })).toEqual([]);
    expect(verdictOf({ kind, media: [{ field: 'video', purpose: 'footage' }] })).toEqual([]);
  }
});

test('everything is told at once, in full sentences', () => {
  const findings = checkChanjing({
    kind: 'lip-sync',
    text: '😀'.repeat(4000),
    speed: 3,
    pitch: 9,
    volume: 0,
    size: { widthPx: 1, heightPx: 1 },
    media: medium('video', 'footage', { extension: 'avi' }),
  });
  expect(findings.map(({ field }) => field)).toEqual(['text', 'text', 'text', 'speed', 'pitch', 'volume', 'size', 'video']);
  for (const { message } of findings) expect(message).toMatch(/^[A-Z].+\.$/);
});
