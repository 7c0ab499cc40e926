import { readdirSync, readFileSync } from 'node:fs';
import { hasErrors, type SourceLocation } from '@reelwright/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderConfig } from './config/render-config.ts';
import { loadRecipe } from './load-recipe.ts';
import { parseProject } from './project/parse-project.ts';
import { judge, recipeWith, rendered, usualFiles } from './testing/judge.ts';
import { createMemoryFiles } from './testing/memory-files.ts';

/** Many runs on a machine that may be busy. */
const patient = { timeout: 120_000 };

const folder = new URL('./__fixtures__/', import.meta.url);
const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => readFileSync(new URL(path, folder), 'utf8'));
const sound = recipeWith(
  "  film: { uses: lip-sync, with: { video: assets/mei-desk.mp4, audio: '${{ steps.speech.audio }}', size: 1x1 } }\n",
);
/** Every kind and every way into the project file. */
const whole = `provider: [chanjing, guiji]
steps:
  clone: { uses: clone-avatar, with: { video: assets/mei-desk.mp4, voice: true, consent: mei-2026 } }
  allowed: { uses: authorize, with: { voice: '\${{ cast.mei.voice }}', consent: mei-2026 } }
  speech: { uses: tts, needs: [allowed], with: { voice: '\${{ steps.clone.voice }}', text: 'Hi \${{ profile.who }}', speed: '\${{ profile.pace }}' } }
  film:
    uses: avatar-video
    with:
      avatar: { id: -292, figure: whole_body }
      audio: \${{ steps.speech.audio }}
      position: { x: 0, y: 0, width: 9, height: 9 }
      background: '#00FF00'
      watermark: top-left
  member: { uses: avatar-video, with: { avatar: '\${{ cast.mei.avatar }}', voice: C-1, text: Hi, background: '\${{ steps.film.cover }}' } }
  joined: { uses: join, with: { videos: [assets/mei-desk.mp4, '\${{ steps.film.video }}', '\${{ steps.member.video }}'] } }
  titles: { uses: captions, with: { from: '\${{ steps.member.captions }}' } }
outputs: { video: '\${{ steps.joined.video }}', titles: '\${{ steps.titles.captions }}' }
`;
const project = `provider: chanjing
providers:
  guiji: { uses: guiji, apiKey: { env: KEY }, bridge: { kind: s3, token: { file: a.txt } } }
consents:
  mei-2026: { subject: Mei, grants: [voice, face], statement: { file: scripts/welcome.md }, recording: { voice: assets/mei.wav }, expires: 2027-06-30 }
cast:
  mei: { consent: mei-2026, voice: { chanjing: C-1, clone: assets/mei.wav }, avatar: { chanjing: { id: C-1, figure: f }, guiji: -292 } }
profiles:
  draft: { emulate: true, quality: basic, size: 540x960, values: { who: Ada, pace: 1 }, budget: { video: 1.5m, speech: 9 } }
`;
// Mostly something that was fine, so that some of it stays fine.
const texts = [...fixtures.flatMap(() => [sound, sound, whole]), ...fixtures];

const splinters = [
  ...[
    '\t',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '  ',
    ': ',
    ':',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '#',
    '"',
    "'",
    '|',
    '>',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
  ],
  ...[
    '<<: ',
    '__proto__: ',
    'constructor',
    '${{',
    '}}',
    '${{ steps.speech.audio }}',
    '$${{',
    '\\',
    '\0',
    '\u2028',
    '\ufeff',
    '\ufffd',
    '\ud800',
    '👍',
    '\u001b[31m',
    '1e999',
    '0',
    'null',
    '~',
    '../',
    'by: ',
  ],
];

/** Cuts, doubles, swaps and splinters at random places of a text that was fine, or wrong in one way. */
const mutate = (...originals: string[]) =>
  fc
    .tuple(
      fc.constantFrom(...originals),
      fc.array(
        fc.tuple(fc.nat(2_000), fc.nat(30), fc.constantFrom('cut', 'double', 'move', 'insert', 'insert'), fc.constantFrom(...splinters)),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([text, cuts]) =>
      cuts.reduce((before, [place, length, what, splinter]) => {
        const at = place % (before.length + 1);
        const piece = before.slice(at, at + length);
        const [head, tail] = [before.slice(0, at), before.slice(at + length)];
        if (what === 'cut') return head + tail;
        if (what === 'double') return head + piece + piece + tail;
        if (what === 'move') return tail + head + piece;
        return head + splinter + before.slice(at);
      }, text),
    );

const mutated = mutate(...texts);

function expectInside(text: string, { line, column, endLine = line, endColumn = column }: SourceLocation): void {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  expect(line).toBeGreaterThanOrEqual(1);
  expect(endLine).toBeLessThanOrEqual(lines.length);
  expect(column).toBeGreaterThanOrEqual(1);
  expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
  expect(endColumn).toBeLessThanOrEqual((lines[endLine - 1] ?? '').length + 1);
  expect(endLine > line || endColumn >= column).toBe(true);
}

function expectSound(text: string): 'fine' | 'refused' {
  const options = { project, profile: 'draft' };
  const first = judge(text, options);
  for (const { location, message, hint } of first.diagnostics) {
    expectInside(text, location);
    expect(message).not.toBe('');
    expect(hint).not.toBe('');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
  expect(rendered(text, first.diagnostics)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(judge(text, options).diagnostics).toEqual(first.diagnostics);
  expect(first.instances.length).toBe(hasErrors(first.diagnostics) ? 0 : 1);
  for (const instance of first.instances) {
    const again = judge(renderConfig(instance), options).diagnostics; // a warning about words stays with the words
    expect(again.filter(({ severity }) => severity === 'error')).toEqual([]);
  }
  return first.instances.length > 0 ? 'fine' : 'refused';
}

test('the texts that are mutilated here are sound', () => {
  expect(parseProject(project, 'reelwright.yaml', createMemoryFiles({ files: usualFiles })).diagnostics).toEqual([]);
  expect(judge(sound).diagnostics).toEqual([]);
  expect(judge(whole, { project, profile: 'draft' })).toMatchObject({ diagnostics: [], instances: [{ id: 'default' }] });
});

test('whatever is done to a recipe, it is judged: no throw, places inside the text, an instance or an error', patient, () => {
  const seen = { fine: 0, refused: 0 };
  fc.assert(
    fc.property(mutated, (text) => {
      seen[expectSound(text)] += 1;
    }),
    { seed: 8, numRuns: 600 },
  );
  expect(seen.fine).toBeGreaterThan(3);
  expect(seen.refused).toBeGreaterThan(300);
});

test('so is a text of nothing but the signs of YAML and of expressions', patient, () => {
  const signs = fc.string({ unit: fc.constantFrom(...splinters, 'a', 'steps', 'uses', 'with', 'inputs.', 'tts'), maxLength: 40 });
  fc.assert(
    fc.property(signs, (text) => {
      expectSound(text);
    }),
    { seed: 9, numRuns: 600 },
  );
});

test('so is a project file, whatever is done to it', patient, () => {
  let fine = 0;
  fc.assert(
    fc.property(mutate(...fixtures, ...fixtures.flatMap(() => [project, project])), (text) => {
      const { diagnostics, project: found } = parseProject(text, 'reelwright.yaml', createMemoryFiles({ files: usualFiles }));
      for (const { location } of diagnostics) expectInside(text, location);
      expect(found === undefined).toBe(hasErrors(diagnostics));
      if (found === undefined) return;
      fine += 1;
      const options = { inputs: {}, files: createMemoryFiles({ files: usualFiles }), project: found, profile: found.profiles.get('draft') };
      expect(() => loadRecipe(whole, 'a.reel.yaml', options)).not.toThrow();
    }),
    { seed: 10, numRuns: 600 },
  );
  expect(fine).toBeGreaterThan(5);
});

test('no recipe, project or name changes what every object has', () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  judge(
    '__proto__: { polluted: 1 }\nsteps: { __proto__: { uses: tts, with: { __proto__: { polluted: 1 }, vendor: { __proto__: { polluted: 1 } } } } }\n',
  );
  parseProject('providers: { __proto__: { polluted: 1 }, constructor: { prototype: { polluted: 1 } } }\n', 'reelwright.yaml');
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
