/** The files of a project, as a recipe may see them. Paths are absolute; nothing is written. */
export interface ProjectFiles {
  /** Folder that no path of a recipe may leave. */
  readonly root: string;
  /** Folder that the paths of the recipe are relative to. */
  readonly recipeFolder: string;
  /** `realPath` has all symbolic links resolved; of what is missing it is the path itself. */
  inspect(path: string): FileFacts;
  /** What a folder holds, for guessing at a mistyped path; nothing where it cannot be listed. */
  names(folder: string): readonly string[];
  /** The text of a file, decoded as UTF-8 with U+FFFD for what is none. May throw where a file cannot be read. */
  readText(path: string): string;
}

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'missing';
  readonly realPath: string;
  readonly sizeBytes: number;
}
