import { join, relative, sep } from 'node:path';
import { nearestName } from '@reelwright/errors';
import type { ProjectFiles } from '../project-files.ts';

/** Looking around costs a listing for each level; so many mistyped paths of one recipe are guessed at. */
const guesses = 20;

/**
 * Guesses which file of the project a mistyped path was meant to be, level by level from the root down.
 *
 * @param isOurs Whether a folder lies in the project, links followed: no other is listed.
 * @returns A function from an absolute path inside the root to an absolute path that is there.
 */
export function createPathGuesser(
  files: ProjectFiles,
  root: string,
  isOurs: (folder: string) => boolean,
): (path: string) => string | undefined {
  let left = guesses;
  return (path) => {
    left -= 1;
    if (left < 0) return undefined;
    let found: string | undefined = root;
    for (const name of relative(root, path).split(sep)) {
      if (found === undefined || !isOurs(found)) return undefined;
      const names = files.names(found);
      const near: string | undefined = names.includes(name) ? name : nearestName(name, names);
      found = near === undefined ? undefined : join(found, near);
    }
    return found;
  };
}
