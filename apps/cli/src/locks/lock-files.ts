import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Diagnostic, ReelwrightError } from '@reelwright/errors';
import { emptyLock, type Lock, parseLock, renderLock } from '@reelwright/runner';
import type { CommandContext } from '../context.ts';
import { readTextIfThere } from '../load-project.ts';
import type { Loaded } from '../loaded.ts';
import type { RecipePaths } from '../recipe-paths.ts';
import { shownPath } from '../shown-path.ts';

/** The lock of one recipe as it lies beside it. */
export interface LockFile {
  readonly recipePath: string;
  /** The recipe's path as diagnostics show it. */
  readonly recipeFile: string;
  readonly path: string;
  /** As people know it. */
  readonly file: string;
  /** Undefined where there is none yet. */
  readonly lock: Lock | undefined;
}

/** `weekly.reel.lock.yaml` beside `weekly.reel.yaml`. */
export function lockPathOf(recipePath: string): string {
  return `${recipePath.replace(/(?:\.reel)?\.ya?ml$/, '')}.reel.lock.yaml`;
}

/** Recipes with the locks beside them. A lock that is wrong is an error like any other: what it pins would be paid for again. */
export function withLocks(
  loaded: Loaded,
  { recipes }: Pick<RecipePaths, 'recipes'>,
  { host: { cwd } }: Pick<CommandContext, 'host'>,
): { readonly loaded: Loaded; readonly locks: readonly LockFile[] } {
  const read = recipes.map((recipePath) => readLock(recipePath, cwd));
  const sources = new Map([
    ...loaded.sources,
    ...read.flatMap(({ lock: { file }, text }) => (text === undefined ? [] : [[file, text] as const])),
  ]);
  const diagnostics = [...loaded.diagnostics, ...read.flatMap((one) => one.diagnostics)];
  return { loaded: { ...loaded, diagnostics, sources }, locks: read.map(({ lock }) => lock) };
}

interface ReadLock {
  readonly lock: LockFile;
  readonly text: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function readLock(recipePath: string, cwd: string): ReadLock {
  const path = lockPathOf(recipePath);
  const file = shownPath(path, cwd);
  const text = readTextIfThere(path, file);
  const { lock, diagnostics = [] } = text === undefined ? {} : parseLock(text, file);
  return { lock: { recipePath, recipeFile: shownPath(recipePath, cwd), path, file, lock }, text, diagnostics };
}

/**
 * Puts a lock into its place, whole or not at all; one that says the same already is left as it is.
 *
 * @throws {ReelwrightError} RUN_DISK
 */
export function writeLock({ path, file }: Pick<LockFile, 'path' | 'file'>, lock: Lock): boolean {
  const text = renderLock(lock);
  const before = readTextIfThere(path, file);
  if (before === text || (before === undefined && text === renderLock(emptyLock))) return false;
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new ReelwrightError('RUN_DISK', `The lock ${file} cannot be written.`, {
      hint: 'What was made is kept in .reel; the next run writes the lock.',
      cause,
    });
  }
  return true;
}
