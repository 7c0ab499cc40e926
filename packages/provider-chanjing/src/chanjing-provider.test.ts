import type { RateLimit } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createTestChanjing } from './__testing__/chanjing-rig.ts';
import { startPatienceMs } from './chanjing-wire.ts';

const chanjing = createTestChanjing();
const { limits, pacing } = chanjing;

const limitOf = (scope: RateLimit['scopes'][number]) => limits.filter(({ scopes }) => scopes.includes(scope));

test.each([
  ['start:lip-sync', 10, 60_000],
  ['poll:lip-sync', 10, 1000],
  ['find:lip-sync', 10, 1000],
  ['stage', 30, 60_000],
  ['poll-staged', 30, 60_000],
  ['start:clone-voice', 10, 60_000],
  ['poll:clone-voice', 10, 60_000],
  ['find:clone-voice', 10, 60_000],
  ['start:clone-avatar', 10, 60_000],
  ['poll:clone-avatar', 1, 1000],
  ['find:clone-avatar', 1, 1000],
  ['start:avatar-video', 10, 60_000],
  ['poll:avatar-video', 1, 1000],
  ['find:avatar-video', 1, 1000],
  ['start:tts', 2, 1000],
  ['poll:tts', 2, 1000],
] as const)('C12: %s is limited to %i in %i ms', (scope, count, windowMs) => {
  expect(limitOf(scope)).toEqual([expect.objectContaining({ count, windowMs })]);
});

test('21: asking for upload addresses and looking at files share one limit, as do starts of voices and looks at them', () => {
  expect(limitOf('stage')).toEqual(limitOf('poll-staged'));
  expect(limitOf('start:clone-voice')).toEqual(limitOf('poll:clone-voice'));
  expect(limitOf('start:lip-sync')).not.toEqual(limitOf('poll:lip-sync'));
});

test('21: looks come no faster than advised, back off to fifteen seconds at most, and end', () => {
  expect(pacing.tasks['clone-voice']?.intervalMs).toBeGreaterThanOrEqual(6000);
  expect(pacing.tasks['lip-sync']?.intervalMs).toBeGreaterThanOrEqual(5000);
  expect(pacing.tasks['clone-avatar']?.intervalMs).toBeGreaterThanOrEqual(10_000);
  for (const one of [...Object.values(pacing.tasks), pacing.staged]) {
    expect(one.maxIntervalMs).toBeLessThanOrEqual(15_000);
    expect(one.growth).toBeGreaterThan(1);
    expect(one.firstAfterMs).toBeLessThan(one.deadlineMs);
  }
});

test('films, avatars and files are looked at many at a time: the rest has no list that tells states', () => {
  expect(Object.entries(pacing.tasks).map(([kind, { batchSize }]) => [kind, batchSize])).toEqual([
    ['tts', 1],
    ['clone-voice', 1],
    ['lip-sync', 50],
    ['clone-avatar', 50],
    ['avatar-video', 50],
  ]);
  expect(pacing.staged.batchSize).toBe(50);
});

test('a start that has not been answered is given up before it is called lost', () => {
  expect(pacing.startTimeoutMs).toBeGreaterThan(startPatienceMs);
});

test('says what it does itself, and why it does not do the rest', () => {
  expect(chanjing.capabilities).toMatchObject({
    'clone-voice': { support: 'native' },
    tts: { support: 'native' },
    'lip-sync': { support: 'native' },
    'clone-avatar': { support: 'native' },
    'avatar-video': { support: 'native' },
    authorize: { support: 'absent', note: expect.stringMatching(/^Chanjing .+\.$/) },
  });
});

test('every native kind has pacing and a schema for its own options', () => {
  const native = Object.entries(chanjing.capabilities).filter(([, { support }]) => support === 'native');
  for (const [kind] of native) {
    expect(pacing.tasks).toHaveProperty([kind]);
    expect(chanjing.vendorSchemas).toHaveProperty([kind, 'additionalProperties'], false);
  }
});

test('the schemas of options are plain JSON', () => {
  expect(JSON.parse(JSON.stringify(chanjing.vendorSchemas))).toEqual(chanjing.vendorSchemas);
  expect(chanjing.vendorSchemas['lip-sync']).toMatchObject({ properties: {} });
});

/** Every schema inside a schema, with the path to it. */
function schemasIn(schema: unknown, path = ''): [string, Readonly<Record<string, unknown>>][] {
  if (typeof schema !== 'object' || schema === null || !('type' in schema)) return [];
  const own = schema as Readonly<Record<string, unknown>>; // it has a type, so it is a schema
  const properties = Object.entries((own.properties ?? {}) as object).flatMap(([name, inner]) => schemasIn(inner, `${path}.${name}`));
  return [[path, own], ...properties, ...schemasIn(own.items, `${path}[]`)];
}

test('options are described one by one, and maps of them know no others', () => {
  const all = Object.entries(chanjing.vendorSchemas).flatMap(([kind, schema]) => schemasIn(schema, kind));
  expect(all.length).toBeGreaterThan(30);
  for (const [path, schema] of all) {
    if (path.includes('.')) expect(schema, path).toHaveProperty('description', expect.stringMatching(/^\p{Lu}.+\.$/u));
    if (schema.type === 'object') expect(schema, path).toHaveProperty('additionalProperties', false);
  }
});
