import { type Canvas, mixRgb, rgb } from './canvas.ts';
import { drawFigure } from './figure.ts';
import { fillShape, flat, vertical } from './fill.ts';
import type { Look } from './look.ts';
import { ellipse, flipped, mirrored, type Placement, pathShape, type Shape } from './shape.ts';

/** From the head's centre down to the soles, in units. */
export const headToSoles = 1180;

const leg = pathShape('M -150 470 L -2 470 L -16 780 L -30 1120 L -118 1120 L -136 780 Z');
const shoe = pathShape('M -128 1100 L -28 1100 L -24 1164 Q -24 1176 -40 1176 L -150 1176 Q -176 1176 -170 1154 Q -162 1132 -128 1122 Z');
const hand = pathShape('M -262 500 L -206 500 L -204 570 C -206 610 -222 628 -236 628 C -252 628 -262 606 -264 570 Z');
const sleeve = pathShape('M -200 262 C -246 290 -262 356 -272 520 L -198 520 C -196 420 -190 350 -176 300 Z');
const waist = pathShape('M -176 470 L 176 470 L 164 640 C 100 664 -100 664 -164 640 Z');

/** Somebody from head to toe: the figure, and what a desk would hide. */
export function drawStanding(canvas: Canvas, look: Look, head: Placement, breath: number): void {
  const trousers = mixRgb(look.jacket, rgb('#14181f'), 0.62);
  const dark = mixRgb(look.jacket, rgb('#101820'), 0.28);
  const trunk = { ...head, y: head.y - 2 * breath * head.scale };
  drawPair(canvas, shoe, rgb('#2a2320'), head);
  fillShape(canvas, mirrored(leg), vertical(470, trousers, 1120, mixRgb(trousers, rgb('#000000'), 0.25)), head);
  fillShape(canvas, ellipse(0, 500, 120, 60), flat(trousers), head);
  drawPair(canvas, hand, look.skin, trunk);
  fillShape(canvas, waist, vertical(470, mixRgb(look.jacket, dark, 0.45), 650, mixRgb(look.jacket, dark, 0.8)), trunk);
  drawFigure(canvas, look, head, breath);
  fillShape(canvas, mirrored(sleeve), vertical(262, mixRgb(look.jacket, dark, 0.35), 520, dark), trunk);
}

function drawPair(canvas: Canvas, shape: Shape, color: readonly [number, number, number], at: Placement): void {
  fillShape(canvas, shape, flat(color), at);
  fillShape(canvas, flipped(shape), flat(color), at);
}
