import { describe, expect, test, vi } from 'vitest';
import { judge, places } from '../testing/judge.ts';
import { defaultLimits } from './limits.ts';
import { parseRecipe } from './parse-recipe.ts';

// Whole megabytes on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

function codes(text: string, limits = defaultLimits): string[] {
  return parseRecipe(text, 'a.reel.yaml', limits).diagnostics.map(({ code }) => code);
}

const deep = (levels: number) => `a: ${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('nesting', () => {
  test('is taken up to the limit and refused beyond it', () => {
    expect(codes(deep(63))).toEqual([]);
    expect(codes(deep(64))).toEqual(['RECIPE_TOO_LARGE']);
  });

  test.each([
    { what: '20,000 brackets', text: '['.repeat(20_000) },
    { what: '20,000 braces', text: '{'.repeat(20_000) },
    { what: '20,000 dashes', text: '- '.repeat(20_000) },
    { what: '20,000 question marks', text: '? '.repeat(20_000) },
    { what: '20,000 keys in a line', text: 'a: '.repeat(20_000) },
    { what: 'a staircase of 2,000 maps', text: Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:\n`).join('') },
    { what: 'a million brackets that are closed', text: '['.repeat(1_000_000) + ']'.repeat(1_000_000) },
  ])('of $what is a diagnostic where the limit is passed, and no overflow', ({ text }) => {
    const { diagnostics, root } = parseRecipe(text, 'a.reel.yaml');
    expect(diagnostics.map(({ code }) => code)).toEqual(['RECIPE_TOO_LARGE']);
    expect(root).toBeUndefined();
    expect(judge(text).diagnostics.map(({ code }) => code)).toEqual(['RECIPE_TOO_LARGE']);
  });
});

describe('aliases', () => {
  const list = (count: number) => `a: &x 1\nb: [${Array(count).fill('*x').join(', ')}]\n`;

  test('are taken up to a hundred and refused beyond', () => {
    expect(codes(list(100))).toEqual([]);
    expect(codes(list(101))).toEqual(['RECIPE_TOO_LARGE']);
  });

  test('that multiply are refused at the first of them', () => {
    const laughs = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi'].map(([one = '', two = '']) => [one, two] as const)) {
      laughs.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`);
    }
    expect(places(parseRecipe(laughs.join('\n'), 'a.reel.yaml').diagnostics)).toEqual(['2:8 RECIPE_TOO_LARGE']);
  });

  test('that only nest deeply are refused as well', () => {
    const wrap = (inner: string) => `[[[[[[[[[[${inner}]]]]]]]]]]`;
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const chain = names.map((name, at) => `${name}: &${name} ${wrap(at === 0 ? '1' : `*${names[at - 1]}`)}`);
    expect(codes(chain.slice(0, 6).join('\n'))).toEqual([]);
    expect(codes(chain.join('\n'))).toEqual(['RECIPE_TOO_LARGE']);
  });
});

describe('size', () => {
  test('is counted in bytes of UTF-8', () => {
    const limits = { ...defaultLimits, sizeBytes: 12 };
    expect(codes('a: 蝉镜镜', limits)).toEqual([]);
    expect(codes('a: 蝉镜镜x', limits)).toEqual(['RECIPE_TOO_LARGE']);
  });

  test('beyond 4 MB is refused before anything is read', () => {
    expect(codes(`a: ${'x'.repeat(4 * 1024 * 1024)}`)).toEqual(['RECIPE_TOO_LARGE']);
  });

  test('of one huge value is no trouble', () => {
    expect(codes(`a: ${'x'.repeat(4 * 1024 * 1024 - 10)}`)).toEqual([]);
    expect(codes(`a: "${'\\n'.repeat(2 * 1024 * 1024 - 10)}"`)).toEqual([]);
  });

  test('in words and signs is limited, so that a file of nothing but signs is given up', () => {
    expect(codes(`a: [${'1,'.repeat(100)}]`, { ...defaultLimits, tokens: 200 })).toEqual(['RECIPE_TOO_LARGE']);
    expect(codes(`a: [${'1,'.repeat(1_000_000)}]`)).toEqual(['RECIPE_TOO_LARGE']);
  });
});

test('a text with a hundred faults is given up instead of being listed to its end', () => {
  const { diagnostics, root } = parseRecipe('a: @x\n'.repeat(100_000), 'a.reel.yaml');
  expect(diagnostics.length).toBeLessThanOrEqual(101);
  expect(diagnostics.length).toBeGreaterThan(50);
  expect(root).toBeUndefined();
});

test('a recipe with thousands of unknown keys tells a thousand and how many more there are', () => {
  const { diagnostics } = judge(Array.from({ length: 5_000 }, (_, n) => `key${n}: 1\n`).join(''));
  expect(diagnostics).toHaveLength(1_001);
  expect(diagnostics.at(-1)?.message).toMatch(/further findings/);
});
