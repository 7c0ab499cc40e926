import { type Canvas, mixRgb, rgb } from './canvas.ts';
import { fillShape, flat } from './fill.ts';
import type { HairStyle, Look } from './look.ts';
import { ellipse, type Placement, pathShape, type Shape } from './shape.ts';

/** The part behind head and neck. */
export function drawHairBack(canvas: Canvas, look: Look, at: Placement): void {
  for (const shape of styles[look.hairStyle].back) fillShape(canvas, shape, flat(mixRgb(look.hair, rgb('#000000'), 0.2)), at);
}

/** The part over the forehead, with a lighter strand where the light falls. */
export function drawHairFront(canvas: Canvas, look: Look, at: Placement): void {
  const style = styles[look.hairStyle];
  for (const shape of style.front) fillShape(canvas, shape, flat(look.hair), at);
  for (const shape of style.shine) fillShape(canvas, shape, flat(mixRgb(look.hair, rgb('#ffffff'), 0.16)), at);
}

interface Style {
  readonly back: readonly Shape[];
  readonly front: readonly Shape[];
  readonly shine: readonly Shape[];
}

const sweptFringe = pathShape(
  'M -112 30 C -126 -30 -126 -118 -76 -160 C -40 -188 44 -192 86 -156 C 128 -118 126 -30 112 30 C 111 0 108 -24 100 -46 C 86 -66 58 -88 34 -112 C 4 -74 -50 -54 -92 -44 C -104 -20 -110 0 -112 30 Z',
);
const fringeShine = pathShape('M -88 -96 C -70 -136 -34 -158 4 -162 C -26 -146 -56 -126 -72 -92 C -78 -88 -84 -90 -88 -96 Z');

const styles: Record<HairStyle, Style> = {
  bob: {
    back: [
      pathShape(
        'M -120 -60 C -128 -150 -76 -186 0 -186 C 76 -186 128 -150 120 -60 C 126 20 146 110 136 172 C 112 190 70 190 52 176 L -52 176 C -70 190 -112 190 -136 172 C -146 110 -126 20 -120 -60 Z',
      ),
    ],
    front: [
      sweptFringe,
      pathShape('M -119 -70 C -124 40 -146 112 -136 172 C -118 184 -98 187 -80 184 C -92 130 -98 60 -101 -44 Z'),
      pathShape('M 119 -70 C 124 40 146 112 136 172 C 118 184 98 187 80 184 C 92 130 98 60 101 -44 Z'),
    ],
    shine: [fringeShine],
  },
  long: {
    back: [
      pathShape(
        'M -118 -60 C -126 -150 -76 -186 0 -186 C 76 -186 126 -150 118 -60 C 128 60 170 180 158 300 C 130 326 80 320 62 300 L -62 300 C -80 320 -130 326 -158 300 C -170 180 -128 60 -118 -60 Z',
      ),
    ],
    front: [
      sweptFringe,
      pathShape('M -117 -70 C -124 70 -166 190 -156 300 C -128 318 -104 314 -90 300 C -96 200 -100 90 -101 -44 Z'),
      pathShape('M 117 -70 C 124 70 166 190 156 300 C 128 318 104 314 90 300 C 96 200 100 90 101 -44 Z'),
    ],
    shine: [fringeShine],
  },
  bun: {
    back: [
      ellipse(0, -188, 50, 44),
      pathShape(
        'M -112 -30 C -124 -150 -70 -180 0 -180 C 70 -180 124 -150 112 -30 C 110 0 104 20 98 30 L -98 30 C -104 20 -110 0 -112 -30 Z',
      ),
    ],
    front: [sweptFringe],
    shine: [fringeShine],
  },
  short: {
    back: [pathShape('M -108 -40 C -118 -150 -68 -178 0 -178 C 68 -178 118 -150 108 -40 L 104 30 -104 30 Z')],
    front: [
      pathShape(
        'M -110 6 C -124 -70 -120 -140 -70 -172 C -30 -194 60 -196 94 -164 C 124 -134 122 -66 110 6 C 106 -14 104 -34 100 -52 C 96 -78 88 -92 74 -102 C 36 -88 -34 -84 -74 -98 C -90 -88 -96 -76 -100 -52 C -104 -34 -106 -14 -110 6 Z',
      ),
    ],
    shine: [pathShape('M -66 -130 C -36 -164 20 -172 58 -156 C 24 -156 -20 -148 -46 -120 C -54 -118 -62 -122 -66 -130 Z')],
  },
  curly: {
    back: [
      ellipse(-92, -60, 52, 60),
      ellipse(92, -60, 52, 60),
      ellipse(0, -110, 112, 92),
      ellipse(-104, 10, 36, 50),
      ellipse(104, 10, 36, 50),
    ],
    front: [
      ellipse(-74, -118, 46, 40),
      ellipse(-20, -142, 52, 40),
      ellipse(42, -136, 50, 42),
      ellipse(88, -98, 36, 42),
      ellipse(-100, -70, 26, 40),
      ellipse(103, -50, 20, 40),
    ],
    shine: [ellipse(-34, -150, 22, 10), ellipse(34, -148, 18, 9)],
  },
};
