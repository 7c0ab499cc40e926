import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, hasErrors, ReelwrightError } from '@reelwright/errors';
import { type Project, parseProject } from '@reelwright/recipe';
import { judgeBridges } from './judge-bridges.ts';
import { judgeProject } from './judge-project.ts';
import { createProjectFiles, type SeenFiles } from './project-files.ts';
import { projectFileName } from './project-root.ts';
import { shownPath } from './shown-path.ts';
import { judgeStore } from './store/open-remote.ts';

export interface LoadedProject {
  /** Undefined where there is no project file; `'unusable'` where it is wrong. */
  readonly project: Project | 'unusable' | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The text of the file by the name under which diagnostics speak of it. */
  readonly sources: Map<string, string>;
}

export async function loadProject(root: string, cwd: string, seen: SeenFiles): Promise<LoadedProject> {
  const path = join(root, projectFileName);
  seen.note(path);
  const file = shownPath(path, cwd);
  const text = readTextIfThere(path, file);
  if (text === undefined) return { project: undefined, diagnostics: [], sources: new Map() };
  const { project, diagnostics } = parseProject(text, file, createProjectFiles(root, root, seen));
  const all = [
    ...diagnostics,
    ...(project === undefined ? [] : [...judgeProject(project), ...(await judgeBridges(project)), ...(await judgeStore(project, root))]),
  ];
  return { project: project === undefined || hasErrors(all) ? 'unusable' : project, diagnostics: all, sources: new Map([[file, text]]) };
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
