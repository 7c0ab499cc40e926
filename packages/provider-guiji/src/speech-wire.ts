import { type ReadState, readState, speechStates } from './guiji-states.ts';
import { compact, idAt, optionalNumber, optionalText, recordAt, type WireRecord } from './wire-fields.ts';

/** One piece of synthesized speech. The service keeps no name and no time of it. */
export interface GuijiSpeech extends ReadState {
  readonly id: string;
  /** Absent when untold; 0 is untold, too. */
  readonly durationMs?: number;
  readonly audioUrl?: string;
  /** Subtitles as an SRT file. */
  readonly captionsUrl?: string;
}

/** Item of the list of speech, and `data` of the create call (id and status only) and of the detail. */
export function decodeSpeech(record: WireRecord, path: string): GuijiSpeech {
  const duration = optionalNumber(record, 'duration') ?? 0;
  return compact({
    id: idAt(record, 'id', path),
    durationMs: duration > 0 ? Math.round(duration) : undefined,
    audioUrl: optionalText(record, 'ttsUrl'),
    captionsUrl: optionalText(record, 'srtUrl'),
    ...readState(speechStates, record.status),
  });
}

export function decodeSpeechData(data: unknown): GuijiSpeech {
  return decodeSpeech(recordAt(data, 'data'), 'data');
}
