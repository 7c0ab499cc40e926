import { type Canvas, mixRgb, type Rgb, rgb } from './canvas.ts';
import { fillShape, flat, vertical } from './fill.ts';
import type { Layout } from './layout.ts';
import type { Look } from './look.ts';
import { ellipse, type Placement, pathShape, roundedBox } from './shape.ts';

/** The room behind the presenter. Its things stand beside and above the head, whatever the picture's form. */
export function drawBackdrop(canvas: Canvas, look: Look, layout: Layout): void {
  const { widthPx, heightPx, head } = layout;
  fillShape(canvas, roundedBox(0, 0, widthPx, heightPx), vertical(0, look.wall[0], heightPx, look.wall[1]));
  const spread = Math.max(250 * head.scale, widthPx * 0.3);
  const y = Math.max(head.y - 250 * head.scale, 196 * head.scale);
  const left: Placement = { x: head.x - spread, y, scale: head.scale };
  const right: Placement = { x: head.x + spread, y, scale: head.scale };
  if (look.decor === 'window') {
    drawWindow(canvas, look, left);
    drawPictures(canvas, look, { ...right, x: Math.min(right.x, widthPx - 100 * head.scale) });
  } else {
    drawPictures(canvas, look, { ...left, x: Math.max(left.x, 106 * head.scale) });
    drawShelf(canvas, look, { ...right, x: Math.min(right.x, widthPx - 96 * head.scale) });
  }
}

/** Desk, laptop, cup and plant: they stand before the presenter and hide the hands. */
export function drawDesk(canvas: Canvas, look: Look, { widthPx, heightPx, head, deskTopPx }: Layout): void {
  const front = mixRgb(look.desk, rgb('#2a1a10'), 0.25);
  const at: Placement = { x: head.x, y: deskTopPx, scale: head.scale };
  fillShape(
    canvas,
    roundedBox(0, deskTopPx, widthPx, heightPx - deskTopPx),
    vertical(deskTopPx, front, heightPx, mixRgb(front, rgb('#000000'), 0.2)),
  );
  fillShape(canvas, roundedBox(0, deskTopPx - 6 * head.scale, widthPx, 26 * head.scale), flat(look.desk));
  fillShape(canvas, roundedBox(0, deskTopPx + 20 * head.scale, widthPx, 7 * head.scale), flat(mixRgb(front, rgb('#000000'), 0.22)));
  drawLaptop(canvas, at);
  drawCup(canvas, look, { ...at, x: head.x - 215 * head.scale });
  drawPlant(canvas, look, { ...at, x: head.x + 232 * head.scale });
}

function drawLaptop(canvas: Canvas, at: Placement): void {
  fillShape(
    canvas,
    pathShape('M -128 -92 Q -130 -104 -116 -104 L 116 -104 Q 130 -104 128 -92 L 140 2 -140 2 Z'),
    vertical(-104, rgb('#c9ced6'), 2, rgb('#aeb5c0')),
    at,
  );
  fillShape(canvas, ellipse(0, -52, 11), flat(rgb('#8d95a3')), at);
  fillShape(canvas, roundedBox(-156, 0, 312, 11, 5), flat(rgb('#8a929f')), at);
}

function drawCup(canvas: Canvas, look: Look, at: Placement): void {
  fillShape(canvas, roundedBox(-44, -46, 30, 34, 15), flat(mixRgb(look.accent, rgb('#000000'), 0.12)), at);
  fillShape(canvas, roundedBox(-35, -38, 14, 19, 8), flat(look.wall[1]), at);
  fillShape(canvas, pathShape('M -28 -58 L 28 -58 24 -2 Q 23 6 14 6 L -14 6 Q -23 6 -24 -2 Z'), flat(look.accent), at);
  fillShape(canvas, roundedBox(-28, -62, 56, 8, 4), flat(mixRgb(look.accent, rgb('#ffffff'), 0.25)), at);
}

function drawPlant(canvas: Canvas, look: Look, at: Placement): void {
  const leaves: readonly (readonly [path: string, color: Rgb])[] = [
    ['M 0 -50 C -60 -70 -74 -120 -62 -150 C -26 -136 -4 -100 0 -50 Z', rgb('#4f7d5a')],
    ['M 0 -50 C 60 -66 72 -112 64 -140 C 28 -130 4 -98 0 -50 Z', rgb('#5c8f68')],
    ['M 0 -46 C -26 -96 -20 -160 2 -190 C 26 -158 26 -96 0 -46 Z', rgb('#6aa076')],
  ];
  for (const [path, color] of leaves) fillShape(canvas, pathShape(path), flat(color), at);
  fillShape(
    canvas,
    pathShape('M -36 -60 L 36 -60 28 0 Q 27 7 18 7 L -18 7 Q -27 7 -28 0 Z'),
    flat(mixRgb(look.desk, rgb('#ffffff'), 0.55)),
    at,
  );
  fillShape(canvas, roundedBox(-40, -66, 80, 14, 5), flat(mixRgb(look.desk, rgb('#ffffff'), 0.68)), at);
}

function drawWindow(canvas: Canvas, look: Look, at: Placement): void {
  const frame = mixRgb(look.wall[0], rgb('#ffffff'), 0.75);
  fillShape(canvas, roundedBox(-116, -176, 232, 340, 8), flat(frame), at);
  fillShape(canvas, roundedBox(-102, -162, 204, 312, 4), vertical(-162, rgb('#a9d3ea'), 150, rgb('#e9f5f7')), at);
  fillShape(canvas, pathShape('M -102 100 C -50 40 0 84 40 62 C 66 48 88 66 102 58 L 102 150 -102 150 Z'), flat(rgb('#93bfa0')), at);
  fillShape(canvas, pathShape('M -102 128 C -40 96 20 124 102 104 L 102 150 -102 150 Z'), flat(rgb('#76a888')), at);
  fillShape(canvas, ellipse(-46, -96, 30, 13), flat(rgb('#ffffff'), 0.85), at);
  fillShape(canvas, ellipse(-20, -104, 24, 14), flat(rgb('#ffffff'), 0.85), at);
  fillShape(canvas, roundedBox(-5, -162, 10, 312), flat(frame), at);
  fillShape(canvas, roundedBox(-102, -20, 204, 10), flat(frame), at);
  fillShape(canvas, roundedBox(-130, 160, 260, 16, 4), flat(mixRgb(frame, rgb('#8fa6a0'), 0.25)), at);
}

function drawPictures(canvas: Canvas, look: Look, at: Placement): void {
  fillShape(canvas, roundedBox(-78, -150, 150, 190, 5), flat(mixRgb(look.accent, rgb('#202020'), 0.35)), at);
  fillShape(canvas, roundedBox(-68, -140, 130, 170, 2), flat(rgb('#fbf8f2')), at);
  fillShape(canvas, ellipse(14, -88, 24), flat(mixRgb(look.accent, rgb('#ffd9a0'), 0.6)), at);
  fillShape(canvas, pathShape('M -68 30 C -50 -30 -20 -60 -4 -30 C 10 -8 30 -30 62 -14 L 62 30 Z'), flat(look.accent), at);
  fillShape(canvas, roundedBox(-52, 74, 96, 74, 4), flat(mixRgb(look.desk, rgb('#202020'), 0.2)), at);
  fillShape(canvas, roundedBox(-45, 81, 82, 60, 2), flat(mixRgb(look.wall[0], rgb('#ffffff'), 0.5)), at);
  fillShape(canvas, ellipse(-4, 111, 17, 17), flat(look.jacket, 0.55), at);
}

function drawShelf(canvas: Canvas, look: Look, at: Placement): void {
  const board = mixRgb(look.desk, rgb('#ffffff'), 0.15);
  const books: readonly (readonly [x: number, width: number, height: number, color: string])[] = [
    [-112, 24, 104, '#4a6c8c'],
    [-86, 18, 88, '#c97b4a'],
    [-66, 28, 116, '#5f7f6a'],
    [-36, 20, 96, '#d9b25f'],
    [-14, 24, 110, '#84546a'],
  ];
  for (const [top, shown] of [
    [-40, books],
    [126, books.map(([x, width, height, color]) => [x + 96, width, height * 0.86, color] as const).reverse()],
  ] as const) {
    for (const [x, width, height, color] of shown) {
      fillShape(canvas, roundedBox(x, top - height, width, height, 2), flat(mixRgb(rgb(color), look.wall[1], 0.15)), at);
      fillShape(canvas, roundedBox(x + 4, top - height + 14, width - 8, 5), flat(rgb('#ffffff'), 0.5), at);
    }
    fillShape(canvas, roundedBox(-130, top, 250, 13, 3), flat(board), at);
  }
  fillShape(canvas, pathShape('M 52 -96 C 40 -70 44 -40 52 -40 L 84 -40 C 92 -40 96 -70 84 -96 Z'), flat(look.accent), at);
}
