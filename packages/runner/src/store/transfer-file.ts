import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { diskError } from '../fetch/download-error.ts';
import type { BlobStore } from './blob-store.ts';
import type { RemoteDownload } from './store-remote.ts';

/** Which bytes are meant. */
export interface BlobName {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The bytes are not those that were promised. */
export class WrongBytes extends Error {}

const chunkBytes = 256 * 1024;

/** A file on its way out, hashed as it passes. The last piece comes only when all of it is right. */
export async function* outgoing(path: string, { sha256, sizeBytes }: BlobName): AsyncGenerator<Uint8Array, void> {
  await using file = await open(path, 'r');
  const hash = createHash('sha256');
  let last: Buffer | undefined;
  let sent = 0;
  for await (const piece of piecesOf(file)) {
    sent += piece.length;
    if (sent > sizeBytes) throw new WrongBytes('It is longer than it was.');
    hash.update(piece);
    if (last !== undefined) yield last;
    last = piece;
  }
  if (sent !== sizeBytes || hash.digest('hex') !== sha256) throw new WrongBytes('Its bytes are not those of its name.');
  if (last !== undefined) yield last;
}

async function* piecesOf(file: FileHandle): AsyncGenerator<Buffer, void> {
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(chunkBytes);
    const { bytesRead } = await file.read(buffer, 0, chunkBytes);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * Takes a blob into the store. Nothing appears there before every byte has been counted, hashed and synced.
 *
 * @throws {WrongBytes} when it is not what its name says: then nothing of it stays.
 */
export async function takeIn(store: BlobStore, { sha256, sizeBytes }: BlobName, download: RemoteDownload): Promise<void> {
  const temporary = store.temporaryPath();
  try {
    const digest = await writeHashed(temporary, download, sizeBytes);
    if (digest !== sha256) throw new WrongBytes('Its bytes are not those of its name.');
    await store.adopt(temporary, sha256);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeHashed(path: string, { bytes, sizeBytes: told }: RemoteDownload, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256');
  let received = 0;
  await using file = await onDisk(() => open(path, 'wx'));
  for await (const piece of bytes) {
    // Inside the loop, so that leaving it ends the transfer.
    if (told !== undefined && told !== sizeBytes) throw new WrongBytes(`It has ${told} bytes; it should have ${sizeBytes}.`);
    received += piece.length;
    if (received > sizeBytes) throw new WrongBytes(`It is longer than ${sizeBytes} bytes.`);
    hash.update(piece);
    await onDisk(() => file.writeFile(piece));
  }
  if (received < sizeBytes) throw new WrongBytes(`It ended after ${received} of ${sizeBytes} bytes.`);
  await onDisk(() => file.sync());
  return hash.digest('hex');
}

function onDisk<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw diskError(error, 'The store cannot be written');
  });
}
