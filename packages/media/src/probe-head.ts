import { open, stat } from 'node:fs/promises';
import { findTruncation } from './find-truncation.ts';
import { type ImageFacts, readImageFacts } from './image-facts.ts';
import { invalidMedium } from './invalid-medium.ts';
import type { MediaFacts } from './probe-media.ts';

/**
 * What can be told of a file without its tracks: the facts of a picture, and that a file is cut short.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID`.
 */
export async function probeHead(path: string): Promise<MediaFacts | undefined> {
  const head = await readHead(path);
  const image = readImageFacts(head.bytes, head.tail);
  if (image !== undefined) return factsOfImage(image, path);
  const truncation = await findTruncation(path, head);
  if (truncation !== undefined) throw invalidMedium(path, truncation);
  return undefined;
}

/** The first and last bytes of a file, and how long it is. */
export interface FileHead {
  readonly bytes: Buffer;
  readonly tail: Buffer;
  readonly sizeBytes: number;
}

const headBytes = 256 * 1024;

async function readHead(path: string): Promise<FileHead> {
  const unopened = (cause: unknown): never => {
    throw invalidMedium(path, 'cannot be opened', cause);
  };
  // Asked before it is opened: opening a pipe waits for somebody to write into it.
  const stats = await stat(path).catch(unopened);
  if (!stats.isFile()) throw invalidMedium(path, 'is no file but a folder or a device');
  await using file = await open(path, 'r').catch(unopened);
  const { size } = await file.stat();
  if (size === 0) throw invalidMedium(path, 'is empty');
  const read = async (from: number, length: number) => {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, from);
    return buffer.subarray(0, bytesRead);
  };
  return { bytes: await read(0, Math.min(size, headBytes)), tail: await read(Math.max(0, size - 64), Math.min(size, 64)), sizeBytes: size };
}

function factsOfImage(image: ImageFacts, path: string): MediaFacts {
  if (!image.whole) throw invalidMedium(path, `ends in the middle of a ${image.container.toUpperCase()} picture`);
  return {
    container: image.container,
    extension: image.container === 'jpeg' ? 'jpg' : image.container,
    durationMs: 0,
    video: { codec: image.container, widthPx: image.widthPx, heightPx: image.heightPx, framesPerSecond: 0 },
  };
}
