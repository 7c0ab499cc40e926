import type { CheckInput, MediumFacts, MediumPurpose } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { checkChanjing } from './chanjing-check.ts';

function verdictOf(more: Partial<CheckInput>): string[] {
  return checkChanjing({ kind: 'clone-avatar', media: [], ...more }).map(({ severity, code, field }) => `${severity} ${code} ${field}`);
}

const medium = (field: string, purpose: MediumPurpose, facts: Partial<MediumFacts>): CheckInput['media'] => [
  { field, purpose, facts: { sha256: 'a'.repeat(64), sizeBytes: 1000, extension: 'mp4', ...facts } },
];
const footage = (facts: Partial<MediumFacts>) => ({ media: medium('video', 'avatar-footage', facts) });

test.each<[string, Partial<MediumFacts>, string[]]>([
  ['an mp4', {}, []],
  ['a mov', { extension: 'mov' }, []],
  ['a webm', { extension: 'webm' }, []],
  ['an avi', { extension: 'avi' }, ['error PLAN_LIMIT video']],
  ['nothing', { sizeBytes: 0 }, ['error PLAN_LIMIT video']],
  ['five minutes', { durationMs: 300_000 }, []],
  ['more than five minutes', { durationMs: 300_001 }, ['error PLAN_LIMIT video']],
  ['thirty seconds', { durationMs: 30_000 }, []],
  ['less than thirty seconds', { durationMs: 29_999 }, ['warning PLAN_LIMIT video']],
  ['2 GB', { sizeBytes: 2 * 1024 ** 3 }, []],
  ['more than 2 GB', { sizeBytes: 2 * 1024 ** 3 + 1 }, ['warning PLAN_LIMIT video']],
  ['360p', { widthPx: 640, heightPx: 360 }, []],
  ['4K', { widthPx: 2160, heightPx: 3840 }, []],
  ['240p', { widthPx: 426, heightPx: 240 }, ['warning PLAN_LIMIT video']],
  ['8K', { widthPx: 7680, heightPx: 4320 }, ['warning PLAN_LIMIT video']],
])('footage of %s', (_what, facts, expected) => {
  expect(verdictOf(footage(facts))).toEqual(expected);
});

test('footage at an address is doubted: only the older form of the call takes one', () => {
  const media = [{ field: 'video', purpose: 'avatar-footage', url: 'https://a.example/x.mp4' }] as const;
  expect(verdictOf({ media })).toEqual(['warning PLAN_LIMIT video']);
});

test('an avatar wants a name', () => {
  expect(verdictOf({ name: ' ' })).toEqual(['error RECIPE_INVALID_VALUE name']);
  expect(verdictOf({ name: 'Mei' })).toEqual([]);
});

test.each<[string, Partial<CheckInput>, string[]]>([
  ['with words and a film', { media: medium('consent', 'consent', {}), options: { consent: { statement: 'I agree.' } } }, []],
  ['without words', { media: medium('consent', 'consent', {}), options: { consent: { statement: ' ' } } }, ['error PLAN_CONSENT consent']],
  [
    'that is heard and not seen',
    { media: medium('consent', 'consent', { extension: 'wav' }), options: { consent: { statement: 'I agree.' } } },
    ['error PLAN_CONSENT consent'],
  ],
  ['whose recording is an address', { media: [{ field: 'consent', purpose: 'consent', url: 'https://a.example/c' }] }, []],
  ['that is not given', {}, []],
])('27: a consent %s', (_what, more, expected) => {
  expect(verdictOf(more)).toEqual(expected);
});

test('a consent to a voice has no place at Chanjing, whatever it is recorded in', () => {
  const media = medium('consent', 'consent', { extension: 'wav' });
  const findings = checkChanjing({ kind: 'clone-voice', media, options: { consent: { statement: 'I agree.' } } });
  expect(findings).toEqual([expect.objectContaining({ severity: 'warning', code: 'PLAN_UNSUPPORTED', field: 'consent' })]);
});

test.each<[string, CheckInput['options'], string[]]>([
  ['asked for', { voice: true }, []],
  ['not asked for', { voice: false }, ['error PLAN_UNSUPPORTED outputs.voice']],
  ['asked for, and may fail', { voice: true, vendor: { error_skip: true } }, ['warning PLAN_UNSUPPORTED outputs.voice']],
])('a voice that is %s, and that somebody reads', (_what, options = {}, expected) => {
  expect(verdictOf({ options, outputs: ['avatar', 'voice'] })).toEqual(expected);
  expect(verdictOf({ options, outputs: ['avatar'] })).toEqual([]);
});
