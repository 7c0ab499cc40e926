/** One channel of sound, samples from -1 to 1. */
export interface Pcm {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

export function durationMsOf({ samples, sampleRate }: Pcm): number {
  return (samples.length / sampleRate) * 1000;
}

/** Root of the mean square between two samples; 0 for nothing. */
export function loudness(samples: Float32Array, from: number, to: number): number {
  const [first, last] = [Math.max(0, Math.round(from)), Math.min(samples.length, Math.round(to))];
  let sum = 0;
  for (let i = first; i < last; i++) sum += (samples[i] ?? 0) ** 2;
  return last > first ? Math.sqrt(sum / (last - first)) : 0;
}

/** The value below which the given share of all values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Scales so that speech is as loud as broadcasters ask, without any sample going over full scale. */
export function normalized(pcm: Pcm, targetRms = 0.11, peakLimit = 0.89): Pcm {
  const { samples, sampleRate } = pcm;
  const block = Math.round(sampleRate * 0.05);
  const levels: number[] = [];
  let peak = 0;
  for (let at = 0; at < samples.length; at += block) levels.push(loudness(samples, at, at + block));
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  const spoken = percentile(levels, 0.8);
  if (spoken === 0 || peak === 0) return pcm;
  const gain = Math.min(targetRms / spoken, peakLimit / peak);
  return { samples: samples.map((sample) => sample * gain), sampleRate };
}
