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
  /** Whether the detail of a lip-sync film tells its length: the newer sample has none, the older one tells 300 of any film. */
  readonly lipSyncDuration: 'present' | 'absent' | 'sample';
  /** The text of a lip-sync: a text in one table and in the samples, a list in the other table. */
  readonly lipSyncText: 'either' | 'text' | 'list';
  /** Where the id of something new stands: as each page's sample has it, as all of `data`, in `data.task_id`, or beside `data` as one table reads. */
  readonly createdIds: 'as-documented' | 'text' | 'object' | 'beside-data';
  /** `model_type` of a voice: required in the table, absent from its sample. */
  readonly modelType: 'optional' | 'required';
  /** How `type` repeats it: in lower case as in the samples, or as it was sent. */
  readonly modelEcho: 'lowercase' | 'as-sent';
  /** Where a film's `drive_mode`, `backway` and `is_rgba_mode` count: inside `person`, or also beside it, where a vendor's script has them. */
  readonly figureFields: 'nested' | 'either';
  /** Characters of a text that may be spoken: "less than 4,000" on one page, "up to 4,000" on another. */
  readonly longestText: 'as-documented' | 3999 | 4000;
  /** `pitch`: has a range, or is "always 1" as the page of speech says. */
  readonly pitch: 'range' | 'one';
  /** What `wav_url` may lead to: the three kinds of sound in its text, or video/mp4 as well, which is among its types. */
  readonly soundFormats: 'with-mp4' | 'sound-only';
  /** Whether a speech task is told under another id than it was asked for, as in the sample. */
  readonly speechIds: 'other' | 'same';
  /** `msg` of a film that is done: "success" in the samples of lip-syncs, nothing in those of avatar films. */
  readonly doneWords: 'as-documented' | 'success' | 'none';
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
  lipSyncText: 'either',
  createdIds: 'as-documented',
  modelType: 'optional',
  modelEcho: 'lowercase',
  figureFields: 'nested',
  longestText: 'as-documented',
  pitch: 'range',
  soundFormats: 'with-mp4',
  speechIds: 'other',
  doneWords: 'as-documented',
};

/** @param documented The longest that the page of a call allows. */
export function longestTextOf({ longestText }: Pick<Quirks, 'longestText'>, documented: number): number {
  return longestText === 'as-documented' ? documented : longestText;
}

export function pitchRange({ pitch }: Pick<Quirks, 'pitch'>): { readonly min: number; readonly max: number; readonly fallback: number } {
  return pitch === 'one' ? { min: 1, max: 1, fallback: 1 } : { min: 0.1, max: 3, fallback: 1 };
}

/** @param documented What the samples of this kind of film say. */
export function doneWordsOf({ doneWords }: Pick<Quirks, 'doneWords'>, documented: string): string {
  return { 'as-documented': documented, success: 'success', none: '' }[doneWords];
}
