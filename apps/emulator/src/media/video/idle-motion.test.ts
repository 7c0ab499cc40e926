import { expect, test } from 'vitest';
import { breathSteps } from '../drawing/presenter.ts';
import { idleMotion } from './idle-motion.ts';

test('breathes in and out, and comes back to where it began', () => {
  const poses = idleMotion('a', 120, 25, 4.8);
  const steps = poses.map((pose) => pose.breathStep);
  expect([Math.min(...steps), Math.max(...steps)]).toEqual([0, breathSteps]);
  expect(steps.every((step, i) => Math.abs(step - (steps[(i + 1) % 120] ?? 0)) <= 1)).toBe(true);
});

test('blinks now and then, and never for long', () => {
  const poses = idleMotion('a', 25 * 60, 25);
  const shut = poses.map((pose) => (pose.eyes === 'open' ? 'o' : 'x')).join('');
  const blinks = shut.match(/x+/g) ?? [];
  expect(blinks.length).toBeGreaterThan(12);
  expect(blinks.length).toBeLessThan(32);
  expect(new Set(blinks.map((blink) => blink.length))).toEqual(new Set([4]));
});

test('moves the same way for the same seed', () => {
  expect(idleMotion('a', 300, 25)).toEqual(idleMotion('a', 300, 25));
  expect(idleMotion('a', 300, 25)).not.toEqual(idleMotion('b', 300, 25));
});
