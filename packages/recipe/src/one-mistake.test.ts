import { describe, expect, test } from 'vitest';
import { judge } from './testing/judge.ts';

const sound = `steps:
  voice:
    uses: clone-voice
    with: { sample: assets/mei.wav, language: en }
  speech:
    uses: tts
    with:
      voice: \${{ steps.voice.voice }}
      text: Hello there.
      speed: 1
  film:
    uses: lip-sync
    with:
      video: assets/mei-desk.mp4
      audio: \${{ steps.speech.audio }}
      size: 540x960
outputs:
  video: \${{ steps.film.video }}
`;

/** `line:column CODE message / hint` of all that is said after one piece of a sound recipe was written in another way. */
function told(written: string, instead: string): string[] {
  expect(sound.split(written)).toHaveLength(2);
  const { diagnostics } = judge(sound.replace(written, () => instead));
  return diagnostics.map(({ code, message, hint, location: { line, column } }) => `${line}:${column} ${code} ${message} / ${hint ?? '-'}`);
}

test('the recipe that is written in other ways here is sound', () => {
  expect(judge(sound).diagnostics).toEqual([]);
});

describe('one mistake is told once, where it stands, with what helps', () => {
  test.each([
    [
      'an alias of nothing',
      ['speed: 1', 'speed: *fast'],
      '10:14 RECIPE_SYNTAX The alias "*fast" names an anchor that does not stand before it. / Write the value out; a text that begins with * belongs in quotes.',
    ],
    [
      'a text that begins with a star',
      ['Hello there.', '*Hello* there.'],
      '9:13 RECIPE_SYNTAX The alias "*Hello*" names an anchor that does not stand before it. / Write the value out; a text that begins with * belongs in quotes.',
    ],
    [
      'a tag before a number',
      ['speed: 1', 'speed: !!float 1'],
      '10:14 RECIPE_SYNTAX The tag "!!float" is not part of a recipe. / Remove the tag; only !!str is known.',
    ],
    [
      'a tag before a list',
      ['Hello there.', '!!python/tuple [a]'],
      '9:13 RECIPE_SYNTAX The tag "!!python/tuple" is not part of a recipe. / Remove the tag; only !!str is known.',
    ],
    [
      'a number without end',
      ['speed: 1', 'speed: 1e999'],
      '10:14 RECIPE_INVALID_VALUE "1e999" is not a finite number. / If it is an id or a word, put it in quotes: \'1e999\'.',
    ],
    [
      'a control character in an address',
      ['assets/mei.wav', '"assets/mei\\0.wav"'],
      '4:21 RECIPE_INVALID_VALUE The text "assets/mei\\u{0}.wav" holds something that is no character to read. / Remove it.',
    ],
    [
      'a reference under a key that is not known',
      ['voice: ${{', 'Voice: ${{'],
      '8:7 RECIPE_UNKNOWN_KEY "with" of step "speech" (tts) knows no key "Voice". / Did you mean "voice"?',
    ],
    ['a misspelt "steps"', ['steps:\n', 'stpes:\n'], '1:1 RECIPE_UNKNOWN_KEY A recipe knows no key "stpes". / Did you mean "steps"?'],
    [
      'a step without its indentation',
      ['  film:\n', 'film:\n'],
      '11:1 RECIPE_UNKNOWN_KEY A recipe knows no key "film". / A step stands below "steps": indent "film".',
    ],
    [
      'an expression without its dollar sign',
      ['${{ steps.voice.voice }}', '{{ steps.voice.voice }}'],
      '8:14 RECIPE_SYNTAX An expression begins with ${{, and the $ is missing. / Write ${{ steps.voice.voice }}.',
    ],
    [
      'an expression in single braces',
      ['${{ steps.voice.voice }}', '${ steps.voice.voice }'],
      '8:14 RECIPE_INVALID_VALUE "voice" must be the id of a voice, without spaces, not "${ steps.voice.voice }". / Write ${{ steps.voice.voice }}.',
    ],
    [
      'a path without its signs as a voice',
      ['voice: ${{ steps.voice.voice }}', 'voice: steps.voice.voice'],
      '8:14 RECIPE_INVALID_EXPRESSION steps.voice.voice stands here as an id, and it has the form of a path. / Write ${{ steps.voice.voice }}.',
    ],
    [
      'a path without its signs as a medium',
      ['audio: ${{ steps.speech.audio }}', 'audio: steps.speech.audio'],
      '15:14 RECIPE_FILE_MISSING There is no file "steps.speech.audio". / Write ${{ steps.speech.audio }}.',
    ],
    [
      'a profile in the recipe',
      ['outputs:\n', 'profile: draft\noutputs:\n'],
      '17:1 RECIPE_UNKNOWN_KEY A recipe knows no key "profile". / A profile is chosen when the recipe runs: --profile and its name.',
    ],
    ['a number glued to its key', ['speed: 1', 'speed:1'], '10:7 RECIPE_SYNTAX After "speed:" a space is missing. / Write "speed: 1".'],
    [
      'an apostrophe in single quotes',
      ['Hello there.', "'It's me'"],
      "9:17 RECIPE_SYNTAX The text in quotes has ended before this. / Write '' for an apostrophe, or put the text in double quotes.",
    ],
    [
      'a list of kinds',
      ['uses: tts', 'uses: [tts]'],
      '6:11 RECIPE_UNKNOWN_USES "uses" must name a kind of step, not a list. / Known: clone-voice, clone-avatar, tts, lip-sync, avatar-video, authorize, captions, join.',
    ],
    [
      'no kind',
      ['uses: tts', 'uses:'],
      '6:5 RECIPE_UNKNOWN_USES "uses" has no value; it must name a kind of step. / Known: clone-voice, clone-avatar, tts, lip-sync, avatar-video, authorize, captions, join.',
    ],
    [
      'a size with another sign',
      ['540x960', '540X960'],
      '16:13 RECIPE_INVALID_VALUE "size" must be width x height in pixels, such as 1080x1920, not "540X960". / Write 540x960.',
    ],
  ] as const)('%s', (_, [written, instead], sentence) => {
    expect(told(written, instead)).toEqual([sentence]);
  });
});

test('steps in a list are told as that, and not as missing where they are used', () => {
  const list = 'steps:\n  - uses: tts\n    with: { voice: C-1, text: Hi }\noutputs: { audio: "${{ steps.a.audio }}" }\n';
  expect(judge(list).diagnostics.map(({ message, hint }) => [message, hint])).toEqual([
    ['"steps" must be a map, not a list.', 'Write the name of each step in place of its "-", and uses: and with: below it.'],
  ]);
});

test('a list under "with" and an input that is a bare value are told with their form', () => {
  const text = `inputs:
  who: Ada
steps:
  a:
    uses: tts
    with:
      - voice: C-1
outputs: { audio: "\${{ steps.a.audio }}" }
`;
  expect(judge(text).diagnostics.map(({ message, hint }) => [message, hint])).toEqual([
    ['"who" must be a map, not "Ada".', 'Write who: { type: string }, with a default if it has one.'],
    ['"with" must be a map, not a list.', 'Take away the "-" before the keys of "with".'],
  ]);
});

test.each([
  ['Hello ${ inputs.who }.', '${ inputs.who }', '${{ inputs.who }}'],
  ['Hello {{inputs.who}}.', '{{inputs.who}}', '${{ inputs.who }}'],
])('warns that the braces of %s would be spoken', (text, written, meant) => {
  const { diagnostics } = judge(sound.replace('Hello there.', () => text));
  expect(diagnostics.map(({ severity, code, message, hint }) => [severity, code, message, hint])).toEqual([
    ['warning', 'RECIPE_INVALID_EXPRESSION', `"${written}" is no expression and stays as it is written.`, `Write ${meant}.`],
  ]);
});

test.each(['Write {{ title }} here.', 'A $${{ inputs.who }} for the reader.', 'Costs ${5}.'])('takes %s for words', (text) => {
  expect(judge(sound.replace('Hello there.', () => text)).diagnostics).toEqual([]);
});

test('warns of a text that a # has cut short', () => {
  const { diagnostics } = judge(sound.replace('Hello there.', 'We are #1 today.'));
  expect(
    diagnostics.map(({ severity, message, location: { line, column, endColumn } }) => [severity, message, line, column, endColumn]),
  ).toEqual([['warning', 'The text ends before "#1": a # after a space begins a comment.', 9, 20, 22]]);
});

test.each(['Hello there. # greeting', "'We are #1 today.'", 'Hello #', 'C# is a key.'])('finds nothing cut in %s', (text) => {
  expect(judge(sound.replace('Hello there.', text)).diagnostics).toEqual([]);
});
