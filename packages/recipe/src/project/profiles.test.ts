import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stepKinds } from '../step-kinds.ts';
import { sentences } from '../testing/judge.ts';
import { parseProject } from './parse-project.ts';
import type { Profile } from './project.ts';

const text = (fields: string) => `profiles: { final: { ${fields} } }\n`;
const refusals = (fields: string) => sentences(parseProject(text(fields), 'reelwright.yaml').diagnostics);

function profile(fields: string): Profile {
  const { project, diagnostics } = parseProject(text(fields), 'reelwright.yaml');
  expect(sentences(diagnostics)).toEqual([]);
  const found = project?.profiles.get('final');
  if (found === undefined) throw new Error('no profile');
  return found;
}

const plain = (map: Profile['fields']) => Object.fromEntries([...map].map(([key, { value }]) => [key, value]));

test('a profile says nothing that it does not say', () => {
  expect(profile('')).toEqual({
    name: 'final',
    emulate: undefined,
    providers: [],
    fields: new Map(),
    values: new Map(),
    budget: undefined,
    location: { file: 'reelwright.yaml', line: 1, column: 13, endLine: 1, endColumn: 18 },
  });
});

test('keeps keys of with apart from values, and both with their places', () => {
  const found = profile(
    'emulate: false, provider: [guiji, chanjing], quality: high, volume: 7, captions: true, values: { quality: best, pace: 1.5, loud: false }',
  );
  expect(found).toMatchObject({ emulate: false, providers: [{ value: 'guiji' }, { value: 'chanjing' }] });
  expect(plain(found.fields)).toEqual({ quality: 'high', volume: 7, captions: true });
  expect(plain(found.values)).toEqual({ quality: 'best', pace: 1.5, loud: false });
  expect(found.fields.get('quality')?.location).toMatchObject({ line: 1, column: 76, endColumn: 80 });
});

test.each([
  ['provider: chanjing', ['chanjing']],
  ['provider: [a]', ['a']],
])('{ %s } is one provider', (fields, names) => {
  expect(profile(fields).providers.map(({ value }) => value)).toEqual(names);
});

describe('a budget', () => {
  test.each([
    ['90s', 90_000],
    ['1.5m', 90_000],
    ['12m', 720_000],
    ['1h', 3_600_000],
    ['0.001s', 1],
    ['0s', 0],
  ])('of %s of film', (written, videoMs) => {
    expect(profile(`budget: { video: ${written} }`).budget?.videoMs?.value).toBe(videoMs);
  });

  test('of characters', () => {
    expect(profile('budget: { speech: 20000 }').budget).toMatchObject({ videoMs: undefined, speechCharacters: { value: 20000 } });
  });
});

test.each([
  ['qualty: basic', 'PROJECT_INVALID Profile "final" knows no key "qualty".'],
  ['voice: C-1', 'PROJECT_INVALID Profile "final" knows no key "voice".'],
  ['consent: mei', 'PROJECT_INVALID Profile "final" knows no key "consent".'],
  ['quality: best', 'PROJECT_INVALID "quality" must be "basic" or "high", not "best".'],
  ['size: 1080', 'PROJECT_INVALID "size" must be width x height in pixels, such as 1080x1920, not the number 1080.'],
  ['volume: 0', 'PROJECT_INVALID "volume" must be between 1 and 100, not 0.'],
  ["volume: '${{ inputs.x }}'", 'PROJECT_INVALID "volume" must be a whole number, not "${{ inputs.x }}".'],
  ['speed: { by: inputs.lang, cn: 1 }', 'PROJECT_INVALID "speed" must be a number, not a map.'],
  ['emulate: 1', 'PROJECT_INVALID "emulate" must be true or false, not the number 1.'],
  ['provider: []', 'PROJECT_INVALID "provider" is empty.'],
  ['provider: [a, b, a]', 'PROJECT_INVALID "provider" names "a" twice.'],
  ['values: { a: [1] }', 'PROJECT_INVALID "a" must be text, a number or true or false, not a list.'],
  ['values: { a: }', 'PROJECT_INVALID "a" has no value; it must be text, a number or true or false.'],
  ['values: { a b: 1 }', 'PROJECT_INVALID "a b" is not a name.'],
  ["values: { a: '${{ inputs.x }}' }", 'PROJECT_INVALID A project file knows no expressions.'],
  ['budget: { video: 12 }', 'PROJECT_INVALID "video" must be a duration such as 90s, 1.5m or 1h, not the number 12.'],
  ['budget: { video: 12 m }', 'PROJECT_INVALID "video" must be a duration such as 90s, 1.5m or 1h, not "12 m".'],
  ['budget: { video: -1s }', 'PROJECT_INVALID "video" must be a duration such as 90s, 1.5m or 1h, not "-1s".'],
  ['budget: { speech: 1.5 }', 'PROJECT_INVALID "speech" must be a whole number, not the number 1.5.'],
  ['budget: { money: 1 }', 'PROJECT_INVALID "budget" of profile "final" knows no key "money".'],
])('{ %s } is refused', (fields, told) => {
  expect(refusals(fields)).toContain(told);
});

describe('keys of with', () => {
  const schemas = ['reel', 'reelwright'].map((name) =>
    JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8')),
  );
  const [recipe, project] = schemas;
  const own = ['emulate', 'provider', 'values', 'budget'];
  const known = Object.keys(project.$defs.profile.properties).filter((key) => !own.includes(key));

  test('that are plain in every kind that knows them are those of a profile', () => {
    const roles = new Map<string, Set<string>>();
    for (const { fields } of stepKinds.values()) {
      for (const [key, { role }] of fields) roles.set(key, (roles.get(key) ?? new Set()).add(role));
    }
    const everywhere = [...roles].filter(([, of]) => of.size === 1 && of.has('plain')).map(([key]) => key);
    expect(known.sort()).toEqual(everywhere.sort());
  });

  test.each(known)('%s is judged in a profile as it is in one of the steps that know it', (key) => {
    const { title: _, description: __, ...judged } = project.$defs.profile.properties[key];
    const values = [...stepKinds].flatMap(([uses, { fields }]) =>
      fields.has(key) ? [valueSchemaOf(recipe.$defs[uses].properties[key])] : [],
    );
    expect(values).toContainEqual(judged);
  });

  function valueSchemaOf(field: { $ref?: string; anyOf?: { $ref?: string }[] }): unknown {
    const { anyOf = [] } = field.$ref === undefined ? field : recipe.$defs[field.$ref.replace('#/$defs/', '')];
    return anyOf.find(({ $ref }: { $ref?: string }) => $ref === undefined);
  }
});
