import { expect, test } from 'vitest';
import { cloneVoice, output, place, step } from '../__fixtures__/recipes.ts';
import { checkInputOf } from './check-input.ts';

type Film = Extract<Parameters<typeof step>[1], { uses: 'avatar-video' }>;

const film: Film = {
  uses: 'avatar-video',
  avatar: { type: 'id', id: '1421df93', figure: 'sit_body', location: place() },
  speech: { type: 'audio', audio: { type: 'url', url: 'https://media.example/a.wav', location: place() } },
  size: undefined,
  position: undefined,
  background: undefined,
  captions: false,
  quality: 'basic',
  playback: 'forward',
  frames: 'sequential',
  transparent: false,
  watermark: false,
  volume: 100,
  language: undefined,
};

test('a film of an avatar tells which avatar and figure it shows, and what it speaks to', () => {
  const { options, media } = checkInputOf(step('film', film), new Map());
  expect(options).toMatchObject({ avatar: '1421df93', figure: 'sit_body' });
  expect(media).toEqual([{ field: 'audio', purpose: 'avatar-audio', url: 'https://media.example/a.wav' }]);
});

test('an avatar that another step makes is not known yet', () => {
  const { options } = checkInputOf(step('film', { ...film, avatar: output('mei', 'avatar', 'avatar') }), new Map());
  expect(options).not.toHaveProperty('avatar');
});

test('options of the provider are seen as they are, and absent where there are none', () => {
  const voice = step('voice', cloneVoice('/p/mei.wav'));
  expect(checkInputOf(voice, new Map(), { text: 'Hello.' }).options).toMatchObject({ vendor: { text: 'Hello.' } });
  expect(checkInputOf(voice, new Map()).options).not.toHaveProperty('vendor');
});
