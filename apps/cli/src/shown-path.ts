import { isAbsolute, relative, sep } from 'node:path';

/** A path as people read it: relative to where they stand where that is shorter, always with `/`. */
export function shownPath(path: string, cwd: string): string {
  // Most paths lie below; working the way out between two folders costs far more than a look at the beginning.
  const below = path.startsWith(cwd) && path.startsWith(sep, cwd.length) ? path.slice(cwd.length + 1) : undefined;
  const near = below ?? relative(cwd, path);
  const shown = near === '' ? '.' : isAbsolute(near) || near.length > path.length ? path : near;
  return sep === '/' ? shown : shown.replaceAll(sep, '/');
}
