import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Diagnostic, errorCodes } from '@reelwright/errors';
import { describe, expect, test } from 'vitest';
import { parseProject } from './project/parse-project.ts';
import { judge, places, rendered, usualFiles } from './testing/judge.ts';
import { createMemoryFiles } from './testing/memory-files.ts';

const folder = new URL('./__fixtures__/', import.meta.url);
const cases = readdirSync(folder).filter((name) => !name.includes('.'));

const files = { ...usualFiles, ...Object.fromEntries(['txt', 'wav', 'mp4'].map((end) => [`consents/mei.${end}`, 'I am Mei.'])) };

/**
 * The diagnostics of a fixture: of its recipe, in the project of its project file, or of that file alone. Lines `# --input name=value`
 * and `# --profile name` at the head of a recipe are what the command line gives.
 */
function diagnose(name: string): { text: string; others: Record<string, string>; diagnostics: readonly Diagnostic[] } {
  const [project, recipe] = ['reelwright.yaml', 'recipe.reel.yaml'].map((file) => textOf(`${name}/${file}`));
  if (recipe === undefined) {
    const text = project ?? '';
    return { text, others: {}, ...parseProject(text, 'reelwright.yaml', createMemoryFiles({ files })) };
  }
  const inputs = Object.fromEntries([...recipe.matchAll(/^# --input (\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]));
  const profile = /^# --profile (\w+)$/m.exec(recipe)?.[1];
  const options = { inputs, files, ...(project === undefined ? {} : { project }), ...(profile === undefined ? {} : { profile }) };
  return { text: recipe, others: { 'reelwright.yaml': project ?? '' }, ...judge(recipe, options) };
}

function textOf(path: string): string | undefined {
  const url = new URL(path, folder);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

// After a change of wording: `vitest run -u src/diagnostics.test.ts`, then read the difference as a user would.
test.each(cases)('tells all that is wrong in %s, word for word', async (name) => {
  const { text, others, diagnostics } = diagnose(name);
  const expected = new URL(`${name}/expected.txt`, folder);
  expect(existsSync(expected)).toBe(true);
  await expect(rendered(text, diagnostics, others)).toMatchFileSnapshot(fileURLToPath(expected));
});

const codes = Object.keys(errorCodes).filter((code) => /^(RECIPE|PROJECT)_/.test(code));

test.each(codes)('a fixture provokes %s', (code) => {
  expect(cases).toContain(code);
  expect(diagnose(code).diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
});

test.each(cases)('in %s every sentence ends, every hint is one action, and every place lies inside the text', (name) => {
  const { text, others, diagnostics } = diagnose(name);
  for (const { message, hint, location } of diagnostics) {
    expect(message).toMatch(/^(["A-Z]|steps\.|inputs\.|cast\.|profile\.).*\.$/s);
    expect(hint ?? 'None.').toMatch(/[.?…]$/);
    const lines = (others[location.file] ?? text).split('\n');
    expect(location.column).toBeLessThanOrEqual((lines[location.line - 1] ?? '').length + 1);
  }
});

describe('a recipe with ten different mistakes', () => {
  test('gets ten diagnostics in one go, each at its line, and no instance', () => {
    const { diagnostics } = diagnose('ten-mistakes');
    expect(places(diagnostics)).toEqual([
      '8:21 RECIPE_FILE_MISSING',
      '12:24 RECIPE_UNKNOWN_STEP',
      '13:13 RECIPE_EMPTY_TEXT',
      '14:7 RECIPE_UNKNOWN_KEY',
      '15:18 RECIPE_INVALID_VALUE',
      '18:12 RECIPE_CYCLE',
      '20:14 RECIPE_FILE_OUTSIDE',
      '21:18 RECIPE_WRONG_KIND',
      '23:7 RECIPE_DUPLICATE_KEY',
      '25:25 RECIPE_UNKNOWN_OUTPUT',
    ]);
    expect(new Set(diagnostics.map(({ code }) => code)).size).toBe(10);
    expect(judge(diagnose('ten-mistakes').text).instances).toEqual([]);
  });
});
