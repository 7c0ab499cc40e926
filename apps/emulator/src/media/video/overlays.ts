import type { Captions, Corner } from '../../media-studio.ts';
import { captionSprite } from '../drawing/caption-sprite.ts';
import type { Sprite } from '../drawing/sprite.ts';
import { labelSprite } from './frames.ts';

export interface OverlayWishes {
  readonly captions?: Captions;
  readonly watermark?: Corner;
  readonly label: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

const watermarkText = 'AI GENERATED';

/** What is laid over each frame besides the label: the note that a machine made it, and the words that are being said. */
export function overlaysFor(wishes: OverlayWishes, framesPerSecond: number): (index: number) => readonly Sprite[] {
  const watermark = wishes.watermark === undefined ? [] : watermarkSprites(wishes.watermark, wishes);
  const { captions } = wishes;
  if (captions === undefined) return () => watermark;
  const words = captionsAt(captions, framesPerSecond);
  return (index) => {
    const caption = words(index);
    return caption === undefined ? watermark : [...watermark, caption];
  };
}

function captionsAt({ cues, ...style }: Captions, framesPerSecond: number): (index: number) => Sprite | undefined {
  const sprites = new Map<number, Sprite | undefined>();
  return (index) => {
    const at = (index * 1000) / framesPerSecond;
    const number = cues.findIndex(({ startMs, endMs }) => at >= startMs && at < endMs);
    const cue = cues[number];
    if (cue === undefined) return undefined;
    if (!sprites.has(number)) sprites.set(number, captionSprite(cue.text, style));
    return sprites.get(number);
  };
}

/** In a corner; under the label where that is its corner too. */
function watermarkSprites(corner: Corner, { label, widthPx, heightPx }: OverlayWishes): Sprite[] {
  const tag = labelSprite(watermarkText, widthPx, heightPx);
  if (tag === undefined) return [];
  const { leftPx: margin, picture } = tag;
  const taken = corner === 'top-left' ? (labelSprite(label, widthPx, heightPx)?.picture.heightPx ?? 0) + margin : 0;
  const leftPx = corner.endsWith('left') ? margin : widthPx - margin - picture.widthPx;
  const topPx = corner.startsWith('top') ? margin + taken : heightPx - margin - picture.heightPx;
  return [{ ...tag, leftPx: leftPx - (leftPx % 2), topPx: topPx - (topPx % 2) }];
}
