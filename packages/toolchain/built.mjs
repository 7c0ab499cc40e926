import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** True when the bundle is newer than every source file, source folder and manifest that goes into it. */
export function isBuilt(root, bundle) {
  let builtAt;
  try {
    builtAt = statSync(bundle).mtimeMs;
  } catch {
    return false;
  }
  return sourceRoots(root).every((path) => olderThan(path, builtAt));
}

function sourceRoots(root) {
  const rooms = ['packages', 'apps'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)));
  return [
    join(root, 'pnpm-lock.yaml'),
    join(root, 'apps', 'cli', 'build.mjs'),
    ...rooms.flatMap((room) => [join(room, 'package.json'), join(room, 'src')]),
  ];
}

/** Folders count too: their time moves when a file is removed. */
function olderThan(path, builtAt) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return true;
  if (stat.mtimeMs > builtAt) return false;
  return !stat.isDirectory() || readdirSync(path).every((name) => olderThan(join(path, name), builtAt));
}
