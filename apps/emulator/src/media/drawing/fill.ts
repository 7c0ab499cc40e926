import type { Canvas, Rgb } from './canvas.ts';
import type { Placement, Shape } from './shape.ts';

/** What a shape is filled with. Gradients run between two places given in the shape's own units. */
export type Paint =
  | { readonly kind: 'flat'; readonly color: Rgb; readonly opacity: number }
  | {
      readonly kind: 'linear';
      readonly from: readonly [number, number];
      readonly to: readonly [number, number];
      readonly stops: readonly [Stop, Stop];
    }
  | { readonly kind: 'radial'; readonly center: readonly [number, number]; readonly radius: number; readonly stops: readonly [Stop, Stop] };

export interface Stop {
  readonly color: Rgb;
  readonly opacity: number;
}

export function flat(color: Rgb, opacity = 1): Paint {
  return { kind: 'flat', color, opacity };
}

export function vertical(top: number, topColor: Rgb, bottom: number, bottomColor: Rgb): Paint {
  return {
    kind: 'linear',
    from: [0, top],
    to: [0, bottom],
    stops: [
      { color: topColor, opacity: 1 },
      { color: bottomColor, opacity: 1 },
    ],
  };
}

const unmoved: Placement = { x: 0, y: 0, scale: 1 };
let coverage = new Float32Array(0);

/**
 * Fills a shape over what is there, with exact-area antialiasing: every edge adds the signed area it covers to the pixels
 * it crosses, and the running sum along a row is the coverage. Outlines of one shape may cut holes but not cross themselves.
 */
export function fillShape(canvas: Canvas, shape: Shape, paint: Paint, placement: Placement = unmoved): void {
  const box = pixelBox(canvas, shape, placement);
  if (box === undefined) return;
  const stride = box.width + 2;
  const needed = stride * box.height;
  if (coverage.length < needed) coverage = new Float32Array(needed);
  else coverage.fill(0, 0, needed);
  for (const outline of shape.outlines) addOutline(outline, placement, box, stride);
  blendRows(canvas, box, stride, paint, placement);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function pixelBox(canvas: Canvas, shape: Shape, { x, y, scale }: Placement): Box | undefined {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const outline of shape.outlines) {
    for (let i = 0; i < outline.length; i += 2) {
      const px = (outline[i] ?? 0) * scale + x;
      const py = (outline[i + 1] ?? 0) * scale + y;
      if (px < minX) minX = px;
      if (px > maxX) maxX = px;
      if (py < minY) minY = py;
      if (py > maxY) maxY = py;
    }
  }
  const left = Math.max(0, Math.floor(minX));
  const top = Math.max(0, Math.floor(minY));
  const width = Math.min(canvas.widthPx, Math.ceil(maxX)) - left;
  const height = Math.min(canvas.heightPx, Math.ceil(maxY)) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}

function addOutline(outline: Float64Array, { x, y, scale }: Placement, box: Box, stride: number): void {
  const count = outline.length;
  let x0 = (outline[count - 2] ?? 0) * scale + x - box.left;
  let y0 = (outline[count - 1] ?? 0) * scale + y - box.top;
  for (let i = 0; i < count; i += 2) {
    const x1 = (outline[i] ?? 0) * scale + x - box.left;
    const y1 = (outline[i + 1] ?? 0) * scale + y - box.top;
    if (y0 < y1) addEdge(x0, y0, x1, y1, 1, box, stride);
    else if (y1 < y0) addEdge(x1, y1, x0, y0, -1, box, stride);
    x0 = x1;
    y0 = y1;
  }
}

/** One edge from top to bottom. Parts left or right of the box count at its border, so that the sum along a row stays right. */
function addEdge(x0: number, y0: number, x1: number, y1: number, sign: number, box: Box, stride: number): void {
  const slope = (x1 - x0) / (y1 - y0);
  const firstRow = Math.max(0, Math.floor(y0));
  const lastRow = Math.min(box.height, Math.ceil(y1));
  for (let row = firstRow; row < lastRow; row++) {
    const top = Math.max(y0, row);
    const bottom = Math.min(y1, row + 1);
    const height = (bottom - top) * sign;
    if (height === 0) continue;
    const xa = clamp(x0 + (top - y0) * slope, box.width);
    const xb = clamp(x0 + (bottom - y0) * slope, box.width);
    addSpan(row * stride, Math.min(xa, xb), Math.max(xa, xb), height);
  }
}

/** What one edge covers within one row: `height` of the row, running from `left` to `right`. */
function addSpan(base: number, left: number, right: number, height: number): void {
  const first = Math.floor(left);
  const last = Math.floor(right);
  if (first === last) {
    const covered = 1 - ((left + right) / 2 - first);
    add(base + first, height * covered);
    add(base + first + 1, height * (1 - covered));
    return;
  }
  const perPx = height / (right - left);
  const firstPart = first + 1 - left;
  let seen = (perPx * firstPart * firstPart) / 2;
  add(base + first, seen);
  let total = seen;
  for (let column = first + 1; column < last; column++) {
    seen = perPx * (column + 0.5 - left);
    add(base + column, seen - total);
    total = seen;
  }
  const lastPart = right - last;
  seen = height - (perPx * lastPart * lastPart) / 2;
  add(base + last, seen - total);
  add(base + last + 1, height - seen);
}

function add(index: number, value: number): void {
  coverage[index] = (coverage[index] ?? 0) + value;
}

function clamp(x: number, width: number): number {
  return x < 0 ? 0 : Math.min(x, width);
}

function blendRows(canvas: Canvas, box: Box, stride: number, paint: Paint, placement: Placement): void {
  const shade = paint.kind === 'flat' ? undefined : gradient(paint, placement);
  const stop: MutableStop = {
    color: [0, 0, 0],
    opacity: 1,
    ...(paint.kind === 'flat' ? { color: [...paint.color], opacity: paint.opacity } : {}),
  };
  for (let row = 0; row < box.height; row++) {
    let sum = 0;
    let at = ((box.top + row) * canvas.widthPx + box.left) * 4;
    for (let column = 0; column < box.width; column++, at += 4) {
      sum += coverage[row * stride + column] ?? 0;
      const covered = sum < 0 ? -sum : sum;
      if (covered < 0.002) continue;
      if (shade !== undefined) shade(box.left + column + 0.5, box.top + row + 0.5, stop);
      blendPixel(canvas.pixels, at, stop.color, Math.min(covered, 1) * stop.opacity);
    }
  }
}

function blendPixel(pixels: Uint8ClampedArray, at: number, color: Rgb, alpha: number): void {
  const below = pixels[at + 3] ?? 0;
  if (alpha >= 0.998) {
    pixels[at] = color[0];
    pixels[at + 1] = color[1];
    pixels[at + 2] = color[2];
    pixels[at + 3] = 255;
    return;
  }
  const kept = (below / 255) * (1 - alpha);
  const total = alpha + kept;
  if (total <= 0) return;
  const share = alpha / total;
  pixels[at] = (pixels[at] ?? 0) + (color[0] - (pixels[at] ?? 0)) * share;
  pixels[at + 1] = (pixels[at + 1] ?? 0) + (color[1] - (pixels[at + 1] ?? 0)) * share;
  pixels[at + 2] = (pixels[at + 2] ?? 0) + (color[2] - (pixels[at + 2] ?? 0)) * share;
  pixels[at + 3] = total * 255;
}

interface MutableStop {
  color: [number, number, number];
  opacity: number;
}

/** Writes the colour of one place into an object that is used again and again: this runs once a pixel. */
type Shade = (x: number, y: number, into: MutableStop) => void;

function gradient(paint: Exclude<Paint, { kind: 'flat' }>, { x, y, scale }: Placement): Shade {
  const [first, second] = paint.stops;
  const place = paint.kind === 'linear' ? alongLine(paint.from, paint.to) : fromCenter(paint.center, paint.radius);
  const [red, green, blue] = first.color;
  const [redStep, greenStep, blueStep] = [second.color[0] - red, second.color[1] - green, second.color[2] - blue];
  const opacityStep = second.opacity - first.opacity;
  return (px, py, into) => {
    const t = place((px - x) / scale, (py - y) / scale);
    const share = t < 0 ? 0 : Math.min(t, 1);
    into.color[0] = red + redStep * share;
    into.color[1] = green + greenStep * share;
    into.color[2] = blue + blueStep * share;
    into.opacity = first.opacity + opacityStep * share;
  };
}

function alongLine(from: readonly [number, number], to: readonly [number, number]): (x: number, y: number) => number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  return (x, y) => ((x - from[0]) * dx + (y - from[1]) * dy) / length;
}

function fromCenter(center: readonly [number, number], radius: number): (x: number, y: number) => number {
  return (x, y) => Math.hypot(x - center[0], y - center[1]) / radius;
}
