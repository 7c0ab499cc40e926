import fc from 'fast-check';
import { expect, test } from 'vitest';
import { likeness } from './label-likeness.ts';

const first = 'rw-1a2b3c4d5e6f7a8b9c0d1e2f';
const second = `${first}-2`;

test.each([
  { name: first, label: first, is: 'same' },
  { name: `${first} Mei`, label: first, is: 'same' },
  { name: `Mei ${first}`, label: first, is: 'same' },
  { name: 'RW_1A2B3C4D5E6F7A8B9C0D1E2F Mei', label: first, is: 'same' },
  { name: 'rw1a2b3c4d5e6f7a8b9c0d1e2f', label: first, is: 'same' },
  { name: second, label: second, is: 'same' },
  { name: 'rw1a2b3c4d5e6f7a8b9c0d1e2f2', label: second, is: 'same' },
  { name: second, label: first, is: 'other' },
  { name: first, label: second, is: 'other' },
  { name: `${first} 2027`, label: second, is: 'other' },
  { name: `${first} 2`, label: second, is: 'other' },
  { name: `${first}Mei`, label: first, is: 'perhaps' },
  { name: `${first}2027`, label: second, is: 'perhaps' },
  { name: first.slice(0, 20), label: first, is: 'perhaps' },
  { name: first.slice(0, 20), label: second, is: 'perhaps' },
  { name: first.slice(0, 7), label: first, is: 'perhaps' },
  { name: 'rw-1a', label: first, is: 'other' },
  { name: `${first.slice(0, 20)} Mei`, label: first, is: 'other' },
  { name: 'rw-000000000000000000000000', label: first, is: 'other' },
  { name: '', label: first, is: 'other' },
  { name: undefined, label: first, is: 'other' },
])('$name and $label: $is', ({ name, label, is }) => {
  expect(likeness(name, label)).toBe(is);
});

const label = fc
  .tuple(fc.stringMatching(/^[0-9a-f]{24}$/), fc.integer({ min: 1, max: 20 }))
  .map(([hex, attempt]) => `rw-${hex}${attempt === 1 ? '' : `-${attempt}`}`);

test('a label is known again behind any name, and none is taken for another', () => {
  fc.assert(
    fc.property(label, label, fc.string(), (one, other, name) => {
      expect(likeness(`${one} ${name}`.trim(), one)).toBe('same');
      if (one !== other && !name.includes(other)) expect(likeness(`${one} ${name}`.trim(), other)).not.toBe('same');
    }),
  );
});
