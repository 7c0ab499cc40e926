import { type FileHandle, open } from 'node:fs/promises';
import { promisedBytes } from './promised-bytes.ts';
import { areTablesSound } from './sample-tables.ts';

/**
 * Says in words where a file that announces its own length falls short of it; undefined when it does not, or announces
 * none. Players and probes often take a cut MP4 for a whole one, since its index stands at the front.
 */
export async function findTruncation(
  path: string,
  { bytes, sizeBytes }: { readonly bytes: Buffer; readonly sizeBytes: number },
): Promise<string | undefined> {
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE') return truncationOfWave(bytes, sizeBytes);
  if (bytes.toString('latin1', 4, 8) === 'ftyp') return await truncationOfBoxes(path, sizeBytes);
  if (bytes.toString('latin1', 0, 4) === 'fLaC') return await truncationOfFlac(path, sizeBytes);
  const promised = promisedBytes(bytes) ?? 0;
  return promised > sizeBytes ? shortBy(promised - sizeBytes) : undefined;
}

function truncationOfWave(bytes: Buffer, sizeBytes: number): string | undefined {
  let at = 12;
  while (at + 8 <= bytes.length) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'data') {
      // Streamed files write the largest number, or 0, for a length that was not known yet.
      const known = length !== 0 && length < 0xffff_f000;
      return known && at + 8 + length > sizeBytes ? shortBy(at + 8 + length - sizeBytes) : undefined;
    }
    at += 8 + length + (length % 2);
  }
  return at < sizeBytes ? undefined : 'has no sound in it';
}

/** As long as the longest header of a frame: less cannot be sound. */
const leastFlacBytes = 16;

/** Blocks of metadata, each with a flag for the last, a type and its length, before the first frame of sound. */
async function truncationOfFlac(path: string, sizeBytes: number): Promise<string | undefined> {
  await using file = await open(path, 'r');
  const header = Buffer.alloc(4);
  for (let at = 4, isLast = false; !isLast; ) {
    const { bytesRead } = await file.read(header, 0, 4, at);
    at += 4 + header.readUIntBE(1, 3);
    if (bytesRead < 4 || at + leastFlacBytes > sizeBytes) return shortBy(at + leastFlacBytes - sizeBytes);
    isLast = header.readUInt8(0) >= 128;
  }
  return undefined;
}

/** Every top-level box of an MP4 must end within the file. */
async function truncationOfBoxes(path: string, sizeBytes: number): Promise<string | undefined> {
  await using file = await open(path, 'r');
  const header = Buffer.alloc(16);
  for (let at = 0; at < sizeBytes; ) {
    const { bytesRead } = await file.read(header, 0, 16, at);
    if (bytesRead < 8) return shortBy(8 - bytesRead);
    const length = boxLength(header, sizeBytes - at);
    if (length < 8) return 'has a damaged structure';
    if (at + length > sizeBytes) return shortBy(at + length - sizeBytes);
    if (header.toString('latin1', 4, 8) === 'moov' && !(await isIndexSound(file, at, length, sizeBytes))) return 'has a damaged index';
    at += length;
  }
  return undefined;
}

/** Longer than the index of any film: half a gigabyte is a hundred hours. */
const mostIndexBytes = 512 * 1024 * 1024;

async function isIndexSound(file: FileHandle, at: number, length: number, sizeBytes: number): Promise<boolean> {
  if (length > mostIndexBytes) return false;
  const index = Buffer.alloc(length);
  await file.read(index, 0, length, at);
  return areTablesSound(index, sizeBytes);
}

/** 1 announces a 64-bit length behind the name, 0 a box that reaches to the end. */
function boxLength(header: Buffer, rest: number): number {
  const length = header.readUInt32BE(0);
  if (length === 0) return rest;
  return length === 1 ? Number(header.readBigUInt64BE(8)) : length;
}

function shortBy(bytes: number): string {
  return `is cut short: at least ${bytes} bytes are missing`;
}
