import type { PollPacing } from '@reelwright/provider';

/** What a task has been seen to do so far, as far as the time of the next look depends on it. Times are monotonic ms. */
export interface LookHistory {
  /** The first look that found work under way, and how far it was then. */
  readonly begun: { readonly at: number; readonly progress: number } | undefined;
  readonly progress: number | undefined;
  readonly intervalMs: number;
}

export interface Sighting {
  readonly progress?: number | undefined;
  readonly queued?: boolean | undefined;
}

/** Of the foretold rest, wait this part before the next look: the foretelling gets better on the way. */
const partOfRest = { early: 0.7, late: 0.35, lateFrom: 0.9 };

export function firstHistory(pacing: PollPacing): LookHistory {
  return { begun: undefined, progress: undefined, intervalMs: pacing.intervalMs };
}

/** Takes a look into account. While nothing changes the interval grows; a change sets it back. */
export function afterLook(history: LookHistory, { progress, queued }: Sighting, at: number, pacing: PollPacing): LookHistory {
  const changed = progress !== history.progress;
  const intervalMs = changed ? pacing.intervalMs : Math.min(pacing.maxIntervalMs, history.intervalMs * pacing.growth);
  const begun = history.begun ?? (queued === true || progress === undefined ? undefined : { at, progress });
  return { begun, progress, intervalMs };
}

/** How long to wait for the next look. With progress it follows the foretold end, else the adapter's interval. */
export function nextLookMs({ begun, progress, intervalMs }: LookHistory, at: number, pacing: PollPacing): number {
  if (begun === undefined || progress === undefined || progress <= begun.progress || at <= begun.at) return intervalMs;
  const restMs = ((1 - progress) * (at - begun.at)) / (progress - begun.progress);
  const part = progress >= partOfRest.lateFrom ? partOfRest.late : partOfRest.early;
  return Math.min(Math.max(restMs * part, pacing.intervalMs), pacing.maxIntervalMs * 2);
}
