import { open } from 'node:fs/promises';
import { ReelwrightError } from '@reelwright/errors';
import type { RemoteFile } from '@reelwright/provider';
import type { MediaTools, ProbedMedia } from '../media/media-tools.ts';

export interface ArtifactFacts {
  readonly extension: string;
  readonly durationMs?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

/**
 * Looks into a fetched file: whole, readable, and what it was announced to be.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID`.
 */
export async function checkArtifact(
  path: string,
  announced: RemoteFile['media'],
  contentType: string | undefined,
  media: MediaTools,
): Promise<ArtifactFacts> {
  if (announced === 'image') return checkImage(path, contentType);
  const probed = await media.probeMedia(path).catch((error: unknown) => {
    throw invalid(announced, reasonOf(error), contentType, error);
  });
  return checkProbed(probed, announced, contentType);
}

function checkProbed(probed: ProbedMedia, announced: 'audio' | 'video', contentType: string | undefined): ArtifactFacts {
  const { extension, durationMs, video, audio } = probed;
  if (announced === 'video' && video === undefined) throw invalid(announced, 'it has no picture', contentType);
  if (announced === 'audio' && audio === undefined) throw invalid(announced, 'it has no sound', contentType);
  if (!(durationMs > 0)) throw invalid(announced, 'it has no length', contentType);
  const frame = video === undefined ? {} : { widthPx: video.widthPx, heightPx: video.heightPx };
  return { extension, durationMs, ...frame };
}

interface ImageForm {
  readonly extension: string;
  readonly hasHead: (head: string) => boolean;
  /** Whether the file ends as a whole one does. */
  readonly hasTail: (tail: string) => boolean;
}

/** By the bytes at either end, written as latin-1. Some writers fill the end up with zeros. */
const imageForms: readonly ImageForm[] = [
  { extension: 'jpg', hasHead: (head) => head.startsWith('\xff\xd8\xff'), hasTail: (tail) => withoutFilling(tail).endsWith('\xff\xd9') },
  { extension: 'png', hasHead: (head) => head.startsWith('\x89PNG\r\n\x1a\n'), hasTail: (tail) => tail.includes('IEND\xaeB`\x82') },
  { extension: 'webp', hasHead: (head) => head.startsWith('RIFF') && head.startsWith('WEBP', 8), hasTail: () => true },
  { extension: 'gif', hasHead: (head) => head.startsWith('GIF8'), hasTail: (tail) => withoutFilling(tail).endsWith(';') },
];

function withoutFilling(tail: string): string {
  let end = tail.length;
  while (end > 0 && tail.charCodeAt(end - 1) === 0) end -= 1;
  return tail.slice(0, end);
}

async function checkImage(path: string, contentType: string | undefined): Promise<ArtifactFacts> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const head = await latin(file, 0);
  const tail = await latin(file, Math.max(0, size - 32));
  const form = imageForms.find((one) => one.hasHead(head));
  if (form === undefined) throw invalid('image', 'it is no picture in a known format', contentType);
  if (!form.hasTail(tail)) throw invalid('image', 'it is cut off', contentType);
  return { extension: form.extension };
}

async function latin(file: Awaited<ReturnType<typeof open>>, position: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, position);
  return buffer.toString('latin1', 0, bytesRead);
}

function invalid(announced: string, reason: string, contentType: string | undefined, cause?: unknown): ReelwrightError {
  const told = contentType === undefined || contentType.startsWith(announced) ? '' : ` (the server calls it ${contentType.split(';')[0]})`;
  return new ReelwrightError('RUN_RESULT_INVALID', `What was fetched as ${announced} cannot be used: ${reason}${told}.`, {
    hint: 'Run again: the finished task is asked again, nothing is made anew.',
    cause,
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : 'it cannot be read';
}
