import { InternalError } from '@reelwright/errors';
import type { AvatarVideoInput, Corner, Json, MediumInput, SpeechInput, StagedMedium, StartOptions } from '@reelwright/provider';
import { isJsonObject, type JsonObject, type ProviderHttp } from '@reelwright/provider-http';
import { vendorOptionsOf } from './chanjing-options.ts';
import { defaultFrame, type Frame, subtitleBoxOf } from './subtitle-box.ts';

export interface AvatarVideoStart {
  readonly body: Json;
  readonly warnings: readonly string[];
}

/**
 * The body of create_video. How the figure is driven stands inside `person`; only the branch of the speech that is used is sent;
 * volume, captions and watermark always are. A transparent film has neither captions nor background.
 */
export function encodeAvatarVideo(http: ProviderHttp, input: AvatarVideoInput, { callbackUrl }: StartOptions): AvatarVideoStart {
  refuseTransparent(http, input);
  const { subtitle_config, bg, language_boost, ...vendor } = vendorOptionsOf('avatar-video', input.vendor);
  const is4k = vendor.resolution_rate === 1;
  const frame = input.size ?? defaultFrame(is4k);
  const sound = encodeSound(input.speech);
  const body = {
    person: encodePerson(input, frame),
    audio: {
      ...sound.fields,
      volume: input.volume,
      ...(input.language === undefined ? {} : { language: input.language }),
      ...(language_boost === undefined ? {} : { language_boost }),
    },
    ...encodeBackground(input.background, frame, bg),
    subtitle_config: {
      show: input.captions,
      ...(input.captions ? subtitleBoxOf(frame, is4k) : {}),
      ...(isJsonObject(subtitle_config) ? subtitle_config : {}),
    },
    screen_width: frame.widthPx,
    screen_height: frame.heightPx,
    model: input.quality === 'high' ? 1 : 0,
    ...encodeWatermark(input.watermark),
    ...vendor,
    ...(callbackUrl === undefined ? {} : { callback: callbackUrl }),
  };
  return { body, warnings: sound.warnings };
}

/** A plan has refused it already. */
function refuseTransparent(http: ProviderHttp, { transparent, captions, background }: AvatarVideoInput): void {
  if (!transparent || (!captions && background === undefined)) return;
  throw http.fail('bad-input', 'A transparent film of Chanjing has neither captions nor a background.', {
    hint: 'Leave them out, or render the film opaque.',
  });
}

/** The figure fills the frame unless the recipe places it: what its own proportions are, only a catalogue would tell. */
function encodePerson(input: AvatarVideoInput, frame: Frame): JsonObject {
  const { xPx, yPx, widthPx, heightPx } = input.position ?? { xPx: 0, yPx: 0, ...frame };
  return {
    id: input.avatar,
    x: xPx,
    y: yPx,
    width: widthPx,
    height: heightPx,
    ...(input.figure === undefined ? {} : { figure_type: input.figure }),
    drive_mode: input.frames === 'random' ? 'random' : '',
    is_rgba_mode: input.transparent,
    backway: input.playback === 'reverse' ? 2 : 1,
  };
}

interface Sound {
  readonly fields: JsonObject;
  readonly warnings: readonly string[];
}

function encodeSound(speech: SpeechInput): Sound {
  if (speech.kind === 'text') {
    const { text, voice, speed, pitch } = speech;
    return { fields: { type: 'tts', tts: { text: [text], audio_man: voice, speed, pitch } }, warnings: [] };
  }
  const place = placeOf(speech.audio, soundAddress, 'audio');
  if ('url' in place) return { fields: { type: 'audio', wav_url: place.url }, warnings: [] };
  const warning =
    'Chanjing gave no address for the uploaded sound, so it goes by its file id, and films made that way have come out silent: listen to it.';
  return { fields: { type: 'audio', file_id: place.fileId }, warnings: [warning] };
}

const soundAddress = /\.(mp3|m4a|wav|mp4)$/i;
const imageAddress = /\.(jpe?g|png)$/i;

/** An upload goes by its address where that tells its type, as the service wants it to; else by its file id. */
function placeOf(medium: MediumInput, typed: RegExp, field: string): { readonly url: string } | { readonly fileId: string } {
  if (medium.kind === 'url') return { url: medium.url };
  const { provider, id, url }: StagedMedium = medium.staged;
  if (provider !== 'chanjing') throw new InternalError(`The ${field} of a Chanjing film is staged at ${provider}.`);
  return url !== undefined && typed.test(URL.parse(url)?.pathname ?? '') ? { url } : { fileId: id };
}

/** An image fills the frame unless `vendor.chanjing.bg` places it. */
function encodeBackground(background: AvatarVideoInput['background'], frame: Frame, placing: Json | undefined): JsonObject {
  const place = isJsonObject(placing) ? placing : {};
  if (background?.kind !== 'image') {
    return {
      ...(background === undefined ? {} : { bg_color: background.color }),
      ...(placing === undefined ? {} : { bg: place }),
    };
  }
  const image = placeOf(background.image, imageAddress, 'background');
  const source = 'url' in image ? { src_url: image.url } : { file_id: image.fileId };
  return { bg: { ...source, x: 0, y: 0, width: frame.widthPx, height: frame.heightPx, ...place } };
}

const corners: Readonly<Record<Corner, number>> = { 'top-left': 0, 'top-right': 1, 'bottom-left': 2, 'bottom-right': 3 };

/** Said on and off: what happens otherwise is not documented. */
function encodeWatermark(watermark: AvatarVideoInput['watermark']): JsonObject {
  if (watermark === false) return { add_compliance_watermark: false };
  return { add_compliance_watermark: true, compliance_watermark_position: watermark === true ? 0 : corners[watermark] };
}
