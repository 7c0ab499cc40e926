import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

const chunkBytes = 1 << 20;

/** SHA-256 of a file, hex, reading ahead while hashing. Memory stays flat whatever the size. */
export async function hashFile(path: string): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  await using file = await open(path, 'r');
  const hash = createHash('sha256');
  // One byte more than the file, so that its end shows in the first read of a small one.
  const bufferBytes = Math.min(chunkBytes, (await file.stat()).size + 1);
  const buffers = [Buffer.allocUnsafe(bufferBytes), Buffer.allocUnsafe(bufferBytes)] as const;
  let sizeBytes = 0;
  let reading = readChunk(file, buffers[0]);
  for (let turn = 0; ; turn += 1) {
    const bytes = await reading;
    if (bytes === 0) return { sha256: hash.digest('hex'), sizeBytes };
    const buffer = turn % 2 === 0 ? buffers[0] : buffers[1];
    reading = readChunk(file, turn % 2 === 0 ? buffers[1] : buffers[0]);
    hash.update(buffer.subarray(0, bytes));
    sizeBytes += bytes;
  }
}

async function readChunk(file: FileHandle, buffer: Buffer): Promise<number> {
  const { bytesRead } = await file.read(buffer, 0, buffer.length);
  return bytesRead;
}
