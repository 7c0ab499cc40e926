import { readFile } from 'node:fs/promises';
import type { Box } from '../../media-studio.ts';
import { MediaError } from '../media-error.ts';
import type { Canvas } from './canvas.ts';
import { decodePng, isPng } from './png.ts';

/** Larger pictures are refused: they would be held in memory whole. */
const maxPixels = 64_000_000;

/** Reads a JPEG or PNG, whatever its name says. @throws {MediaError} `input` when it is neither. */
export async function readPicture(path: string): Promise<Canvas> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new MediaError('input', 'The picture cannot be read.', cause);
  });
  try {
    return isPng(bytes) ? decodePng(bytes, maxPixels) : await decodeJpeg(bytes);
  } catch (cause) {
    throw new MediaError('input', 'The picture is neither a JPEG nor a PNG that can be decoded.', cause);
  }
}

async function decodeJpeg(bytes: Uint8Array): Promise<Canvas> {
  const { default: jpeg } = await import('jpeg-js');
  const { width, height, data } = jpeg.decode(bytes, { useTArray: true, maxResolutionInMP: maxPixels / 1e6, maxMemoryUsageInMB: 1024 });
  return { widthPx: width, heightPx: height, pixels: new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength) };
}

/** Lays a picture over a canvas, stretched to its box. Each pixel is the mean of a few places, so that shrinking does not shimmer. */
export function layPicture(canvas: Canvas, picture: Canvas, box: Box): void {
  const [scaleX, scaleY] = [picture.widthPx / box.widthPx, picture.heightPx / box.heightPx];
  const [takenX, takenY] = [samplesFor(scaleX), samplesFor(scaleY)];
  const lastRow = Math.min(canvas.heightPx, box.topPx + box.heightPx);
  const lastColumn = Math.min(canvas.widthPx, box.leftPx + box.widthPx);
  for (let y = Math.max(0, box.topPx); y < lastRow; y++) {
    for (let x = Math.max(0, box.leftPx); x < lastColumn; x++) {
      const mean = meanAt(picture, { left: (x - box.leftPx) * scaleX, top: (y - box.topPx) * scaleY, scaleX, scaleY, takenX, takenY });
      blend(canvas.pixels, (y * canvas.widthPx + x) * 4, mean);
    }
  }
}

function samplesFor(scale: number): number {
  return Math.max(1, Math.min(4, Math.ceil(scale)));
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly takenX: number;
  readonly takenY: number;
}

const mean = [0, 0, 0, 0];

/** The same array again and again: this runs once a pixel. */
function meanAt({ widthPx, heightPx, pixels }: Canvas, { left, top, scaleX, scaleY, takenX, takenY }: Area): readonly number[] {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  for (let j = 0; j < takenY; j++) {
    const row = Math.min(heightPx - 1, Math.floor(top + ((j + 0.5) * scaleY) / takenY));
    for (let i = 0; i < takenX; i++) {
      const at = (row * widthPx + Math.min(widthPx - 1, Math.floor(left + ((i + 0.5) * scaleX) / takenX))) * 4;
      const weight = pixels[at + 3] ?? 0;
      red += (pixels[at] ?? 0) * weight;
      green += (pixels[at + 1] ?? 0) * weight;
      blue += (pixels[at + 2] ?? 0) * weight;
      alpha += weight;
    }
  }
  const total = Math.max(1, alpha);
  [mean[0], mean[1], mean[2], mean[3]] = [red / total, green / total, blue / total, alpha / (takenX * takenY)];
  return mean;
}

/** One canvas over another, its corner at a place of the other. */
export function layCanvas(canvas: Canvas, over: Canvas, leftPx: number, topPx: number): void {
  const lastRow = Math.min(canvas.heightPx, topPx + over.heightPx);
  const lastColumn = Math.min(canvas.widthPx, leftPx + over.widthPx);
  for (let y = Math.max(0, topPx); y < lastRow; y++) {
    for (let x = Math.max(0, leftPx); x < lastColumn; x++) {
      const at = ((y - topPx) * over.widthPx + x - leftPx) * 4;
      if (over.pixels[at + 3] !== 0) blend(canvas.pixels, (y * canvas.widthPx + x) * 4, over.pixels.subarray(at, at + 4));
    }
  }
}

function blend(pixels: Uint8ClampedArray, at: number, color: ArrayLike<number>): void {
  const share = (color[3] ?? 0) / 255;
  const kept = ((pixels[at + 3] ?? 0) / 255) * (1 - share);
  const total = share + kept;
  if (total <= 0) return;
  for (let channel = 0; channel < 3; channel++) {
    pixels[at + channel] = ((color[channel] ?? 0) * share + (pixels[at + channel] ?? 0) * kept) / total;
  }
  pixels[at + 3] = total * 255;
}
