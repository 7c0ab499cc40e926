import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { ProjectFiles } from '@reelwright/recipe';
import { type SeenFile, seeFiles } from '@reelwright/runner';

/** Files as they looked before they were read, so that a later run can tell whether anything changed. */
export class SeenFiles {
  readonly #seen = new Map<string, SeenFile>();

  /** Notes how the file looks now, unless it has been noted before. */
  note(path: string): void {
    if (this.#seen.has(path)) return;
    const [file] = seeFiles([path]);
    if (file !== undefined) this.#seen.set(path, file);
  }

  list(): SeenFile[] {
    return [...this.#seen.values()];
  }
}

/** The disk as recipes see it: paths are absolute, nothing is written. */
export function createProjectFiles(root: string, recipeFolder: string, seen: SeenFiles): ProjectFiles {
  return {
    root,
    recipeFolder,
    inspect(path) {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) return { kind: 'missing', realPath: path, sizeBytes: 0 };
      if (stat.isFile()) seen.note(path);
      return { kind: stat.isFile() ? 'file' : 'folder', realPath: realpathSync(path), sizeBytes: stat.size };
    },
    names(folder) {
      try {
        return readdirSync(folder);
      } catch {
        return []; // a hint is all that is lost
      }
    },
    readText(path) {
      seen.note(path);
      return readFileSync(path, 'utf8');
    },
  };
}
