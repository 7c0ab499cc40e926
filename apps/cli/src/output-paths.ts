import { basename, dirname } from 'node:path';
import type { Host } from './host.ts';
import { shownPath } from './shown-path.ts';

/** More paths than this are not printed to a terminal, where nobody reads them. */
const mostPathsOnTerminal = 40;

/** Names outputs on stdout, one a line, relative to where the user stands, the film of each folder last. */
export function printOutputPaths(paths: readonly string[], outFolder: string, { stdout, cwd }: Host): void {
  const sorted = sortOutputPaths(paths);
  const hidden = stdout.isTTY ? Math.max(0, sorted.length - mostPathsOnTerminal) : 0;
  if (hidden > 0) stdout.write(`… and ${hidden} more in ${shownPath(outFolder, cwd)}\n`);
  stdout.write(
    sorted
      .slice(hidden)
      .map((path) => `${shownPath(path, cwd)}\n`)
      .join(''),
  );
}

/** By folder and name; films last, so that the last line is the path of a film. */
export function sortOutputPaths(paths: readonly string[]): string[] {
  return paths
    .map((path) => ({ path, folder: dirname(path), isFilm: /\.(?:mp4|webm|mov)$/i.test(path) }))
    .sort((a, b) => compare(a.folder, b.folder) || Number(a.isFilm) - Number(b.isFilm) || compare(basename(a.path), basename(b.path)))
    .map(({ path }) => path);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
