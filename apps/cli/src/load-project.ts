import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, ReelwrightError } from '@reelwright/errors';
import { type Project, parseProject } from '@reelwright/recipe';
import type { SeenFiles } from './project-files.ts';
import { projectFileName } from './project-root.ts';
import { judgeProject } from './provider-settings.ts';
import { shownPath } from './shown-path.ts';

export interface LoadedProject {
  /** Undefined where there is no project file, or where it is wrong. */
  readonly project: Project | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The text of the file by the name under which diagnostics speak of it. */
  readonly sources: Map<string, string>;
}

export function loadProject(root: string, cwd: string, seen: SeenFiles): LoadedProject {
  const path = join(root, projectFileName);
  seen.note(path);
  const file = shownPath(path, cwd);
  const text = readTextIfThere(path, file);
  if (text === undefined) return { project: undefined, diagnostics: [], sources: new Map() };
  const { project, diagnostics } = parseProject(text, file);
  const judged = project === undefined ? [] : judgeProject(project);
  return { project: judged.length === 0 ? project : undefined, diagnostics: [...diagnostics, ...judged], sources: new Map([[file, text]]) };
}

/** @throws {ReelwrightError} CLI_FILE when the file is there and cannot be read. */
export function readTextIfThere(path: string, shown: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new ReelwrightError('CLI_FILE', `${shown} cannot be read.`, { cause });
  }
}
