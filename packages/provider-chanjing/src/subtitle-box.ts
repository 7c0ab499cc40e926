import type { JsonObject } from '@reelwright/provider-http';

export interface Frame {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Where captions stand and how large they are, in the service's terms. */
export interface SubtitleBox extends JsonObject {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly font_size: number;
  readonly stroke_width: number;
}

/** What the documentation recommends for a film of this frame; the width of the stroke at 4K is our doubling of the other. */
const recommended = {
  fullHd: { frame: { widthPx: 1080, heightPx: 1920 }, x: 31, y: 1521, width: 1000, height: 200, fontSize: 64, strokeWidth: 7 },
  uhd: { frame: { widthPx: 2160, heightPx: 3840 }, x: 80, y: 2840, width: 2000, height: 1000, fontSize: 150, strokeWidth: 14 },
} as const;

/** The frame of a film whose recipe names none: the service's own default. */
export function defaultFrame(is4k: boolean): Frame {
  return recommended[is4k ? 'uhd' : 'fullHd'].frame;
}

/** The recommended box, scaled to the frame. It stays inside; letters keep their proportions, so they follow the smaller side. */
export function subtitleBoxOf({ widthPx, heightPx }: Frame, is4k: boolean): SubtitleBox {
  const { frame, x, y, width, height, fontSize, strokeWidth } = recommended[is4k ? 'uhd' : 'fullHd'];
  const across = widthPx / frame.widthPx;
  const down = heightPx / frame.heightPx;
  const letters = Math.min(across, down);
  return {
    x: Math.floor(x * across),
    y: Math.floor(y * down),
    width: Math.max(1, Math.floor(width * across)),
    height: Math.max(1, Math.floor(height * down)),
    font_size: Math.max(1, Math.round(fontSize * letters)),
    stroke_width: Math.max(1, Math.round(strokeWidth * letters)),
  };
}
