import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filledTextOf, isJsonObject, listOf, numberOf, parseJson, textOf } from './json.ts';

test('keeps every digit of an id, whether it is written as text or as a number', () => {
  const id = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
  fc.assert(
    fc.property(fc.array(id, { minLength: 50, maxLength: 50 }), (ids) => {
      const reply = parseJson(`{"asNumber":[${ids.join(',')}],"asText":[${ids.map((one) => `"${one}"`).join(',')}]}`);
      if (!isJsonObject(reply)) throw new Error('no object');
      expect(listOf(reply.asNumber).map(textOf)).toEqual(ids.map(String));
      expect(listOf(reply.asText).map(textOf)).toEqual(ids.map(String));
    }),
    { numRuns: 2000 },
  );
});

test('reads any JSON as JSON.parse does, as long as its integers fit', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  ['digits inside a string', '{"a":"x 12345678901234567890 y","b":"\\"12345678901234567890\\""}'],
  ['a fraction', '{"a":0.12345678901234567890}'],
  ['an exponent', '{"a":12345678901234567e3}'],
])('leaves %s alone', (_what, text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test('passes over a byte order mark', () => {
  expect(parseJson('\ufeff{"code":0}')).toEqual({ code: 0 });
});

test('reads nesting of any depth, also with long numbers', () => {
  const depth = 100_000;
  const text = `${'['.repeat(depth)}12345678901234567890${']'.repeat(depth)}`;
  expect(Array.isArray(parseJson(text))).toBe(true);
});

test('reads a megabyte of escapes with a long number behind it', () => {
  const text = `{"a":"${'\\"'.repeat(500_000)}","id":12345678901234567890}`;
  expect(parseJson(text)).toMatchObject({ id: '12345678901234567890' });
});

test.each(['', '{', '{"a":', 'undefined', '<html></html>', `"${'\\"'.repeat(100_000)}`])('refuses text that is not JSON (%#)', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

test('takes numbers and text for each other, and nothing else', () => {
  expect([7, '7', '18.81', ' 5 '].map(numberOf)).toEqual([7, 7, 18.81, 5]);
  expect([null, undefined, '', '  ', 'seven', true, [], {}, 'Infinity'].map(numberOf)).toEqual(Array(9).fill(undefined));
  expect([7, '7', '', null, true, undefined, []].map(textOf)).toEqual(['7', '7', '', ...Array(4).fill(undefined)]);
  expect([' a ', '', '  ', null, 0].map(filledTextOf)).toEqual(['a', undefined, undefined, undefined, '0']);
  expect([null, undefined, 'x', {}].map(listOf)).toEqual([[], [], [], []]);
});
