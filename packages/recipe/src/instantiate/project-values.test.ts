import { describe, expect, test } from 'vitest';
import { loadRecipe } from '../load-recipe.ts';
import { parseRecipe } from '../parse/parse-recipe.ts';
import { parseProject } from '../project/parse-project.ts';
import type { StepInstance } from '../recipe.ts';
import { type JudgeOptions, judge, places, recipeWith, sentences, usualFiles } from '../testing/judge.ts';
import { createMemoryFiles } from '../testing/memory-files.ts';
import { validateRecipe } from '../validate/validate-recipe.ts';

const project = `consents:
  mei-2026: { expires: 2020-01-01 }
cast:
  mei:
    consent: mei-2026
    voice: { chanjing: C-1 }
    avatar: { chanjing: A-1 }
  omar: { voice: { clone: assets/mei.wav } }
profiles:
  draft: { quality: basic, size: 540x960, values: { pace: 0.5, greeting: Hi, lang: en } }
  final: { quality: high, watermark: true, speed: 2, language: cn, values: { pace: 2, quality: none } }
  corner: { watermark: top-left }
  odd: { size: 541x961 }
`;

const say = (fields: string, inputs = '') => recipeWith(`  say: { uses: tts, with: { ${fields} } }\n`, inputs);
const film = (fields: string) => recipeWith(`  film:\n    uses: avatar-video\n    with: { ${fields} }\n`);

function step(text: string, id: string, options: JudgeOptions = {}): StepInstance {
  const { instances, diagnostics } = judge(text, { project, ...options });
  expect(sentences(diagnostics)).toEqual([]);
  const found = instances[0]?.steps.find((some) => some.id === id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

const told = (text: string, options: JudgeOptions = {}) =>
  judge(text, { project, ...options }).diagnostics.map(
    ({ code, message, hint, location: { line, column } }) => `${line}:${column} ${code} ${message} / ${hint ?? '-'}`,
  );

describe('members of the cast', () => {
  test('stay references, for the provider that runs the step to resolve', () => {
    const found = step(film("avatar: '${{ cast.mei.avatar }}', voice: '${{ cast.omar.voice }}', text: Hi"), 'film');
    expect(found).toMatchObject({
      with: {
        avatar: { type: 'cast', member: 'mei', part: 'avatar', location: { line: 10, column: 26, endColumn: 41 } },
        speech: { voice: { type: 'cast', member: 'omar', part: 'voice' } },
      },
      needs: [],
    });
  });

  test('may be authorized, and chosen between', () => {
    const inputs = 'inputs: { who: { type: string, enum: [mei, omar], default: omar } }\n';
    const choice = "voice: { by: inputs.who, mei: '${{ cast.mei.voice }}', omar: '${{ cast.omar.voice }}' }, text: Hi";
    expect(step(say(choice, inputs), 'say').with).toMatchObject({ voice: { type: 'cast', member: 'omar' } });
    const text = recipeWith("  allowed: { uses: authorize, with: { avatar: '${{ cast.mei.avatar }}', consent: mei-2026 } }\n");
    expect(step(text, 'allowed').with).toMatchObject({ target: { kind: 'avatar', avatar: { type: 'cast', member: 'mei' } } });
  });

  test.each([
    ['cast.meii.voice', ['8:46 RECIPE_UNKNOWN_REFERENCE There is no member "meii" in the cast. / Did you mean "mei"?']],
    ['cast.somebody.voice', ['8:46 RECIPE_UNKNOWN_REFERENCE There is no member "somebody" in the cast. / Members: mei, omar.']],
    [
      'cast.mei.avatar',
      ['8:41 RECIPE_WRONG_KIND "voice" of step "say" must be a voice, and cast.mei.avatar is an avatar. / Write ${{ cast.mei.voice }}.'],
    ],
  ])('%s', (path, expected) => {
    expect(told(say(`voice: '\${{ ${path} }}', text: Hi`))).toEqual(expected);
  });

  test('without the part that is asked for are told', () => {
    expect(told(film("avatar: '${{ cast.omar.avatar }}', audio: assets/mei.wav"))).toEqual([
      '10:36 RECIPE_UNKNOWN_REFERENCE "omar" has no avatar in the cast. / Add avatar: to "omar" in reelwright.yaml.',
    ]);
  });

  test('are told in entries that are not chosen, too', () => {
    const inputs = 'inputs: { loud: { type: boolean, default: true } }\n';
    const text = say("voice: { by: inputs.loud, true: C-1, false: '${{ cast.meii.voice }}' }, text: Hi", inputs);
    expect(judge(text, { project }).diagnostics).toMatchObject([{ message: 'There is no member "meii" in the cast.' }]);
  });

  test.each([
    ['no project file', undefined, 'There is no project file with a member "mei" in its cast.'],
    ['a project file without a cast', 'provider: chanjing\n', 'There is no member "mei" in the cast.'],
  ])('are unknown where there is %s', (_, file, message) => {
    const { diagnostics, instances } = judge(say("voice: '${{ cast.mei.voice }}', text: Hi"), file === undefined ? {} : { project: file });
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
    expect(instances).toEqual([]);
  });

  test.each(["vendor: { chanjing: { a: '${{ cast.mei.voice }}' } }", "text: 'Hi ${{ cast.mei.voice }}'", "speed: '${{ cast.mei.voice }}'"])(
    'have no place in %s',
    (field) => {
      const fields = field.startsWith('text') ? `voice: C-1, ${field}` : `voice: C-1, text: Hi, ${field}`;
      expect(judge(say(fields), { project }).diagnostics.map(({ code }) => code)).toEqual(['RECIPE_WRONG_KIND']);
    },
  );
});

describe('values of a profile', () => {
  test('keep their type where they are the whole value, and become text inside a text', () => {
    const text = say("voice: C-1, text: '${{ profile.greeting }} at ${{ profile.pace }}', speed: '${{ profile.pace }}'");
    expect(step(text, 'say', { profile: 'draft' }).with).toMatchObject({ text: { text: 'Hi at 0.5' }, speed: 0.5 });
  });

  test('are those of values before keys of with', () => {
    const text = say("voice: C-1, text: 'Quality is ${{ profile.quality }}.'");
    expect(step(text, 'say', { profile: 'final' }).with).toMatchObject({ text: { text: 'Quality is none.' } });
    expect(step(text, 'say', { profile: 'draft' }).with).toMatchObject({ text: { text: 'Quality is basic.' } });
  });

  test.each([
    ['draft', 'profile.pase', 'RECIPE_UNKNOWN_REFERENCE The profile "draft" has no value "pase". / Did you mean "pace"?'],
    [
      'odd',
      'profile.greeting',
      'RECIPE_UNKNOWN_REFERENCE The profile "odd" has no value "greeting". / Add greeting to values: of the profile.',
    ],
    [
      undefined,
      'profile.pace',
      'RECIPE_UNKNOWN_REFERENCE profile.pace has no value, because no profile was chosen. / Give --profile draft or --profile final.',
    ],
    [undefined, 'profile.greting', 'RECIPE_UNKNOWN_REFERENCE No profile has a value "greting". / Did you mean "greeting"?'],
    [
      undefined,
      'profile.zzzzzz',
      'RECIPE_UNKNOWN_REFERENCE No profile has a value "zzzzzz". / Add zzzzzz to values: of a profile in reelwright.yaml.',
    ],
  ])('with profile %s, %s', (profile, path, expected) => {
    const found = told(say(`voice: C-1, text: 'Hi \${{ ${path} }}'`), profile === undefined ? {} : { profile });
    expect(found).toEqual([`8:63 ${expected}`]);
  });

  test('need a project file', () => {
    expect(sentences(judge(say("voice: C-1, text: Hi, speed: '${{ profile.pace }}'")).diagnostics)).toEqual([
      'RECIPE_UNKNOWN_REFERENCE There is no project file with a profile that has a value "pace".',
    ]);
  });

  test('need no profile in a check of the recipe alone, where one of them has the value', () => {
    const check = (path: string) => judge(say(`voice: C-1, text: 'Hi \${{ ${path} }}'`), { project, inputsMayBeMissing: true });
    expect(check('profile.greeting')).toMatchObject({ diagnostics: [], instances: [], recipe: { sound: true } });
    expect(sentences(check('profile.zzzzzz').diagnostics)).toEqual(['RECIPE_UNKNOWN_REFERENCE No profile has a value "zzzzzz".']);
  });

  test('are judged like written ones', () => {
    expect(told(say("voice: C-1, text: Hi, watermark: '${{ profile.greeting }}'"), { profile: 'draft' })).toEqual([
      '8:67 RECIPE_INVALID_VALUE "watermark" of step "say" must be true or false, and profile.greeting is "Hi". / Change the value in the profile.',
    ]);
  });

  test('that are numbers where an id belongs are told to be put in quotes', () => {
    const numbers = 'profiles: { a: { values: { who: -292 } } }\n';
    const text = film("avatar: '${{ profile.who }}', audio: assets/mei.wav");
    expect(told(text, { project: numbers, profile: 'a' })).toEqual([
      '10:26 RECIPE_INVALID_VALUE "avatar" of step "film" must be the id of an avatar or { id, figure }, and profile.who is -292. / Put it in quotes in the profile: \'-292\'.',
    ]);
    const input = `inputs: { who: { type: integer, default: 5 } }\n${text.replace('profile.who', 'inputs.who')}`;
    expect(judge(input).diagnostics).toMatchObject([{ hint: 'Let the input be of type string.' }]);
  });

  test('choose nothing: that is for inputs', () => {
    expect(told(say('voice: C-1, text: Hi, speed: { by: profile.lang, en: 1, cn: 2 }'), { profile: 'draft' })).toEqual([
      '8:64 RECIPE_INVALID_VALUE A choice goes by an input, and profile.lang is none. / A profile holds the value itself: write ${{ profile.lang }} in place of the choice.',
    ]);
  });
});

describe('keys of with in a profile', () => {
  const text = recipeWith(
    '  film:\n    uses: lip-sync\n    with: { video: assets/mei-desk.mp4, voice: C-1, text: Hi, speed: 0.5, quality: basic }\n  own:\n    uses: lip-sync\n    with: { video: assets/mei-desk.mp4, audio: assets/mei.wav }\n',
  );

  test('take the place of what steps say and of defaults, in every kind that has the key', () => {
    const { instances } = judge(text, { project, profile: 'final' });
    const of = (id: string) => instances[0]?.steps.find((some) => some.id === id);
    expect(of('film')?.with).toMatchObject({ quality: 'high', speech: { speed: 2, pitch: 1 }, size: undefined });
    expect(of('speech')?.with).toMatchObject({ speed: 2, watermark: true });
    expect(of('voice')?.with).toMatchObject({ language: 'cn' });
  });

  test('leave steps without the key alone, and a pace where there is only sound', () => {
    const own = step(text, 'own', { profile: 'final' });
    expect(own.with).toMatchObject({ quality: 'high', speech: { type: 'audio' } });
    expect(Object.keys(own.fieldLocations).sort()).toEqual(['audio', 'quality', 'video']);
  });

  test('have their place in the project file, for what a provider finds wrong with them', () => {
    const odd = step(text, 'own', { profile: 'odd' });
    expect(odd.with).toMatchObject({ size: { widthPx: 541, heightPx: 961 } });
    expect(odd.fieldLocations.size).toEqual({ file: 'reelwright.yaml', line: 13, column: 16, endLine: 13, endColumn: 23 });
  });

  test('that fit only another kind are told once for each kind, at the profile', () => {
    const twice = recipeWith('  say: { uses: tts, with: { voice: C-1, text: Hi } }\n');
    expect(told(twice, { profile: 'corner' })).toEqual([
      '12:24 RECIPE_INVALID_VALUE "watermark" of step "speech" must be true or false, and "watermark" of profile "corner" is "top-left". / Change the value in the profile.',
    ]);
    const avatar =
      'steps:\n  film: { uses: avatar-video, with: { avatar: A-1, audio: assets/mei.wav } }\noutputs: { video: "${{ steps.film.video }}" }\n';
    expect(step(avatar, 'film', { profile: 'corner' }).with).toMatchObject({ watermark: 'top-left' });
  });

  test('spare a step what it says otherwise and has no value for', () => {
    const inputs = 'inputs: { pace: { type: number } }\n';
    const paced = say("voice: C-1, text: Hi, speed: '${{ inputs.pace }}'", inputs);
    expect(step(paced, 'say', { profile: 'final', inputs: { pace: '99' } }).with).toMatchObject({ speed: 2 });
  });
});

describe('the name of a consent', () => {
  const clone = (consent: string, inputs = '') => `${inputs}steps:
  voice: { uses: clone-voice, with: { sample: assets/mei.wav, consent: ${consent} } }
  speech: { uses: tts, with: { voice: '\${{ steps.voice.voice }}', text: Hi } }
outputs: { audio: '\${{ steps.speech.audio }}' }
`;

  test('leads to a record, which is the business of the plan even when it has expired', () => {
    expect(step(clone('mei-2026'), 'voice').with).toMatchObject({ consent: { value: 'mei-2026' } });
  });

  test.each([
    ['mei-2062', ['2:72 PLAN_CONSENT There is no consent "mei-2062" in reelwright.yaml. / Did you mean "mei-2026"?']],
    ['somebody', ['2:72 PLAN_CONSENT There is no consent "somebody" in reelwright.yaml. / Consents: mei-2026.']],
  ])('that leads to none is told: %s', (name, expected) => {
    expect(told(clone(name))).toEqual(expected);
  });

  test('is told where there is no project file, too', () => {
    const { diagnostics, instances } = judge(clone('mei-2026'));
    expect(sentences(diagnostics)).toEqual(['PLAN_CONSENT There is no project file with a consent "mei-2026".']);
    expect(diagnostics[0]?.hint).toBe('Write reelwright.yaml, and in it consents: { mei-2026: … }.');
    expect(instances).toEqual([]);
  });

  test('is judged when it comes from an input, and in entries that are not chosen', () => {
    const given = clone("'${{ inputs.who }}'", 'inputs: { who: { type: string } }\n');
    expect(sentences(judge(given, { project, inputs: { who: 'omar' } }).diagnostics)).toEqual([
      'PLAN_CONSENT There is no consent "omar" in reelwright.yaml.',
    ]);
    const chosen = clone('{ by: inputs.own, true: mei-2026, false: omar }', 'inputs: { own: { type: boolean, default: true } }\n');
    expect(sentences(judge(chosen, { project }).diagnostics)).toEqual(['PLAN_CONSENT There is no consent "omar" in reelwright.yaml.']);
    expect(sentences(judge(chosen).diagnostics)).toEqual([
      'PLAN_CONSENT There is no project file with a consent "mei-2026".',
      'PLAN_CONSENT There is no project file with a consent "omar".',
    ]);
  });
});

describe('a project file that is wrong itself', () => {
  test('lets all names pass, and profiles make no instance', () => {
    const options = { inputs: {}, files: createMemoryFiles({ files: usualFiles }), project: 'unusable' } as const;
    const cast = loadRecipe(film("avatar: '${{ cast.who.avatar }}', audio: assets/mei.wav"), 'a.reel.yaml', options);
    expect(cast).toMatchObject({ diagnostics: [], instances: [{ id: 'default' }] });
    const profile = loadRecipe(say("voice: C-1, text: Hi, speed: '${{ profile.what }}'"), 'a.reel.yaml', options);
    expect(profile).toMatchObject({ diagnostics: [], instances: [] });
  });
});

test('names of cast and consents can be judged before inputs are known', () => {
  const text = recipeWith("  say: { uses: tts, with: { voice: '${{ cast.meii.voice }}', text: Hi } }\n").replace(
    'mei.wav',
    'mei.wav, consent: mei',
  );
  const found = validateRecipe(parseRecipe(text, 'a.reel.yaml'), { project: parseProject(project, 'reelwright.yaml').project });
  expect(places(found.diagnostics)).toEqual(['4:46 PLAN_CONSENT', '8:46 RECIPE_UNKNOWN_REFERENCE']);
  expect(found.recipe?.sound).toBe(false);
});

describe('providers of a recipe', () => {
  const providers = (written: string) => judge(`provider: ${written}\n${recipeWith('')}`);

  test.each([
    ['chanjing', ['chanjing']],
    ['[guiji]', ['guiji']],
    ['[guiji, chanjing]', ['guiji', 'chanjing']],
  ])('%s', (written, names) => {
    const { recipe, instances } = providers(written);
    expect(recipe?.providers.map(({ value }) => value)).toEqual(names);
    expect(instances[0]?.providers).toEqual(recipe?.providers);
    expect(instances[0]?.steps.map(({ provider }) => provider)).toEqual([undefined, undefined]);
  });

  test('are none where nothing is said', () => {
    expect(judge(recipeWith('')).instances[0]?.providers).toEqual([]);
  });

  test.each([
    ['[]', 'RECIPE_INVALID_VALUE "provider" is empty.'],
    ['[a, b, a]', 'RECIPE_INVALID_VALUE "provider" names "a" twice.'],
    ['[a, B]', 'RECIPE_INVALID_NAME An entry of "provider" must be the name of a provider in lower case, not "B".'],
    ['{ a: b }', 'RECIPE_INVALID_VALUE "provider" must be the name of a provider or a list of them, not a map.'],
    ["'${{ inputs.who }}'", 'RECIPE_INVALID_NAME "provider" must be the name of a provider in lower case, not "${{ inputs.who }}".'],
  ])('%s are refused', (written, expected) => {
    expect(sentences(providers(written).diagnostics)).toEqual([expected]);
  });

  test('are for the recipe: a step pins one', () => {
    const text = recipeWith('  say: { uses: tts, provider: [a, b], with: { voice: C-1, text: Hi } }\n');
    expect(sentences(judge(text).diagnostics)).toEqual(['RECIPE_INVALID_VALUE "provider" must be the name of one provider, not a list.']);
  });
});
