/** Closed outlines as flat `x, y, x, y, …` lists, curves already made into short lines. Inner outlines run the other way round to cut holes. */
export interface Shape {
  readonly outlines: readonly Float64Array[];
}

/** Where a shape drawn around its own origin lands: `scale` first, then the shift. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Straight pieces a curve is cut into; at the sizes drawn here the corners lie below a tenth of a pixel. */
const piecesPerCurve = 20;
/** The control point distance with which four Bézier curves draw a circle. */
const circleControl = 0.5522847498;

/**
 * Reads the part of SVG path syntax that drawings here use: absolute `M L C Q Z` with numbers separated by spaces or commas.
 *
 * @throws {Error} On any other letter: a mistake in the drawing, not in anybody's input.
 */
export function pathShape(text: string): Shape {
  const outlines: number[][] = [];
  let points: number[] = [];
  for (const [, letter = '', list = ''] of text.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = list
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    if (letter === 'M') {
      points = [...numbers];
      outlines.push(points);
    } else if (letter === 'L') points.push(...numbers);
    else if (letter === 'C') addCubics(points, numbers);
    else if (letter === 'Q') addQuadratics(points, numbers);
    else if (letter !== 'Z') throw new Error(`No path command "${letter}" is known here.`);
  }
  return { outlines: outlines.map((outline) => Float64Array.from(outline)) };
}

/** The shape and its mirror image about the vertical axis, which most faces have. */
export function mirrored(shape: Shape): Shape {
  return { outlines: [...shape.outlines, ...flipped(shape).outlines] };
}

/** The mirror image about the vertical axis, winding kept. */
export function flipped(shape: Shape): Shape {
  const outlines = shape.outlines.map((outline) => {
    const reversed = reversedOutline(outline);
    for (let i = 0; i < reversed.length; i += 2) reversed[i] = -(reversed[i] ?? 0);
    return reversed;
  });
  return { outlines };
}

export function ellipse(centerX: number, centerY: number, radiusX: number, radiusY = radiusX): Shape {
  const [cx, cy] = [radiusX * circleControl, radiusY * circleControl];
  const [left, right, top, bottom] = [centerX - radiusX, centerX + radiusX, centerY - radiusY, centerY + radiusY];
  return pathShape(
    `M ${left} ${centerY} C ${left} ${centerY - cy} ${centerX - cx} ${top} ${centerX} ${top} ` +
      `C ${centerX + cx} ${top} ${right} ${centerY - cy} ${right} ${centerY} ` +
      `C ${right} ${centerY + cy} ${centerX + cx} ${bottom} ${centerX} ${bottom} ` +
      `C ${centerX - cx} ${bottom} ${left} ${centerY + cy} ${left} ${centerY} Z`,
  );
}

export function roundedBox(left: number, top: number, width: number, height: number, radius = 0): Shape {
  const r = Math.min(radius, width / 2, height / 2);
  const [right, bottom] = [left + width, top + height];
  if (r === 0) return pathShape(`M ${left} ${top} L ${right} ${top} ${right} ${bottom} ${left} ${bottom} Z`);
  return pathShape(
    `M ${left + r} ${top} L ${right - r} ${top} Q ${right} ${top} ${right} ${top + r} L ${right} ${bottom - r} ` +
      `Q ${right} ${bottom} ${right - r} ${bottom} L ${left + r} ${bottom} Q ${left} ${bottom} ${left} ${bottom - r} ` +
      `L ${left} ${top + r} Q ${left} ${top} ${left + r} ${top} Z`,
  );
}

/** An outer shape with an inner one cut out of it. */
export function ring(outer: Shape, inner: Shape): Shape {
  return { outlines: [...outer.outlines, ...inner.outlines.map(reversedOutline)] };
}

function reversedOutline(outline: Float64Array): Float64Array {
  const reversed = new Float64Array(outline.length);
  for (let i = 0; i < outline.length; i += 2) {
    reversed[i] = outline[outline.length - 2 - i] ?? 0;
    reversed[i + 1] = outline[outline.length - 1 - i] ?? 0;
  }
  return reversed;
}

function addCubics(points: number[], numbers: readonly number[]): void {
  for (let i = 0; i + 5 < numbers.length; i += 6) {
    const [x0, y0] = points.slice(-2) as [number, number]; // a curve always follows a point
    const [x1, y1, x2, y2, x3, y3] = numbers.slice(i, i + 6) as [number, number, number, number, number, number];
    for (let piece = 1; piece <= piecesPerCurve; piece++) {
      const t = piece / piecesPerCurve;
      const s = 1 - t;
      const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
      points.push(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3);
    }
  }
}

function addQuadratics(points: number[], numbers: readonly number[]): void {
  for (let i = 0; i + 3 < numbers.length; i += 4) {
    const [x0, y0] = points.slice(-2) as [number, number]; // a curve always follows a point
    const [x1, y1, x2, y2] = numbers.slice(i, i + 4) as [number, number, number, number];
    const third = (from: number, control: number) => from + (2 / 3) * (control - from);
    addCubics(points, [third(x0, x1), third(y0, y1), third(x2, x1), third(y2, y1), x2, y2]);
  }
}
