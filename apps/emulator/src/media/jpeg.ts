import type { Canvas } from './drawing/canvas.ts';

/** A picture as JPEG. */
export async function encodeJpeg({ widthPx, heightPx, pixels }: Canvas): Promise<Uint8Array> {
  const { default: jpeg } = await import('jpeg-js');
  return jpeg.encode({ width: widthPx, height: heightPx, data: pixels }, 85).data;
}
