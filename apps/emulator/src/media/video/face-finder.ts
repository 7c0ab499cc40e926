import type { Rgb } from '../drawing/canvas.ts';
import { type I420, planesOf, rgbOf, yuvOf } from '../drawing/i420.ts';
import { mouthWidthUnits } from '../drawing/mouth.ts';
import type { Placement } from '../drawing/shape.ts';

/** The mouth of a drawn face in footage, and the colours with which another can be drawn over it. */
export interface FoundMouth {
  readonly place: Placement;
  readonly skin: Rgb;
  readonly lips: Rgb;
}

/** Cells across the picture's longer side; a face that matters is at least thirty of them tall. */
const cells = 320;
/** Chroma of skin in all the tones people have, and of lips on it: redder, and less yellow. */
const isSkin = (cb: number, cr: number) => cr >= 141 && cr <= 160 && cb >= 94 && cb <= 122 && cr - cb >= 24;
const isLip = (cb: number, cr: number, skinCr: number) => cr >= 161 && cr - skinCr >= 7 && cb >= 106 && cb <= 126;

/**
 * Finds the closed mouth of a flatly drawn face: the largest even patch of skin with a lip-coloured, wide and low shape
 * in the middle of its lower part. A photographed face is shaded, so it does not count, and gets no drawn mouth on it.
 */
export function findMouth(picture: I420): FoundMouth | undefined {
  const grid = sampleGrid(picture);
  for (const patch of skinPatches(grid).slice(0, 8)) {
    const found = mouthIn(grid, patch);
    if (found !== undefined) return measured(picture, found);
  }
  return undefined;
}

/**
 * Where the mouth has moved to since the picture it was found in.
 *
 * @returns Undefined when it is no longer near.
 */
export function followMouth(picture: I420, before: FoundMouth): FoundMouth | undefined {
  const { x, y, weight } = scanLips(picture, before);
  return weight < 60 ? undefined : { ...before, place: { x, y: y - centroidBelow * before.place.scale, scale: before.place.scale } };
}

/** The same mouth with place and size as the full picture shows them; the outermost corners are thinner than a sample. */
function measured(picture: I420, rough: FoundMouth): FoundMouth {
  const { x, y, width, weight } = scanLips(picture, rough);
  if (weight < 60) return rough;
  const scale = (width * 1.03) / mouthWidthUnits;
  return { ...rough, place: { x, y: y - centroidBelow * scale, scale } };
}

/** Middle and width, in pixels, of what is lip-coloured around a known mouth; redder samples count more, so that the middle moves smoothly. */
function scanLips(
  picture: I420,
  { place, skin }: FoundMouth,
): { readonly x: number; readonly y: number; readonly width: number; readonly weight: number } {
  const [, cb, cr] = planesOf(picture);
  const stride = picture.widthPx >> 1;
  const reach = mouthWidthUnits * place.scale * 0.5;
  const [, , skinCr] = yuvOf(skin);
  const sum = { x: 0, y: 0, weight: 0 };
  let [left, right] = [stride, 0];
  const lastRow = Math.min((picture.heightPx >> 1) - 1, Math.ceil((place.y + reach * 0.7) / 2));
  const lastColumn = Math.min(stride - 1, Math.ceil((place.x + reach * 1.4) / 2));
  for (let row = Math.max(0, Math.floor((place.y - reach * 0.7) / 2)); row <= lastRow; row++) {
    for (let column = Math.max(0, Math.floor((place.x - reach * 1.4) / 2)); column <= lastColumn; column++) {
      const at = row * stride + column;
      if (!isLip(cb[at] ?? 0, cr[at] ?? 0, skinCr)) continue;
      const weight = Math.min(12, (cr[at] ?? 0) - skinCr);
      sum.x += (column * 2 + 1) * weight;
      sum.y += (row * 2 + 1) * weight;
      sum.weight += weight;
      left = Math.min(left, column);
      right = Math.max(right, column);
    }
  }
  return { x: sum.x / sum.weight, y: sum.y / sum.weight, width: (right - left + 1) * 2, weight: sum.weight };
}

/** A closed mouth's middle lies this far (in units) below the line its corners and lips are drawn around. */
const centroidBelow = 1.5;

interface Grid {
  readonly width: number;
  readonly height: number;
  /** Pixels a cell. */
  readonly step: number;
  readonly luma: Uint8Array;
  readonly cb: Uint8Array;
  readonly cr: Uint8Array;
  /** 1 where brightness changes from pixel to pixel: along a softened edge one could walk from any colour to any other. */
  readonly edge: Uint8Array;
}

interface Patch {
  readonly members: readonly number[];
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function sampleGrid(picture: I420): Grid {
  const step = Math.max(2, Math.round(Math.max(picture.widthPx, picture.heightPx) / cells / 2) * 2);
  const [width, height] = [Math.floor(picture.widthPx / step), Math.floor(picture.heightPx / step)];
  const [luma, cb, cr] = planesOf(picture);
  const plane = () => new Uint8Array(width * height);
  const grid = { width, height, step, luma: plane(), cb: plane(), cr: plane(), edge: plane() };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const [px, py] = [x * step + (step >> 1), y * step + (step >> 1)];
      const chroma = (py >> 1) * (picture.widthPx >> 1) + (px >> 1);
      const at = py * picture.widthPx + px;
      grid.luma[i] = luma[at] ?? 0;
      grid.edge[i] = isEdge(luma[at - 1], luma[at + 1]) || isEdge(luma[at - picture.widthPx], luma[at + picture.widthPx]) ? 1 : 0;
      grid.cb[i] = cb[chroma] ?? 0;
      grid.cr[i] = cr[chroma] ?? 0;
    }
  }
  return grid;
}

function isEdge(before = 0, after = 0): boolean {
  return Math.abs(before - after) > 10;
}

/** Connected patches of skin, largest first. */
function skinPatches(grid: Grid): Patch[] {
  const smallest = 300;
  const seen = new Uint8Array(grid.width * grid.height);
  const patches: Patch[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1 || !isSkinAt(grid, start)) continue;
    const patch = grow(grid, start, seen);
    if (patch.members.length >= smallest) patches.push(patch);
  }
  return patches.sort((a, b) => b.members.length - a.members.length);
}

/** A step in brightness that ends a patch: brown hair has the chroma of skin. */
const largestStep = 14;

function grow(grid: Grid, start: number, seen: Uint8Array): Patch {
  const members = [start];
  seen[start] = 1;
  let [left, right, top, bottom] = [grid.width, 0, grid.height, 0];
  for (let next = 0; next < members.length; next++) {
    const cell = members[next] ?? 0;
    const [x, y] = [cell % grid.width, Math.floor(cell / grid.width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    const around = [
      x > 0 ? cell - 1 : -1,
      x + 1 < grid.width ? cell + 1 : -1,
      y > 0 ? cell - grid.width : -1,
      y + 1 < grid.height ? cell + grid.width : -1,
    ];
    for (const neighbour of around) {
      if (neighbour < 0 || seen[neighbour] === 1 || !isSkinAt(grid, neighbour)) continue;
      if (Math.abs((grid.luma[neighbour] ?? 0) - (grid.luma[cell] ?? 0)) > largestStep) continue;
      seen[neighbour] = 1;
      members.push(neighbour);
    }
  }
  return { members, left, right, top, bottom };
}

function isSkinAt(grid: Grid, cell: number): boolean {
  return grid.edge[cell] === 0 && isSkin(grid.cb[cell] ?? 0, grid.cr[cell] ?? 0);
}

function mouthIn(grid: Grid, patch: Patch): FoundMouth | undefined {
  const tone = toneOf(grid, patch);
  if (tone === undefined) return undefined;
  const lips = lipCells(grid, patch, tone.cr);
  if (lips === undefined || !liesLikeAMouth(lips, patch) || !isSurrounded(grid, lips, tone.luma)) return undefined;
  const { step } = grid;
  const mean = (pick: (cell: number) => number) => lips.cells.reduce((sum, cell) => sum + pick(cell), 0) / lips.cells.length;
  const scale = ((lips.right - lips.left + 1) * step) / mouthWidthUnits;
  const x = (mean((cell) => cell % grid.width) + 0.5) * step;
  const y = (mean((cell) => Math.floor(cell / grid.width)) + 0.5) * step - centroidBelow * scale;
  const lipColor = rgbOf(
    median(lips.cells, (cell) => grid.luma[cell] ?? 0),
    median(lips.cells, (cell) => grid.cb[cell] ?? 0),
    median(lips.cells, (cell) => grid.cr[cell] ?? 0),
  );
  return { place: { x, y, scale }, skin: rgbOf(tone.luma, tone.cb, tone.cr), lips: lipColor };
}

/** The patch's colour, where most of it has one colour: that is what tells a drawing from a photograph. */
function toneOf(grid: Grid, { members }: Patch): { readonly luma: number; readonly cb: number; readonly cr: number } | undefined {
  const luma = mode(members, (cell) => grid.luma[cell] ?? 0);
  const alike = members.filter((cell) => Math.abs((grid.luma[cell] ?? 0) - luma) <= 3);
  if (alike.length < members.length * 0.45) return undefined;
  return {
    luma: median(alike, (cell) => grid.luma[cell] ?? 0),
    cb: median(alike, (cell) => grid.cb[cell] ?? 0),
    cr: median(alike, (cell) => grid.cr[cell] ?? 0),
  };
}

interface Lips {
  readonly cells: readonly number[];
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function lipCells(grid: Grid, patch: Patch, skinCr: number): Lips | undefined {
  const found: number[] = [];
  for (let y = Math.round(patch.top + (patch.bottom - patch.top) * 0.3); y <= patch.bottom; y++) {
    for (let x = patch.left; x <= patch.right; x++) {
      const cell = y * grid.width + x;
      if (isLip(grid.cb[cell] ?? 0, grid.cr[cell] ?? 0, skinCr)) found.push(cell);
    }
  }
  if (found.length < 12) return undefined;
  const columns = found.map((cell) => cell % grid.width).sort((a, b) => a - b);
  const rows = found.map((cell) => Math.floor(cell / grid.width)).sort((a, b) => a - b);
  return { cells: found, left: columns[0] ?? 0, right: columns.at(-1) ?? 0, top: rows[0] ?? 0, bottom: rows.at(-1) ?? 0 };
}

function liesLikeAMouth(lips: Lips, patch: Patch): boolean {
  const [width, height] = [lips.right - lips.left + 1, lips.bottom - lips.top + 1];
  const patchWidth = patch.right - patch.left + 1;
  const offCentre = Math.abs((lips.left + lips.right) / 2 - (patch.left + patch.right) / 2);
  return (
    width > height * 1.6 &&
    width > patchWidth * 0.18 &&
    width < patchWidth * 0.6 &&
    offCentre < patchWidth * 0.12 &&
    lips.cells.length > width * height * 0.4
  );
}

/** Above, below and beside the lips is the patch's own colour: brown hair around a face may be the larger patch, but not the nearer one. */
function isSurrounded(grid: Grid, { left, right, top, bottom }: Lips, luma: number): boolean {
  const gap = 4;
  const [x, y] = [(left + right) >> 1, (top + bottom) >> 1];
  const around = [(top - gap) * grid.width + x, (bottom + gap) * grid.width + x, y * grid.width + left - gap, y * grid.width + right + gap];
  return around.every((cell) => Math.abs((grid.luma[cell] ?? 0) - luma) <= 4);
}

function mode(cells: readonly number[], pick: (cell: number) => number): number {
  const counts = new Uint32Array(256);
  for (const cell of cells) counts[pick(cell)] = (counts[pick(cell)] ?? 0) + 1;
  return counts.indexOf(Math.max(...counts));
}

function median(cells: readonly number[], pick: (cell: number) => number): number {
  const values = cells.map(pick).sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}
