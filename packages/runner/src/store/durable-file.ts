import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isRunning } from '../state/process-identity.ts';

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
  await removeLeftovers(path);
  const temporary = temporaryPathOf(path, process.pid);
  try {
    await write(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** A name beside the file, hidden, that tells whose it is: what a dead process leaves is nobody's. */
export function temporaryPathOf(path: string, pid: number): string {
  return join(dirname(path), `${prefixOf(path)}${pid}-${randomUUID().slice(0, 8)}.tmp`);
}

function prefixOf(path: string): string {
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
  return `.${basename(path).slice(0, 100)}.${host}-`;
}

/** What processes of this host that were killed in the midst of writing this very file have left. */
async function removeLeftovers(path: string): Promise<void> {
  const prefix = prefixOf(path);
  for (const name of await readdir(dirname(path))) {
    const pid = name.startsWith(prefix) ? /^(\d+)-[0-9a-f]{8}\.tmp$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(dirname(path), name), { force: true });
  }
}
