import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface ReceivedFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Thrown when more bytes come than were allowed. */
export class TooLarge extends Error {}

/**
 * Streams bytes to disk; the file appears only when it is whole.
 *
 * @throws {TooLarge} and whatever the source throws; nothing is left behind then.
 */
export async function receiveFile(
  source: AsyncIterable<Uint8Array>,
  path: string,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) return done(new TooLarge(`More than ${maxBytes} bytes.`));
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const part = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}.part`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await pipeline(source, measure, createWriteStream(part));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
