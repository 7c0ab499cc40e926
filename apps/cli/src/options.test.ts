import { expect, test } from 'vitest';
import { collectInput, parseChoice, parseListen, parsePort, parseSpeed, parseTime } from './options.ts';

test('collectInput splits at the first = and keeps the rest, also when it is empty', () => {
  expect({ ...collectInput('b=', collectInput('a=x=y', {})) }).toEqual({ a: 'x=y', b: '' });
});

test.each(['week', '=5', ''])('collectInput refuses "%s", which is no name=value', (text) => {
  expect(() => collectInput(text, {})).toThrow(expect.objectContaining({ code: 'CLI_USAGE' }));
});

test('collectInput refuses a name that is given twice', () => {
  expect(() => collectInput('a=2', collectInput('a=1', {}))).toThrow(/given twice/);
});

test('collectInput treats __proto__ as a name like any other', () => {
  const collected = collectInput('__proto__=x', {});
  expect(Object.keys(collected)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test.each(['65536', '-1', 'x', '', '8080x'])('parsePort refuses "%s"', (text) => {
  expect(() => parsePort(text)).toThrow(/is not a port/);
});

test('parsePort takes 0 to 65535', () => {
  expect([parsePort('0'), parsePort('65535')]).toEqual([0, 65_535]);
});

test.each(['0', '-2', 'fast', '10001', 'Infinity'])('parseSpeed refuses "%s"', (text) => {
  expect(() => parseSpeed(text)).toThrow(/is not a speed/);
});

test('parseSpeed takes fractions', () => {
  expect(parseSpeed('0.5')).toBe(0.5);
});

test('parseChoice answers a mistyped word with the nearest one', () => {
  const parse = parseChoice('--format', ['mermaid', 'dot']);
  expect(parse('dot')).toBe('dot');
  expect(() => parse('mermiad')).toThrow(expect.objectContaining({ hint: 'Did you mean "mermaid"? Known: mermaid, dot.' }));
});

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['1h30m', 5_400_000],
  ['2h', 7_200_000],
])('parseTime reads %s', (text, ms) => {
  expect(parseTime('--deadline')(text)).toBe(ms);
});

test.each(['', '0s', '30', 'm', '1.5h', '30m1h', '-5m', '999h'])('parseTime refuses "%s"', (text) => {
  expect(() => parseTime('--deadline')(text)).toThrow(/--deadline .*is not a time/);
});

test.each([
  ['127.0.0.1:8700', { host: '127.0.0.1', port: 8700 }],
  ['[::1]:0', { host: '::1', port: 0 }],
  ['films.internal:80', { host: 'films.internal', port: 80 }],
])('parseListen reads %s', (text, address) => {
  expect(parseListen('--callback-listen')(text)).toEqual(address);
});

test.each(['8700', ':8700', '127.0.0.1', '127.0.0.1:65536', '::1:80', 'http://a:80'])('parseListen refuses "%s"', (text) => {
  expect(() => parseListen('--callback-listen')(text)).toThrow(/not of the form host:port/);
});
