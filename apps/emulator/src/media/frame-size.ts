import { MediaError } from './media-error.ts';

/** The longest side that H.264 encoders take, and a little more than the picture points of 4K. */
const [maxSidePx, maxPoints] = [4096, 4096 * 2304];

/**
 * The size a film is made in: H.264 with chroma at half size has only even sizes, and encoders want at least a block.
 *
 * @throws {MediaError} `input` for a size that is none, or beyond 4K.
 */
export function frameSize({ widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }): {
  readonly widthPx: number;
  readonly heightPx: number;
} {
  const even = (size: number) => Math.max(16, Math.round(size / 2) * 2);
  const size = { widthPx: even(widthPx), heightPx: even(heightPx) };
  const fits = Math.max(size.widthPx, size.heightPx) <= maxSidePx && size.widthPx * size.heightPx <= maxPoints;
  if (!fits || !(widthPx > 0 && heightPx > 0))
    throw new MediaError('input', `A film of ${widthPx} x ${heightPx} cannot be made: 4K is the most.`);
  return size;
}
