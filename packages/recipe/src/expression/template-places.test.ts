import { expect, test } from 'vitest';
import { judge, underlined } from '../testing/judge.ts';

/** What the finding about an unknown input underlines, in a recipe whose text is written as given. */
function found(text: string): (string | undefined)[] {
  const recipe = `steps:\n  speech:\n    uses: tts\n    with:\n      voice: C-1\n      text: ${text}\noutputs: { audio: '\${{ steps.speech.audio }}' }\n`;
  const { diagnostics } = judge(recipe);
  expect(diagnostics.map(({ code }) => code)).toEqual(diagnostics.map(() => 'RECIPE_UNKNOWN_REFERENCE'));
  return diagnostics.map((diagnostic) => `${diagnostic.location.line}:${diagnostic.location.column} ${underlined(recipe, diagnostic)}`);
}

test.each([
  ['a plain scalar', 'Hello ${{ inputs.who }}!', ['6:30 who']],
  ['single quotes', "'Hello ${{ inputs.who }}!'", ['6:31 who']],
  ['single quotes with a doubled quote before', "'It''s ${{ inputs.who }}!'", ['6:31 who']],
  ['double quotes', '"Hello ${{ inputs.who }}!"', ['6:31 who']],
  ['double quotes with escapes before', '"\\"\\u8749\\" ${{ inputs.who }}!"', ['6:36 who']],
  ['two expressions in one text', '${{ inputs.who }} ${{ inputs.me }}', ['6:24 who', '6:42 me']],
  ['a literal block', '|\n        Hello\n        ${{ inputs.who }} and ${{ inputs.me }}\n', ['8:20 who', '8:42 me']],
  ['a literal block with an indentation of its own', '|2\n          ${{ inputs.who }}\n', ['7:22 who']],
  ['a folded block', '>-\n        Hello\n        dear ${{ inputs.who }}\n', ['8:25 who']],
  ['a plain scalar over several lines', 'Hello\n        dear ${{ inputs.who }}', ['7:25 who']],
  ['a quoted scalar over several lines', '"Hello \\\n        dear ${{ inputs.who }}"', ['7:25 who']],
  ['letters outside the basic plane before', '👍 ${{ inputs.who }}', ['6:27 who']],
  ['an escaped sign before', '$${{ ${{ inputs.who }}', ['6:29 who']],
])('finds the very name in %s', (_, text, places) => {
  expect(found(text)).toEqual(places);
});

test('points at the whole value where an escape makes the sign', () => {
  expect(found('"\\x24{{ inputs.who }}"')).toEqual(['6:13 "\\x24{{ inputs.who }}"']);
});

test('points at the alias as far as the value goes, and into the anchored text for what is in it', () => {
  const recipe = [
    'steps:',
    '  one: { uses: tts, with: { voice: C-1, text: &t "Hi ${{ inputs.who }}" } }',
    '  two: { uses: tts, with: { voice: C-1, text: *t } }',
    "outputs: { audio: '${{ steps.one.audio }}' }",
  ].join('\n');
  const { diagnostics } = judge(recipe);
  expect(diagnostics.map((diagnostic) => `${diagnostic.location.line} ${underlined(recipe, diagnostic)}`)).toEqual(['2 who']);
});
