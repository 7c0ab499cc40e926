import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, extname } from 'node:path';

/**
 * Lets somebody write files under passing names and gives them their own names once all are whole.
 *
 * @param make Is given the passing names, which keep the extensions.
 */
export async function makeFiles<T>(paths: readonly string[], make: (passing: readonly string[]) => Promise<T>): Promise<T> {
  const mark = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  const passing = paths.map((path) => `${path}.${mark}.part${extname(path)}`);
  for (const path of paths) await mkdir(dirname(path), { recursive: true });
  try {
    const made = await make(passing);
    for (const [index, path] of paths.entries()) await rename(passing[index] ?? path, path);
    return made;
  } catch (error) {
    for (const path of passing) await rm(path, { force: true });
    throw error;
  }
}
