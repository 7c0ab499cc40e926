/** How long things take and live at this provider alone, in milliseconds of its clock. */
export interface ChanjingTimings {
  /** Life of an access token. */
  readonly tokenLifeMs: number;
  /** Life of the address that an upload is PUT to. */
  readonly uploadUrlLifeMs: number;
  /** How long a cloned voice can be used; none by default, since nobody documents one. */
  readonly voiceLifeMs: number;
  readonly lipSyncQueueMs: number;
  readonly lipSyncMs: number;
  readonly lipSyncPerSecondMs: number;
}

const minute = 60_000;

export const chanjingTimings: ChanjingTimings = {
  tokenLifeMs: 24 * 60 * minute,
  uploadUrlLifeMs: 15 * minute,
  voiceLifeMs: Number.POSITIVE_INFINITY,
  lipSyncQueueMs: 2_000,
  lipSyncMs: 18_000,
  lipSyncPerSecondMs: 3_000,
};
