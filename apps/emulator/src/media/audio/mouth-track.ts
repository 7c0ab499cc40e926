import type { MouthShape } from '../drawing/mouth.ts';
import { loudness, type Pcm, percentile } from './pcm.ts';

/** Pictures are cached per shape, so mouths come in few: five openings, three widths. */
const openings = [0, 0.16, 0.36, 0.62, 0.92];
const spreads = [-0.65, 0, 0.8];

/** The mouth for each video frame: it opens with loudness, and widens or rounds with where the sound's energy lies. */
export function mouthTrack({ samples, sampleRate }: Pcm, framesPerSecond: number, frameCount: number): MouthShape[] {
  const hop = sampleRate / framesPerSecond;
  const dull = lowPassed(samples, sampleRate, 900);
  const levels: number[] = [];
  const brightness: number[] = [];
  for (let frame = 0; frame < frameCount; frame++) {
    const [from, to] = [Math.round((frame - 0.25) * hop), Math.round((frame + 1.25) * hop)];
    const level = loudness(samples, from, to);
    levels.push(level);
    brightness.push(level === 0 ? 0 : 1 - loudness(dull, from, to) / level);
  }
  return shapesOf(levels, brightness);
}

/**
 * Mouths from levels alone.
 *
 * @param levels Loudness a frame, any unit.
 * @param brightness Share of the energy that lies high, 0 to 1, a frame; without it the mouth keeps its width.
 */
export function shapesOf(levels: readonly number[], brightness: readonly number[] = []): MouthShape[] {
  const loud = Math.max(percentile(levels, 0.92), 0.004);
  const voiced = brightness.filter((_, frame) => (levels[frame] ?? 0) > loud * 0.25);
  const [low, high] = [percentile(voiced, 0.25), percentile(voiced, 0.75)];
  let before = 0;
  return levels.map((level, frame) => {
    const target = Math.min(1, Math.max(0, level / loud - 0.09) / 0.91) ** 0.75;
    before = Math.max(target, before * 0.45); // lips fall shut less quickly than sound stops
    const open = nearest(openings, before);
    return { open, spread: open === 0 ? 0 : spreadOf(brightness[frame], low, high) };
  });
}

function spreadOf(bright: number | undefined, low: number, high: number): number {
  if (bright === undefined || high - low < 0.02) return 0;
  return bright >= high ? (spreads[2] ?? 0) : bright <= low ? (spreads[0] ?? 0) : 0;
}

function nearest(list: readonly number[], value: number): number {
  return list.reduce((best, candidate) => (Math.abs(candidate - value) < Math.abs(best - value) ? candidate : best), 0);
}

/** One pole is enough to tell a vowel from an s. */
function lowPassed(samples: Float32Array, sampleRate: number, cutoffHz: number): Float32Array {
  const share = 1 - Math.exp((-2 * Math.PI * cutoffHz) / sampleRate);
  let state = 0;
  return samples.map((sample) => {
    state += (sample - state) * share;
    return state;
  });
}
