import { type ReadState, readState, voiceStates } from './guiji-states.ts';
import {
  compact,
  idAt,
  optionalFlag,
  optionalNumber,
  optionalText,
  optionalTime,
  recordAt,
  type WireRecord,
  words,
} from './wire-fields.ts';

/** A voice: a public one, or one that was cloned. */
export interface GuijiVoice extends ReadState {
  readonly id: string;
  readonly name?: string;
  /** Its character in the service's words: `Calm`. */
  readonly traits: readonly string[];
  /** The recording it was made from. */
  readonly sampleUrl?: string;
  /** The voice itself, to listen to. */
  readonly previewUrl?: string;
  readonly languages: readonly string[];
  readonly sex?: 'female' | 'male';
  /** Whether the speaker's consent was accepted; absent means unknown. */
  readonly authorized?: boolean;
  readonly failure?: string;
  /** Wall time in ms after which the voice is gone. */
  readonly expiresAt?: number;
}

/** Item of both voice lists, and `data` of the clone call and of the detail. */
export function decodeVoice(record: WireRecord, path: string): GuijiVoice {
  return compact({
    id: idAt(record, 'speakerId', path),
    name: optionalText(record, 'ttsName'),
    traits: words(record.ttsFeatures),
    sampleUrl: optionalText(record, 'audioUrl'),
    previewUrl: optionalText(record, 'ttsAudition'),
    languages: words(record.languages),
    sex: sexOf(optionalNumber(record, 'sex')),
    authorized: optionalFlag(record, 'authorizeStatus'),
    failure: optionalText(record, 'reason'),
    expiresAt: optionalTime(record, 'expireTime'),
    ...readState(voiceStates, record.status),
  });
}

export function decodeVoiceData(data: unknown): GuijiVoice {
  return decodeVoice(recordAt(data, 'data'), 'data');
}

function sexOf(value: number | undefined): 'female' | 'male' | undefined {
  return value === 1 ? 'male' : value === 2 ? 'female' : undefined;
}

export function sexNumber(sex: 'female' | 'male'): 1 | 2 {
  return sex === 'male' ? 1 : 2;
}
