import { loudness, type Pcm, percentile } from '../audio/pcm.ts';
import { resample } from '../audio/resample.ts';

/** Low enough to be quick, high enough for voices. */
const analysisRate = 8000;
const [lowestHz, highestHz] = [65, 400];
/** More of the recording tells no more. */
const maxSeconds = 12;
const window = 400;

/** Mean pitch of a speaking voice in Hz, or undefined when nothing periodic is heard. */
export function speakingPitch({ samples, sampleRate }: Pcm): number | undefined {
  const short = { samples: samples.subarray(0, sampleRate * maxSeconds), sampleRate };
  const { samples: sound } = resample(short, analysisRate);
  const loud = percentile(levelsOf(sound), 0.6);
  if (loud < 0.001) return undefined;
  const pitches: number[] = [];
  for (let at = 0; at + window * 2 < sound.length; at += window) {
    if (loudness(sound, at, at + window) < loud * 0.6) continue;
    const lag = periodAt(sound, at);
    if (lag !== undefined) pitches.push(analysisRate / lag);
  }
  return pitches.length < 5 ? undefined : percentile(pitches, 0.5);
}

function levelsOf(sound: Float32Array): number[] {
  const levels: number[] = [];
  for (let at = 0; at < sound.length; at += window) levels.push(loudness(sound, at, at + window));
  return levels;
}

/** The shortest lag at which the sound is nearly as like itself as at the best lag: twice the period is as good, but no pitch. */
function periodAt(sound: Float32Array, at: number): number | undefined {
  const likeness = new Map<number, number>();
  for (let lag = Math.floor(analysisRate / highestHz); lag <= analysisRate / lowestHz; lag++) likeness.set(lag, likenessAt(sound, at, lag));
  const best = Math.max(...likeness.values());
  if (best < 0.6) return undefined;
  for (const [lag, value] of likeness) {
    if (value > best * 0.9 && value >= (likeness.get(lag + 1) ?? 0) && value >= (likeness.get(lag - 1) ?? 0)) return lag;
  }
  return undefined;
}

function likenessAt(sound: Float32Array, at: number, lag: number): number {
  let [product, here, there] = [0, 0, 0];
  for (let i = at; i < at + window; i++) {
    const [a, b] = [sound[i] ?? 0, sound[i + lag] ?? 0];
    product += a * b;
    here += a * a;
    there += b * b;
  }
  return product / Math.sqrt(here * there + 1e-12);
}
