import { isAbsolute, posix, relative, resolve, sep, win32 } from 'node:path';
import type { ErrorCode } from '@reelwright/errors';
import { isBarePath } from '../expression/near-expression.ts';
import type { FileFacts, ProjectFiles } from '../project-files.ts';
import { shown } from '../sentences.ts';
import { createPathGuesser } from './nearest-path.ts';

/** A file of the project that is there. */
export interface ProjectFile {
  /** Symbolic links resolved. */
  readonly path: string;
  /** From the recipe's folder, with `/`, without detours. */
  readonly relativePath: string;
  readonly sizeBytes: number;
}

/** Why a path is not taken. */
export interface PathFault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** Looks paths of one file up, each of them once. */
export interface PathResolver {
  /** What the paths are relative to, in words. */
  readonly base: string;
  find(path: string): ProjectFile | PathFault;
}

export function createPathResolver(files: ProjectFiles, base = 'the recipe'): PathResolver {
  const known = new Map<string, ProjectFile | PathFault>();
  let folders: Folders | undefined;
  const find = (path: string) => {
    folders ??= foldersOf(files, base);
    return refusePath(path, folders) ?? inspectPath(path, files, folders);
  };
  return {
    base,
    find: (path) => {
      const found = known.get(path) ?? find(path);
      known.set(path, found);
      return found;
    },
  };
}

function foldersOf(files: ProjectFiles, base: string): Folders {
  const root = realPath(files.root, files);
  const guess = createPathGuesser(files, root, (folder) => isInside(realPath(folder, files), root));
  return { root, recipe: realPath(files.recipeFolder, files), base, guess };
}

/** The folders themselves, not links to them: `..` means the parent that the disk knows. */
interface Folders {
  readonly root: string;
  /** Where the paths begin, as a folder and in words. */
  readonly recipe: string;
  readonly base: string;
  /** What a path to nothing was meant to be. */
  readonly guess: (path: string) => string | undefined;
}

function realPath(path: string, files: ProjectFiles): string {
  return inspect(path, files)?.realPath ?? path;
}

/** Longer than any system takes. */
const maxPathLength = 4_096;

/** What can be said of a path before the disk is asked. */
function refusePath(path: string, folders: Folders): PathFault | undefined {
  if (path.length > maxPathLength) {
    const message = `The path ${shown(path)} is longer than ${maxPathLength} characters.`;
    return { code: 'RECIPE_INVALID_VALUE', message, hint: 'Shorten it.' };
  }
  // In the reader's words, so that what stands in the recipe itself is told once; an input may bring it, too.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
  if (/[\u0000-\u001f\u007f]/.test(path)) {
    const message = `The text ${shown(path)} holds something that is no character to read.`;
    return { code: 'RECIPE_INVALID_VALUE', message, hint: 'Remove it.' };
  }
  if (isAbsolute(path) || posix.isAbsolute(path) || win32.isAbsolute(path) || /^[A-Za-z]:/.test(path)) {
    return outside(`The path ${shown(path)} is absolute.`, folders);
  }
  if (path.includes('\\')) {
    const hint = `Write ${shown(path.replaceAll('\\', '/'))}.`;
    return { code: 'RECIPE_INVALID_VALUE', message: `The path ${shown(path)} holds a backslash.`, hint };
  }
  return isInside(resolve(folders.recipe, path), folders.root)
    ? undefined
    : outside(`The path ${shown(path)} leaves the project.`, folders);
}

function inspectPath(path: string, files: ProjectFiles, folders: Folders): ProjectFile | PathFault {
  const absolute = resolve(folders.recipe, path);
  const facts = inspect(absolute, files);
  if (facts === undefined) return missing(`The file ${shown(path)} cannot be read.`, 'Look at its rights.');
  if (facts.kind === 'missing') {
    const place = relative(folders.root, absolute).replaceAll(sep, '/');
    const near = folders.guess(absolute);
    const hint = isBarePath(path)
      ? `Write \${{ ${path} }}.`
      : near === undefined
        ? `Paths are relative to ${folders.base}: this one is ${shown(place)} in the project.`
        : `Did you mean ${shown(relative(folders.recipe, near).replaceAll(sep, '/'))}?`;
    return missing(`There is no file ${shown(path)}.`, hint);
  }
  if (!isInside(facts.realPath, folders.root)) return outside(`The path ${shown(path)} leads out of the project through a link.`, folders);
  if (facts.kind === 'folder') return missing(`${shown(path)} is a folder, not a file.`, 'Name a file in it.');
  const relativePath = relative(folders.recipe, absolute).replaceAll(sep, '/');
  return { path: facts.realPath, relativePath, sizeBytes: facts.sizeBytes };
}

function inspect(path: string, files: ProjectFiles): FileFacts | undefined {
  try {
    return files.inspect(path);
  } catch {
    return undefined; // no right to look, a name too long, a circle of links
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

function outside(message: string, { base }: Folders): PathFault {
  return { code: 'RECIPE_FILE_OUTSIDE', message, hint: `Copy the file into the project and name it relative to ${base}.` };
}

function missing(message: string, hint: string): PathFault {
  return { code: 'RECIPE_FILE_MISSING', message, hint };
}
