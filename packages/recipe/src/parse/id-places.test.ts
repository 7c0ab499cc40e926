import { describe, expect, test } from 'vitest';
import { judge, places, recipeWith, sentences } from '../testing/judge.ts';

const film = (fields: string, inputs = '') =>
  recipeWith(`  film:\n    uses: avatar-video\n    with: { audio: assets/mei.wav, ${fields} }\n`, inputs);

function avatarOf(fields: string, inputs = ''): unknown {
  const { instances, diagnostics } = judge(film(fields, inputs));
  expect(sentences(diagnostics)).toEqual([]);
  const step = instances[0]?.steps.find(({ id }) => id === 'film')?.with;
  return step?.uses === 'avatar-video' ? step.avatar : undefined;
}

describe('an id that YAML takes for a whole number is text, digit by digit', () => {
  test.each([
    ['avatar: -292', '-292'],
    ['avatar: 0', '0'],
    ['avatar: 1234567890123456789', '1234567890123456789'],
    ['avatar: -98765432109876543210', '-98765432109876543210'],
    ["avatar: '-292'", '-292'],
    ['avatar: { id: 9007199254740993 }', '9007199254740993'],
    ['avatar: { by: inputs.lang, cn: 9007199254740993, en: 2 }', '9007199254740993'],
    ['avatar: { by: inputs.lang, cn: { id: -292 }, en: 2 }', '-292'],
  ])('%s', (fields, id) => {
    expect(avatarOf(fields, 'inputs: { lang: { type: string, enum: [cn, en], default: cn } }\n')).toMatchObject({ type: 'id', id });
  });

  test('as a voice, too', () => {
    const { instances } = judge(recipeWith('  say: { uses: tts, with: { voice: -17, text: Hi } }\n'));
    expect(instances[0]?.steps.find(({ id }) => id === 'say')?.with).toMatchObject({ voice: { type: 'id', id: '-17' } });
  });
});

describe('what is written in another way than ids are is not guessed at', () => {
  test.each([
    ['avatar: 012', 'RECIPE_INVALID_VALUE "avatar" must be the id of an avatar or { id, figure }, not 012, which is the number 12.'],
    ['avatar: 0x1F', 'RECIPE_INVALID_VALUE "avatar" must be the id of an avatar or { id, figure }, not 0x1F, which is the number 31.'],
    ['avatar: 1e3', 'RECIPE_INVALID_VALUE "avatar" must be the id of an avatar or { id, figure }, not 1e3, which is the number 1000.'],
    ['avatar: +5', 'RECIPE_INVALID_VALUE "avatar" must be the id of an avatar or { id, figure }, not +5, which is the number 5.'],
    ['avatar: 1.0', 'RECIPE_INVALID_VALUE "avatar" must be the id of an avatar or { id, figure }, not 1.0, which is the number 1.'],
    ['avatar: { id: 2.5 }', 'RECIPE_INVALID_VALUE "id" must be text, not the number 2.5.'],
    ['avatar: { id: A-1, figure: 3 }', 'RECIPE_INVALID_VALUE "figure" must be text, not the number 3.'],
  ])('%s', (fields, told) => {
    const { diagnostics } = judge(film(fields));
    expect(sentences(diagnostics)).toEqual([told]);
    expect(diagnostics[0]?.hint).toMatch(/^Put it in quotes: '/);
  });

  test('and a number elsewhere stays one', () => {
    const { diagnostics } = judge(
      film('avatar: A-1, volume: 99999999999999999999, language: -1, vendor: { chanjing: { voice: 5, avatar: -1 } }'),
    );
    expect(places(diagnostics)).toEqual(['10:57 RECIPE_INVALID_VALUE', '10:89 RECIPE_INVALID_VALUE']);
    const { instances } = judge(film('avatar: A-1, vendor: { chanjing: { voice: 5, avatar: -1 } }'));
    expect(instances[0]?.steps.find(({ id }) => id === 'film')?.vendor).toEqual({ chanjing: { voice: 5, avatar: -1 } });
  });
});
