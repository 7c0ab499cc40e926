import { expect, test } from 'vitest';
import { vendorOptions } from './vendor-options.ts';

test.each<{ what: string; vendor: Record<string, unknown>; expected: unknown }>([
  { what: 'of the account before those of its adapter', vendor: { adapter: { a: 1 }, account: { a: 2 } }, expected: { a: 2 } },
  { what: 'of the adapter where the account has none', vendor: { adapter: { a: 1 }, other: { a: 3 } }, expected: { a: 1 } },
  { what: 'of nobody else', vendor: { other: { a: 3 } }, expected: undefined },
])('options are those $what', ({ vendor, expected }) => {
  expect(vendorOptions({ vendor }, 'account', 'adapter')).toEqual(expected);
});

test('a name that every object has stands for no options', () => {
  expect(vendorOptions({ vendor: {} }, 'constructor', 'toString')).toBeUndefined();
});
