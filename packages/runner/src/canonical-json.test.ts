import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from './canonical-json.ts';

test('sorts keys at every depth, leaves out undefined and keeps list order', () => {
  expect(canonicalJson({ b: [2, 1, { y: 1, x: undefined, a: null }], a: 'ü"' })).toBe('{"a":"ü\\"","b":[2,1,{"a":null,"y":1}]}');
});

test('numbers that are equal have one form', () => {
  expect(canonicalJson([1.0, 1, -0, 1.1, 1.1])).toBe('[1,1,0,1.1,1.1]');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol('x'), 1n])('refuses %s, which JSON cannot say', (value) => {
  expect(() => canonicalJson({ value })).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
});

test('the order in which keys were written never counts, the content always does', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('a key named like a prototype member is an ordinary key', () => {
  const value: unknown = JSON.parse('{"__proto__":{"x":1},"constructor":2}');
  expect(canonicalJson(value)).toBe('{"__proto__":{"x":1},"constructor":2}');
});

test('hashes text as UTF-8', () => {
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256Hex('你好')).toBe(sha256Hex(Buffer.from('你好')));
});
