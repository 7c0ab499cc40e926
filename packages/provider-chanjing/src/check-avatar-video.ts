import type { CheckInput, Finding, Json } from '@reelwright/provider';
import { isJsonObject, type JsonObject, numberOf } from '@reelwright/provider-http';
import { error, limit, unsupported, warning } from './findings.ts';
import { defaultFrame, type Frame, subtitleBoxOf } from './subtitle-box.ts';

/** What create_video would refuse or spoil. Each finding stands at the key of the step that it speaks of. */
export function checkAvatarVideo(input: CheckInput): readonly Finding[] {
  if (input.kind !== 'avatar-video') return [];
  const { options = {} } = input;
  const vendor = isJsonObject(options.vendor) ? options.vendor : {};
  const is4k = vendor.resolution_rate === 1;
  const frame = input.size ?? defaultFrame(is4k);
  return [
    ...checkFigure(options, vendor),
    ...checkPosition(options.position),
    ...checkBackground(input, vendor.bg),
    ...checkTransparent(input),
    ...checkCaptions(input, vendor),
    ...checkCaptionsRead(input),
    ...checkSubtitles(vendor.subtitle_config, frame, is4k, options.captions === true),
    ...checkResolution(input.size, vendor.resolution_rate),
  ];
}

/** Avatars of the account's own begin with `C-` and have one figure. The ones that everybody can use want theirs named. */
function checkFigure({ avatar, figure }: JsonObject, { source }: JsonObject): Finding[] {
  const id = isJsonObject(avatar) ? avatar.id : avatar;
  const named = figure ?? (isJsonObject(avatar) ? avatar.figure : undefined);
  if (typeof id !== 'string' || id.startsWith('C-') || source === 1 || (named !== undefined && named !== null && named !== '')) return [];
  const message = `The avatar ${id} is a public one, and Chanjing wants to be told which of its figures is meant.`;
  return [limit('avatar', message, 'Write `avatar: { id: …, figure: … }`; `reel avatars` lists the figures.')];
}

function checkPosition(position: Json | undefined): Finding[] {
  if (!isJsonObject(position)) return [];
  const [x, y, width, height] = (['x', 'y', 'width', 'height'] as const).map((key) => numberOf(position[`${key}Px`] ?? position[key]));
  if ([x, y, width, height].some((number) => number !== undefined && !Number.isInteger(number))) {
    return [limit('position', 'The position holds fractions, and Chanjing takes whole pixels.')];
  }
  const isOdd = (side: number | undefined) => side !== undefined && (side <= 0 || side % 2 !== 0);
  if (isOdd(height)) return [limit('position', `The figure is ${height} high, and Chanjing refuses odd heights.`, 'Take an even number.')];
  return isOdd(width) ? [warning('position', `The figure is ${width} wide, and Chanjing may refuse sizes that are not even.`)] : [];
}

function checkBackground({ options = {}, media }: CheckInput, bg: Json | undefined): Finding[] {
  const { background } = options;
  const findings: Finding[] = [];
  if (typeof background === 'string' && background.startsWith('#') && !/^#[0-9a-f]{6}$/i.test(background)) {
    findings.push(limit('background', `The background ${background} is no colour that Chanjing knows.`, 'Write it as #RRGGBB.'));
  }
  if (bg !== undefined && !media.some(({ purpose }) => purpose === 'background')) {
    findings.push(limit('vendor', '`bg` says where the background image stands, and there is none.', 'Leave `bg` out.'));
  }
  return findings;
}

/** A film with four channels comes without captions and background. */
function checkTransparent({ options = {}, media }: CheckInput): Finding[] {
  if (options.transparent !== true) return [];
  const hint = 'Leave it out, or render the film opaque.';
  const hasBackground = options.background !== undefined || media.some(({ purpose }) => purpose === 'background');
  return [
    ...(options.captions === true ? [unsupported('error', 'captions', 'A transparent film of Chanjing has no captions.', hint)] : []),
    ...(hasBackground ? [unsupported('error', 'background', 'A transparent film of Chanjing has no background.', hint)] : []),
  ];
}

function checkCaptions({ options = {}, media, text }: CheckInput, { hide_subtitle }: JsonObject): Finding[] {
  if (options.captions !== true) return [];
  const sound = media.find(({ purpose }) => purpose === 'driving-audio' || purpose === 'avatar-audio');
  const findings: Finding[] = [];
  if (hide_subtitle === true)
    findings.push(warning('captions', 'The captions are asked for, and `vendor.chanjing.hide_subtitle` hides them.'));
  if (sound !== undefined && text === undefined) {
    const message = 'Chanjing writes captions to sound of 8 or 16 kHz in one channel only; to any other the film comes without.';
    findings.push(warning(sound.field, message, 'Convert it: ffmpeg -i in.wav -ac 1 -ar 16000 out.wav'));
  }
  return findings;
}

/** The sample of a film that was not asked for captions has an empty address where they would be. */
function checkCaptionsRead({ options = {}, outputs = [] }: CheckInput): Finding[] {
  if (!outputs.includes('captions') || (options.captions === true && options.transparent !== true)) return [];
  const message = 'Chanjing leaves captions of a film only where it draws them into it.';
  const hint = 'Set `captions: true`, or let a `tts` step speak the text: it leaves captions by itself, and its audio drives the film.';
  return [unsupported('error', 'outputs.captions', message, hint)];
}

function checkSubtitles(config: Json | undefined, frame: Frame, is4k: boolean, isShown: boolean): Finding[] {
  if (!isJsonObject(config)) return [];
  const box = { ...(isShown ? subtitleBoxOf(frame, is4k) : { x: 0, y: 0, width: 1, height: 1 }), ...config };
  const findings: Finding[] = [];
  const isWithin = (start: Json, size: Json, side: number) =>
    (numberOf(start) ?? 0) >= 0 && (numberOf(start) ?? 0) + (numberOf(size) ?? 0) <= side;
  if (!isWithin(box.x, box.width, frame.widthPx) || !isWithin(box.y, box.height, frame.heightPx)) {
    const message = `The captions stand at ${box.x},${box.y} in ${box.width}x${box.height}, which does not fit into the film of ${frame.widthPx}x${frame.heightPx}.`;
    findings.push(limit('vendor', message, 'Chanjing refuses boxes that are wider or higher than the film: make it smaller.'));
  }
  for (const key of ['color', 'stroke_color']) {
    const color = config[key];
    if (typeof color === 'string' && !/^#[0-9a-f]{6}$/i.test(color)) {
      findings.push(limit('vendor', `The captions have ${key} ${color}, and Chanjing takes colours as #RRGGBB only.`));
    }
  }
  if (config.asr_type === 1 && config.subtitles === undefined) {
    findings.push(error('RECIPE_INVALID_VALUE', 'vendor', '`asr_type: 1` takes the captions from `subtitles`, and there are none.'));
  }
  if (config.subtitles !== undefined && config.asr_type !== 1) {
    findings.push(warning('vendor', '`subtitles` are used with `asr_type: 1` only.', 'Write `asr_type: 1` beside them.'));
  }
  return findings;
}

/** Full HD in either direction, with some room for odd formats. */
const longestFullHdSide = 2160;

function checkResolution(size: Frame | undefined, resolution: Json | undefined): Finding[] {
  if (size === undefined) return [];
  const isLarge = Math.max(size.widthPx, size.heightPx) > longestFullHdSide;
  if (isLarge && resolution !== 1) {
    const message = `A film of ${size.widthPx}x${size.heightPx} is larger than the 1080p that Chanjing renders by itself.`;
    return [warning('size', message, 'For 4K, set `vendor.chanjing.resolution_rate: 1` and take an avatar that supports it.')];
  }
  if (!isLarge && resolution === 1)
    return [
      warning(
        'size',
        `The film is asked for in 4K, and it is ${size.widthPx}x${size.heightPx}.`,
        'Leave the size out, or make it 2160x3840.',
      ),
    ];
  return [];
}
