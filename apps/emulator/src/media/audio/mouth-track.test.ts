import { expect, test } from 'vitest';
import { mouthTrack, shapesOf } from './mouth-track.ts';

const sampleRate = 16_000;
const frame = sampleRate / 25;

/** Half a second each of silence, a soft and a loud low tone, and silence. */
function softThenLoud(hz: number): Float32Array {
  const levels = [0, 0.1, 0.6, 0];
  return Float32Array.from(
    { length: sampleRate * 2 },
    (_, i) => (levels[Math.floor(i / (sampleRate / 2))] ?? 0) * Math.sin((2 * Math.PI * hz * i) / sampleRate),
  );
}

test('is shut in silence, and opens the wider the louder the sound is', () => {
  const mouths = mouthTrack({ samples: softThenLoud(200), sampleRate }, 25, 50);
  const at = (seconds: number) => mouths[Math.round(seconds * 25)]?.open ?? -1;
  expect(at(0.2)).toBe(0);
  expect(at(0.8)).toBeGreaterThan(0);
  expect(at(1.3)).toBeGreaterThan(at(0.8));
  expect(at(1.9)).toBe(0);
});

test('shuts within a fifth of a second when the sound stops', () => {
  const mouths = mouthTrack({ samples: softThenLoud(200), sampleRate }, 25, 50);
  expect(mouths.findIndex((mouth, i) => i > 37 && mouth.open === 0)).toBeLessThanOrEqual(38 + 5);
});

test('widens for bright sounds and rounds for dull ones', () => {
  const samples = Float32Array.from(
    { length: frame * 40 },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * (i < frame * 20 ? 250 : 2800) * i) / sampleRate),
  );
  const mouths = mouthTrack({ samples, sampleRate }, 25, 40);
  expect(mouths[10]?.spread).toBeLessThan(mouths[30]?.spread ?? -1);
});

test('keeps as far from full scale as it may be: only the sound’s own loudest counts', () => {
  const whisper = softThenLoud(200).map((sample) => sample / 20);
  const open = (samples: Float32Array) => mouthTrack({ samples, sampleRate }, 25, 50).map((mouth) => mouth.open);
  expect(open(whisper)).toEqual(open(softThenLoud(200)));
});

test('stays shut for a recording of nothing', () => {
  expect(new Set(mouthTrack({ samples: new Float32Array(sampleRate), sampleRate }, 25, 25).map((mouth) => mouth.open))).toEqual(
    new Set([0]),
  );
  expect(shapesOf([])).toEqual([]);
});
