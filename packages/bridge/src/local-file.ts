import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { ReelwrightError } from '@reelwright/errors';
import type { LocalMedium } from '@reelwright/provider';

const chunkBytes = 512 * 1024;

/** What tells that a file is still the one that was looked at. */
export interface FileStamp {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export async function stampOf(file: FileHandle): Promise<FileStamp | undefined> {
  const facts = await file.stat();
  return facts.isFile() ? { sizeBytes: facts.size, modifiedMs: facts.mtimeMs } : undefined;
}

/**
 * Opens a medium for reading.
 *
 * @throws {ReelwrightError} `RUN_DISK` when it cannot be read, or has another length than when it was looked at.
 */
export async function openMedium({ path, facts }: LocalMedium): Promise<FileHandle> {
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const stamp = await stampOf(file);
  if (stamp?.sizeBytes === facts.sizeBytes) return file;
  await file.close();
  throw stamp === undefined ? unreadable(path) : changed(path);
}

/** The bytes of a medium, watched as they pass: they must be the ones that were hashed before. The last piece comes only when they are. */
export async function* mediumBytes(file: FileHandle, { path, facts }: LocalMedium): AsyncGenerator<Buffer, void> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for (let at = 0; at < facts.sizeBytes; ) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, facts.sizeBytes - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    if (bytesRead === 0) throw changed(path);
    const chunk = buffer.subarray(0, bytesRead);
    at += bytesRead;
    hash.update(chunk);
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (hash.digest('hex') !== facts.sha256) throw changed(path);
  if (held !== undefined) yield held;
}

/** The extension as addresses may hold it. */
export function safeExtension({ facts }: LocalMedium): string {
  return /^[a-z0-9]{1,10}$/.test(facts.extension) ? facts.extension : 'bin';
}

function unreadable(path: string, cause?: unknown): ReelwrightError {
  return new ReelwrightError('RUN_DISK', `The file ${basename(path)} cannot be read, so that no provider can fetch it.`, {
    cause,
    hint: 'Check that it exists, is a file and may be read.',
  });
}

export function changed(path: string): ReelwrightError {
  return new ReelwrightError('RUN_DISK', `The file ${basename(path)} has changed since this run looked at it.`, {
    hint: 'Run again when nothing writes to it any more.',
  });
}
