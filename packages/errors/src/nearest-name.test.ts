import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const steps = ['voice', 'speech', 'film', 'subtitles'];

test.each([
  { name: 'voise', nearest: 'voice', why: 'one letter is another' },
  { name: 'speach', nearest: 'speech', why: 'one letter is another' },
  { name: 'vocie', nearest: 'voice', why: 'neighbours are swapped' },
  { name: 'flim', nearest: 'film', why: 'neighbours are swapped' },
  { name: 'ilm', nearest: 'film', why: 'a letter is missing' },
  { name: 'filmm', nearest: 'film', why: 'a letter is too much' },
  { name: 'FILM', nearest: 'film', why: 'only the case differs' },
  { name: 'subtittels', nearest: 'subtitles', why: 'two slips in a long word' },
])('guesses "$nearest" for "$name" because $why', ({ name, nearest }) => {
  expect(nearestName(name, steps)).toBe(nearest);
});

test.each([
  { name: 'zz', known: steps, why: 'nothing is like it' },
  { name: 'music', known: steps, why: 'too much differs' },
  { name: 'voice', known: [], why: 'nothing is known' },
  { name: '', known: steps, why: 'there is nothing to compare' },
])('guesses nothing for "$name" when $why', ({ name, known }) => {
  expect(nearestName(name, known)).toBeUndefined();
});

test('guesses the nearer of two', () => {
  expect(nearestName('speed', ['speech', 'spend'])).toBe('spend');
});

test('takes names from a map as they are', () => {
  expect(nearestName('constructo', new Map([['constructor', 1]]).keys())).toBe('constructor');
});
