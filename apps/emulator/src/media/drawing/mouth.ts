import { type Canvas, mixRgb, type Rgb, rgb } from './canvas.ts';
import { fillShape, flat } from './fill.ts';
import { type Placement, pathShape } from './shape.ts';

/** How a mouth stands: `open` 0 (closed) to 1 (wide open), `spread` -1 (rounded, as in "oo") to 1 (wide, as in "ee"). */
export interface MouthShape {
  readonly open: number;
  readonly spread: number;
}

export const closedMouth: MouthShape = { open: 0, spread: 0 };

/** Width of the closed mouth in the units of the figure. */
export const mouthWidthUnits = 70;

/**
 * Draws a mouth around the origin of `placement`. The corners stay nearly still, the lower lip falls with the opening,
 * teeth show above and the tongue below once there is room for them.
 */
export function drawMouth(canvas: Canvas, lips: Rgb, { open, spread }: MouthShape, placement: Placement): void {
  const half = (mouthWidthUnits / 2) * (1 + 0.14 * spread - 0.1 * open * (1 - spread) - (spread < 0 ? 0.22 * -spread : 0));
  const gapTop = -3 * open;
  const gapBottom = 34 * open;
  const cornerY = -3 + 6 * open;
  const upper = mixRgb(lips, rgb('#5a1f24'), 0.14);
  fillShape(canvas, outerLips(half, cornerY, gapTop, gapBottom), flat(lips), placement);
  fillShape(canvas, upperLip(half, cornerY, gapTop), flat(upper), placement);
  if (open < 0.05) {
    fillShape(canvas, closedLine(half), flat(mixRgb(lips, rgb('#3a0f14'), 0.55)), placement);
    return;
  }
  const inner = half - 7;
  fillShape(canvas, gap(inner, cornerY, gapTop, gapBottom), flat(rgb('#4a1620')), placement);
  if (open > 0.3) fillShape(canvas, tongue(inner, gapBottom, open), flat(rgb('#c96a6e')), placement);
  if (open > 0.12) fillShape(canvas, teeth(inner, cornerY, gapTop, gapBottom), flat(rgb('#fbf6f0')), placement);
}

function outerLips(half: number, cornerY: number, top: number, bottom: number) {
  return pathShape(
    `M ${-half} ${cornerY} C ${-half * 0.62} ${top - 9} ${-half * 0.3} ${top - 11} 0 ${top - 7} ` +
      `C ${half * 0.3} ${top - 11} ${half * 0.62} ${top - 9} ${half} ${cornerY} ` +
      `C ${half * 0.66} ${bottom + 11} ${half * 0.36} ${bottom + 13} 0 ${bottom + 13} ` +
      `C ${-half * 0.36} ${bottom + 13} ${-half * 0.66} ${bottom + 11} ${-half} ${cornerY} Z`,
  );
}

function upperLip(half: number, cornerY: number, top: number) {
  return pathShape(
    `M ${-half} ${cornerY} C ${-half * 0.62} ${top - 9} ${-half * 0.3} ${top - 11} 0 ${top - 7} ` +
      `C ${half * 0.3} ${top - 11} ${half * 0.62} ${top - 9} ${half} ${cornerY} ` +
      `C ${half * 0.5} ${top + 3} ${half * 0.25} ${top + 1} 0 ${top + 3} C ${-half * 0.25} ${top + 1} ${-half * 0.5} ${top + 3} ${-half} ${cornerY} Z`,
  );
}

function closedLine(half: number) {
  return pathShape(
    `M ${-half - 2} -5 C ${-half * 0.6} 0.5 ${-half * 0.25} 0.5 0 2 C ${half * 0.25} 0.5 ${half * 0.6} 0.5 ${half + 2} -5 ` +
      `C ${half * 0.6} 4.5 ${half * 0.25} 3.8 0 4.6 C ${-half * 0.25} 3.8 ${-half * 0.6} 4.5 ${-half - 2} -5 Z`,
  );
}

function gap(inner: number, cornerY: number, top: number, bottom: number) {
  return pathShape(
    `M ${-inner} ${cornerY + 1} C ${-inner * 0.5} ${top} ${-inner * 0.25} ${top - 1} 0 ${top + 1} C ${inner * 0.25} ${top - 1} ${inner * 0.5} ${top} ${inner} ${cornerY + 1} ` +
      `C ${inner * 0.7} ${bottom + 2} ${inner * 0.4} ${bottom + 4} 0 ${bottom + 4} C ${-inner * 0.4} ${bottom + 4} ${-inner * 0.7} ${bottom + 2} ${-inner} ${cornerY + 1} Z`,
  );
}

/** Hangs under the upper edge of the gap and never fills more than the upper half of it. */
function teeth(inner: number, cornerY: number, top: number, bottom: number) {
  const w = inner * 0.82;
  const depth = Math.min(9, (bottom - top) * 0.5);
  const side = top + (cornerY - top) * 0.5;
  return pathShape(
    `M ${-w} ${side + 1.5} C ${-w * 0.5} ${top + 0.6} ${-w * 0.25} ${top} 0 ${top + 1.6} C ${w * 0.25} ${top} ${w * 0.5} ${top + 0.6} ${w} ${side + 1.5} ` +
      `C ${w * 0.8} ${side + depth} ${w * 0.4} ${top + depth + 1} 0 ${top + depth + 1} C ${-w * 0.4} ${top + depth + 1} ${-w * 0.8} ${side + depth} ${-w} ${side + 1.5} Z`,
  );
}

function tongue(inner: number, bottom: number, open: number) {
  const w = inner * 0.6;
  const top = bottom - 11 * open;
  return pathShape(
    `M ${-w} ${bottom - 1} C ${-w * 0.7} ${top} ${-w * 0.3} ${top - 2} 0 ${top} C ${w * 0.3} ${top - 2} ${w * 0.7} ${top} ${w} ${bottom - 1} ` +
      `C ${w * 0.6} ${bottom + 3} ${w * 0.3} ${bottom + 3.4} 0 ${bottom + 3.4} C ${-w * 0.3} ${bottom + 3.4} ${-w * 0.6} ${bottom + 3} ${-w} ${bottom - 1} Z`,
  );
}
