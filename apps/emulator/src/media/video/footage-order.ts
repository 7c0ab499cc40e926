import { createRandom } from '../drawing/look.ts';

export interface FootageOrder {
  /** What happens at the end of the material: it starts again, or runs backwards. */
  readonly playback: 'forward' | 'reverse';
  /** Whether the material is shown in its own order or in stretches that begin anywhere. */
  readonly frames: 'sequential' | 'random';
  readonly seed: string;
}

/** Length of a stretch of random material, in frames: about one to two seconds. */
const [shortest, longest] = [25, 50];

/**
 * Which frame of the footage stands behind each frame of the film.
 *
 * @param footageFrames At least 1.
 */
export function footageOrder(filmFrames: number, footageFrames: number, { playback, frames, seed }: FootageOrder): number[] {
  if (frames === 'sequential')
    return Array.from({ length: filmFrames }, (_, i) => (playback === 'reverse' ? thereAndBack(i, footageFrames) : i % footageFrames));
  const random = createRandom(seed);
  const order: number[] = [];
  for (let backwards = false; order.length < filmFrames; backwards = playback === 'reverse' && !backwards) {
    const length = Math.min(shortest + Math.floor(random() * (longest - shortest)), footageFrames);
    const start = Math.floor(random() * (footageFrames - length + 1));
    for (let i = 0; i < length; i++) order.push(backwards ? start + length - 1 - i : start + i);
  }
  return order.slice(0, filmFrames);
}

/** 0 1 2 3 2 1 0 1 …: the turning points are shown once. */
function thereAndBack(index: number, length: number): number {
  if (length === 1) return 0;
  const place = index % (2 * length - 2);
  return place < length ? place : 2 * length - 2 - place;
}

/** A run of neighbouring film frames whose footage can be decoded in one go forward. */
export interface FootageRun {
  /** Ascending. */
  readonly indexes: readonly number[];
  readonly backwards: boolean;
}

/**
 * Cuts an order into runs. Frames of a backward run must be held until it is turned round,
 * so such runs are no longer than `maxBackward`.
 */
export function footageRuns(order: readonly number[], maxBackward: number): FootageRun[] {
  const runs: FootageRun[] = [];
  for (let at = 0; at < order.length; ) {
    const direction = Math.sign((order[at + 1] ?? 0) - (order[at] ?? 0));
    const backwards = direction < 0 && at + 1 < order.length;
    let end = at + 1;
    while (end < order.length && (backwards ? end - at < maxBackward : true) && isNext(order[end - 1] ?? 0, order[end] ?? 0, backwards))
      end++;
    const indexes = order.slice(at, end);
    runs.push({ indexes: backwards ? indexes.toReversed() : indexes, backwards });
    at = end;
  }
  return runs;
}

function isNext(before: number, after: number, backwards: boolean): boolean {
  return backwards ? after < before : after > before;
}
