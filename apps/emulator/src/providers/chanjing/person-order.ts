import type { Call } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { Fields, strictFormat } from './fields.ts';
import { type BlankRefusal, readCallback } from './film-fields.ts';

/** Where a video comes from. */
export type VideoSource = { readonly fileId: string } | { readonly url: string };

/** A custom avatar as it is asked for, checked, with the documented defaults. */
export interface PersonOrder {
  readonly name: string;
  readonly video: VideoSource;
  readonly train: 'figure' | 'voice' | 'both';
  readonly language: 'cn' | 'en';
  /** A voice that cannot be cloned does not fail the avatar. */
  readonly skipsErrors: boolean;
  readonly resolution: '1080p' | '4k';
  /** What version 2.0 asks for. */
  readonly consent: { readonly text: string; readonly video: VideoSource } | undefined;
  readonly quality: 'basic' | 'high';
  readonly denoise: boolean;
  readonly languageBoost: string;
  readonly callback: string | undefined;
}

/** @throws {Refusal} for whatever the page does not allow. */
export function readPersonOrder(body: Call['body'], refuse: BlankRefusal): PersonOrder {
  const fields = new Fields(body, strictFormat);
  const name = fields.text('name');
  const video = readSource(fields, 'file_id', 'material_video');
  if (video === undefined) throw new Refusal(codes.parameter, '参数错误: file_id 不能为空');
  const train = readTraining(fields, refuse);
  const version = readVersion(fields);
  return {
    name,
    video,
    train,
    language: fields.choice('language', ['cn', 'en'], 'cn'),
    skipsErrors: fields.flag('error_skip', false),
    resolution: fields.choice('resolution_rate', [0, 1], 0) === 1 ? '4k' : '1080p',
    consent: version === '2.0' ? readConsent(fields) : undefined,
    quality: fields.flag('is_high_quality', false) ? 'high' : 'basic',
    denoise: fields.flag('denoise_flag', false),
    languageBoost: fields.optionalText('language_boost') ?? '',
    callback: readCallback(fields),
  };
}

function readSource(fields: Fields, fileField: string, urlField: string): VideoSource | undefined {
  const [fileId, url] = [fields.optionalText(fileField), fields.optionalText(urlField)];
  if (fileId) return { fileId };
  return url ? { url } : undefined;
}

function readTraining(fields: Fields, refuse: BlankRefusal): PersonOrder['train'] {
  const type = fields.optionalText('train_type') || 'figure';
  if (type !== 'figure' && type !== 'voice' && type !== 'both') throw refuse('训练类型 train_type 不正确');
  return type;
}

function readVersion(fields: Fields): '1.0' | '2.0' {
  const version = fields.optionalText('version') || '1.0';
  if (version !== '1.0' && version !== '2.0') throw fields.outOfRange('version', '可选值 "1.0" / "2.0"');
  return version;
}

function readConsent(fields: Fields): NonNullable<PersonOrder['consent']> {
  const text = fields.text('auth_text');
  const video = readSource(fields, 'auth_video_file_id', 'auth_video');
  if (video === undefined) throw new Refusal(codes.parameter, '参数错误: auth_video 不能为空');
  return { text, video };
}
