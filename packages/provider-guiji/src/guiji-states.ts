/** A state of anything at Guiji, in our words. `unknown` is a number that stands in no table. */
export type GuijiState = 'editing' | 'queued' | 'running' | 'ready' | 'failed' | 'rejected' | 'expired' | 'cancelled' | 'unknown';

type StateTable = Readonly<Record<string, Exclude<GuijiState, 'unknown'>>>;

/** Trainings of avatars: 4 is rejected, unlike for voices. */
export const trainingStates: StateTable = { 0: 'queued', 1: 'running', 2: 'ready', 3: 'failed', 4: 'rejected' };
/** Voices: 4 is expired. */
export const voiceStates: StateTable = { 0: 'queued', 1: 'running', 2: 'ready', 3: 'failed', 4: 'expired' };
/** Works, by `synthesisStatus`. */
export const videoStates: StateTable = {
  '-1': 'editing',
  1: 'queued',
  2: 'running',
  3: 'ready',
  4: 'failed',
  6: 'cancelled',
  7: 'failed',
};
export const speechStates: StateTable = { 0: 'queued', 1: 'running', 2: 'ready', 3: 'failed' };

/** A state as read: our word, and the wire's own number for people. */
export interface ReadState {
  readonly state: GuijiState;
  /** As told; `absent` where nothing was told, `unreadable` where it is no number. */
  readonly wireState: string;
}

/** @param value The state as the wire tells it: 2 or `"2"`. */
export function readState(table: StateTable, value: unknown): ReadState {
  const told = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  const wireState = told === '' ? 'absent' : /^-?\d{1,9}$/.test(told) ? told : 'unreadable';
  return { state: Object.hasOwn(table, wireState) ? (table[wireState] ?? 'unknown') : 'unknown', wireState };
}

/** The number by which a list is asked for voices in one state. */
export function voiceStateNumber(state: 'queued' | 'running' | 'ready' | 'failed' | 'expired'): number {
  return Number(Object.keys(voiceStates).find((key) => voiceStates[key] === state));
}
