import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { compilePattern } from './linear-pattern.ts';

vi.setConfig({ testTimeout: 60_000 }); // the machine may be busy

function matches(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  if ('reason' in compiled) throw new Error(`${pattern} ${compiled.reason}`);
  return compiled.test(text);
}

test.each([
  ['^20\\d\\d-W\\d\\d$', '2027-W01', true],
  ['^20\\d\\d-W\\d\\d$', '2027-W1', false],
  ['^20\\d\\d-W\\d\\d$', 'x2027-W01', false],
  ['b', 'abc', true],
  ['^$', '', true],
  ['^(cn|en|de)$', 'en', true],
  ['^(cn|en|de)$', 'enn', false],
  ['^[\\p{L} ]{2,4}$', '蝉镜 x', true],
  ['^(?:a(?<n>b)?){2}$', 'aba', true],
  ['^.$', '👍', true],
  ['^[^a-c]+?$', 'xyz', true],
  ['^\\.\\u{1f44d}\\x41$', '.👍A', true],
])('%s on "%s": %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

describe('says why it does not take a pattern', () => {
  test.each([
    ['(', 'is no regular expression'],
    ['a{2,1}', 'is no regular expression'],
    ['(?=a)', 'looks around'],
    ['(?<!a)b', 'looks around'],
    ['(a)\\1', 'refers back'],
    ['(?<x>a)\\k<x>', 'refers back'],
    ['\\bword\\b', 'border of a word'],
    ['(?i:a)', 'kind of group'],
    ['a{600}', 'repeats too often'],
    ['(((a{9}){9}){9}){9}', 'is too large'],
    ['x'.repeat(501), 'is longer than 500'],
    ['('.repeat(20_000), 'is longer than 500'],
  ])('%s', (pattern, reason) => {
    expect(compilePattern(pattern)).toEqual({ reason: expect.stringContaining(reason) });
  });
});

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '(a|b)', '(?:ab)', '^', '$', '1');
const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '{0}');
const piece = fc.tuple(atom, quantifier).map(([one, times]) => (one === '^' || one === '$' ? one : one + times));
const sequence = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const group = fc.tuple(sequence, quantifier).map(([inside, times]) => `(${inside})${times}`);
const patterns = fc.array(fc.oneof(sequence, group), { minLength: 1, maxLength: 3 }).map((ways) => ways.join('|'));
const texts = fc.string({ unit: fc.constantFrom('a', 'b', '1', '\n'), maxLength: 7 });

test('means what JavaScript means, on patterns and texts of all sorts', () => {
  let matched = 0;
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      const expected = new RegExp(pattern, 'u').test(text);
      expect(matches(pattern, text)).toBe(expected);
      if (expected) matched += 1;
    }),
    { seed: 5, numRuns: 3_000 },
  );
  expect(matched).toBeGreaterThan(100);
});

test.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^(.*)*x$', '(a*)*b'])(
  'is done with %s, on which JavaScript would take for ever',
  (pattern) => {
    expect(matches(pattern, `${'a'.repeat(1_000)}!`)).toBe(false);
  },
);
