import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Waits until the names in a folder are on the disk. Systems that cannot open a folder write names at once. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(path, 'r');
  await handle.sync();
}

async function syncFile(path: string): Promise<void> {
  await using handle = await open(path, 'r+');
  await handle.sync();
}

/** Puts a whole file into place or leaves the old one: written beside it, synced, renamed. A link at `path` is replaced, not followed. */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  await replaceWith(path, async (temporary) => {
    await using handle = await open(temporary, 'wx');
    await handle.writeFile(data);
    await handle.sync();
  });
}

/** As `writeWhole`, with the bytes of another file, shared with it where the disk can. `check` sees the copy before it appears. */
export async function copyWhole(from: string, to: string, check: (copy: string) => Promise<void>): Promise<void> {
  await replaceWith(to, async (temporary) => {
    await copyFile(from, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    await check(temporary);
    await syncFile(temporary);
  });
}

async function replaceWith(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await write(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}
