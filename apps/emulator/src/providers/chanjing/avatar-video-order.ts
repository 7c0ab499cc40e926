import type { Box, Corner } from '../../media-studio.ts';
import { codes, Refusal } from './envelope.ts';
import { Fields, strictFormat } from './fields.ts';
import { type CaptionsOrder, readCaptions } from './film-captions.ts';
import { type BlankRefusal, blankRefusal, readBox, readCallback, readColor, sidePx } from './film-fields.ts';
import { assertSpeakable } from './film-text.ts';
import { pitchRange, type Quirks } from './quirks.ts';

/** A film of an avatar as it is asked for, checked as far as the request alone allows, with the documented defaults. */
export interface AvatarVideoOrder {
  readonly person: {
    readonly id: string;
    /** Empty where none was sent. */
    readonly figureType: string;
    readonly box: Box;
    readonly frames: 'sequential' | 'random';
    readonly playback: 'forward' | 'reverse';
    readonly transparent: boolean;
    readonly source: 'api' | 'web';
  };
  readonly drive: TextDrive | { readonly by: 'audio'; readonly url: string } | { readonly by: 'audio'; readonly fileId: string };
  readonly volume: number;
  readonly language: string;
  readonly backgroundColor: string | undefined;
  readonly background: BackgroundOrder | undefined;
  readonly captions: CaptionsOrder | undefined;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly quality: 'basic' | 'high';
  readonly resolution: '1080p' | '4k';
  readonly watermark: Corner | undefined;
  readonly callback: string | undefined;
}

export interface TextDrive {
  readonly by: 'text';
  readonly text: string;
  readonly voiceId: string;
  readonly speed: number;
  readonly pitch: number;
}

export type BackgroundOrder = Box & ({ readonly url: string } | { readonly fileId: string });

const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;

/** @throws {Refusal} for whatever the page does not allow. */
export function readAvatarVideoOrder(body: unknown, quirks: Quirks): AvatarVideoOrder {
  const refuse = blankRefusal(quirks);
  const fields = new Fields(body, strictFormat);
  const person = readPerson(fields, quirks);
  const audio = fields.object('audio');
  const [widthPx, heightPx] = readScreen(fields, refuse);
  return {
    person,
    drive: readDrive(audio, quirks, refuse),
    volume: readVolume(audio),
    language: audio.optionalText('language') || 'cn',
    backgroundColor: readColor(fields, 'bg_color', () => refuse('背景颜色格式不正确,正确格式为 #RRGGBB')),
    background: readBackground(fields, { widthPx, heightPx }, refuse),
    captions: readCaptions(fields, { widthPx, heightPx }, refuse),
    widthPx,
    heightPx,
    quality: fields.choice('model', [0, 1], 0) === 1 ? 'high' : 'basic',
    resolution: fields.choice('resolution_rate', [0, 1], 0) === 1 ? '4k' : '1080p',
    watermark: readWatermark(fields, quirks.watermarkByDefault),
    callback: readCallback(fields),
  };
}

function readPerson(fields: Fields, { figureFields }: Quirks): AvatarVideoOrder['person'] {
  const person = fields.object('person');
  const withField = (name: string) => (figureFields === 'either' && person.raw(name) === undefined ? fields : person);
  const id = person.text('id');
  const box = readBox(person, { widthPx: 1080, heightPx: 1920 });
  if (box.heightPx % 2 !== 0) throw new Refusal(codes.internal, '数字人高不允许为奇数');
  return {
    id,
    figureType: person.optionalText('figure_type') ?? '',
    box,
    frames: withField('drive_mode').choice('drive_mode', ['', 'random'], '') === 'random' ? 'random' : 'sequential',
    playback: withField('backway').choice('backway', [1, 2], 1) === 2 ? 'reverse' : 'forward',
    transparent: withField('is_rgba_mode').flag('is_rgba_mode', false),
    source: fields.choice('source', [0, 1], 0) === 1 ? 'web' : 'api',
  };
}

function readScreen(fields: Fields, refuse: BlankRefusal): readonly [widthPx: number, heightPx: number] {
  const anything = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
  const sides = [
    fields.integer('screen_width', { ...anything, fallback: 1080 }),
    fields.integer('screen_height', { ...anything, fallback: 1920 }),
  ] as const;
  if (sides.some((side) => side < sidePx.min || side > sidePx.max)) throw refuse('参数 screen_width 或者 screen_height 不合法');
  return sides;
}

/** Only the branch that `type` names is read; the page's own samples fill the other one too. */
function readDrive(audio: Fields, quirks: Quirks, refuse: BlankRefusal): AvatarVideoOrder['drive'] {
  const type = audio.optionalText('type') || 'tts';
  if (type === 'tts') return readWords(audio, quirks, refuse);
  if (type !== 'audio') throw audio.outOfRange('type', '可选值 "tts" / "audio"');
  const [url, fileId] = [audio.optionalText('wav_url'), audio.optionalText('file_id')];
  if (url) {
    if (!/^https?:\/\/\S+$/i.test(url) || !URL.canParse(url)) throw audio.outOfRange('wav_url', '需为 http(s) 地址');
    const formats = quirks.soundFormats === 'with-mp4' ? /\.(?:mp3|m4a|wav|mp4)$/i : /\.(?:mp3|m4a|wav)$/i;
    if (!formats.test(new URL(url).pathname)) throw audio.outOfRange('wav_url', '音频文件链接后缀需要带有文件类型');
    return { by: 'audio', url };
  }
  if (!fileId) throw refuse('缺少音频文件');
  return { by: 'audio', fileId };
}

function readWords(audio: Fields, quirks: Quirks, refuse: BlankRefusal): TextDrive {
  const tts = audio.raw('tts') === undefined ? undefined : audio.object('tts');
  if (tts?.raw('text') === undefined) throw refuse('缺少 tts 文本');
  const text = tts.texts('text').join('');
  if (text.trim() === '') throw refuse('缺少 tts 文本');
  assertSpeakable(text, quirks, refuse);
  const speed = tts.number('speed', { min: 0.5, max: 2, fallback: 1 });
  const pitch = tts.number('pitch', pitchRange(quirks));
  return { by: 'text', text, voiceId: tts.text('audio_man'), speed, pitch };
}

/** The default holds for speech; with a recording, a volume that is missing counts as none, as a client found. */
function readVolume(audio: Fields): number {
  const recorded = audio.optionalText('type') === 'audio';
  const volume = audio.integer('volume', { min: Number.MIN_SAFE_INTEGER, max: 100, fallback: recorded ? 0 : 100 });
  if (volume < 1) throw new Refusal(codes.parameter, '音量不能小于1');
  return volume;
}

function readBackground(
  fields: Fields,
  screen: { readonly widthPx: number; readonly heightPx: number },
  refuse: BlankRefusal,
): BackgroundOrder | undefined {
  if (fields.raw('bg') === undefined) return undefined;
  const background = fields.object('bg');
  const box = readBox(background, screen);
  const [url, fileId] = [background.optionalText('src_url'), background.optionalText('file_id')];
  if (url) {
    if (!/^https?:\/\/\S+$/i.test(url) || !URL.canParse(url)) throw background.outOfRange('src_url', '需为 http(s) 地址');
    if (!/\.(?:png|jpe?g)$/i.test(new URL(url).pathname)) throw refuse(badImage);
    return { ...box, url };
  }
  return fileId ? { ...box, fileId } : undefined;
}

export const badImage = '不支持的图片格式,支持png,jpeg,jpg格式图片';

function readWatermark(fields: Fields, byDefault: boolean): Corner | undefined {
  const corner = corners[fields.choice('compliance_watermark_position', [0, 1, 2, 3], 0)];
  return fields.flag('add_compliance_watermark', byDefault) ? corner : undefined;
}
