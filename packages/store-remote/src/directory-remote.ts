import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InternalError, isReelwrightError, ReelwrightError } from '@reelwright/errors';
import type { RemoteUpload, StoreRemote } from '@reelwright/runner';

/** Of a process that died on its way. */
const staleAfterMs = 2 * 86_400_000;

/** Files in a folder, each put there by rename, so that another machine sees it whole or not at all. */
export function createDirectoryRemote(folder: string): StoreRemote {
  const temporary = join(folder, 'tmp');
  let cleared: Promise<void> | undefined;
  const told = (error: unknown, signal?: AbortSignal): unknown => {
    signal?.throwIfAborted();
    return isDiskFault(error) ? unusable(folder, error) : error;
  };
  return {
    name: `the folder ${folder}`,
    async sizeOf(key, signal) {
      signal?.throwIfAborted();
      return sizeOf(pathOf(folder, key)).catch((error: unknown) => {
        throw told(error, signal);
      });
    },
    async get(key, signal) {
      signal?.throwIfAborted();
      try {
        const file = await open(pathOf(folder, key), 'r');
        const { size } = await file.stat();
        return { sizeBytes: size, bytes: bytesOf(file, told) };
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw told(error, signal);
      }
    },
    async put(key, object, signal) {
      const path = pathOf(folder, key);
      const part = join(temporary, `${randomUUID()}.part`);
      try {
        await mkdir(temporary, { recursive: true });
        cleared ??= clearStale(temporary);
        await cleared;
        await writeSynced(part, object, signal);
        await mkdir(dirname(path), { recursive: true });
        await moveInto(part, path, object.sizeBytes);
      } catch (error) {
        await rm(part, { force: true }).catch(() => {}); // what went wrong before is the news
        throw told(error, signal);
      }
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Keys are ours alone; one that could lead elsewhere is a mistake of ours. */
function pathOf(folder: string, key: string): string {
  if (!/^(?:blobs\/[0-9a-f]{2}|results)\/[0-9a-f]{64}(?:\.json)?$/.test(key))
    throw new InternalError('What should be a key of the store is none.');
  return join(folder, ...key.split('/'));
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const facts = await stat(path);
    return facts.isFile() ? facts.size : undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function* bytesOf(file: FileHandle, told: (error: unknown) => unknown): AsyncGenerator<Uint8Array, void> {
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafeSlow(256 * 1024);
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw told(error);
  } finally {
    await file.close();
  }
}

async function writeSynced(path: string, { bytes }: RemoteUpload, signal: AbortSignal | undefined): Promise<void> {
  await using file = await open(path, 'wx');
  for await (const piece of bytes) {
    signal?.throwIfAborted();
    await file.writeFile(piece);
  }
  await file.sync();
}

/** Network folders may refuse to rename over a file; one that is there already is as good as ours. */
async function moveInto(part: string, path: string, sizeBytes: number): Promise<void> {
  try {
    await rename(part, path);
  } catch (error) {
    if ((await sizeOf(path)) !== sizeBytes) throw error;
    await rm(part, { force: true });
  }
}

async function clearStale(temporary: string): Promise<void> {
  for (const name of await readdir(temporary)) {
    const path = join(temporary, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts !== undefined && Date.now() - facts.mtimeMs > staleAfterMs) await rm(path, { force: true });
  }
}

function isAbsent(error: unknown): boolean {
  return isDiskFault(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function isDiskFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && !isReelwrightError(error) && 'syscall' in error;
}

function unusable(folder: string, error: NodeJS.ErrnoException): ReelwrightError {
  return new ReelwrightError('RUN_REMOTE', `The store in the folder ${folder} cannot be used (${error.code ?? 'unknown reason'}).`, {
    hint: 'Check that the folder is there, may be written to, and has space.',
    cause: error,
  });
}
