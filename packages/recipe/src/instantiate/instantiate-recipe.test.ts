import { describe, expect, test } from 'vitest';
import { loadRecipe } from '../load-recipe.ts';
import type { RecipeInstance, StepInstance } from '../recipe.ts';
import { type JudgeOptions, judge, places, recipeWith, rendered, sentences, usualFiles } from '../testing/judge.ts';
import { createMemoryFiles, memoryRoot } from '../testing/memory-files.ts';

function instance(text: string, options: JudgeOptions = {}): RecipeInstance {
  const { instances, diagnostics } = judge(text, options);
  expect(sentences(diagnostics)).toEqual([]);
  const [only] = instances;
  if (only === undefined) throw new Error('no instance');
  return only;
}

function step(text: string, id: string, options: JudgeOptions = {}): StepInstance {
  const found = instance(text, options).steps.find((some) => some.id === id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

const film = (fields: string, inputs = '') =>
  recipeWith(`  film:\n    uses: lip-sync\n    with: { video: assets/mei-desk.mp4, ${fields} }\n`, inputs);

describe('steps come out typed, with the defaults of the language', () => {
  test('clone-voice', () => {
    expect(step(`name: weekly\n${recipeWith('')}`, 'voice').with).toMatchObject({
      uses: 'clone-voice',
      sample: { type: 'file', path: `${memoryRoot}/assets/mei.wav`, relativePath: 'assets/mei.wav' },
      name: 'weekly-voice',
      language: undefined,
      sex: undefined,
      consent: undefined,
    });
  });

  test('tts', () => {
    expect(step(recipeWith(''), 'speech').with).toMatchObject({
      uses: 'tts',
      voice: { type: 'step-output', step: 'voice', output: 'voice', kind: 'voice' },
      text: { text: 'Hello.', path: undefined, relativePath: undefined },
      speed: 1,
      pitch: 1,
      watermark: false,
    });
  });

  test('lip-sync of audio', () => {
    expect(step(film("audio: '${{ steps.speech.audio }}'"), 'film').with).toMatchObject({
      uses: 'lip-sync',
      video: { type: 'file', relativePath: 'assets/mei-desk.mp4' },
      speech: { type: 'audio', audio: { type: 'step-output', step: 'speech', output: 'audio', kind: 'audio' } },
      size: undefined,
      quality: 'basic',
      volume: 100,
      playback: 'forward',
      frames: 'sequential',
      consent: undefined,
    });
  });

  test('lip-sync of a text, with everything said', () => {
    const fields =
      'voice: C-1, text: Hi, speed: 0.5, pitch: 2, size: 1080x1920, quality: high, volume: 1, playback: reverse, frames: random, consent: mei-2026';
    expect(step(film(fields), 'film', { project: 'consents: { mei-2026: {} }\n' }).with).toMatchObject({
      speech: { type: 'text', voice: { type: 'id', id: 'C-1' }, text: { text: 'Hi' }, speed: 0.5, pitch: 2 },
      size: { widthPx: 1080, heightPx: 1920 },
      quality: 'high',
      volume: 1,
      playback: 'reverse',
      frames: 'random',
      consent: { value: 'mei-2026' },
    });
  });

  test('captions', () => {
    const text = recipeWith("  subtitles: { uses: captions, with: { from: '${{ steps.speech.captions }}', maxLineLength: 42 } }\n");
    expect(step(text, 'subtitles').with).toMatchObject({
      uses: 'captions',
      from: { step: 'speech', output: 'captions', kind: 'captions' },
      format: 'srt',
      maxLineLength: 42,
      maxLines: undefined,
    });
  });

  test('with the provider that the step pins and no other, and vendor as plain data', () => {
    const text = recipeWith(
      '  film:\n    uses: lip-sync\n    provider: guiji\n    with: { video: assets/mei-desk.mp4, audio: assets/mei.wav, vendor: { guiji: { __proto__: { a: [1, null] } } } }\n',
      'provider: chanjing\n',
    );
    expect(step(text, 'film')).toMatchObject({ provider: { value: 'guiji' } });
    expect(step(text, 'speech')).toMatchObject({ provider: undefined, vendor: {} });
    expect(instance(text).providers).toMatchObject([{ value: 'chanjing', location: { line: 1, column: 11 } }]);
    expect(JSON.stringify(step(text, 'film').vendor)).toBe('{"guiji":{"__proto__":{"a":[1,null]}}}');
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
});

test('every written field knows its place, and the step its key', () => {
  const { fieldLocations, location } = step(film("audio: '${{ steps.speech.audio }}', volume: 7"), 'film');
  expect(location).toMatchObject({ line: 8, column: 3, endColumn: 7 });
  expect(fieldLocations.volume).toEqual({ file: 'test.reel.yaml', line: 10, column: 85, endLine: 10, endColumn: 86 });
  expect(Object.keys(fieldLocations)).toEqual(['video', 'audio', 'volume']);
});

describe('order', () => {
  test('puts every step after those that it needs, else keeps that of the file', () => {
    const text = `steps:
  c: { uses: tts, with: { voice: '\${{ steps.a.voice }}', text: Hi } }
  b: { uses: tts, with: { voice: C-1, text: Hi } }
  a: { uses: clone-voice, with: { sample: assets/mei.wav } }
outputs: { c: '\${{ steps.c.audio }}' }
`;
    expect(instance(text).steps.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
  });

  test('needs are references and needs, without repeats', () => {
    const text = recipeWith(
      "  film:\n    uses: lip-sync\n    needs: [voice, speech]\n    with: { video: assets/mei-desk.mp4, audio: '${{ steps.speech.audio }}' }\n",
    );
    expect(step(text, 'film').needs).toEqual(['speech', 'voice']);
  });

  test('of a choice only what is chosen is needed', () => {
    const inputs = 'inputs: { own: { type: boolean, default: true } }\n';
    const text = film("audio: { by: inputs.own, true: assets/mei.wav, false: '${{ steps.speech.audio }}' }", inputs);
    expect(step(text, 'film').needs).toEqual([]);
    expect(step(text, 'film', { inputs: { own: 'false' } }).needs).toEqual(['speech']);
  });
});

describe('inputs', () => {
  const inputs = `inputs:
  n: { type: number, default: 1, maximum: 9 }
  i: { type: integer, default: 1 }
  b: { type: boolean, default: false }
  s: { type: string, default: mei }
  lang: { type: string, enum: [cn, en], default: cn }
`;

  test('keep their type where they are the whole value', () => {
    const fields = "voice: '${{ inputs.s }}', text: Hi, speed: '${{ inputs.n }}', volume: '${{ inputs.i }}'";
    expect(step(film(fields, inputs), 'film', { inputs: { n: '1.5', i: '50', s: '012' } }).with).toMatchObject({
      speech: { voice: { type: 'id', id: '012' }, speed: 1.5 },
      volume: 50,
    });
  });

  test('become text inside a text', () => {
    const fields = "voice: C-1, text: '${{ inputs.n }} ${{ inputs.b }} ${{ inputs.s }}'";
    expect(step(film(fields, inputs), 'film', { inputs: { n: '5e-1', b: 'true' } }).with).toMatchObject({
      speech: { text: { text: '0.5 true mei' } },
    });
  });

  test('are told on the instance, defaults included', () => {
    expect({ ...instance(film('audio: assets/mei.wav', inputs), { inputs: { b: 'true' } }).inputs }).toEqual({
      n: 1,
      i: 1,
      b: true,
      s: 'mei',
      lang: 'cn',
    });
  });

  test('are never read as expressions, whatever they hold', () => {
    const text = film("voice: C-1, text: 'I say ${{ inputs.s }}'", inputs);
    expect(step(text, 'film', { inputs: { s: '${{ steps.voice.voice }} $${{ x' } }).with).toMatchObject({
      speech: { text: { text: 'I say ${{ steps.voice.voice }} $${{ x' } },
    });
  });

  test('$${{ in the recipe is the text ${{', () => {
    expect(step(film('voice: C-1, text: "Write $${{ inputs.s }}."'), 'film').with).toMatchObject({
      speech: { text: { text: 'Write ${{ inputs.s }}.' } },
    });
  });

  test.each([
    ['n', 'quick', 'must be a number, not "quick"'],
    ['n', '', 'must be a number, not ""'],
    ['n', '0x10', 'must be a number, not "0x10"'],
    ['n', 'Infinity', 'must be a number, not "Infinity"'],
    ['n', '10', 'must be at most 9, not 10'],
    ['i', '1.5', 'must be a whole number, not 1.5'],
    ['b', 'yes', 'must be true or false, not "yes"'],
    ['lang', 'de', 'must be "cn" or "en", not "de"'],
  ])('refuse %s=%s', (name, value, reason) => {
    const { diagnostics, instances } = judge(film('audio: assets/mei.wav', inputs), { inputs: { [name]: value } });
    expect(sentences(diagnostics)).toEqual([`RECIPE_INPUT_INVALID Input "${name}", as given, ${reason}.`]);
    expect(instances).toEqual([]);
  });

  test('that are not declared are told, also those with the names of what every object has', () => {
    const { diagnostics } = judge(film('audio: assets/mei.wav', inputs), { inputs: { constructor: 'x', lnag: 'cn' } });
    expect(diagnostics.map(({ message, hint }) => `${message} ${hint}`)).toEqual([
      'The recipe has no input "constructor", which was given. Inputs: n, i, b, s, lang.',
      'The recipe has no input "lnag", which was given. Did you mean "lang"?',
    ]);
  });

  test('without a default and not given are told once, at their declaration, however often they are used', () => {
    const text = film("voice: '${{ inputs.x }}', text: 'Hi ${{ inputs.x }}'", 'inputs:\n  x: { type: string }\n');
    expect(places(judge(text).diagnostics)).toEqual(['2:3 RECIPE_INPUT_MISSING']);
  });

  test('may be missing in a check of the recipe alone: then the rest is judged', () => {
    const text = recipeWith(
      "  say: { uses: tts, with: { voice: C-1, text: 'Hi ${{ inputs.x }}' } }\n",
      'inputs: { x: { type: string } }\n',
    );
    const check = (recipe: string) =>
      loadRecipe(recipe, 'a.reel.yaml', { inputs: {}, inputsMayBeMissing: true, files: createMemoryFiles({ files: usualFiles }) });
    expect(check(text)).toMatchObject({ diagnostics: [], instances: [] });
    expect(places(check(text.replace('assets/mei.wav', 'assets/may.wav')).diagnostics)).toEqual(['5:21 RECIPE_FILE_MISSING']);
    expect(check(text.replace('{ type: string }', '{ type: string, default: a }')).instances).toHaveLength(1);
  });

  test('that are missing never let a key fall back on its default', () => {
    const text = film("audio: assets/mei.wav, volume: '${{ inputs.loud }}'", 'inputs: { loud: { type: integer } }\n');
    const files = createMemoryFiles({ files: usualFiles });
    expect(loadRecipe(text, 'a.reel.yaml', { inputs: {}, inputsMayBeMissing: true, files })).toMatchObject({
      diagnostics: [],
      instances: [],
    });
  });

  test('bring values that the schema judges where they arrive', () => {
    const fields =
      "voice: '${{ inputs.s }}', text: '${{ inputs.s }}', size: '${{ inputs.s }}', quality: '${{ inputs.lang }}', volume: '${{ inputs.n }}'";
    const { diagnostics } = judge(film(fields, inputs), { inputs: { s: ' ', n: '0.5' } });
    expect(sentences(diagnostics)).toEqual([
      'RECIPE_INVALID_VALUE "voice" of step "film" must be the id of a voice, without spaces, and inputs.s is " ".',
      'RECIPE_EMPTY_TEXT "text" of step "film" must hold something that can be spoken, and inputs.s is " ".',
      'RECIPE_INVALID_VALUE "size" of step "film" must be width x height in pixels, such as 1080x1920, and inputs.s is " ".',
      'RECIPE_INVALID_VALUE "quality" of step "film" must be "basic" or "high", and inputs.lang is "cn".',
      'RECIPE_INVALID_VALUE "volume" of step "film" must be a whole number, and inputs.n is 0.5.',
    ]);
  });

  test('are no outputs of steps, though they look like one', () => {
    const captions = (from: string) => recipeWith(`  subtitles: { uses: captions, with: { from: '${from}' } }\n`, inputs);
    const look = '${{ steps.speech.captions }}';
    expect(sentences(judge(captions('${{ inputs.s }}'), { inputs: { s: look } }).diagnostics)).toEqual([
      `RECIPE_INVALID_VALUE "from" of step "subtitles" must name the captions of another step, such as ${look}, and inputs.s is "${look}".`,
    ]);
    expect(sentences(judge(captions(`$${look}`)).diagnostics)).toEqual([
      `RECIPE_INVALID_VALUE "from" of step "subtitles" must name the captions of another step, such as ${look}, and the text is "${look}".`,
    ]);
  });

  test('that hide in a template are judged by what becomes of them', () => {
    const fields = "audio: assets/mei.wav, size: '${{ inputs.i }}by${{ inputs.i }}'";
    expect(sentences(judge(film(fields, inputs)).diagnostics)).toEqual([
      'RECIPE_INVALID_VALUE "size" of step "film" must be width x height in pixels, such as 1080x1920, and the text is "1by1".',
    ]);
    expect(step(film("audio: assets/mei.wav, size: '${{ inputs.i }}x${{ inputs.i }}'", inputs), 'film').with).toMatchObject({
      size: { widthPx: 1, heightPx: 1 },
    });
  });
});

describe('choices', () => {
  const inputs = 'inputs: { lang: { type: string, enum: [cn, en], default: cn } }\n';

  test('give the entry of the value, of any kind', () => {
    const text = film(
      'voice: { by: inputs.lang, cn: C-1, en: C-2 }, text: { by: inputs.lang, cn: 早上好, en: { file: scripts/welcome.md } }, speed: { by: inputs.lang, cn: 1, en: 1.05 }',
      inputs,
    );
    expect(step(text, 'film').with).toMatchObject({ speech: { voice: { id: 'C-1' }, text: { text: '早上好' }, speed: 1 } });
    expect(step(text, 'film', { inputs: { lang: 'en' } }).with).toMatchObject({
      speech: { voice: { id: 'C-2' }, text: { text: 'Good morning.', relativePath: 'scripts/welcome.md' }, speed: 1.05 },
    });
  });

  test('are judged in the files of the entries that are not chosen, too', () => {
    const text = film('voice: C-1, text: { by: inputs.lang, cn: 早上好, en: { file: scripts/missing.md } }, consent: mei', inputs);
    expect(places(judge(text, { project: 'consents: { mei: {} }\n' }).diagnostics)).toEqual(['11:99 RECIPE_FILE_MISSING']);
  });
});

describe('texts', () => {
  const tts = (text: string) => recipeWith(`  say: { uses: tts, with: { voice: C-1, text: ${text} } }\n`);
  const words = (text: string, files: Record<string, string> = {}) => step(tts(text), 'say', { files: { ...usualFiles, ...files } }).with;

  test('from a file are read as they are, without what surrounds the words', () => {
    const files = { 'a.md': '\ufeff\n Guten Tag, ${{ inputs.x }}!\r\nBis bald.\r\n\n' };
    expect(words('{ file: a.md }', files)).toMatchObject({
      text: { text: 'Guten Tag, ${{ inputs.x }}!\nBis bald.', path: `${memoryRoot}/a.md`, relativePath: 'a.md' },
    });
  });

  test('in the recipe lose the space around them, too, so that a block and a line are equal', () => {
    expect(words('" Hi\\n "')).toMatchObject({ text: { text: 'Hi' } });
  });

  test('from a path with an input in it', () => {
    const text = recipeWith(
      "  say: { uses: tts, with: { voice: C-1, text: { file: 'scripts/${{ inputs.name }}.md' } } }\n",
      'inputs: { name: { type: string, default: welcome } }\n',
    );
    expect(step(text, 'say').with).toMatchObject({ text: { text: 'Good morning.' } });
    expect(sentences(judge(text, { inputs: { name: '../../etc/passwd' } }).diagnostics)).toEqual([
      'RECIPE_FILE_OUTSIDE The path "scripts/../../etc/passwd.md" leaves the project.',
    ]);
  });

  test.each([
    ['a file that is not there', '{ file: a.md }', {}, 'RECIPE_FILE_MISSING There is no file "a.md".'],
    ['a folder', '{ file: scripts }', {}, 'RECIPE_FILE_MISSING "scripts" is a folder, not a file.'],
    [
      'a file of nothing but space',
      '{ file: a.md }',
      { 'a.md': '\ufeff \r\n\u3000' },
      'RECIPE_EMPTY_TEXT The file "a.md" holds nothing that can be spoken.',
    ],
    [
      'a file of nothing but dots',
      '{ file: a.md }',
      { 'a.md': '…!' },
      'RECIPE_EMPTY_TEXT The file "a.md" holds nothing that can be spoken.',
    ],
    ['a file that is no text', '{ file: a.md }', { 'a.md': 'RIFF\0\0' }, 'RECIPE_INVALID_VALUE The file "a.md" is not text in UTF-8.'],
    ['a file that is not UTF-8', '{ file: a.md }', { 'a.md': 'na\ufffdve' }, 'RECIPE_INVALID_VALUE The file "a.md" is not text in UTF-8.'],
    [
      'a file beyond measure',
      '{ file: a.md }',
      { 'a.md': 'x'.repeat(1024 * 1024 + 1) },
      'RECIPE_TOO_LARGE The text file "a.md" holds 1048577 bytes; 1048576 are allowed.',
    ],
    ['a text of nothing but space', '"\\t \\n"', {}, 'RECIPE_EMPTY_TEXT "text" must hold something that can be spoken, not "   ".'],
    ['a path of nothing', '{ file: "" }', {}, 'RECIPE_INVALID_VALUE "file" must be the path of a text file, not "".'],
  ])('refuses %s', (_, text, files, told) => {
    const { diagnostics, instances } = judge(tts(text), { files: { ...usualFiles, ...files } });
    expect(sentences(diagnostics)).toEqual([told]);
    expect(instances).toEqual([]);
  });

  test('that many steps share are looked at and read once', () => {
    const steps = Array.from(
      { length: 50 },
      (_, at) => `  s${at}: { uses: tts, with: { voice: C-1, text: { file: scripts/welcome.md } } }\n`,
    ).join('');
    const files = createMemoryFiles({ files: usualFiles });
    expect(loadRecipe(recipeWith(steps), 'a.reel.yaml', { inputs: {}, files }).instances).toHaveLength(1);
    expect(files.reads).toEqual([`${memoryRoot}/scripts/welcome.md`]);
    expect(files.looks.filter((path) => path.endsWith('welcome.md'))).toHaveLength(1);
  });

  test('that cannot be read are a diagnostic', () => {
    const files = {
      ...createMemoryFiles({ files: usualFiles }),
      readText: () => {
        throw new Error('EACCES /secret/place');
      },
    };
    const { diagnostics } = loadRecipe(tts('{ file: scripts/welcome.md }'), 'a.reel.yaml', { inputs: {}, files });
    expect(sentences(diagnostics)).toEqual(['RECIPE_FILE_MISSING The file "scripts/welcome.md" cannot be read.']);
  });
});

describe('media', () => {
  const clone = (sample: string, options: JudgeOptions = {}) => judge(recipeWith('').replace('assets/mei.wav', sample), options);

  test('are files of the project or addresses', () => {
    expect(clone('https://example.com/a.wav?x=1#y').instances[0]?.steps[0]?.with).toMatchObject({
      sample: { type: 'url', url: 'https://example.com/a.wav?x=1#y' },
    });
    expect(clone('http://127.0.0.1:8080/a.wav').instances[0]?.steps[0]?.with).toMatchObject({ sample: { type: 'url' } });
    expect(clone('./assets/../assets/mei.wav').instances[0]?.steps[0]?.with).toMatchObject({
      sample: { type: 'file', path: `${memoryRoot}/assets/mei.wav`, relativePath: 'assets/mei.wav' },
    });
  });

  test('are looked for from the folder of the recipe', () => {
    const { instances, diagnostics } = clone('../assets/mei.wav', {
      recipeFolder: 'specs/deep/..',
      files: { ...usualFiles, 'specs/x': 'x' },
    });
    expect(sentences(diagnostics)).toEqual([]);
    expect(instances[0]?.steps[0]?.with).toMatchObject({
      sample: { path: `${memoryRoot}/assets/mei.wav`, relativePath: '../assets/mei.wav' },
    });
  });

  test('of another folder are asked for from the project: the hint says where was looked', () => {
    const [diagnostic] = clone('mei.wav', { recipeFolder: 'specs', files: { ...usualFiles, 'specs/x': 'x' } }).diagnostics;
    expect(diagnostic?.hint).toBe('Paths are relative to the recipe: this one is "specs/mei.wav" in the project.');
  });

  test.each([
    ['../../etc/passwd', 'RECIPE_FILE_OUTSIDE The path "../../etc/passwd" leaves the project.'],
    ['..', 'RECIPE_FILE_OUTSIDE The path ".." leaves the project.'],
    ['assets/../../x', 'RECIPE_FILE_OUTSIDE The path "assets/../../x" leaves the project.'],
    ['/etc/passwd', 'RECIPE_FILE_OUTSIDE The path "/etc/passwd" is absolute.'],
    ['//server/share/x', 'RECIPE_FILE_OUTSIDE The path "//server/share/x" is absolute.'],
    ["'C:\\x.wav'", 'RECIPE_FILE_OUTSIDE The path "C:\\x.wav" is absolute.'],
    ["'c:x.wav'", 'RECIPE_FILE_OUTSIDE The path "c:x.wav" is absolute.'],
    ["'\\\\server\\x'", 'RECIPE_FILE_OUTSIDE The path "\\\\server\\x" is absolute.'],
    ["'assets\\mei.wav'", 'RECIPE_INVALID_VALUE The path "assets\\mei.wav" holds a backslash.'],
    ['a/'.repeat(3_000), `RECIPE_INVALID_VALUE The path "${'a/'.repeat(29)}a…" is longer than 4096 characters.`],
    ['assets/may.wav', 'RECIPE_FILE_MISSING There is no file "assets/may.wav".'],
    ['assets', 'RECIPE_FILE_MISSING "assets" is a folder, not a file.'],
    ['.', 'RECIPE_FILE_MISSING "." is a folder, not a file.'],
    ['file:///etc/passwd', 'RECIPE_INVALID_VALUE A medium cannot be fetched by "file:".'],
    ["'data:audio/wav;base64,AA'", 'RECIPE_INVALID_VALUE A medium cannot be fetched by "data:".'],
    ['ftp://example.com/a.wav', 'RECIPE_INVALID_VALUE A medium cannot be fetched by "ftp:".'],
    ['http://example.com/a.wav', 'RECIPE_INVALID_VALUE A medium is fetched over https, and this address is plain http.'],
    ['http://127.0.0.1.example.com/a.wav', 'RECIPE_INVALID_VALUE A medium is fetched over https, and this address is plain http.'],
    ['https://', 'RECIPE_INVALID_VALUE This is no complete address.'],
    ['https://user:hunter2@example.com/a.wav', 'RECIPE_INVALID_VALUE The address holds a user name or password.'],
    ['" "', 'RECIPE_INVALID_VALUE "sample" must be a path, an https address or a step\'s output, not " ".'],
  ])('refuses %s', (sample, told) => {
    expect(sentences(clone(sample).diagnostics)).toEqual([told]);
  });

  test.each([
    ['assets/mei.waw', 'Did you mean "asset/mei.wav"?'],
    ['../asets/mei.wav', 'Did you mean "../assets/mei.wav"?'],
    ['../assets/Mei.wav', 'Did you mean "../assets/mei.wav"?'],
    ['../assets/omar.wav', 'Paths are relative to the recipe: this one is "assets/omar.wav" in the project.'],
    ['../away/secret.waw', 'Paths are relative to the recipe: this one is "away/secret.waw" in the project.'],
  ])('guesses what %s was meant to be, in the project alone', (sample, hint) => {
    const files = { ...usualFiles, 'specs/asset/mei.wav': 'x', '/elsewhere/secret.wav': 'x' };
    const { diagnostics } = clone(sample, { recipeFolder: 'specs', files, links: { away: '/elsewhere' } });
    expect(diagnostics.map((diagnostic) => diagnostic.hint)).toEqual([hint]);
  });

  test('never shows the password of an address', () => {
    const text = recipeWith('').replace('assets/mei.wav', 'https://user:hunter2@example.com/a.wav, nmae: x');
    const { diagnostics } = judge(text);
    expect(places(diagnostics)).toEqual(['4:21 RECIPE_INVALID_VALUE', '4:61 RECIPE_UNKNOWN_KEY']);
    expect(rendered(text, diagnostics)).not.toContain('hunter2');
  });

  test('refuses a file of no bytes', () => {
    expect(sentences(clone('a.wav', { files: { ...usualFiles, 'a.wav': '' } }).diagnostics)).toEqual([
      'RECIPE_INVALID_VALUE The file "a.wav" is empty.',
    ]);
  });

  test('refuses a link that leads out of the project, and a folder that does', () => {
    const outside = { files: { ...usualFiles, '/elsewhere/mei.wav': 'x' } };
    expect(sentences(clone('a.wav', { ...outside, links: { 'a.wav': '/elsewhere/mei.wav' } }).diagnostics)).toEqual([
      'RECIPE_FILE_OUTSIDE The path "a.wav" leads out of the project through a link.',
    ]);
    expect(sentences(clone('far/mei.wav', { ...outside, links: { far: '/elsewhere' } }).diagnostics)).toEqual([
      'RECIPE_FILE_OUTSIDE The path "far/mei.wav" leads out of the project through a link.',
    ]);
  });

  test('follows a link inside the project, and takes the file itself', () => {
    expect(clone('a.wav', { links: { 'a.wav': `${memoryRoot}/assets/mei.wav` } }).instances[0]?.steps[0]?.with).toMatchObject({
      sample: { path: `${memoryRoot}/assets/mei.wav`, relativePath: 'a.wav' },
    });
  });

  test('knows the project by its real folder, when it is reached through a link', () => {
    const files = createMemoryFiles({ files: usualFiles, links: { '/short': memoryRoot } });
    const { diagnostics } = loadRecipe(recipeWith(''), 'a.reel.yaml', { inputs: {}, files: { ...files, recipeFolder: '/short' } });
    expect(sentences(diagnostics)).toEqual([]);
  });

  test('asks the disk for nothing that leaves the project by its name', () => {
    const files = createMemoryFiles({ files: usualFiles });
    loadRecipe(recipeWith('').replace('assets/mei.wav', '../../etc/passwd'), 'a.reel.yaml', { inputs: {}, files });
    expect(files.looks.filter((path) => !path.startsWith(memoryRoot))).toEqual([]);
  });
});

test('outputs name their step, its output and the kind', () => {
  expect(instance(recipeWith('')).outputs).toEqual([
    {
      name: 'audio',
      from: { type: 'step-output', step: 'speech', output: 'audio', kind: 'audio', location: expect.objectContaining({ line: 8 }) },
    },
  ]);
  expect(instance(recipeWith('')).id).toBe('default');
});

test('a recipe with errors is judged in its files as well, and makes no instance', () => {
  const text = film('audio: assets/may.wav, volume: loud');
  const { instances, diagnostics, recipe } = judge(text);
  expect(places(diagnostics)).toEqual(['10:48 RECIPE_FILE_MISSING', '10:72 RECIPE_INVALID_VALUE']);
  expect(instances).toEqual([]);
  expect(recipe).toMatchObject({ sound: false });
});
