import type { CallbackHint, TaskKind } from '@reelwright/provider';
import { parseJson } from '@reelwright/provider-http';
import { decodeTraining, type GuijiTraining } from './avatar-wire.ts';
import { decodeSpeech, type GuijiSpeech } from './speech-wire.ts';
import { decodeVideo, type GuijiVideo } from './video-wire.ts';
import { decodeVoice, type GuijiVoice } from './voice-wire.ts';
import { optionalRecord, optionalText, ShapeError, type WireRecord } from './wire-fields.ts';

/** What a callback says happened. Unsigned: anybody can send one. */
export type CallbackOutcome = 'succeeded' | 'failed' | 'running';

/** One of the four bodies, read. */
export type GuijiCallback =
  | { readonly kind: 'clone-avatar'; readonly outcome: CallbackOutcome; readonly thing: GuijiTraining }
  | { readonly kind: 'clone-voice'; readonly outcome: CallbackOutcome; readonly thing: GuijiVoice }
  | { readonly kind: 'avatar-video'; readonly outcome: CallbackOutcome; readonly thing: GuijiVideo }
  | { readonly kind: 'tts'; readonly outcome: CallbackOutcome; readonly thing: GuijiSpeech };

/** What Guiji wants to be answered; it notes anything else as a failed callback. */
const callbackAnswer = { code: '0', success: true, message: 'ok' } as const;

/**
 * Reads `{ taskType, data }`.
 *
 * @param body The parsed body, or its text: only from the text are ids of more than 15 digits certain to be whole.
 * @returns Undefined when it is none of the four bodies.
 */
export function decodeGuijiCallback(body: unknown): GuijiCallback | undefined {
  const root = optionalRecord(typeof body === 'string' ? parsed(body) : body);
  const data = optionalRecord(root?.data);
  const kind = typeof root?.taskType === 'string' ? kinds[root.taskType] : undefined;
  if (data === undefined || kind === undefined) return undefined;
  try {
    return readers[kind](data);
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

/** A hint to look now. The body's own verdict is not passed on: it may be forged, and results have to be fetched anyway. */
export function hintOf(body: unknown): CallbackHint | undefined {
  const callback = decodeGuijiCallback(body);
  return callback === undefined ? undefined : { kind: callback.kind, id: callback.thing.id, answer: callbackAnswer };
}

const kinds: Readonly<Record<string, GuijiCallback['kind']>> = Object.assign(Object.create(null), {
  'video-training': 'clone-avatar',
  'voice-clone': 'clone-voice',
  'video-synthesis': 'avatar-video',
  'tts-synthesis': 'tts',
} satisfies Record<string, TaskKind>);

const readers: Readonly<Record<GuijiCallback['kind'], (data: WireRecord) => GuijiCallback>> = {
  'clone-avatar': (data) => ({ kind: 'clone-avatar', outcome: byResult(data), thing: decodeTraining(data, 'data') }),
  'clone-voice': (data) => ({ kind: 'clone-voice', outcome: byResult(data), thing: decodeVoice(data, 'data') }),
  'avatar-video': (data) => ({ kind: 'avatar-video', outcome: byResult(data), thing: decodeVideo(data, 'data') }),
  tts: (data) => {
    const thing = decodeSpeech(data, 'data');
    return { kind: 'tts', outcome: speechOutcome(thing), thing };
  },
};

function byResult(data: WireRecord): CallbackOutcome {
  const result = optionalText(data, 'result')?.toLowerCase();
  return result === 'success' ? 'succeeded' : result === 'fail' ? 'failed' : 'running';
}

/** Speech tells no result: without an address it has failed, unless it says that it is still being made (G15). */
function speechOutcome({ state, audioUrl }: GuijiSpeech): CallbackOutcome {
  if (state === 'queued' || state === 'running') return 'running';
  return state === 'failed' || audioUrl === undefined ? 'failed' : 'succeeded';
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
