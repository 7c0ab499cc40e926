import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const projectFileName = 'reelwright.yaml';

/** The nearest folder upward with a `reelwright.yaml`, else the git root, else the folder itself. */
export function findProjectRoot(folder: string): string {
  return nearestWith(folder, projectFileName) ?? nearestWith(folder, '.git') ?? folder;
}

function nearestWith(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (dirname(at) === at) return undefined;
  }
}
