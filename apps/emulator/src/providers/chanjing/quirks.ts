/** Which reading is served where the provider's pages contradict each other or clients met something else. */
export interface Quirks {
  /** How lists are spelt: `list` and `page_info`, `list` and `pageInfo`, or `List` and `PageInfo`; per call as each page has it. */
  readonly lists: 'as-documented' | 'page_info' | 'pageInfo' | 'PageInfo';
  /** The code of refusals that the pages list without one, below 10400. */
  readonly blankCodes: 'format' | 'token';
  /** Ids of films: 19 digits as in the callback's sample, 32 hex digits as in the reply's. */
  readonly filmIds: 'digits' | 'hex';
  /** Custom avatars: 1 in work and 2 done, or 0 and 1 as the specification's comment has it. */
  readonly avatarStates: 'scripts' | 'specification';
  /** What speech in the making is: 1 on the page, 10 at a reseller. */
  readonly speechRunning: 1 | 10;
  /** What an uploaded file that may be used is: 1, or 2 as a vendor's text has it. */
  readonly fileReady: 1 | 2;
  /** How several tags are read from `tag_ids=1&tag_ids=2`: all of them as the page says, or the first alone as a client met it. */
  readonly repeatedTags: 'all' | 'first';
  /** Whether films carry the compliance watermark where nothing is said: no page tells. */
  readonly watermarkByDefault: boolean;
  /** `expire_in` of a token: a point in time in unix seconds, or the duration that its name promises. */
  readonly expireIn: 'time' | 'duration';
  /** `figure_type` of public avatars: needed as the error table says, or optional as the field's own row does; then the first one counts. */
  readonly figureType: 'needed' | 'optional';
  /** Whether the detail of a lip-sync film tells its length: the newer sample has none. */
  readonly lipSyncDuration: 'present' | 'absent';
}

export const defaultQuirks: Quirks = {
  lists: 'as-documented',
  blankCodes: 'format',
  filmIds: 'digits',
  avatarStates: 'scripts',
  speechRunning: 1,
  fileReady: 1,
  repeatedTags: 'all',
  watermarkByDefault: false,
  expireIn: 'time',
  figureType: 'needed',
  lipSyncDuration: 'present',
};
