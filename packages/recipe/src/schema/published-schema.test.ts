import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generate } from '../../generate.mjs';
import { parseRecipe } from '../parse/parse-recipe.ts';
import { type MapNode, mapIn } from '../parse/source-node.ts';
import { stepKinds } from '../step-kinds.ts';
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

test('tells editors about every key: a title or a description', () => {
  const silent: string[] = [];
  const visit = (schema: Record<string, unknown>, path: string) => {
    const { properties = {} } = schema as { properties?: Record<string, Record<string, unknown> | boolean> };
    for (const [name, property] of Object.entries(properties)) {
      if (typeof property === 'boolean') continue;
      const target = typeof property.$ref === 'string' ? recipeSchema.$defs[property.$ref.replace('#/$defs/', '')] : {};
      if (!(property.title ?? property.description ?? target.title ?? target.description)) silent.push(`${path}/${name}`);
    }
  };
  visit(recipeSchema, '');
  for (const [name, schema] of Object.entries(recipeSchema.$defs)) visit(schema as Record<string, unknown>, name);
  expect(silent).toEqual([]);
});

test('gives examples that it accepts itself', () => {
  const wrong: unknown[] = [];
  let seen = 0;
  const visit = (schema: unknown) => {
    if (typeof schema !== 'object' || schema === null) return;
    const { examples, ...rest } = schema as { examples?: unknown };
    if (Array.isArray(examples)) {
      const validate = ajv.compile({ ...rest, $defs: recipeSchema.$defs });
      for (const example of examples) if (!validate(example)) wrong.push(example);
      seen += examples.length;
    }
    for (const inner of Object.values(rest)) visit(inner);
  };
  visit(recipeSchema.properties);
  visit(recipeSchema.$defs);
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
];
const keys = [...new Set([...stepKinds.values()].flatMap(({ fields }) => [...fields.keys()])), 'other'];

/** What each kind needs, as written. */
const sound: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'clone-voice': { sample: 'a.wav' },
  tts: { voice: 'C-1', text: 'Hello' },
  'lip-sync': { video: 'a.mp4', audio: 'a.wav' },
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

test('no key of a recipe can pass for a value that is not known yet', () => {
  const text = 'steps: { a: { uses: tts, with: { voice: { "\\0unknown": 1 }, text: Hi } } }\noutputs: { b: "${{ steps.a.audio }}" }\n';
  const { root, diagnostics } = parseRecipe(text, 'a.reel.yaml');
  expect(diagnostics.map(({ code }) => code)).toEqual(['RECIPE_INVALID_NAME']);
  const step = mapIn(mapIn(root as MapNode, 'steps') as MapNode, 'a');
  expect(step && mapIn(step, 'with')?.entries.get('voice')?.value).toMatchObject({ kind: 'map', entries: new Map() });
  expect(accepts(text)).toBe(false);
});
