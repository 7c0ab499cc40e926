import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadRecipe } from '../load-recipe.ts';
import { parseRecipe } from '../parse/parse-recipe.ts';
import { places, recipeWith, sentences, usualFiles } from '../testing/judge.ts';
import { createMemoryFiles } from '../testing/memory-files.ts';
import { compileVendorChecks } from './vendor-checks.ts';

const schemas = {
  chanjing: {
    'lip-sync': {
      type: 'object',
      additionalProperties: false,
      required: ['model'],
      properties: {
        model: { enum: ['turbo', 'plain'] },
        steps: { type: 'integer', minimum: 1 },
        names: { type: 'array', items: { type: 'string' } },
      },
    },
    'avatar-video': { type: 'object' },
  },
  guiji: {},
};

const film = (vendor: string) =>
  recipeWith(
    `  film:\n    uses: lip-sync\n    with:\n      video: assets/mei-desk.mp4\n      audio: assets/mei.wav\n      vendor: ${vendor}\n`,
    'inputs: { model: { type: string, default: turbo }, n: { type: integer, default: 3 } }\n',
  );

async function judge(text: string, inputs: Record<string, string> = {}) {
  const vendorChecks = await compileVendorChecks(schemas, [parseRecipe(text, 'a.reel.yaml')]);
  return loadRecipe(text, 'a.reel.yaml', { inputs, files: createMemoryFiles({ files: usualFiles }), vendorChecks });
}

describe('vendor is judged by the schema of the provider that it names', () => {
  test.each([
    ['{ chanjing: { model: turbo } }', []],
    ["{ chanjing: { model: '${{ inputs.model }}', steps: '${{ inputs.n }}', names: ['${{ inputs.model }}'] } }", []],
    ['{ chanjing: { model: tubro } }', ['14:36 RECIPE_INVALID_VALUE']],
    ['{ chanjing: { model: turbo, modle: 1 } }', ['14:43 RECIPE_UNKNOWN_KEY']],
    ['{ chanjing: { modle: turbo } }', ['14:29 RECIPE_UNKNOWN_KEY']],
    ['{ chanjing: {} }', ['14:27 RECIPE_MISSING_KEY']],
    ['{ chanjing: { model: turbo, steps: 0 } }', ['14:50 RECIPE_INVALID_VALUE']],
    ['{ chanjing: { model: turbo, names: [a, 1] } }', ['14:54 RECIPE_INVALID_VALUE']],
    ['{ chanjin: { model: turbo } }', ['14:17 RECIPE_UNKNOWN_KEY']],
    ['{ guiji: { a: 1 } }', ['14:17 RECIPE_UNKNOWN_KEY']],
    ['{ constructor: { a: 1 } }', ['14:17 RECIPE_UNKNOWN_KEY']],
  ])('%s', async (vendor, told) => {
    expect(places((await judge(film(vendor))).diagnostics)).toEqual(told);
  });

  test('and what inputs bring into it as well', async () => {
    const text = film("{ chanjing: { model: '${{ inputs.model }}', steps: '${{ inputs.n }}' } }");
    expect(sentences((await judge(text, { model: 'x', n: '0' })).diagnostics)).toEqual([
      'RECIPE_INVALID_VALUE "model" of step "film" must be "turbo" or "plain", and inputs.model is "x".',
      'RECIPE_INVALID_VALUE "steps" of step "film" must be at least 1, and inputs.n is 0.',
    ]);
    expect((await judge(text)).instances[0]?.steps.find(({ id }) => id === 'film')?.vendor).toEqual({
      chanjing: { model: 'turbo', steps: 3 },
    });
  });

  test('in words that name the provider', async () => {
    const told = async (vendor: string) => (await judge(film(vendor))).diagnostics.map(({ message, hint }) => `${message} ${hint}`);
    expect(await told('{ chanjing: {} }')).toEqual(['"vendor.chanjing" of step "film" has no "model", which it needs. undefined']);
    expect(await told('{ chanjin: {} }')).toEqual([
      'Step "film" has fields for the provider "chanjin", which is not known here. Did you mean "chanjing"?',
    ]);
    expect(await told('{ guiji: {} }')).toEqual(['guiji has no fields of its own for lip-sync steps. Remove it.']);
  });
});

test('without checks vendor is carried along unjudged', () => {
  const { diagnostics, instances } = loadRecipe(film('{ other: { a: 1 } }'), 'a.reel.yaml', {
    inputs: {},
    files: createMemoryFiles({ files: usualFiles }),
  });
  expect(diagnostics).toEqual([]);
  expect(instances[0]?.steps.find(({ id }) => id === 'film')?.vendor).toEqual({ other: { a: 1 } });
});

test('only what the recipes use is compiled', async () => {
  const checks = await compileVendorChecks(schemas, [parseRecipe(recipeWith(''), 'a.reel.yaml')]);
  expect(checks.check('chanjing', 'lip-sync')).toBeUndefined();
  const used = await compileVendorChecks(schemas, [parseRecipe(film('{ chanjing: {} }'), 'a.reel.yaml')]);
  expect(used.check('chanjing', 'lip-sync')).toBeTypeOf('function');
});

test('ajv is named in one place of what is shipped, and loaded there on demand only', () => {
  const shipped = [
    'vendor/vendor-checks.ts',
    'index.ts',
    'load-recipe.ts',
    'validate/validate-recipe.ts',
    'schema/judge-shape.ts',
    'validate-recipe.generated.js',
  ];
  const mentions = shipped.filter((file) =>
    /from ['"]ajv|import\(['"]ajv|require\(['"]ajv/.test(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')),
  );
  expect(mentions).toEqual(['vendor/vendor-checks.ts']);
  expect(readFileSync(new URL('./vendor-checks.ts', import.meta.url), 'utf8')).not.toMatch(/^import .*ajv/m);
});
