import { expect, test } from 'vitest';
import {
  compact,
  idAt,
  optionalFlag,
  optionalId,
  optionalNumber,
  optionalText,
  optionalTime,
  recordAt,
  ShapeError,
  wireTime,
  words,
} from './wire-fields.ts';

test.each([
  { value: 'C_125', id: 'C_125' },
  { value: -292, id: '-292' },
  { value: '-292', id: '-292' },
  { value: ' 7 ', id: '7' },
  { value: 0, id: '0' },
  { value: '1898919683985883136', id: '1898919683985883136' },
  { value: 12345678901234567890n, id: '12345678901234567890' },
  { value: 2 ** 60, id: undefined },
  { value: 1.5, id: undefined },
  { value: '', id: undefined },
  { value: null, id: undefined },
  { value: {}, id: undefined },
])('the id $value is read as $id', ({ value, id }) => {
  expect(optionalId({ id: value }, 'id')).toBe(id);
});

test('a missing id is told with its place, and without what stood there', () => {
  expect(() => idAt({ id: '' }, 'id', 'data.records[3]')).toThrow('data.records[3].id should be an id');
  expect(() => recordAt([1], 'data')).toThrow(ShapeError);
  expect(() => recordAt(null, 'data')).toThrow('data should be an object');
});

test.each([
  { value: 6966, number: 6966 },
  { value: '6966', number: 6966 },
  { value: '22.75', number: 22.75 },
  { value: ' -3 ', number: -3 },
  { value: 12n, number: 12 },
  { value: '', number: undefined },
  { value: '0x10', number: undefined },
  { value: '1e3', number: undefined },
  { value: Number.NaN, number: undefined },
  { value: null, number: undefined },
])('the number $value is read as $number', ({ value, number }) => {
  expect(optionalNumber({ n: value }, 'n')).toBe(number);
});

test.each([
  { value: '2025-03-10 10:11:45', ms: 1_741_572_705_000 },
  { value: '2025-03-10T10:11:45', ms: 1_741_572_705_000 },
  { value: 1_741_572_705_000, ms: 1_741_572_705_000 },
  { value: '1741572705000', ms: 1_741_572_705_000 },
  { value: '2025-13-40 99:99:99', ms: undefined },
  { value: 'soon', ms: undefined },
  { value: '', ms: undefined },
  { value: null, ms: undefined },
])('the time $value is $ms', ({ value, ms }) => {
  expect(optionalTime({ t: value }, 't')).toBe(ms);
});

test('a time is asked for in the form and zone in which times are told', () => {
  expect(wireTime(1_741_572_705_000)).toBe('2025-03-10 10:11:45');
  expect(optionalTime({ t: wireTime(1_764_638_294_000) }, 't')).toBe(1_764_638_294_000);
});

test.each([
  { value: 1, flag: true },
  { value: '1', flag: true },
  { value: true, flag: true },
  { value: 0, flag: false },
  { value: '0', flag: false },
  { value: false, flag: false },
  { value: 2, flag: undefined },
  { value: null, flag: undefined },
])('the flag $value is $flag', ({ value, flag }) => {
  expect(optionalFlag({ f: value }, 'f')).toBe(flag);
});

test('words come from a list or from one text', () => {
  expect(words(['zh', ' en ', '', 3])).toEqual(['zh', 'en']);
  expect(words('Calm|Magnetic| Gentle')).toEqual(['Calm', 'Magnetic', 'Gentle']);
  expect(words(null)).toEqual([]);
});

test('empty text is no text, and keys without a value are left out', () => {
  expect(optionalText({ t: '  ' }, 't')).toBeUndefined();
  expect(optionalText({ t: 5 }, 't')).toBe('5');
  expect(compact({ a: undefined, b: 0, c: null })).toEqual({ b: 0, c: null });
});
