import type { Json } from '../../state/json.ts';
import type { CodeForm } from './envelope.ts';

/** Where the provider's pages contradict themselves or its clients: which of both readings is served. */
export interface Quirks {
  /** `code`: text in the pages, a number to some clients. */
  readonly codes: CodeForm;
  /** `sceneId` in replies and callbacks: an integer in samples, a string in the table of the callback. */
  readonly sceneIds: 'number' | 'text';
  /** `languages` of public voices: a list in the sample, a string in the table. */
  readonly languages: 'list' | 'text';
  /** `authorizeStatus` of new clones: required in the tables, absent from every sample. */
  readonly authorizeStatus: 'told' | 'absent';
  /** `duration` in the callback of speech: milliseconds in the table, 0 in the sample. */
  readonly speechCallbackDuration: 'told' | 'zero';
  /** `status` in that callback: optional in the table, there in the sample. */
  readonly speechCallbackStatus: 'told' | 'absent';
  /** Tokens: well-formed UUIDs, or short of a dash as in the samples of the calls that create. */
  readonly tokens: 'uuid' | 'malformed';
  /** Ids of films: numbers that nothing else has, or such as avatars have, too, since the pages call a film's id a "Scene ID". */
  readonly videoIds: 'apart' | 'like-scenes';
}

export const defaultQuirks: Quirks = {
  codes: 'text',
  sceneIds: 'number',
  languages: 'list',
  authorizeStatus: 'told',
  speechCallbackDuration: 'told',
  speechCallbackStatus: 'told',
  tokens: 'uuid',
  videoIds: 'apart',
};

export function writtenSceneId(id: number | null, { sceneIds }: Quirks): Json {
  return id === null || sceneIds === 'number' ? id : String(id);
}
