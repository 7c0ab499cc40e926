import { isAbsolute, relative, sep } from 'node:path';

/** A path as people read it: relative to where they stand where that is shorter, always with `/`. */
export function shownPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  const shown = near === '' ? '.' : isAbsolute(near) || near.length > path.length ? path : near;
  return sep === '/' ? shown : shown.replaceAll(sep, '/');
}
