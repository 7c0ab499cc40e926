import type { CallbackHint, Json, TaskKind } from '@reelwright/provider';
import { filledTextOf, isJsonObject, type JsonObject, numberOf, parseJson } from '@reelwright/provider-http';

/**
 * What a callback is about. Bodies come in two shapes: a lip-sync in the envelope of every reply, everything else as the bare
 * detail. None is signed, so whatever else one says is not believed: it means "look now".
 *
 * @param body Parsed JSON, or its text: parsing it here keeps every digit of an id.
 */
export function decodeChanjingCallback(body: unknown): CallbackHint | undefined {
  const value = readBody(body);
  if (!isJsonObject(value)) return undefined;
  const isEnvelope = 'data' in value && 'code' in value;
  if (isEnvelope) return isJsonObject(value.data) ? hintOf('lip-sync', value.data.id) : undefined;
  const kind = kindOf(value);
  // The id in the detail of a speech task is not the one that its start returned: only the latter leads anywhere.
  return kind === undefined ? undefined : hintOf(kind, kind === 'tts' ? value.task_id : value.id);
}

function readBody(body: unknown): Json | undefined {
  if (typeof body !== 'string') return body as Json | undefined; // a web framework's parsed JSON; anything else falls through the checks
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

/** Avatars and films share one address: the one counts its states from 0 to 5, the other from 10 up. */
function kindOf(detail: JsonObject): TaskKind | undefined {
  const type = filledTextOf(detail.type)?.toLowerCase() ?? '';
  if (type === 'tts' || 'errMsg' in detail) return 'tts';
  if (type.startsWith('cicada') || 'audio_path' in detail || /^C-Audio-/.test(filledTextOf(detail.id) ?? '')) return 'clone-voice';
  if (type === 'person' || 'pic_url' in detail) return 'clone-avatar';
  if ('video_url' in detail || 'subtitle_data_url' in detail) return 'avatar-video';
  const status = numberOf(detail.status);
  if (status === undefined) return undefined;
  return status >= 10 ? 'avatar-video' : 'clone-avatar';
}

function hintOf(kind: TaskKind, id: Json | undefined): CallbackHint | undefined {
  const text = filledTextOf(id);
  return text === undefined ? undefined : { kind, id: text };
}
