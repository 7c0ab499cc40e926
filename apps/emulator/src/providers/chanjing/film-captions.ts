import type { Captions, Cue } from '../../media-studio.ts';
import type { Fields } from './fields.ts';
import { type BlankRefusal, readBox, readColor } from './film-fields.ts';

/** Captions as they are asked for. */
export type CaptionsOrder = Omit<Captions, 'cues'> & {
  readonly fontId: string | undefined;
  /** The client's own words and times; without them they are made from what is said. */
  readonly own: readonly Cue[] | undefined;
  /** Told in a file, but not drawn. */
  readonly fileOnly: boolean;
};

/** What the page recommends. */
const recommended = { x: 31, y: 1521, widthPx: 1000, heightPx: 200, fontSizePx: 64, strokePx: 7 };

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** @returns `undefined` where no captions are to be seen. @throws {Refusal} for colours that are none, and a box beyond the screen. */
export function readCaptions(fields: Fields, screen: Size, refuse: BlankRefusal): CaptionsOrder | undefined {
  const hidden = fields.flag('hide_subtitle', false);
  if (fields.raw('subtitle_config') === undefined) return undefined;
  const config = fields.object('subtitle_config');
  const badColor = () => refuse('字幕颜色格式不正确,正确格式为 #RRGGBB');
  const color = readColor(config, 'color', badColor) ?? '#ffffff';
  const strokeColor = readColor(config, 'stroke_color', badColor) ?? '#000000';
  const style = {
    box: placed(config),
    fontSizePx: config.integer('font_size', { min: 1, max: 1000, fallback: recommended.fontSizePx }),
    color,
    strokeColor,
    strokePx: config.number('stroke_width', { min: 0, max: 100, fallback: recommended.strokePx }),
    fontId: config.optionalText('font_id') || undefined,
    own: readOwn(config),
    fileOnly: config.flag('disableTrack', false),
  };
  if (hidden || !config.flag('show', false)) return undefined;
  if (style.box.widthPx > screen.widthPx) throw refuse('字幕宽度不能超过屏幕宽度');
  if (style.box.heightPx > screen.heightPx) throw refuse('字幕高度不能超过屏幕高度');
  return style;
}

function placed(config: Fields) {
  const box = readBox(config, recommended);
  const [x, y] = [config.raw('x'), config.raw('y')];
  return { ...box, leftPx: x === undefined ? recommended.x : box.leftPx, topPx: y === undefined ? recommended.y : box.topPx };
}

/** Times are milliseconds, as in the file that the service makes itself. */
function readOwn(config: Fields): readonly Cue[] | undefined {
  const type = config.choice('asr_type', [0, 1], 0);
  if (config.raw('subtitles') === undefined) {
    if (type === 1) throw config.outOfRange('subtitles', '不能为空');
    return undefined;
  }
  const cues = config.objects('subtitles').map((item) => {
    const startMs = item.integer('begin_time', { min: 0, max: Number.MAX_SAFE_INTEGER });
    return { startMs, endMs: item.integer('end_time', { min: startMs, max: Number.MAX_SAFE_INTEGER }), text: item.text('text') };
  });
  return type === 1 ? cues : undefined;
}
