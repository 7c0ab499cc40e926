import type { Captions } from '../../media-studio.ts';
import { createCanvas, rgb } from './canvas.ts';
import { type CaptionFont, captionFont } from './caption-font.ts';
import { fillShape, flat } from './fill.ts';
import { type Sprite, toSprite } from './sprite.ts';

const lineHeight = 1.3;
/** Where the base line lies in the height of a line. */
const baseLine = 0.98;
/** Text that does not fit its box is made smaller, down to this. */
const smallestPx = 10;

/** The words of one cue in their box, ready to be laid over frames. `undefined` where there is nothing to see. */
export function captionSprite(text: string, captions: Omit<Captions, 'cues'>, font = captionFont()): Sprite | undefined {
  const { box, color, strokeColor } = captions;
  const { lines, sizePx } = fitted(text.trim(), captions, font);
  const strokePx = (captions.strokePx * sizePx) / captions.fontSizePx / 2;
  const margin = Math.ceil(strokePx) + 2;
  const widest = Math.max(...lines.map((line) => widthOf(line, font))) * sizePx;
  const canvas = createCanvas(even(widest + 2 * margin), even(lines.length * lineHeight * sizePx + 2 * margin));
  if (widest === 0) return undefined;
  for (const [index, line] of lines.entries()) {
    const x = (canvas.widthPx - widthOf(line, font) * sizePx) / 2;
    const y = margin + (index * lineHeight + baseLine) * sizePx;
    const shape = font.line(line);
    for (const [dx, dy] of ringOf(strokePx)) fillShape(canvas, shape, flat(rgb(strokeColor)), { x: x + dx, y: y + dy, scale: sizePx });
    fillShape(canvas, shape, flat(rgb(color)), { x, y, scale: sizePx });
  }
  const left = box.leftPx + (box.widthPx - canvas.widthPx) / 2;
  const top = box.topPx + (box.heightPx - canvas.heightPx) / 2;
  return toSprite(canvas, even(left), even(top));
}

/** Lines that fit the box, in the size that was asked for or the largest one that fits. */
function fitted(
  text: string,
  { box, fontSizePx }: Pick<Captions, 'box' | 'fontSizePx'>,
  font: CaptionFont,
): { readonly lines: readonly string[]; readonly sizePx: number } {
  let sizePx = fontSizePx;
  for (;;) {
    const lines = wrapped(text, box.widthPx / sizePx, font);
    const fits = lines.length * lineHeight * sizePx <= box.heightPx && lines.every((line) => widthOf(line, font) * sizePx <= box.widthPx);
    if (fits || sizePx <= smallestPx) return { lines, sizePx };
    sizePx = Math.max(smallestPx, sizePx * 0.92);
  }
}

/** Latin words stay whole; between Chinese characters a line can end anywhere, but no line begins with a closing mark. */
function wrapped(text: string, widthEm: number, font: CaptionFont): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.match(
    /\s+|[\p{L}\p{N}'’-]*\p{Script=Latin}[\p{Script=Latin}\p{N}'’-]*[\p{Po}\p{Pe}\p{Pf}]*|[^\s][\p{Po}\p{Pe}\p{Pf}]*/gu,
  ) ?? []) {
    if (line !== '' && widthOf((line + part).trimEnd(), font) > widthEm) {
      lines.push(line.trim());
      line = '';
    }
    line += part;
  }
  return [...lines, line.trim()].filter((each, index) => each !== '' || index === 0);
}

function widthOf(line: string, font: CaptionFont): number {
  let width = 0;
  for (const character of line) width += font.advance(character);
  return width;
}

/** Where the letters are drawn again to make their rim: all round, and once more half way for wide ones. */
function ringOf(radius: number): readonly (readonly [x: number, y: number])[] {
  if (radius <= 0) return [];
  const directions = 16;
  const radii = radius > 3 ? [radius, radius / 2] : [radius];
  return radii.flatMap((r) =>
    Array.from({ length: directions }, (_, i) => {
      const angle = (2 * Math.PI * i) / directions;
      return [r * Math.cos(angle), r * Math.sin(angle)] as const;
    }),
  );
}

function even(value: number): number {
  return Math.ceil(value / 2) * 2;
}
