import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSourceText } from './source-text.ts';

const file = 'a.reel.yaml';

test('gives line and column of a range, both from 1, the end exclusive', () => {
  const { locate } = createSourceText('ab\ncd\r\nef', file);
  expect(locate(0, 2)).toEqual({ file, line: 1, column: 1, endLine: 1, endColumn: 3 });
  expect(locate(4, 8)).toEqual({ file, line: 2, column: 2, endLine: 3, endColumn: 2 });
});

test('gives a point for an empty range, also behind the last letter', () => {
  expect(createSourceText('ab\n', file).locate(3)).toEqual({ file, line: 2, column: 1 });
  expect(createSourceText('', file).locate(0, 0)).toEqual({ file, line: 1, column: 1 });
});

test('finds places in any order as counting does', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', '\n', '👍', '\r\n'), maxLength: 40 });
  fc.assert(
    fc.property(texts, fc.array(fc.nat(60), { maxLength: 10 }), (text, offsets) => {
      const { locate } = createSourceText(text, file);
      for (const offset of offsets.filter((some) => some <= text.length)) {
        const before = text.slice(0, offset).split('\n');
        expect(locate(offset)).toEqual({ file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});
