import { describe, expect, test } from 'vitest';
import { judge, places, recipeWith, sentences } from '../testing/judge.ts';

const declare = (declaration: string) => sentences(judge(recipeWith('', `inputs: { x: { ${declaration} } }\n`)).diagnostics);

describe('declarations whose parts do not fit each other', () => {
  test.each([
    ['type: string, default: 12', 'RECIPE_INPUT_INVALID The default of input "x" must be text, not 12.'],
    ['type: number, default: fast', 'RECIPE_INPUT_INVALID The default of input "x" must be a number, not "fast".'],
    ['type: integer, default: 1.5', 'RECIPE_INPUT_INVALID The default of input "x" must be a whole number, not 1.5.'],
    ['type: boolean, default: yes', 'RECIPE_INPUT_INVALID The default of input "x" must be true or false, not "yes".'],
    ['type: number, minimum: 1, default: 0', 'RECIPE_INPUT_INVALID The default of input "x" must be at least 1, not 0.'],
    ['type: number, maximum: 1, default: 2', 'RECIPE_INPUT_INVALID The default of input "x" must be at most 1, not 2.'],
    ['type: number, minimum: 1, maximum: 3, default: 4', 'RECIPE_INPUT_INVALID The default of input "x" must be between 1 and 3, not 4.'],
    ['type: string, enum: [cn, en], default: de', 'RECIPE_INPUT_INVALID The default of input "x" must be "cn" or "en", not "de".'],
    ["type: string, pattern: '^a$', default: b", 'RECIPE_INPUT_INVALID The default of input "x" must match ^a$, and "b" does not.'],
    [
      "type: string, pattern: '(', default: b",
      'RECIPE_INVALID_VALUE The pattern of input "x" is no regular expression (unterminated group).',
    ],
    ["type: string, pattern: '(?=a)', default: b", 'RECIPE_INVALID_VALUE The pattern of input "x" looks around.'],
    ['type: number, minimum: 2, maximum: 1, default: 2', 'RECIPE_INVALID_VALUE "maximum" of input "x" is less than its "minimum" of 2.'],
    ['type: number, pattern: a, default: 1', 'RECIPE_UNKNOWN_KEY Input "x" is of type number, which has no "pattern".'],
    ['type: string, minimum: 1, default: a', 'RECIPE_UNKNOWN_KEY Input "x" is of type string, which has no "minimum".'],
    ['type: boolean, enum: [true], default: true', 'RECIPE_UNKNOWN_KEY Input "x" is of type boolean, which has no "enum".'],
    ['type: string, enum: [cn, 1], default: cn', 'RECIPE_INVALID_VALUE An entry of "enum" must be text, not 1.'],
    ['type: string, enum: [], default: a', 'RECIPE_INVALID_VALUE "enum" is empty.'],
    ['default: a', 'RECIPE_MISSING_KEY Input "x" has no "type", which it needs.'],
    ['type: text', 'RECIPE_INVALID_VALUE "type" must be "string", "number", "integer" or "boolean", not "text".'],
  ])('%s', (declaration, told) => {
    expect(declare(declaration)).toContain(told);
  });

  test.each([
    'type: string, default: a',
    "type: string, default: '012'",
    'type: integer, minimum: 1, maximum: 3, default: 2',
    'type: boolean, default: false',
    'type: number, enum: [1, 1.5], default: 1.5',
    "type: string, pattern: '^20\\d\\d-W\\d\\d$', default: 2027-W01",
  ])('%s is fine', (declaration) => {
    expect(declare(declaration)).toEqual([]);
  });
});

describe('choices', () => {
  const inputs =
    'inputs: { lang: { type: string, enum: [cn, en], default: cn }, loud: { type: boolean, default: true }, n: { type: integer, enum: [1, 2], default: 1 }, any: { type: string, default: a } }\n';
  const choose = (choice: string) =>
    judge(
      recipeWith(
        `  film:\n    uses: lip-sync\n    with:\n      video: assets/mei-desk.mp4\n      audio: assets/mei.wav\n      volume: ${choice}\n`,
        inputs,
      ),
    ).diagnostics;

  test.each(['{ by: inputs.lang, cn: 1, en: 2 }', '{ by: inputs.loud, true: 100, false: 1 }', '{ by: inputs.n, 1: 10, 2: 20 }'])(
    '%s is complete',
    (choice) => {
      expect(sentences(choose(choice))).toEqual([]);
    },
  );

  test.each([
    ['{ by: inputs.lang, cn: 1 }', ['14:21 RECIPE_INCOMPLETE_CHOICE']],
    ['{ by: inputs.lang, cn: 1, en: 2, de: 3 }', ['14:48 RECIPE_DEAD_CHOICE']],
    ['{ by: inputs.lang, cn: 1, ne: 2 }', ['14:21 RECIPE_INCOMPLETE_CHOICE', '14:41 RECIPE_DEAD_CHOICE']],
    ['{ by: inputs.any, a: 1 }', ['14:21 RECIPE_INVALID_VALUE']],
    ['{ by: inputs.lnag, cn: 1, en: 2 }', ['14:28 RECIPE_UNKNOWN_REFERENCE']],
    ['{ by: lang, cn: 1, en: 2 }', ['14:21 RECIPE_INVALID_VALUE']],
    ["{ by: '${{ inputs.lang }}', cn: 1, en: 2 }", ['14:21 RECIPE_INVALID_EXPRESSION']],
    ['{ by: [inputs.lang], cn: 1, en: 2 }', ['14:21 RECIPE_INVALID_EXPRESSION']],
    ['{ by: inputs.lang, cn: 0, en: 2 }', ['14:38 RECIPE_INVALID_VALUE']],
    ['{ by: inputs.lang, cn: { by: inputs.loud, true: 1, false: 2 }, en: 2 }', ['14:38 RECIPE_INVALID_VALUE']],
  ])('%s', (choice, told) => {
    expect(places(choose(choice))).toEqual(told);
  });
});
