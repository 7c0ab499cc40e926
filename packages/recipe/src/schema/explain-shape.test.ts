import { describe, expect, test } from 'vitest';
import { judge } from '../testing/judge.ts';

/** `line:column message / hint` of every finding about `with` of a step. */
function told(uses: string, ...fields: string[]): string[] {
  const text = `steps:\n  a:\n    uses: ${uses}\n    with:\n${fields.map((field) => `      ${field}\n`).join('')}  b: { uses: tts, with: { voice: C-1, text: Hi } }\noutputs: { audio: '\${{ steps.b.audio }}' }\n`;
  return judge(text).diagnostics.map(({ message, hint, location: { line, column } }) => `${line}:${column} ${message} / ${hint ?? '-'}`);
}

const speech = ['voice: C-1', 'text: Hello.'] as const;
const film = ['video: assets/mei-desk.mp4', 'audio: assets/mei.wav'] as const;

describe('one fault, one sentence with the author’s own value, one hint', () => {
  test.each([
    [
      'a number where text belongs',
      'tts',
      ['voice: 012', 'text: Hi'],
      '5:14 "voice" must be text, not 012, which is the number 12. / Put it in quotes: \'012\'.',
    ],
    [
      'a switch where text belongs',
      'tts',
      ['voice: true', 'text: Hi'],
      '5:14 "voice" must be text, not the switch true. / Put it in quotes: \'true\'.',
    ],
    ['a list where text belongs', 'tts', ['voice: [a]', 'text: Hi'], '5:14 "voice" must be text, not a list. / -'],
    [
      'a list where text or a map belongs',
      'tts',
      ['voice: C-1', 'text: [a]'],
      '6:13 "text" must be text or { file: path }, not a list. / -',
    ],
    [
      'a map without its key',
      'tts',
      ['voice: C-1', 'text: { path: a.md }'],
      '6:15 "text" of step "a" knows no key "path". / Known here: file.',
    ],
    [
      'a mistyped key that is needed',
      'tts',
      ['voise: C-1', 'text: Hi'],
      '5:7 "with" of step "a" (tts) knows no key "voise". / Did you mean "voice"?',
    ],
    [
      'a mistyped key of which one is needed',
      'lip-sync',
      ['video: assets/mei-desk.mp4', 'adio: assets/mei.wav'],
      '6:7 "with" of step "a" (lip-sync) knows no key "adio". / Did you mean "audio"?',
    ],
    [
      'quotes around a number',
      'tts',
      [...speech, "speed: '1.5'"],
      '7:14 "speed" must be a number, not "1.5". / Take away the quotes: 1.5.',
    ],
    ['a decimal comma', 'tts', [...speech, 'speed: 1,5'], '7:14 "speed" must be a number, not "1,5". / Write 1.5, with a point.'],
    ['a number out of range', 'tts', [...speech, 'speed: 0'], '7:14 "speed" must be between 0.1 and 5, not 0. / -'],
    [
      'a switch of YAML 1.1',
      'tts',
      [...speech, 'watermark: off'],
      '7:18 "watermark" must be true or false, not "off". / Write false; in YAML 1.2 "off" is a word.',
    ],
    ['a word of none', 'lip-sync', [...film, 'playback: backward'], '7:17 "playback" must be "forward" or "reverse", not "backward". / -'],
    [
      'a mistyped word',
      'lip-sync',
      [...film, 'frames: sequental'],
      '7:15 "frames" must be "sequential" or "random", not "sequental". / Did you mean "sequential"?',
    ],
    [
      'a broken number where a whole one belongs',
      'lip-sync',
      [...film, 'volume: 1.5'],
      '7:15 "volume" must be a whole number, not the number 1.5. / -',
    ],
    [
      'a size of another form',
      'lip-sync',
      [...film, 'size: 9:16'],
      '7:13 "size" must be width x height in pixels, such as 1080x1920, not "9:16". / -',
    ],
    [
      'a size that is a number',
      'lip-sync',
      [...film, 'size: 1080'],
      '7:13 "size" must be width x height in pixels, such as 1080x1920, not the number 1080. / Write width and height with a small x between them.',
    ],
    [
      'a key without a value',
      'lip-sync',
      [...film, 'size:'],
      '7:7 "size" has no value; it must be width x height in pixels, such as 1080x1920. / -',
    ],
    [
      'captions that are a path',
      'captions',
      ['from: a.srt'],
      '5:13 "from" must name the captions of another step, such as ${{ steps.speech.captions }}, not "a.srt". / -',
    ],
    [
      'audio and text at once',
      'lip-sync',
      [...film, 'text: Hi'],
      '7:7 "text" cannot stand beside "audio": speech is either sound or a text for a voice. / Remove "text" or "audio".',
    ],
    [
      'a text without a voice',
      'lip-sync',
      ['video: assets/mei-desk.mp4', 'text: Hi'],
      '6:7 "with" of step "a" (lip-sync) has "text" but no "voice"; the two go together. / Write voice: ${{ steps.voice.voice }}, or the provider’s id of a voice.',
    ],
    [
      'a merge key',
      'tts',
      [...speech, '<<: { speed: 1 }'],
      '7:7 "with" of step "a" (tts) knows no key "<<". / Merge keys are not part of YAML 1.2: write the keys out.',
    ],
    [
      'a key that belongs beside',
      'tts',
      [...speech, 'needs: b'],
      '7:7 "with" of step "a" (tts) knows no key "needs". / Write "needs" beside "with", not inside.',
    ],
    [
      'a provider of vendor that is no name',
      'tts',
      [...speech, 'vendor: { Chanjing: {} }'],
      '7:17 "Chanjing" is not a name. / A provider is named in lower case: a letter, then letters, digits and -.',
    ],
    ['a vendor that is no map', 'tts', [...speech, 'vendor: { chanjing: 1 }'], '7:27 "chanjing" must be a map, not the number 1. / -'],
    [
      'an entry of a choice',
      'tts',
      [...speech, 'speed: { by: inputs.x, cn: fast }'],
      '7:27 There is no input "x". / Declare it: inputs: { x: { type: string } }.',
      '7:34 "cn" must be a number, not "fast". / -',
    ],
  ])('%s', (_, uses, fields, ...expected) => {
    expect(told(uses, ...fields)).toEqual(expected);
  });
});

describe('keys of steps and of the recipe', () => {
  const end = "outputs: { audio: '${{ steps.a.audio }}' }\n";
  const first = (text: string) => judge(text).diagnostics.map(({ code, message, hint }) => `${code} ${message} / ${hint ?? '-'}`);

  test.each([
    [
      'no with',
      `steps: { a: { uses: tts } }\n${end}`,
      'RECIPE_MISSING_KEY Step "a" has no "with", which it needs. / Write with: and below it voice: ${{ steps.voice.voice }} and text: ….',
    ],
    ['an empty with', `steps:\n  a:\n    uses: tts\n    with:\n${end}`, 'RECIPE_INVALID_VALUE "with" has no value; it must be a map. / -'],
    [
      'no uses',
      `steps: { a: { with: {} } }\n${end}`,
      'RECIPE_MISSING_KEY Step "a" has no "uses", which it needs. / Write uses: and one of clone-voice, clone-avatar, tts, lip-sync, avatar-video, authorize, captions or join.',
    ],
    [
      'a step that is no map',
      `steps: { a: tts }\n${end}`,
      'RECIPE_INVALID_VALUE "a" must be a map, not "tts". / A step is a map: write uses: tts and with: below a.',
    ],
    [
      'a field outside with',
      `steps: { a: { uses: tts, voice: C-1, with: { voice: C-1, text: Hi } } }\n${end}`,
      'RECIPE_UNKNOWN_KEY Step "a" knows no key "voice". / Write "voice" inside "with".',
    ],
    [
      'vendor outside with',
      `steps: { a: { uses: tts, vendor: {}, with: { voice: C-1, text: Hi } } }\n${end}`,
      'RECIPE_UNKNOWN_KEY Step "a" knows no key "vendor". / Write "vendor" inside "with".',
    ],
    [
      'no steps',
      'steps: {}\noutputs: {}\n',
      'RECIPE_INVALID_VALUE "steps" is empty. / Write steps: and below it the name of a step with uses: and with:.',
    ],
    [
      'a version that is text',
      `version: '1'\nsteps: { a: { uses: tts, with: { voice: C-1, text: Hi } } }\n${end}`,
      'RECIPE_INVALID_VALUE "version" must be 1, not "1". / Write version: 1, or leave the line away.',
    ],
    [
      'a later key',
      `matrix: {}\nsteps: { a: { uses: tts, with: { voice: C-1, text: Hi } } }\n${end}`,
      'RECIPE_UNKNOWN_KEY A recipe knows no key "matrix". / "matrix" is not part of this version of the language.',
    ],
    [
      'a key of the project file',
      `cast: {}\nsteps: { a: { uses: tts, with: { voice: C-1, text: Hi } } }\n${end}`,
      'RECIPE_UNKNOWN_KEY A recipe knows no key "cast". / "cast" stands in reelwright.yaml, which all recipes of a project share.',
    ],
    [
      'needs of numbers',
      `steps: { a: { uses: tts, needs: [1], with: { voice: C-1, text: Hi } } }\n${end}`,
      'RECIPE_INVALID_VALUE An entry of "needs" must be text, not the number 1. / Put it in quotes: \'1\'.',
    ],
    ['an empty file', '', 'RECIPE_MISSING_KEY The recipe is empty. / Begin with steps: and outputs:; `reel init` makes an example.'],
    [
      'a list',
      '- a\n',
      'RECIPE_INVALID_VALUE A recipe must be a map, not a list. / Begin with steps: and outputs:; `reel init` makes an example.',
    ],
  ])('%s', (_, text, sentence) => {
    expect(first(text)).toContain(sentence);
  });

  test('a newer version is told alone: what else is wrong cannot be known', () => {
    expect(first('version: 3\nscenes: []\nstpes: {}\n')).toEqual([
      'RECIPE_UNSUPPORTED_VERSION The file is written in version 3 of the language; this program knows version 1. / Use a newer Reelwright.',
    ]);
  });
});

test('names what every object has are judged like any other', () => {
  const text = `steps:\n  constructor: { uses: tts, with: { voice: C-1, text: Hi } }\n  toString: { uses: tts, needs: [hasOwnProperty], with: { voice: '\${{ steps.constructor.voice }}', text: Hi } }\noutputs: { valueOf: '\${{ steps.constructor.audio }}', x: '\${{ steps.isPrototypeOf.audio }}' }\n`;
  expect(judge(text).diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'RECIPE_UNKNOWN_STEP Step "toString" needs "hasOwnProperty", and no step has that name.',
    'RECIPE_UNKNOWN_OUTPUT Step "constructor" (tts) has no output "voice".',
    'RECIPE_UNKNOWN_STEP There is no step "isPrototypeOf".',
  ]);
});
