import { expect, test } from 'vitest';
import { loudness } from '../audio/pcm.ts';
import { speakWithFormants } from './formant-speaker.ts';
import { speakingPitch } from './pitch.ts';
import { splitSpeech } from './sentences.ts';
import type { SpokenSentence } from './spoken.ts';
import { voiceCharacter } from './voice-character.ts';

async function say(text: string, sex: 'female' | 'male' = 'female', speed = 1): Promise<SpokenSentence> {
  for await (const sentence of speakWithFormants(splitSpeech(text), voiceCharacter({ seed: 'a', sex }, undefined, speed, 1)))
    return sentence;
  throw new Error('Nothing was said.');
}

test('is heard, and never louder than a recording can hold', async () => {
  const { samples } = await say('Hello there, this is a test.');
  expect(loudness(samples, 0, samples.length)).toBeGreaterThan(0.01);
  expect(samples.every((sample) => Number.isFinite(sample) && Math.abs(sample) < 4)).toBe(true);
});

test('is silent between words and loud within', async () => {
  const { samples, sampleRate, words } = await say('mama, mama');
  const second = ((words[1]?.[1] ?? 0) / 1000) * sampleRate;
  expect(loudness(samples, second - 0.06 * sampleRate, second)).toBeLessThan(
    loudness(samples, second + 0.1 * sampleRate, second + 0.3 * sampleRate) / 5,
  );
});

test('women speak higher than men, and others faster', async () => {
  const [woman, man, fast] = [
    await say('Hello there, my name is nobody.'),
    await say('Hello there, my name is nobody.', 'male'),
    await say('Hello there, my name is nobody.', 'female', 2),
  ];
  expect(speakingPitch(woman) ?? 0).toBeGreaterThan((speakingPitch(man) ?? 999) * 1.4);
  expect(fast.samples.length / woman.samples.length).toBeCloseTo(0.5, 1);
});

test.each([
  ['words', 'Hello brave world', [0, 6, 12]],
  ['characters', '你好', [0, 1]],
  ['both', 'ab你c', [0, 2, 3]],
  ['figures', 'no 42', [0, 3]],
])('marks where %s begin, at times that rise', async (_what, text, offsets) => {
  const { words } = await say(text);
  expect(words.map(([offset]) => offset)).toEqual(offsets);
  const times = words.map(([, timeMs]) => timeMs);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
});

test('says the same thing in the same way', async () => {
  const [first, second, other] = [await say('Hello.'), await say('Hello.'), await say('Hullo.')];
  expect(second.samples).toEqual(first.samples);
  expect(other.samples).not.toEqual(first.samples);
});

test('a question rises where a statement falls', async () => {
  const [asked, told] = [await say('manana manaaaaaa?'), await say('manana manaaaaaa.')];
  const end = (sentence: SpokenSentence) =>
    speakingPitch({ ...sentence, samples: sentence.samples.slice(-Math.round(sentence.sampleRate * 0.45)) }) ?? 0;
  expect(end(asked)).toBeGreaterThan(end(told) * 1.05);
});

test('pitch is measured to a few percent, and not at all where there is none', () => {
  const buzz = (hz: number) => Float32Array.from({ length: 32_000 }, (_, i) => (((i * hz) / 16_000) % 1 < 0.3 ? 0.3 : -0.1));
  for (const hz of [90, 130, 200, 260])
    expect(Math.abs((speakingPitch({ samples: buzz(hz), sampleRate: 16_000 }) ?? 0) / hz - 1)).toBeLessThan(0.05);
  expect(speakingPitch({ samples: new Float32Array(32_000), sampleRate: 16_000 })).toBeUndefined();
});
