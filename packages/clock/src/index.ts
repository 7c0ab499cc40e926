export type { Clock } from './clock.ts';
export { createScaledClock, type ScaledClockSettings } from './scaled-clock.ts';
export { createSystemClock } from './system-clock.ts';
export { createVirtualClock, type VirtualClock, type VirtualClockSettings } from './virtual-clock.ts';
