import { dirname, resolve } from 'node:path';
import type { ProjectFiles } from '../project-files.ts';

export interface MemoryProject {
  /** Text of each file by its path in the project. */
  readonly files?: Readonly<Record<string, string>>;
  /** Links, files or folders: path in the project to the absolute path that it leads to. */
  readonly links?: Readonly<Record<string, string>>;
  /** Folder of the recipe in the project. */
  readonly recipeFolder?: string;
}

export const memoryRoot = resolve('/project');

/** A disk that exists in memory only and counts what is asked of it. */
export function createMemoryFiles({ files = {}, links = {}, recipeFolder = '.' }: MemoryProject = {}): ProjectFiles & {
  readonly looks: string[];
  readonly reads: string[];
} {
  const texts = new Map(Object.entries(files).map(([path, text]) => [resolve(memoryRoot, path), text]));
  const targets = new Map(Object.entries(links).map(([path, target]) => [resolve(memoryRoot, path), target]));
  const folders = new Set([...texts.keys(), memoryRoot].flatMap(foldersAbove));
  const looks: string[] = [];
  const reads: string[] = [];
  const follow = (path: string): string => {
    for (const [link, target] of targets) if (path === link || path.startsWith(`${link}/`)) return follow(target + path.slice(link.length));
    return path;
  };
  return {
    root: memoryRoot,
    recipeFolder: resolve(memoryRoot, recipeFolder),
    looks,
    reads,
    inspect(path) {
      looks.push(path);
      const realPath = follow(path);
      const text = texts.get(realPath);
      if (text !== undefined) return { kind: 'file', realPath, sizeBytes: Buffer.byteLength(text) };
      return { kind: folders.has(realPath) || targets.has(path) ? 'folder' : 'missing', realPath, sizeBytes: 0 };
    },
    names(folder) {
      const beginning = `${follow(folder)}/`;
      const below = [...texts.keys()]
        .filter((path) => path.startsWith(beginning))
        .map((path) => path.slice(beginning.length).split('/', 1)[0] ?? '');
      return [...new Set(below)];
    },
    readText(path) {
      reads.push(path);
      const text = texts.get(path);
      if (text === undefined) throw new Error(`EACCES: ${path}`);
      return text;
    },
  };
}

function foldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...foldersAbove(above)];
}
