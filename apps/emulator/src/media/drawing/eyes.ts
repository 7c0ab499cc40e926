import { type Canvas, mixRgb, rgb } from './canvas.ts';
import { face } from './figure.ts';
import { fillShape, flat } from './fill.ts';
import type { Look } from './look.ts';
import { ellipse, flipped, mirrored, type Placement, pathShape, ring, roundedBox } from './shape.ts';

export type Eyes = 'open' | 'half' | 'closed';

/** How far down the upper lid comes, in units from the eye's middle. */
const lidY: Record<Eyes, number> = { open: -15, half: -3, closed: 8 };

/** Both eyes and, where worn, the glasses before them, over a face without any. The lids cover what they should, so that every state can be drawn over every other. */
export function drawEyes(canvas: Canvas, look: Look, eyes: Eyes, at: Placement): void {
  const { eyeX: x, eyeY: y } = face;
  const dark = mixRgb(look.hair, rgb('#000000'), 0.35);
  fillShape(canvas, mirrored(ellipse(-x, y, 30, 20)), flat(look.skin), at);
  const white = pathShape(
    `M ${-x - 26} ${y + 2} C ${-x - 15} ${y - 19} ${-x + 14} ${y - 20} ${-x + 25} ${y + 1} C ${-x + 13} ${y + 14} ${-x - 14} ${y + 15} ${-x - 26} ${y + 2} Z`,
  );
  if (eyes !== 'closed') {
    fillShape(canvas, mirrored(white), flat(rgb('#fdfbf8')), at);
    fillShape(canvas, mirrored(ellipse(-x, y - 2, 12.5)), flat(look.iris), at);
    fillShape(canvas, mirrored(ellipse(-x, y - 2, 6)), flat(rgb('#15100e')), at);
    fillShape(canvas, ellipse(-x + 4.5, y - 6.5, 3.4), flat(rgb('#ffffff')), at);
    fillShape(canvas, ellipse(x + 4.5, y - 6.5, 3.4), flat(rgb('#ffffff')), at);
  }
  if (eyes === 'half') fillShape(canvas, mirrored(lidCover(x, y, lidY.half)), flat(look.skin), at);
  fillShape(canvas, mirrored(lashes(x, y, lidY[eyes])), flat(dark), at);
  if (look.glasses) drawGlasses(canvas, at);
}

function lidCover(x: number, y: number, lid: number) {
  return pathShape(
    `M ${-x - 28} ${y - 22} L ${-x + 28} ${y - 22} ${-x + 25} ${y + 2} C ${-x + 13} ${y + lid} ${-x - 14} ${y + lid} ${-x - 26} ${y + 2} Z`,
  );
}

/** The line of the upper lid; a closed eye's line hangs, an open one's arches. */
function lashes(x: number, y: number, lid: number) {
  const arch = lid * 1.3;
  return pathShape(
    `M ${-x - 29} ${y + 4} C ${-x - 16} ${y + arch - 2} ${-x + 14} ${y + arch - 3} ${-x + 26} ${y + 2} ` +
      `C ${-x + 13} ${y + arch + 3} ${-x - 14} ${y + arch + 4} ${-x - 29} ${y + 4} Z`,
  );
}

function drawGlasses(canvas: Canvas, at: Placement): void {
  const lens = ring(roundedBox(-face.eyeX - 37, face.eyeY - 30, 72, 62, 26), roundedBox(-face.eyeX - 32, face.eyeY - 25, 62, 52, 22));
  const frame = rgb('#2b2b31');
  fillShape(canvas, lens, flat(frame), at);
  fillShape(canvas, flipped(lens), flat(frame), at);
  fillShape(
    canvas,
    pathShape(
      `M -11 ${face.eyeY - 10} C -6 ${face.eyeY - 16} 6 ${face.eyeY - 16} 11 ${face.eyeY - 10} L 11 ${face.eyeY - 4} C 6 ${face.eyeY - 10} -6 ${face.eyeY - 10} -11 ${face.eyeY - 4} Z`,
    ),
    flat(frame),
    at,
  );
  fillShape(
    canvas,
    mirrored(
      pathShape(
        `M ${-face.eyeX - 36} ${face.eyeY - 12} L -106 ${face.eyeY - 18} -106 ${face.eyeY - 12} ${-face.eyeX - 36} ${face.eyeY - 5} Z`,
      ),
    ),
    flat(frame),
    at,
  );
}
