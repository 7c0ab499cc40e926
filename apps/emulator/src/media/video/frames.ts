import { createCanvas, rgb } from '../drawing/canvas.ts';
import { createI420, type I420 } from '../drawing/i420.ts';
import { drawTag, letterColumns, letterRows } from '../drawing/letters.ts';
import type { MouthShape } from '../drawing/mouth.ts';
import type { Presenter } from '../drawing/presenter.ts';
import { lay, type Sprite, toSprite } from '../drawing/sprite.ts';
import type { IdlePose } from './idle-motion.ts';

/**
 * The frames of a film in which a drawn presenter speaks.
 * The same picture is handed out again and again: whoever takes a frame is done with it before asking for the next.
 */
export function* presenterFrames(
  presenter: Presenter,
  poses: readonly IdlePose[],
  mouths: readonly MouthShape[],
  overlays: readonly Sprite[],
): Generator<I420> {
  let frame: I420 | undefined;
  for (const [index, { breathStep, eyes }] of poses.entries()) {
    const base = presenter.base(breathStep);
    frame ??= createI420(base.widthPx, base.heightPx);
    frame.bytes.set(base.bytes);
    if (eyes !== 'open') lay(presenter.eyes(breathStep, eyes), frame);
    lay(presenter.mouth(breathStep, mouths[index] ?? { open: 0, spread: 0 }), frame);
    for (const overlay of overlays) lay(overlay, frame);
    yield frame;
  }
}

/**
 * The tag in the upper left corner that says where the film comes from. Where the whole label would have to be written too
 * small, its first word stands alone; only a frame smaller than that word has none.
 */
export function labelSprite(label: string, widthPx: number, heightPx: number): Sprite | undefined {
  const wanted = Math.max(1, Math.round(Math.min(widthPx, heightPx) / 240));
  const text = roomFor(label, widthPx) >= wanted ? label : (label.split(' ')[0] ?? '');
  const dot = Math.min(wanted, roomFor(text, widthPx));
  if (text === '' || dot < 1 || heightPx < (letterRows + 5) * dot) return undefined;
  const canvas = createCanvas(even(columnsOf(text) * dot), even((letterRows + 5) * dot));
  drawTag(canvas, text, dot, rgb('#ffffff'));
  const margin = even(Math.min((widthPx - canvas.widthPx) / 2, dot * 6));
  return toSprite(canvas, margin, margin);
}

/** Columns of dots that a tag takes, with its rim. */
function columnsOf(text: string): number {
  return [...text].length * letterColumns + 7;
}

/** How large a dot may be for the text to fit. */
function roomFor(text: string, widthPx: number): number {
  return Math.floor(widthPx / columnsOf(text));
}

function even(value: number): number {
  return Math.ceil(value / 2) * 2;
}
