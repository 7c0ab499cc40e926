import type { Eyes } from '../drawing/eyes.ts';
import { createRandom } from '../drawing/look.ts';
import { breathSteps } from '../drawing/presenter.ts';

/** What a presenter does without speaking, a frame. */
export interface IdlePose {
  readonly breathStep: number;
  readonly eyes: Eyes;
}

const blink: readonly Eyes[] = ['half', 'closed', 'closed', 'half'];

/**
 * Breathing and blinking for a whole film.
 *
 * @param breathSeconds Length of one breath; where it divides the film's length, the film can be looped without a jump.
 */
export function idleMotion(seed: string, frameCount: number, framesPerSecond: number, breathSeconds = 4): IdlePose[] {
  const random = createRandom(seed);
  const eyes = new Map<number, Eyes>();
  for (let at = Math.round((0.8 + random()) * framesPerSecond); at + blink.length < frameCount; ) {
    blink.forEach((state, offset) => {
      eyes.set(at + offset, state);
    });
    at += Math.round((2 + random() * 2.6) * framesPerSecond);
  }
  return Array.from({ length: frameCount }, (_, frame) => {
    const phase = (frame / framesPerSecond / breathSeconds) * 2 * Math.PI;
    return { breathStep: Math.round(((1 - Math.cos(phase)) / 2) * breathSteps), eyes: eyes.get(frame) ?? 'open' };
  });
}
