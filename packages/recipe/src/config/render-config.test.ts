import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { RecipeInstance } from '../recipe.ts';
import { judge, recipeWith, sentences, usualFiles } from '../testing/judge.ts';
import { renderConfig } from './render-config.ts';

const project = `consents: { mei-2026: {} }
cast: { mei: { voice: { clone: assets/mei.wav }, avatar: { chanjing: A-1 } } }
profiles: { final: { quality: high, size: 7x7, speed: 4, values: { who: Ada } } }
`;

function instance(text: string, inputs: Record<string, string> = {}, profile?: string): RecipeInstance {
  const { instances, diagnostics } = judge(text, { inputs, project, files, ...(profile === undefined ? {} : { profile }) });
  expect(sentences(diagnostics)).toEqual([]);
  const [only] = instances;
  if (only === undefined) throw new Error('no instance');
  return only;
}

const files = { ...usualFiles, 'assets/office.png': 'image' };

/** What an instance says, without where it was written. */
function meaning({ id, inputs, providers, steps, outputs, recipe: { name } }: RecipeInstance): unknown {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([key]) => key !== 'location' && key !== 'fieldLocations');
    return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner)]));
  };
  return strip({ id, name, inputs, providers, steps, outputs });
}

test('fills in defaults, keeps references and writes keys in the order of the language', () => {
  const text = `
outputs: { video: '\${{ steps.film.video }}' }
steps:
  film:
    with: { size: 540x960, audio: '\${{ steps.speech.audio }}', video: ./assets/../assets/mei-desk.mp4 }
    needs: voice
    uses: lip-sync
  speech: { uses: tts, with: { text: { file: scripts/welcome.md }, voice: C-1, speed: '\${{ inputs.pace }}' } }
  voice: { provider: guiji, uses: clone-voice, with: { sample: https://example.com/a.wav } }
inputs:
  pace: { default: 1, type: number, maximum: 2 }
provider: chanjing
name: weekly
`;
  expect(renderConfig(instance(text, { pace: '1.5' }))).toBe(`version: 1
name: weekly
provider: chanjing
inputs:
  pace:
    type: number
    default: 1.5
    maximum: 2
steps:
  film:
    uses: lip-sync
    needs:
      - voice
    with:
      video: assets/mei-desk.mp4
      audio: \${{ steps.speech.audio }}
      size: 540x960
      quality: basic
      volume: 100
      playback: forward
      frames: sequential
  speech:
    uses: tts
    with:
      voice: C-1
      text:
        file: scripts/welcome.md
      speed: 1.5
      pitch: 1
      watermark: false
  voice:
    uses: clone-voice
    provider: guiji
    with:
      sample: https://example.com/a.wav
      name: weekly-voice
outputs:
  video: \${{ steps.film.video }}
`);
});

test('writes avatars, authorizations and joins, a list of providers, and what a profile has put in', () => {
  const text = `
provider: [chanjing, guiji]
steps:
  clone: { uses: clone-avatar, with: { consent: mei-2026, voice: true, video: assets/mei-desk.mp4 } }
  allowed: { uses: authorize, with: { consent: mei-2026, avatar: { figure: f, id: -292 } } }
  film:
    uses: avatar-video
    provider: guiji
    needs: allowed
    with:
      text: Hi \${{ profile.who }}
      voice: \${{ cast.mei.voice }}
      avatar: \${{ steps.clone.avatar }}
      watermark: top-left
      position: { width: 9, height: 9, y: 0, x: -1 }
      background: '#00ff00'
  joined: { uses: join, with: { videos: ['\${{ steps.film.video }}', ./assets/mei-desk.mp4] } }
outputs: { video: '\${{ steps.joined.video }}' }
`;
  const config = renderConfig(instance(text, {}, 'final'));
  expect(config).toBe(`version: 1
name: test
provider:
  - chanjing
  - guiji
steps:
  clone:
    uses: clone-avatar
    with:
      video: assets/mei-desk.mp4
      name: test-clone
      voice: true
      consent: mei-2026
  allowed:
    uses: authorize
    with:
      avatar:
        id: "-292"
        figure: f
      consent: mei-2026
  film:
    uses: avatar-video
    provider: guiji
    needs:
      - allowed
    with:
      avatar: \${{ steps.clone.avatar }}
      voice: \${{ cast.mei.voice }}
      text: Hi Ada
      speed: 4
      pitch: 1
      size: 7x7
      position:
        x: -1
        y: 0
        width: 9
        height: 9
      background: "#00FF00"
      captions: false
      quality: high
      playback: forward
      frames: sequential
      transparent: false
      watermark: top-left
      volume: 100
  joined:
    uses: join
    with:
      videos:
        - \${{ steps.film.video }}
        - assets/mei-desk.mp4
outputs:
  video: \${{ steps.joined.video }}
`);
  expect(meaning(instance(config))).toEqual(meaning(instance(text, {}, 'final')));
});

test('tells what came from an input as words, also where they look like an expression or like another type', () => {
  const text = recipeWith(
    "  say: { uses: tts, with: { voice: '${{ inputs.v }}', text: 'Say ${{ inputs.t }}', vendor: { chanjing: { a: ['${{ inputs.t }}'] } } } }\n",
    'inputs: { v: { type: string, default: a }, t: { type: string, default: a } }\n',
  );
  const original = instance(text, { v: '012', t: '${{ inputs.v }} $${{ x' });
  const config = renderConfig(original);
  expect(parse(config)).toMatchObject({ steps: { say: { with: { voice: '012', text: 'Say $${{ inputs.v }} $$${{ x' } } } });
  expect(meaning(instance(config))).toEqual(meaning(original));
});

test('writes the same value out each time instead of naming it by an anchor', () => {
  const text = recipeWith('  say: { uses: tts, with: { voice: C-1, text: Hi, vendor: { chanjing: { a: &x [1], b: *x } } } }\n');
  expect(renderConfig(instance(text))).not.toMatch(/[&*][a-z]/);
});

const words = fc
  .oneof(
    fc.constantFrom(
      'yes',
      '012',
      '1e3',
      'null',
      '~',
      '- a',
      '# no',
      ': x',
      "it's",
      '"q"',
      '${{ x }}',
      '$${{',
      '{ a: b }',
      'a\nb',
      'a\n\n  b',
      '|',
      '!!str x',
      '&a',
      '*a',
      '%',
      '@',
      '`',
      '---',
      '...',
      '蝉镜',
      '👍🏽',
      '\u2028x',
      '\u00a0x',
      '<<',
      '=',
      'a: b',
      'a #b',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => /\p{L}/u.test(text)),
  )
  .map((text) => text.replaceAll(/[\p{Cc}\ufffd]/gu, '\n'))
  .map((text) => (/[\p{L}\p{N}]/u.test(text) ? text : `${text}x`));

const field = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const literal = (text: string) => text.replaceAll('${{', () => '$${{');
const vendor = fc.dictionary(
  fc.constantFrom('a', 'b', '__proto__', 'x y', 'yes', '1'),
  fc.oneof(
    words.map(literal),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  ),
  { maxKeys: 3 },
);

const speech = fc.record({
  voice: fc.constantFrom('C-1', '012', 'true', '${{ steps.voice.voice }}', '${{ inputs.id }}'),
  text: fc.oneof(
    words.map(literal),
    fc.constant({ file: 'scripts/welcome.md' }),
    words.map((text) => `${literal(text)} \${{ inputs.id }}`),
  ),
  speed: field(fc.constantFrom<string | number | object>(0.5, 1, 5, '${{ inputs.pace }}', { by: 'inputs.lang', cn: 1, en: 2 })),
  pitch: field(fc.constantFrom(0.5, 3)),
});
const film = fc.record({
  video: fc.constantFrom('assets/mei-desk.mp4', './assets//mei-desk.mp4', 'https://example.com/a.mp4?x=%20&y'),
  size: field(fc.constantFrom('1080x1920', '${{ inputs.width }}x2')),
  quality: field(fc.constantFrom('basic', 'high')),
  volume: field(fc.constantFrom<string | number>(1, 100, '${{ inputs.width }}')),
  playback: field(fc.constant('reverse')),
  consent: field(fc.constant('mei-2026')),
  vendor: field(vendor.map((fields) => ({ chanjing: fields }))),
});
const part = fc.constantFrom<number | string>(1, 900, '${{ inputs.width }}');
const scene = fc.record({
  avatar: fc.constantFrom<string | object>(
    ...['A-1', '-292', '012', '${{ steps.clone.avatar }}', '${{ cast.mei.avatar }}'],
    ...[{ id: '9007199254740993' }, { id: '1e3', figure: 'whole_body' }, { by: 'inputs.lang', cn: { id: 'A-1' }, en: '-1' }],
  ),
  size: field(fc.constant('720x1280')),
  position: field(fc.record({ x: fc.constantFrom(-7, 0), y: part, width: part, height: part })),
  background: field(fc.constantFrom('#00ff7F', 'assets/office.png', 'https://example.com/a.jpg?x=1', '${{ steps.film.cover }}')),
  captions: field(fc.boolean()),
  transparent: field(fc.boolean()),
  watermark: field(fc.constantFrom<boolean | string>(true, false, 'bottom-right')),
  language: field(fc.constantFrom('cn', '${{ inputs.lang }}')),
  vendor: field(vendor.map((fields) => ({ guiji: fields }))),
});
const clone = fc.record({
  name: field(words.map(literal)),
  voice: field(fc.boolean()),
  language: field(fc.constant('en')),
  consent: field(fc.constant('mei-2026')),
});
const authorized = fc.constantFrom({ voice: '${{ cast.mei.voice }}' }, { voice: '-17' }, { avatar: { id: '5', figure: 'f' } });
const films = fc.array(
  fc.constantFrom('assets/mei-desk.mp4', 'https://example.com/a.mp4', '${{ steps.film.video }}', '${{ steps.scene.video }}'),
  {
    minLength: 1,
    maxLength: 4,
  },
);
const recipes = fc.record({
  name: field(fc.constantFrom('weekly', '周报', 'a.b')),
  provider: field(fc.constantFrom<string | string[]>('chanjing', ['guiji'], ['chanjing', 'guiji'])),
  scene,
  clone,
  authorized,
  films,
  speech: fc.record({ fields: speech, watermark: field(fc.boolean()), vendor: field(vendor.map((fields) => ({ x: fields }))) }),
  spoken: fc.boolean(),
  film,
  needs: field(fc.subarray(['voice', 'speech'])),
  inputs: fc.record({
    id: words,
    pace: fc.constantFrom('1', '0.25', '2e0'),
    lang: fc.constantFrom('cn', 'en'),
    width: fc.constantFrom('7', '64'),
  }),
});

test('read again, it gives the same instance; written again, the same text', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(recipes, ({ name, provider, speech: { fields, ...more }, spoken, film: shot, needs, inputs, ...others }) => {
      const recipe = {
        name,
        provider,
        inputs: {
          id: { type: 'string' },
          pace: { type: 'number' },
          lang: { type: 'string', enum: ['cn', 'en'] },
          width: { type: 'integer', default: 1 },
        },
        steps: {
          film: { uses: 'lip-sync', needs, with: { ...shot, ...(spoken ? fields : { audio: '${{ steps.speech.audio }}' }) } },
          speech: { uses: 'tts', with: { ...fields, ...more } },
          clone: { uses: 'clone-avatar', with: { video: 'assets/mei-desk.mp4', ...others.clone } },
          scene: { uses: 'avatar-video', with: { ...others.scene, ...(spoken ? { audio: '${{ steps.speech.audio }}' } : fields) } },
          allowed: { uses: 'authorize', with: { ...others.authorized, consent: 'mei-2026' } },
          joined: { uses: 'join', needs: 'allowed', with: { videos: others.films } },
          voice: { uses: 'clone-voice', with: { sample: 'assets/mei.wav', name: `v-${literal(inputs.id)}` } },
        },
        outputs: { video: '${{ steps.film.video }}', sound: '${{ steps.speech.audio }}', joined: '${{ steps.joined.video }}' },
      };
      // The id of a voice holds no spaces: only there an input of any words would be refused.
      const given = { ...inputs, id: fields.voice.includes('inputs') ? 'C-9' : inputs.id };
      const original = instance(
        stringify(recipe, { schema: 'core', version: '1.2', keepUndefined: false, aliasDuplicateObjects: false }),
        given,
      );
      const config = renderConfig(original);
      const again = instance(config);
      expect(meaning(again)).toEqual(meaning(original));
      expect(renderConfig(again)).toBe(config);
    }),
    { seed: 7, numRuns: 150 },
  );
});
