import { fractionOf } from './state/ids.ts';

/** How long things take and live at the emulated service, in milliseconds of its clock. */
export interface Timings {
  /** Life of an access token. */
  readonly tokenLifeMs: number;
  /** From the end of an upload until the file may be used. */
  readonly uploadReadyMs: number;
  /** Life of the address that an upload is PUT to. */
  readonly uploadUrlLifeMs: number;
  /** How long uploaded files are kept. */
  readonly fileLifeMs: number;
  /** Life of the address of a result; asking for the task again gives a fresh one. */
  readonly resultUrlLifeMs: number;
  /** How long a cloned voice can be used; none by default, since nobody documents one. */
  readonly voiceLifeMs: number;
  readonly cloneQueueMs: number;
  readonly cloneMs: number;
  readonly ttsMs: number;
  readonly ttsPerCharacterMs: number;
  readonly lipSyncQueueMs: number;
  readonly lipSyncMs: number;
  readonly lipSyncPerSecondMs: number;
  /** Guiji: life of a token, of a cloned voice and of a cloned avatar; how long its people take to look at a consent. */
  readonly guijiTokenLifeMs: number;
  readonly guijiVoiceLifeMs: number;
  readonly guijiAvatarLifeMs: number;
  readonly guijiConsentMs: number;
  readonly avatarQueueMs: number;
  readonly avatarMs: number;
  readonly avatarVideoQueueMs: number;
  readonly avatarVideoMs: number;
  readonly avatarVideoPerSecondMs: number;
  /** Up to this part of its time a task takes more or less, depending on its id alone: 0.2 is ±20 %. */
  readonly variation: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** Lives as the provider's pages state them; durations as live runs showed them (a film of 4 s in about 32 s). */
export const defaultTimings: Timings = {
  tokenLifeMs: day,
  uploadReadyMs: 3_000,
  uploadUrlLifeMs: 15 * minute,
  fileLifeMs: 30 * day,
  resultUrlLifeMs: day,
  voiceLifeMs: Number.POSITIVE_INFINITY,
  cloneQueueMs: 2_000,
  cloneMs: 20_000,
  ttsMs: 2_000,
  ttsPerCharacterMs: 30,
  lipSyncQueueMs: 2_000,
  lipSyncMs: 18_000,
  lipSyncPerSecondMs: 3_000,
  guijiTokenLifeMs: 120 * minute,
  guijiVoiceLifeMs: 365 * day,
  guijiAvatarLifeMs: 365 * day,
  guijiConsentMs: 15_000,
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
