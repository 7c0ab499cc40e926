import { Fields, parameterOnly } from './fields.ts';
import { readCallback, sidePx } from './film-fields.ts';
import { longestTextOf, pitchRange, type Quirks } from './quirks.ts';
import { characterCount } from './spoken-text.ts';

/** A lip-sync task as it is asked for, checked and with the documented defaults. */
export interface LipSyncOrder {
  readonly videoFileId: string;
  readonly drive:
    | { readonly by: 'text'; readonly text: string; readonly voiceId: string; readonly speed: number; readonly pitch: number }
    | { readonly by: 'audio'; readonly audioFileId: string };
  readonly widthPx: number;
  readonly heightPx: number;
  readonly playback: 'forward' | 'reverse';
  readonly frames: 'sequential' | 'random';
  readonly quality: 'basic' | 'high';
  readonly volume: number;
  readonly callback: string | undefined;
}

/** @throws {Refusal} 40000 for whatever the page does not allow: its table knows no 400. */
export function readLipSyncOrder(body: unknown, quirks: Quirks): LipSyncOrder {
  const fields = new Fields(body, parameterOnly);
  const videoFileId = fields.text('video_file_id');
  const widthPx = fields.integer('screen_width', { ...sidePx, fallback: 1080 });
  const heightPx = fields.integer('screen_height', { ...sidePx, fallback: 1920 });
  const playback = fields.choice('backway', [1, 2], 1) === 2 ? 'reverse' : 'forward';
  const frames = fields.choice('drive_mode', ['', 'random'], '') === 'random' ? 'random' : 'sequential';
  const quality = fields.choice('model', [0, 1], 0) === 1 ? 'high' : 'basic';
  const volume = fields.integer('volume', { min: 1, max: 100, fallback: 100 });
  const callback = readCallback(fields);
  return { videoFileId, drive: readDrive(fields, quirks), widthPx, heightPx, playback, frames, quality, volume, callback };
}

/** "Up to 4,000 characters", as for the films of avatars: its own page names no limit. */
const longestLipSync = 4_000;

function readDrive(fields: Fields, quirks: Quirks): LipSyncOrder['drive'] {
  const audioType = fields.optionalText('audio_type') || 'tts';
  if (audioType === 'audio') return { by: 'audio', audioFileId: fields.text('audio_file_id') };
  if (audioType !== 'tts') throw fields.outOfRange('audio_type', '可选值 "tts" / "audio"');
  const config = fields.object('tts_config');
  const text = readText(config, quirks);
  const longest = longestTextOf(quirks, longestLipSync);
  if (characterCount(text) > longest) throw config.outOfRange('text', `长度不能超过${longest}字`);
  const speed = config.number('speed', { min: 0.5, max: 2, fallback: 1 });
  const pitch = config.number('pitch', pitchRange(quirks));
  return { by: 'text', text, voiceId: config.text('audio_man_id'), speed, pitch };
}

/** As a text or as a list of texts: the pages know both, and mean one of them. */
function readText(config: Fields, { lipSyncText }: Pick<Quirks, 'lipSyncText'>): string {
  if (lipSyncText === 'text') return config.text('text');
  if (lipSyncText === 'list' && !Array.isArray(config.raw('text'))) throw config.outOfRange('text', '类型应为 array[string]');
  return config.speech('text');
}
