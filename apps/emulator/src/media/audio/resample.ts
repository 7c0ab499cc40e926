import type { Pcm } from './pcm.ts';

/** Zero crossings of the sinc on each side; enough for speech without audible images. */
const lobes = 12;

/** The same sound at another rate, by a windowed sinc whose weights are made once for each phase. */
export function resample({ samples, sampleRate }: Pcm, toRate: number): Pcm {
  if (sampleRate === toRate) return { samples, sampleRate };
  const common = greatestCommonDivisor(sampleRate, toRate);
  const phases = toRate / common;
  const step = sampleRate / common;
  const filters = Array.from({ length: phases }, (_, phase) =>
    sincWeights(((phase * step) % phases) / phases, Math.min(1, toRate / sampleRate)),
  );
  const result = new Float32Array(Math.round((samples.length * toRate) / sampleRate));
  const reach = (filters[0]?.length ?? 0) / 2;
  for (let i = 0; i < result.length; i++) {
    const weights = filters[i % phases] ?? [];
    const first = Math.floor((i * step) / phases) - reach + 1;
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++) sum += (samples[first + tap] ?? 0) * (weights[tap] ?? 0);
    result[i] = sum;
  }
  return { samples: result, sampleRate: toRate };
}

/** Weights around a place `fraction` after a sample, cut off at `bandwidth` of the source's own band. */
function sincWeights(fraction: number, bandwidth: number): Float32Array {
  const reach = Math.ceil(lobes / bandwidth);
  const weights = new Float32Array(reach * 2);
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap++) {
    const distance = tap - reach + 1 - fraction;
    const x = Math.PI * distance * bandwidth;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (reach + 1));
    weights[tap] = (x === 0 ? 1 : Math.sin(x) / x) * window;
    sum += weights[tap] ?? 0;
  }
  return weights.map((weight) => weight / sum);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
