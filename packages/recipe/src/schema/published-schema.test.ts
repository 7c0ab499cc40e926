import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generate } from '../../generate.mjs';
import { projectIds } from '../parse/id-places.ts';
import { parseDocument, parseRecipe } from '../parse/parse-recipe.ts';
import { type MapNode, mapIn } from '../parse/source-node.ts';
import { stepKinds } from '../step-kinds.ts';
import { validateProjectShape } from '../validate-recipe.generated.js';
import { judgeRecipeShape } from './judge-shape.ts';
import { plainValue } from './plain-value.ts';

const schemas = new URL('../../schema/', import.meta.url);
const recipeSchema = JSON.parse(readFileSync(new URL('reel.schema.json', schemas), 'utf8'));
const projectSchema = JSON.parse(readFileSync(new URL('reelwright.schema.json', schemas), 'utf8'));
const ajv = new Ajv2020({ strict: false, allErrors: true });
const published = ajv.compile(recipeSchema);

test('the committed validators are what the schemas ask for; else run `node generate.mjs`', () => {
  expect(readFileSync(new URL('../validate-recipe.generated.js', import.meta.url), 'utf8')).toBe(generate());
});

test('the committed validators need no library', () => {
  expect(generate()).not.toMatch(/\brequire\(|\bimport\b/);
});

test.each([
  ['reel', recipeSchema],
  ['reelwright', projectSchema],
])('%s.schema.json is a valid schema of 2020-12', (_, schema) => {
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(ajv.validateSchema(schema)).toBe(true);
});

test.each([
  ['reel', recipeSchema],
  ['reelwright', projectSchema],
])('%s.schema.json tells editors about every key: a title or a description', (_, whole) => {
  const silent: string[] = [];
  const visit = (schema: Record<string, unknown>, path: string) => {
    const { properties = {} } = schema as { properties?: Record<string, Record<string, unknown> | boolean> };
    for (const [name, property] of Object.entries(properties)) {
      if (typeof property === 'boolean') continue;
      const target = typeof property.$ref === 'string' ? whole.$defs[property.$ref.replace('#/$defs/', '')] : {};
      if (!(property.title ?? property.description ?? target.title ?? target.description)) silent.push(`${path}/${name}`);
    }
  };
  visit(whole, '');
  for (const [name, schema] of Object.entries(whole.$defs)) visit(schema as Record<string, unknown>, name);
  expect(silent).toEqual([]);
});

test.each([
  ['reel', recipeSchema],
  ['reelwright', projectSchema],
])('%s.schema.json gives examples that it accepts itself', (_, whole) => {
  const wrong: unknown[] = [];
  let seen = 0;
  const visit = (schema: unknown) => {
    if (typeof schema !== 'object' || schema === null) return;
    const { examples, ...rest } = schema as { examples?: unknown };
    if (Array.isArray(examples)) {
      const validate = ajv.compile({ ...rest, $defs: whole.$defs });
      for (const example of examples) if (!validate(example)) wrong.push(example);
      seen += examples.length;
    }
    for (const inner of Object.values(rest)) visit(inner);
  };
  visit(whole.properties);
  visit(whole.$defs);
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(10);
});

test.each([...stepKinds])('the schema and the table of kinds know the same keys of %s', (uses, { fields }) => {
  expect(Object.keys(recipeSchema.$defs[uses].properties)).toEqual([...fields.keys()]);
});

/** Whether the validators that we ship find nothing. Choices are judged by us; the schema says only that they have entries. */
function accepts(text: string): boolean {
  const { root } = parseRecipe(text, 'a.reel.yaml');
  return root !== undefined && judgeRecipeShape(root).filter(({ keyword }) => keyword !== 'if').length === 0;
}

function publishedAccepts(text: string): boolean {
  const { root } = parseRecipe(text, 'a.reel.yaml');
  return root !== undefined && published(plainValue(root));
}

const values = [
  ...['x', "''", '1', '1.5', '0.05', '7', '101', 'true', '[]', '{}', '', '1080x1920', 'cn', 'high', 'reverse', 'srt', 'mei-2026'],
  ...["'${{ inputs.x }}'", "'a ${{ inputs.x }}'", '{ file: a.md }', '{ file: 1 }', '{ fil: a }', '{ chanjing: {} }', '{ X: {} }'],
  ...[
    '-292',
    '12345678901234567890',
    "'#00ff7F'",
    "'#FFF'",
    'a.png',
    'https://example.com/a.JPG?x=1',
    'top-left',
    '{ id: A-1, figure: f }',
  ],
  ...["{ id: '${{ inputs.x }}' }", '{ id: a b }', '{ figure: f }', '{ x: 0, y: -1, width: 1, height: 1 }', '{ x: 0, y: 0, width: 0 }'],
  ...["{ x: '${{ inputs.x }}', y: 0, width: 1, height: 1 }", "[a.mp4, '${{ steps.b.video }}']", '[1]', "[['${{ steps.b.video }}']]"],
  ...["'${{ cast.mei.voice }}'", "{ file: '${{ inputs.x }}' }", "{ file: '' }", "{ chanjing: '${{ inputs.x }}' }"],
];
const keys = [...new Set([...stepKinds.values()].flatMap(({ fields }) => [...fields.keys()])), 'other'];

/** What each kind needs, as written. */
const sound: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'clone-voice': { sample: 'a.wav' },
  tts: { voice: 'C-1', text: 'Hello' },
  'lip-sync': { video: 'a.mp4', audio: 'a.wav' },
  'clone-avatar': { video: 'a.mp4' },
  'avatar-video': { avatar: 'A-1', audio: 'a.wav' },
  authorize: { voice: 'C-1', consent: 'mei-2026' },
  join: { videos: '[a.mp4]' },
  captions: { from: "'${{ steps.b.captions }}'" },
};

describe('what is shipped judges as the published schema does', () => {
  const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...values)), {
    selector: ([key]) => key,
    maxLength: 3,
  });
  const uses = fc.constantFrom(...stepKinds.keys(), 'other', 'tts ');

  test('on steps of all kinds with all sorts of values', { timeout: 120_000 }, () => {
    let accepted = 0;
    fc.assert(
      fc.property(uses, entries, (kind, drawn) => {
        const fields = Object.entries({ ...sound[kind], ...Object.fromEntries(drawn) });
        const step = `steps:\n  a:\n    uses: ${JSON.stringify(kind)}\n    with:\n${fields.map(([key, value]) => `      ${key}: ${value}\n`).join('')}`;
        const text = `${step}outputs: { b: '\${{ steps.a.audio }}' }\n`;
        expect(accepts(text)).toBe(publishedAccepts(text));
        if (accepts(text)) accepted += 1;
      }),
      { seed: 4, numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test('on each key of each kind with each value, beside what the kind needs', { timeout: 120_000 }, () => {
    for (const [kind] of stepKinds) {
      for (const key of keys) {
        for (const value of values) {
          const fields = Object.entries({ ...sound[kind], [key]: value }).map(([name, written]) => `${name}: ${written}`);
          const text = `steps: { a: { uses: ${kind}, with: { ${fields.join(', ')} } } }\noutputs: { b: '\${{ steps.a.audio }}' }\n`;
          expect([text, accepts(text)]).toEqual([text, publishedAccepts(text)]);
        }
      }
    }
  });

  test('on the parts around the steps', () => {
    const parts = [
      'version: 1',
      'version: 2',
      "version: '1'",
      'name: weekly',
      "name: ''",
      'name: a.',
      'provider: chanjing',
      'provider: X',
      'provider: [a, b]',
      'provider: []',
      'provider: [a, a]',
      'provider: [a, B]',
      'provider: [[a]]',
      'inputs: {}',
    ];
    const more = [
      'inputs: { a: { type: string } }',
      'inputs: { a: {} }',
      'inputs: { 1a: { type: string } }',
      'inputs: []',
      'outputs: {}',
      'steps: {}',
      'other: 1',
    ];
    for (const part of [...parts, ...more]) {
      for (const rest of ["steps: { a: { uses: tts, with: { voice: C-1, text: Hi } } }\noutputs: { b: '${{ steps.a.audio }}' }\n", '']) {
        const text = `${part}\n${rest}`;
        expect([text, accepts(text)]).toEqual([text, publishedAccepts(text)]);
      }
    }
  });
});

describe('what is shipped for project files judges as the published schema does', () => {
  const publishedProject = ajv.compile(projectSchema);
  const parts: Readonly<Record<string, readonly string[]>> = {
    provider: ['a', 'A', '[a, b]', '[a, a]', '[]', '[[a]]', '1'],
    'providers: { a': ['{}', '{ uses: b }', '{ uses: B }', '{ uses: 1 }', '{ "x y": 1 }', '{ bridge: { kind: s3 } }', '1'],
    'consents: { a': ['{}', '{ grants: [voice] }', '{ grants: [] }', '{ grants: [voice, voice] }', '{ grants: voice }', '{ grants: [x] }'],
    'consents: { b': [
      '{ expires: 2027-06-30 }',
      '{ expires: 2027 }',
      '{ statement: Hi }',
      '{ statement: "" }',
      '{ statement: { file: a } }',
    ],
    'consents: { c': [
      '{ recording: a.wav }',
      '{ recording: {} }',
      '{ recording: { voice: a } }',
      '{ recording: { face: "" } }',
      '{ x: 1 }',
    ],
    'cast: { a': ['{}', '{ voice: {} }', '{ voice: { a: b } }', '{ voice: { a: -1 } }', '{ voice: { A: b } }', '{ voice: { a: b c } }'],
    'cast: { b': [
      '{ voice: { clone: a.wav } }',
      '{ voice: { clone: { sample: a } } }',
      '{ voice: { clone: { video: a } } }',
      '{ voice: a }',
    ],
    'cast: { c': ['{ avatar: { a: { id: -1 } } }', '{ avatar: { a: { figure: x } } }', '{ avatar: { clone: { video: a, sex: male } } }'],
    'profiles: { a': [
      '{}',
      '{ emulate: true }',
      '{ size: 1x1 }',
      '{ size: 1 }',
      '{ volume: 0 }',
      '{ watermark: top-left }',
      '{ voice: x }',
    ],
    'profiles: { b': ['{ values: { a: 1 } }', '{ values: { a: [] } }', '{ values: { 1: a } }', '{ provider: [a] }', '{ provider: [] }'],
    store: ['{ kind: directory, path: x }', '{ kind: s3, endpoint: x }', '{ kind: ftp }', '{}', 'x', '{ kind: s3, "a b": 1 }'],
    'profiles: { c': ['{ budget: { video: 1.5m } }', '{ budget: { video: 1 } }', '{ budget: { speech: -1 } }', '{ budget: { money: 1 } }'],
  };

  test.each(Object.entries(parts).flatMap(([key, written]) => written.map((value) => `${key}: ${value}${key.includes('{') ? ' }' : ''}`)))(
    'on %s',
    (text) => {
      const { root } = parseDocument(text, 'reelwright.yaml', projectIds);
      const plain = root && plainValue(root);
      expect(validateProjectShape(plain)).toBe(publishedProject(plain));
    },
  );
});

test('no key of a recipe can pass for a value that is not known yet', () => {
  const text = 'steps: { a: { uses: tts, with: { voice: { "\\0unknown": 1 }, text: Hi } } }\noutputs: { b: "${{ steps.a.audio }}" }\n';
  const { root, diagnostics } = parseRecipe(text, 'a.reel.yaml');
  expect(diagnostics.map(({ code }) => code)).toEqual(['RECIPE_INVALID_NAME']);
  const step = mapIn(mapIn(root as MapNode, 'steps') as MapNode, 'a');
  expect(step && mapIn(step, 'with')?.entries.get('voice')?.value).toMatchObject({ kind: 'map', entries: new Map() });
  expect(accepts(text)).toBe(false);
});
