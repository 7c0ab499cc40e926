import { fractionOf } from './state/ids.ts';

/** How long things take and live at whichever provider, in milliseconds of the clock. What one alone has is in its folder. */
export interface SharedTimings {
  /** From the end of an upload until the file may be used. */
  readonly uploadReadyMs: number;
  /** How long uploaded files are kept. */
  readonly fileLifeMs: number;
  /** Life of the address of a result; asking for the task again gives a fresh one. */
  readonly resultUrlLifeMs: number;
  readonly cloneQueueMs: number;
  readonly cloneMs: number;
  readonly ttsMs: number;
  readonly ttsPerCharacterMs: number;
  readonly avatarQueueMs: number;
  readonly avatarMs: number;
  readonly avatarVideoQueueMs: number;
  readonly avatarVideoMs: number;
  readonly avatarVideoPerSecondMs: number;
  /** Up to this part of its time a task takes more or less, depending on its id alone: 0.2 is ±20 %. */
  readonly variation: number;
}

const day = 24 * 60 * 60_000;

export const defaultSharedTimings: SharedTimings = {
  uploadReadyMs: 3_000,
  fileLifeMs: 30 * day,
  resultUrlLifeMs: day,
  cloneQueueMs: 2_000,
  cloneMs: 20_000,
  ttsMs: 2_000,
  ttsPerCharacterMs: 30,
  avatarQueueMs: 4_000,
  avatarMs: 30_000,
  avatarVideoQueueMs: 3_000,
  avatarVideoMs: 18_000,
  avatarVideoPerSecondMs: 3_000,
  variation: 0.2,
};

/** The time one task takes: the usual one, a little more or less for each id. */
export function varied(usualMs: number, id: string, variation: number): number {
  return Math.round(usualMs * (1 + variation * (2 * fractionOf(id) - 1)));
}
