import type { Placement } from './shape.ts';

/** Where the parts of the scene stand in a picture of a given size. All pixels. */
export interface Layout {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The head's centre; one unit of the figure is `scale` pixels. The head is about 210 units wide, head to desk about 700 tall. */
  readonly head: Placement;
  readonly deskTopPx: number;
}

/** Units from the top of the hair to the head's centre, and from there to the desk's edge. */
const aboveHead = 190;
const headToDesk = 430;
/** The widest part of the figure with some air, in units. */
const figureWidth = 640;

/** A portrait leaves room above and below; a landscape fills its height; both keep the presenter whole and in the middle. */
export function layoutFor(widthPx: number, heightPx: number): Layout {
  const scale = Math.min(widthPx / figureWidth, heightPx / (aboveHead + headToDesk + 100));
  const figureHeight = (aboveHead + headToDesk) * scale;
  const spare = heightPx - figureHeight;
  const deskTopPx = heightPx - Math.max(80 * scale, spare * 0.42);
  return { widthPx, heightPx, deskTopPx, head: { x: widthPx / 2, y: deskTopPx - headToDesk * scale, scale } };
}
