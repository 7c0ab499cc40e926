/** How long things take and live at this provider alone, in milliseconds of its clock. */
export interface GuijiTimings {
  /** Life of an access token. */
  readonly guijiTokenLifeMs: number;
  /** How long a cloned voice can be used. */
  readonly guijiVoiceLifeMs: number;
  /** How long a cloned avatar can be used. */
  readonly guijiAvatarLifeMs: number;
  /** How long its people take to look at a consent. */
  readonly guijiConsentMs: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

export const guijiTimings: GuijiTimings = {
  guijiTokenLifeMs: 120 * minute,
  guijiVoiceLifeMs: 365 * day,
  guijiAvatarLifeMs: 365 * day,
  guijiConsentMs: 15_000,
};
