import { describe, expect, test } from 'vitest';
import type { StepInstance } from '../recipe.ts';
import { type JudgeOptions, judge, places, recipeWith, sentences, usualFiles } from '../testing/judge.ts';

const files = { ...usualFiles, 'assets/office.PNG': 'image', 'assets/intro.mp4': 'film' };
const project = 'consents: { mei-2026: {} }\n';

function step(text: string, id: string, options: JudgeOptions = {}): StepInstance {
  const { instances, diagnostics } = judge(text, { files, project, ...options });
  expect(sentences(diagnostics)).toEqual([]);
  const found = instances[0]?.steps.find((some) => some.id === id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

const film = (fields: string) => recipeWith(`  film:\n    uses: avatar-video\n    with: { ${fields} }\n`);

describe('clone-avatar', () => {
  const clone = (fields: string) => recipeWith(`  clone: { uses: clone-avatar, with: { video: assets/mei-desk.mp4${fields} } }\n`);

  test('has the defaults of the language', () => {
    expect(step(clone(''), 'clone').with).toMatchObject({
      uses: 'clone-avatar',
      video: { type: 'file', relativePath: 'assets/mei-desk.mp4' },
      name: 'test-clone',
      language: undefined,
      trainVoice: false,
      consent: undefined,
    });
  });

  test('keeps what is said', () => {
    const fields = ', name: Mei, language: en, voice: true, consent: mei-2026, vendor: { chanjing: { train: fast } }';
    expect(step(clone(fields), 'clone')).toMatchObject({
      with: { name: 'Mei', language: 'en', trainVoice: true, consent: { value: 'mei-2026', location: { line: 8 } } },
      vendor: { chanjing: { train: 'fast' } },
    });
  });

  test('gives an avatar, and a voice where one is trained', () => {
    const more =
      "  film: { uses: avatar-video, with: { avatar: '${{ steps.clone.avatar }}', voice: '${{ steps.clone.voice }}', text: Hi } }\n";
    const text = (fields: string) => clone(fields).replace('outputs:', () => `${more}outputs:`);
    expect(step(text(', voice: true'), 'film')).toMatchObject({
      with: {
        avatar: { type: 'step-output', step: 'clone', output: 'avatar', kind: 'avatar' },
        speech: { type: 'text', voice: { type: 'step-output', step: 'clone', output: 'voice', kind: 'voice' } },
      },
      needs: ['clone'],
    });
    expect(sentences(judge(text('')).diagnostics)).toEqual(['RECIPE_UNKNOWN_OUTPUT Step "clone" trains no voice.']);
    expect(sentences(judge(text(', voice: false')).diagnostics)).toEqual(['RECIPE_UNKNOWN_OUTPUT Step "clone" trains no voice.']);
  });

  test('gives a voice or not as an input says', () => {
    const say = "  say: { uses: tts, with: { voice: '${{ steps.clone.voice }}', text: Hi } }\n";
    const text = `inputs: { train: { type: boolean } }\n${clone(", voice: '${{ inputs.train }}'").replace('outputs:', () => `${say}outputs:`)}`;
    expect(step(text, 'say', { inputs: { train: 'true' } }).needs).toEqual(['clone']);
    const { diagnostics, instances } = judge(text, { inputs: { train: 'false' } });
    expect(places(diagnostics)).toEqual(['10:41 RECIPE_UNKNOWN_OUTPUT']);
    expect(instances).toEqual([]);
  });
});

describe('avatar-video', () => {
  test('has the defaults of the language', () => {
    expect(step(film('avatar: A-1, audio: assets/mei.wav'), 'film').with).toMatchObject({
      uses: 'avatar-video',
      avatar: { type: 'id', id: 'A-1', figure: undefined },
      speech: { type: 'audio', audio: { type: 'file', relativePath: 'assets/mei.wav' } },
      size: undefined,
      position: undefined,
      background: undefined,
      captions: false,
      quality: 'basic',
      playback: 'forward',
      frames: 'sequential',
      transparent: false,
      watermark: false,
      volume: 100,
      language: undefined,
    });
  });

  test('keeps what is said', () => {
    const fields =
      "avatar: { id: A-1, figure: whole_body }, voice: C-1, text: Hi, speed: 2, pitch: 0.5, size: 720x1280, position: { x: -10, y: 0, width: 720, height: 1000 }, background: '#00ff7f', captions: true, quality: high, playback: reverse, frames: random, transparent: true, watermark: top-right, volume: 3, language: cn";
    expect(step(film(fields), 'film').with).toMatchObject({
      avatar: { type: 'id', id: 'A-1', figure: 'whole_body' },
      speech: { type: 'text', voice: { id: 'C-1' }, text: { text: 'Hi' }, speed: 2, pitch: 0.5 },
      size: { widthPx: 720, heightPx: 1280 },
      position: { xPx: -10, yPx: 0, widthPx: 720, heightPx: 1000 },
      background: { type: 'color', color: '#00FF7F' },
      captions: true,
      quality: 'high',
      playback: 'reverse',
      frames: 'random',
      transparent: true,
      watermark: 'top-right',
      volume: 3,
      language: 'cn',
    });
  });

  test.each([
    ['true', true],
    ['false', false],
    ['bottom-left', 'bottom-left'],
  ])('takes %s for the watermark', (written, watermark) => {
    expect(step(film(`avatar: A-1, audio: assets/mei.wav, watermark: ${written}`), 'film').with).toMatchObject({ watermark });
  });

  test.each([
    ['assets/office.PNG', { type: 'file', relativePath: 'assets/office.PNG' }],
    ['https://example.com/office.jpeg?size=2', { type: 'url', url: 'https://example.com/office.jpeg?size=2' }],
    ["'${{ steps.other.cover }}'", { type: 'step-output', step: 'other', output: 'cover', kind: 'image' }],
  ])('takes %s for a background', (background, image) => {
    const other = '  other: { uses: lip-sync, with: { video: assets/mei-desk.mp4, audio: assets/mei.wav } }\n';
    const text = film(`avatar: A-1, audio: assets/mei.wav, background: ${background}`).replace('outputs:', () => `${other}outputs:`);
    expect(step(text, 'film').with).toMatchObject({ background: { type: 'image', image } });
  });

  test.each([
    ["background: '#FFF'", "Write '#FFFFFF'."],
    ["background: 'a0b1c2'", "Write '#A0B1C2'."],
    ['background: #FFFFFF', "Put a colour in quotes: '#FFFFFF'; after a space a # begins a comment."],
    ['background: assets/mei-desk.mp4', undefined],
    ['background: https://example.com/office', undefined],
    ['background: assets/office.jpg', 'Did you mean "assets/office.PNG"?'],
  ])('refuses %s', (field, hint) => {
    const step = `  film:\n    uses: avatar-video\n    with:\n      avatar: A-1\n      ${field}\n      audio: assets/mei.wav\n`;
    const text = recipeWith(step);
    const { diagnostics } = judge(text, { files });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.hint).toBe(hint);
  });

  test('takes the parts of an avatar and of a position from inputs, and judges them there', () => {
    const fields =
      "avatar: { id: '${{ inputs.id }}', figure: '${{ inputs.id }}' }, audio: assets/mei.wav, position: { x: '${{ inputs.n }}', y: 0, width: '${{ inputs.n }}', height: 1 }";
    const text = `inputs: { id: { type: string }, n: { type: integer } }\n${film(fields)}`;
    expect(step(text, 'film', { inputs: { id: '-292', n: '7' } }).with).toMatchObject({
      avatar: { id: '-292', figure: '-292' },
      position: { xPx: 7, widthPx: 7 },
    });
    expect(sentences(judge(text, { inputs: { id: 'a b', n: '0' } }).diagnostics)).toEqual([
      'RECIPE_INVALID_VALUE "id" of step "film" must be the id of an avatar, without spaces, and inputs.id is "a b".',
      'RECIPE_INVALID_VALUE "figure" of step "film" must be the name of a figure, without spaces, and inputs.id is "a b".',
      'RECIPE_INVALID_VALUE "width" of step "film" must be between 1 and 99999, and inputs.n is 0.',
    ]);
  });
});

describe('authorize', () => {
  const authorize = (fields: string) => recipeWith(`  allowed: { uses: authorize, with: { ${fields} } }\n`);

  test('is about a voice or an avatar', () => {
    expect(step(authorize('voice: C-1, consent: mei-2026'), 'allowed').with).toMatchObject({
      uses: 'authorize',
      target: { kind: 'voice', voice: { type: 'id', id: 'C-1' } },
      consent: { value: 'mei-2026' },
    });
    expect(step(authorize('avatar: { id: A-1, figure: sit }, consent: mei-2026'), 'allowed').with).toMatchObject({
      target: { kind: 'avatar', avatar: { type: 'id', id: 'A-1', figure: 'sit' } },
    });
  });

  test.each([
    ['voice: C-1', 'RECIPE_MISSING_KEY "with" of step "allowed" (authorize) has no "consent", which it needs.'],
    ['consent: mei-2026', 'RECIPE_MISSING_KEY "with" of step "allowed" (authorize) has none of "voice" and "avatar".'],
    [
      'voice: C-1, avatar: A-1, consent: mei-2026',
      'RECIPE_INVALID_VALUE "voice" cannot stand beside "avatar": it is one of them that is authorized.',
    ],
  ])('refuses { %s }', (fields, told) => {
    expect(sentences(judge(authorize(fields), { project }).diagnostics)).toEqual([told]);
  });

  test('has no outputs; what waits for it says needs', () => {
    const say = (voice: string) =>
      authorize('voice: C-1, consent: mei-2026').replace(
        'outputs:',
        () => `  say: { uses: tts, needs: [allowed], with: { voice: ${voice}, text: Hi } }\noutputs:`,
      );
    expect(step(say('C-1'), 'say').needs).toEqual(['allowed']);
    expect(judge(say("'${{ steps.allowed.voice }}'"), { project }).diagnostics).toMatchObject([
      { code: 'RECIPE_UNKNOWN_OUTPUT', hint: 'It has none; a step that waits for it says needs: [allowed].' },
    ]);
  });
});

describe('join', () => {
  const join = (videos: string, inputs = '') =>
    recipeWith(
      `  film: { uses: lip-sync, with: { video: assets/mei-desk.mp4, audio: assets/mei.wav } }\n  whole: { uses: join, with: { videos: ${videos} } }\n`,
      inputs,
    );

  test('keeps the order of paths, addresses and outputs', () => {
    const text = join("[assets/intro.mp4, '${{ steps.film.video }}', https://example.com/end.mp4, assets/intro.mp4]");
    expect(step(text, 'whole')).toMatchObject({
      with: {
        uses: 'join',
        videos: [
          { type: 'file', relativePath: 'assets/intro.mp4', location: { line: 9 } },
          { type: 'step-output', step: 'film', output: 'video', kind: 'video' },
          { type: 'url', url: 'https://example.com/end.mp4' },
          { type: 'file', relativePath: 'assets/intro.mp4' },
        ],
      },
      needs: ['film'],
      vendor: {},
    });
  });

  test('takes an output for a list of one, and an input inside a path', () => {
    expect(step(join("'${{ steps.film.video }}'"), 'whole').with).toMatchObject({ videos: [{ type: 'step-output', step: 'film' }] });
    const text = join("['assets/${{ inputs.n }}.mp4']", 'inputs: { n: { type: string, default: intro } }\n');
    expect(step(text, 'whole').with).toMatchObject({ videos: [{ type: 'file', relativePath: 'assets/intro.mp4' }] });
  });

  test('a choice is between lists, and all files of both must be there', () => {
    const inputs = 'inputs: { lang: { type: string, enum: [cn, en], default: cn } }\n';
    const text = join("{ by: inputs.lang, cn: [assets/intro.mp4], en: ['${{ steps.film.video }}'] }", inputs);
    expect(step(text, 'whole').needs).toEqual([]);
    expect(step(text, 'whole', { inputs: { lang: 'en' } }).needs).toEqual(['film']);
    const broken = join('{ by: inputs.lang, cn: [assets/intro.mp4], en: [assets/outro.mp4] }', inputs);
    expect(sentences(judge(broken, { files }).diagnostics)).toEqual(['RECIPE_FILE_MISSING There is no file "assets/outro.mp4".']);
  });

  test.each([
    ['[]', 'RECIPE_INVALID_VALUE "videos" is empty.'],
    ['assets/intro.mp4', 'RECIPE_INVALID_VALUE "videos" must be a list of films, not "assets/intro.mp4".'],
    ["['${{ steps.film.cover }}']", 'RECIPE_WRONG_KIND "videos" of step "whole" must be a video, and steps.film.cover is an image.'],
    ["'${{ steps.film.duration }}'", 'RECIPE_WRONG_KIND "videos" of step "whole" must be a video, and steps.film.duration is a duration.'],
    ["['${{ steps.whole.video }}']", 'RECIPE_CYCLE Step "whole" needs itself.'],
    ["['${{ steps.flim.video }}']", 'RECIPE_UNKNOWN_STEP There is no step "flim".'],
    ["['a ${{ steps.film.video }}']", 'RECIPE_WRONG_KIND steps.film.video is a video, which cannot stand inside a text.'],
    [
      '[assets/nothing.mp4, assets]',
      'RECIPE_FILE_MISSING There is no file "assets/nothing.mp4".\nRECIPE_FILE_MISSING "assets" is a folder, not a file.',
    ],
    ['[[assets/intro.mp4]]', 'RECIPE_INVALID_VALUE An entry of "videos" must be a path, an https address or a step\'s output, not a list.'],
  ])('refuses %s', (videos, told) => {
    expect(sentences(judge(join(videos), { files }).diagnostics).join('\n')).toBe(told);
  });
});

test('a single path for a list of films is shown as one', () => {
  const text = recipeWith('  whole: { uses: join, with: { videos: assets/intro.mp4 } }\n');
  expect(judge(text, { files }).diagnostics).toMatchObject([{ hint: 'Write [assets/intro.mp4].' }]);
});

test('a cycle through a list of films is shown as its path', () => {
  const text = `steps:
  one: { uses: join, with: { videos: ['\${{ steps.two.video }}'] } }
  two: { uses: join, with: { videos: [assets/intro.mp4, '\${{ steps.one.video }}'] } }
outputs: { video: '\${{ steps.one.video }}' }
`;
  expect(sentences(judge(text, { files }).diagnostics)).toEqual(['RECIPE_CYCLE Steps need each other in a circle: one -> two -> one.']);
});
