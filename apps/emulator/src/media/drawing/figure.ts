import { type Canvas, mixRgb, rgb } from './canvas.ts';
import { fillShape, flat, vertical } from './fill.ts';
import { drawHairBack, drawHairFront } from './hair.ts';
import type { Look } from './look.ts';
import { ellipse, mirrored, type Placement, pathShape } from './shape.ts';

/** Where things stand on the head, in units from its centre. */
export const face = { eyeX: 44, eyeY: -8, browY: -46, noseY: 42, mouthY: 90 } as const;

/** Head and trunk without eyes and mouth, which move. `breath` runs from 0 (out) to 1 (in). */
export function drawFigure(canvas: Canvas, look: Look, head: Placement, breath: number): void {
  const lifted = { ...head, y: head.y - 3 * breath * head.scale };
  const trunk = { ...head, y: head.y - 2 * breath * head.scale };
  drawHairBack(canvas, look, lifted);
  drawTrunk(canvas, look, trunk);
  drawNeck(canvas, look, lifted);
  drawShirt(canvas, look, trunk);
  drawHead(canvas, look, lifted);
  drawHairFront(canvas, look, lifted);
}

/** Where the head's own drawing (eyes, mouth) has its origin while the figure breathes. */
export function headPlacement(head: Placement, breath: number): Placement {
  return { ...head, y: head.y - 3 * breath * head.scale };
}

const trunkShape = pathShape(
  'M -60 196 C -110 214 -178 232 -214 262 C -246 290 -262 356 -270 520 L 270 520 C 262 356 246 290 214 262 C 178 232 110 214 60 196 Z',
);
const sleeveFold = pathShape('M -186 330 C -176 390 -172 450 -174 520 L -166 520 C -164 450 -170 390 -186 330 Z');
const lapel = pathShape(
  'M -62 194 C -82 210 -92 240 -92 262 L -64 292 -84 312 C -62 380 -32 440 0 480 L 0 430 C -22 370 -46 280 -50 206 Z',
);

function drawTrunk(canvas: Canvas, look: Look, at: Placement): void {
  const dark = mixRgb(look.jacket, rgb('#101820'), 0.28);
  fillShape(canvas, trunkShape, vertical(200, look.jacket, 520, mixRgb(look.jacket, dark, 0.55)), at);
  fillShape(canvas, mirrored(sleeveFold), flat(dark, 0.6), at);
}

function drawNeck(canvas: Canvas, look: Look, at: Placement): void {
  fillShape(
    canvas,
    pathShape('M -46 90 L -48 190 C -40 226 -20 246 0 250 C 20 246 40 226 48 190 L 46 90 Z'),
    flat(mixRgb(look.skin, look.skinShade, 0.25)),
    at,
  );
  const chinShadow = pathShape('M -47 96 L -47 150 C -34 186 -14 196 0 196 C 14 196 34 186 47 150 L 47 96 Z');
  fillShape(canvas, chinShadow, flat(look.skinShade, 0.8), at);
}

function drawShirt(canvas: Canvas, look: Look, at: Placement): void {
  const shade = mixRgb(look.shirt, rgb('#6b7684'), 0.3);
  fillShape(
    canvas,
    pathShape('M -56 196 C -44 222 -24 244 0 252 C 24 244 44 222 56 196 L 62 300 0 470 -62 300 Z'),
    vertical(200, look.shirt, 470, shade),
    at,
  );
  fillShape(canvas, mirrored(pathShape('M -58 188 C -50 214 -28 240 0 254 L -34 292 C -54 262 -66 222 -68 196 Z')), flat(look.shirt), at);
  fillShape(canvas, mirrored(pathShape('M 0 254 L -34 292 -37 288 -6 251 Z')), flat(shade), at);
  fillShape(canvas, mirrored(lapel), flat(mixRgb(look.jacket, rgb('#ffffff'), 0.1)), at);
}

const headShape = pathShape(
  'M -104 -34 C -106 -118 -62 -158 0 -158 C 62 -158 106 -118 104 -34 C 104 34 95 78 70 112 C 48 142 24 156 0 156 C -24 156 -48 142 -70 112 C -95 78 -104 34 -104 -34 Z',
);
/** The side away from the light; it keeps clear of the mouth. */
const cheekShade = pathShape(
  'M 104 -34 C 104 34 95 78 70 112 C 48 142 24 156 0 156 C 34 146 62 112 76 72 C 88 38 92 -20 88 -90 C 98 -76 104 -56 104 -34 Z',
);
const beardShape = pathShape(
  'M -105 4 C -104 48 -94 88 -71 117 C -48 148 -24 162 0 162 C 24 162 48 148 71 117 C 94 88 104 48 105 4 C 98 30 92 56 76 78 C 64 96 62 112 50 122 C 34 134 16 134 0 134 C -16 134 -34 134 -50 122 C -62 112 -64 96 -76 78 C -92 56 -98 30 -105 4 Z',
);

function drawHead(canvas: Canvas, look: Look, at: Placement): void {
  fillShape(canvas, mirrored(ellipse(-106, 2, 17, 30)), flat(look.skin), at);
  fillShape(canvas, mirrored(ellipse(-108, 4, 8, 17)), flat(look.skinShade), at);
  fillShape(canvas, headShape, flat(look.skin), at);
  fillShape(canvas, cheekShade, flat(look.skinShade, 0.35), at);
  if (look.beard) fillShape(canvas, beardShape, flat(mixRgb(look.hair, look.skin, 0.12)), at);
  drawNose(canvas, look, at);
  const brow = pathShape(
    `M ${-face.eyeX - 27} ${face.browY + 7} C ${-face.eyeX - 16} ${face.browY - 8} ${-face.eyeX + 8} ${face.browY - 9} ${-face.eyeX + 25} ${face.browY + 3} ` +
      `C ${-face.eyeX + 10} ${face.browY - 1} ${-face.eyeX - 12} ${face.browY} ${-face.eyeX - 27} ${face.browY + 7} Z`,
  );
  fillShape(canvas, mirrored(brow), flat(mixRgb(look.hair, look.skin, 0.1)), at);
}

function drawNose(canvas: Canvas, look: Look, at: Placement): void {
  const y = face.noseY;
  const shadow = pathShape(
    `M -17 ${y - 3} C -22 ${y + 8} -10 ${y + 13} 0 ${y + 13} C 10 ${y + 13} 22 ${y + 8} 17 ${y - 3} C 18 ${y + 4} 9 ${y + 8} 0 ${y + 8} C -9 ${y + 8} -18 ${y + 4} -17 ${y - 3} Z`,
  );
  fillShape(canvas, shadow, flat(look.skinShade), at);
  fillShape(
    canvas,
    pathShape(`M 6 ${y - 44} C 12 ${y - 26} 17 ${y - 14} 18 ${y - 3} C 12 ${y - 12} 7 ${y - 26} 6 ${y - 44} Z`),
    flat(look.skinShade, 0.5),
    at,
  );
}
