import { expect, test } from 'vitest';
import { durationMsOf, loudness, normalized, type Pcm } from './pcm.ts';
import { resample } from './resample.ts';
import { decodeWav, encodeWav } from './wav.ts';

function tone(hz: number, sampleRate: number, seconds = 0.5, level = 0.5): Pcm {
  return {
    samples: Float32Array.from({ length: sampleRate * seconds }, (_, i) => level * Math.sin((2 * Math.PI * hz * i) / sampleRate)),
    sampleRate,
  };
}

/** A WAV file of two frames of two channels, in a form of its own. */
function wavOf(
  code: number,
  bits: number,
  frames: readonly (readonly [number, number])[],
  write: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = bits / 8;
  const file = Buffer.from(encodeWav({ samples: new Float32Array(frames.length * bytes), sampleRate: 8000 }));
  file.writeUInt16LE(code, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt16LE(bits, 34);
  const view = new DataView(file.buffer, file.byteOffset);
  frames.flat().forEach((value, i) => {
    write(view, 44 + i * bytes, value);
  });
  return file;
}

test.each([
  ['8-bit', 1, 8, (view: DataView, at: number, value: number) => view.setUint8(at, 128 + value * 127)],
  ['16-bit', 1, 16, (view: DataView, at: number, value: number) => view.setInt16(at, value * 32767, true)],
  ['32-bit', 1, 32, (view: DataView, at: number, value: number) => view.setInt32(at, value * 2147483647, true)],
  ['32-bit float', 3, 32, (view: DataView, at: number, value: number) => view.setFloat32(at, value, true)],
  ['64-bit float', 3, 64, (view: DataView, at: number, value: number) => view.setFloat64(at, value, true)],
])('reads %s WAV and mixes its channels', (_form, code, bits, write) => {
  const { samples } = decodeWav(
    wavOf(
      code,
      bits,
      [
        [1, 0],
        [-0.5, -0.5],
      ],
      write,
    ),
  );
  expect([...samples].map((sample) => Math.round(sample * 50) / 50)).toEqual([0.5, -0.5]);
});

test('reads back what it wrote', () => {
  const pcm = tone(440, 16_000);
  const back = decodeWav(encodeWav(pcm));
  expect(back.sampleRate).toBe(16_000);
  expect(Math.max(...back.samples.map((sample, i) => Math.abs(sample - (pcm.samples[i] ?? 9))))).toBeLessThan(1 / 16_000);
});

test.each([
  ['no WAV', Buffer.from('not a sound at all, just words')],
  ['no samples', encodeWav({ samples: new Float32Array(0), sampleRate: 8000 })],
  ['nothing after the head', encodeWav(tone(440, 8000)).subarray(0, 30)],
  ['a form that cannot be played', Buffer.from(encodeWav(tone(440, 8000))).fill(0x55, 20, 21)],
])('refuses %s', (_what, bytes) => {
  expect(() => decodeWav(bytes)).toThrow(expect.objectContaining({ name: 'MediaError', kind: 'input' }));
});

test('reads what is there of a file that was cut off', () => {
  const cut = encodeWav(tone(440, 8000, 1)).subarray(0, 44 + 8000);
  expect(durationMsOf(decodeWav(cut))).toBe(500);
});

test.each([
  [22_050, 44_100],
  [16_000, 48_000],
  [44_100, 16_000],
  [48_000, 44_100],
])('a tone survives the way from %i to %i Hz', (from, to) => {
  const { samples, sampleRate } = resample(tone(1000, from), to);
  const expected = tone(1000, to).samples;
  expect([samples.length, sampleRate]).toEqual([expected.length, to]);
  const inner = samples.subarray(200, -200);
  const error = inner.map((sample, i) => sample - (expected[i + 200] ?? 9));
  expect(loudness(error, 0, error.length)).toBeLessThan(0.005);
});

test('what the lower rate cannot hold is taken out, not folded down', () => {
  const { samples } = resample(tone(9000, 44_100), 16_000);
  expect(loudness(samples, 400, samples.length - 400)).toBeLessThan(0.02);
});

test('loudness can be asked for between samples', () => {
  const { samples } = tone(440, 8000);
  expect(loudness(samples, 100.4, 3000.6)).toBeCloseTo(loudness(samples, 100, 3001), 6);
});

test('brings speech to one loudness, and never over full scale', () => {
  const [quiet, loud] = [normalized(tone(200, 8000, 1, 0.02)), normalized(tone(200, 8000, 1, 0.9))];
  expect(loudness(quiet.samples, 0, 8000)).toBeCloseTo(loudness(loud.samples, 0, 8000), 2);
  const spiky = { samples: new Float32Array(8000), sampleRate: 8000 };
  spiky.samples.fill(0.001);
  spiky.samples[100] = 1;
  expect(Math.max(...normalized(spiky).samples)).toBeLessThan(0.9);
});
