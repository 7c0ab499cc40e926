import { describe, expect, test } from 'vitest';
import { parseRecipe } from '../parse/parse-recipe.ts';
import { judge, places, recipeWith, sentences } from '../testing/judge.ts';
import { validateRecipe } from './validate-recipe.ts';

const film = (fields: string) => recipeWith(`  film: { uses: lip-sync, with: { video: assets/mei-desk.mp4, ${fields} } }\n`);

describe('wiring', () => {
  test.each([
    ['audio', "audio: '${{ steps.speech.audio }}'"],
    ['a voice', "voice: '${{ steps.voice.voice }}', text: Hi"],
  ])('%s where it belongs is fine', (_, fields) => {
    expect(sentences(judge(film(fields)).diagnostics)).toEqual([]);
  });

  test.each([
    ['voice', "audio: '${{ steps.voice.voice }}'", '"audio" of step "film" must be audio, and steps.voice.voice is a voice.'],
    ['audio', "voice: '${{ steps.speech.audio }}', text: Hi", '"voice" of step "film" must be a voice, and steps.speech.audio is audio.'],
    [
      'duration',
      "audio: assets/mei.wav, volume: '${{ steps.speech.duration }}'",
      '"volume" of step "film" takes no output of a step, and steps.speech.duration is a duration.',
    ],
    [
      'captions',
      "voice: C-1, text: '${{ steps.speech.captions }}'",
      '"text" of step "film" takes no output of a step, and steps.speech.captions is captions.',
    ],
    ['audio', "audio: '${{ steps.speech.audio }}.wav'", 'steps.speech.audio is audio, which cannot stand inside a text.'],
    [
      'audio',
      "voice: C-1, text: { file: '${{ steps.speech.audio }}' }",
      '"text.file" of step "film" takes no output of a step, and steps.speech.audio is audio.',
    ],
    [
      'audio',
      "audio: assets/mei.wav, vendor: { chanjing: { a: '${{ steps.speech.audio }}' } }",
      '"vendor.chanjing.a" of step "film" takes no output of a step, and steps.speech.audio is audio.',
    ],
  ])('%s where it does not belong is told with both ends', (_, fields, message) => {
    expect(sentences(judge(film(fields)).diagnostics)).toEqual([`RECIPE_WRONG_KIND ${message}`]);
  });

  test('every branch of a choice is judged', () => {
    const inputs = 'inputs: { lang: { type: string, enum: [cn, en], default: cn } }\n';
    const step =
      "  film: { uses: lip-sync, with: { video: assets/mei-desk.mp4, audio: { by: inputs.lang, cn: '${{ steps.speech.audio }}', en: '${{ steps.voice.voice }}' } } }\n";
    expect(sentences(judge(recipeWith(step, inputs)).diagnostics)).toEqual([
      'RECIPE_WRONG_KIND "audio" of step "film" must be audio, and steps.voice.voice is a voice.',
    ]);
  });
});

describe('paths that lead nowhere', () => {
  const path = (expression: string) =>
    judge(film(`audio: '\${{ ${expression} }}'`)).diagnostics.map(({ code, message, hint }) => `${code} ${message} ${hint}`);

  test.each([
    ['inputs.x', 'RECIPE_UNKNOWN_REFERENCE There is no input "x". Declare it: inputs: { x: { type: string } }.'],
    ['inputs', 'RECIPE_UNKNOWN_REFERENCE The path names no input. Write inputs. and a name.'],
    ['steps', 'RECIPE_UNKNOWN_REFERENCE The path names no step. Write steps., a step and its output.'],
    [
      'steps.speech',
      'RECIPE_UNKNOWN_OUTPUT The path names no output of step "speech". Write steps.speech.audio, steps.speech.captions or steps.speech.duration.',
    ],
    [
      'steps.speech.audio.path',
      'RECIPE_UNKNOWN_OUTPUT Step "speech" (tts) has no output "audio.path". Outputs: audio, captions, duration.',
    ],
    [
      'speech.audio',
      'RECIPE_UNKNOWN_REFERENCE There is no "speech": a path begins with inputs, steps, cast or profile. Write steps.speech.audio.',
    ],
    [
      'step.speech.audio',
      'RECIPE_UNKNOWN_REFERENCE There is no "step": a path begins with inputs, steps, cast or profile. Did you mean "steps"?',
    ],
    [
      'matrix.lang',
      'RECIPE_UNKNOWN_REFERENCE There is no "matrix" in this version of the language: a path begins with inputs, steps, cast or profile. Use an input, such as ${{ inputs.name }}.',
    ],
    [
      'cast.mei',
      'RECIPE_UNKNOWN_REFERENCE The path names neither the voice nor the avatar of "mei". Write cast.mei.voice or cast.mei.avatar.',
    ],
    ['profile.size.width', 'RECIPE_UNKNOWN_REFERENCE A value of a profile has no parts, so "width" leads to nothing. Write profile.size.'],
    ['cast', 'RECIPE_UNKNOWN_REFERENCE The path names no member of the cast. Write cast., a member, and .voice or .avatar.'],
    ['cast.mei.voise', 'RECIPE_UNKNOWN_REFERENCE A member of the cast has no "voise". Did you mean "voice"?'],
    ['cast.mei.voice.id', 'RECIPE_UNKNOWN_REFERENCE The voice of a member has no parts, so "id" leads to nothing. Write cast.mei.voice.'],
    ['profile', 'RECIPE_UNKNOWN_REFERENCE The path names no value of a profile. Write profile. and the name of a value.'],
    [
      'env.HOME',
      'RECIPE_UNKNOWN_REFERENCE There is no "env": a path begins with inputs, steps, cast or profile. A recipe reads neither the environment nor secrets.',
    ],
    [
      'secrets.KEY',
      'RECIPE_UNKNOWN_REFERENCE There is no "secrets": a path begins with inputs, steps, cast or profile. A recipe reads neither the environment nor secrets.',
    ],
    [
      'constructor.name',
      'RECIPE_UNKNOWN_REFERENCE There is no "constructor": a path begins with inputs, steps, cast or profile. A recipe reads neither the environment nor secrets.',
    ],
  ])('%s', (expression, told) => {
    expect(path(expression)).toEqual([told]);
  });

  test('an input has no parts', () => {
    const text = recipeWith(
      "  film: { uses: lip-sync, with: { video: assets/mei-desk.mp4, audio: '${{ inputs.x.y }}' } }\n",
      'inputs: { x: { type: string, default: a } }\n',
    );
    expect(sentences(judge(text).diagnostics)).toEqual(['RECIPE_UNKNOWN_REFERENCE An input has no parts, so "y" leads to nothing.']);
  });
});

describe('what one mistake makes impossible to judge is not told as another', () => {
  test('a step of an unknown kind is still a step', () => {
    const text = recipeWith(
      "  song: { uses: sing, with: { a: 1 } }\n  film: { uses: lip-sync, needs: song, with: { video: assets/mei-desk.mp4, audio: '${{ steps.song.audio }}' } }\n",
    );
    expect(sentences(judge(text).diagnostics)).toEqual(['RECIPE_UNKNOWN_USES There is no kind of step "sing".']);
  });

  test('an input with a wrong declaration is still an input', () => {
    const text = recipeWith(
      "  film: { uses: lip-sync, with: { video: assets/mei-desk.mp4, audio: '${{ inputs.x }}' } }\n",
      'inputs: { x: { type: strng } }\n',
    );
    expect(places(judge(text).diagnostics)).toEqual(['1:22 RECIPE_INVALID_VALUE']);
  });

  test('after a broken line only what stands before it and speaks for itself is told', () => {
    const text = recipeWith(
      "  film: { uses: lip-sync, with: { video: assets/mei-desk.mp4, audio: '${{ steps.song.audio }}', volume: 0 } }\n",
    ).replace('outputs:', '  song:\n\tuses: tts\noutputs:');
    expect(places(validateRecipe(parseRecipe(text, 'a.reel.yaml')).diagnostics)).toEqual([
      '8:105 RECIPE_INVALID_VALUE',
      '10:1 RECIPE_SYNTAX',
    ]);
  });
});

test('a circle is shown as a path, at the place where its first step asks for the next', () => {
  const text = recipeWith(
    '  a: { uses: tts, needs: [b], with: { voice: C-1, text: Hi } }\n  b: { uses: tts, needs: a, with: { voice: C-1, text: Hi } }\n',
  );
  const { diagnostics } = judge(text);
  expect(sentences(diagnostics)).toEqual(['RECIPE_CYCLE Steps need each other in a circle: a -> b -> a.']);
  expect(places(diagnostics)).toEqual(['8:27 RECIPE_CYCLE']);
});

test('a circle of many steps is cut in its middle', () => {
  const steps = Array.from(
    { length: 40 },
    (_, at) => `  s${at}: { uses: tts, needs: s${(at + 1) % 40}, with: { voice: C-1, text: Hi } }\n`,
  ).join('');
  const [diagnostic] = judge(recipeWith(steps)).diagnostics;
  expect(diagnostic?.message).toBe(
    'Steps need each other in a circle: s0 -> s1 -> s2 -> s3 -> s4 -> s5 -> … 29 more … -> s35 -> s36 -> s37 -> s38 -> s39 -> s0.',
  );
});

describe('outputs', () => {
  const output = (line: string) => sentences(judge(recipeWith('').replace(/outputs:.*\n/, `outputs: { ${line} }\n`)).diagnostics);

  test.each([
    ["a: '${{ steps.voice.voice }}'", 'RECIPE_WRONG_KIND Output "a" must be a file, and steps.voice.voice is a voice.'],
    ["a: '${{ steps.speech.duration }}'", 'RECIPE_WRONG_KIND Output "a" must be a file, and steps.speech.duration is a duration.'],
    ["a: 'x ${{ steps.speech.audio }}'", 'RECIPE_WRONG_KIND Output "a" must be the output of a step, and nothing around it.'],
    [
      'a: assets/mei.wav',
      'RECIPE_INVALID_VALUE "a" must name the output of a step, such as ${{ steps.film.video }}, not "assets/mei.wav".',
    ],
    ["nul: '${{ steps.speech.audio }}'", 'RECIPE_INVALID_NAME "nul" cannot name a file on Windows.'],
    ["../a: '${{ steps.speech.audio }}'", 'RECIPE_INVALID_NAME "../a" is not a name.'],
    [
      "a: '${{ steps.speech.audio }}', A: '${{ steps.speech.captions }}'",
      'RECIPE_INVALID_NAME On some disks "A" and "a" are the same file.',
    ],
  ])('%s', (line, told) => {
    expect(output(line)).toEqual([told]);
  });

  test('may give one result two names', () => {
    expect(output("a: '${{ steps.speech.audio }}', b: '${{ steps.speech.audio }}'")).toEqual([]);
  });
});

describe('names of recipes', () => {
  const nameOf = (file: string, name = '') => validateRecipe(parseRecipe(name + recipeWith(''), file));

  test.each([
    ['specs/weekly.reel.yaml', 'weekly'],
    ['weekly.reel.yml', 'weekly'],
    ['C:\\films\\weekly.reel.yaml', 'weekly'],
    ['weekly.cn.reel.yaml', 'weekly.cn'],
    ['周报.reel.yaml', '周报'],
    ['my film (2).reel.yaml', 'my-film-2'],
    ['-.hidden.reel.yaml', 'hidden'],
  ])('the file %s names it %s', (file, name) => {
    expect(nameOf(file)).toMatchObject({ recipe: { name }, diagnostics: [] });
  });

  test.each(['.reel.yaml', '---.reel.yaml', 'con.reel.yaml'])('the file %s cannot name it', (file) => {
    expect(places(nameOf(file).diagnostics)).toEqual(['1:1 RECIPE_INVALID_NAME']);
  });

  test('its own name comes before that of the file', () => {
    expect(nameOf('con.reel.yaml', 'name: weekly\n')).toMatchObject({ recipe: { name: 'weekly' }, diagnostics: [] });
  });

  test.each(['aux', '../x', 'a/b', 'a.', '""', '.a'])('refuses the name %s', (name) => {
    expect(places(nameOf('a.reel.yaml', `name: ${name}\n`).diagnostics)).toEqual(['1:7 RECIPE_INVALID_NAME']);
  });
});

test('includes what reading found, and makes no sound recipe of it', () => {
  const { recipe, diagnostics } = validateRecipe(parseRecipe(`${recipeWith('')}steps: {}\n`, 'a.reel.yaml'));
  expect(places(diagnostics)).toEqual(['9:1 RECIPE_DUPLICATE_KEY']);
  expect(recipe).toMatchObject({ sound: false });
  expect(validateRecipe(parseRecipe(recipeWith(''), 'a.reel.yaml')).recipe).toMatchObject({ sound: true });
});

test('guesses names only on the first of very many faults, so that they stay cheap', () => {
  const steps = Array.from(
    { length: 2_000 },
    (_, at) => `  s${at}: { uses: tts, with: { voice: '\${{ steps.sx${at}.voice }}', text: Hi } }\n`,
  ).join('');
  const { diagnostics } = judge(recipeWith(steps));
  expect(diagnostics[0]?.hint).toMatch(/^Did you mean/);
  expect(diagnostics.at(-2)?.hint).toBeUndefined();
});
