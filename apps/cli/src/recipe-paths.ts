import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InternalError, nearestName, ReelwrightError } from '@reelwright/errors';
import { findProjectRoot } from './project-root.ts';
import { shownPath } from './shown-path.ts';
import { usageError } from './usage-error.ts';

const recipeEnding = '.reel.yaml';
/** Never looked into: installed packages, our own state and outputs, hidden folders. */
const skippedFolders = new Set(['node_modules', 'out', 'dist']);

export interface RecipePaths {
  /** The project that all of these recipes belong to. */
  readonly root: string;
  /** Absolute, without repeats, folders in order of name. */
  readonly recipes: readonly string[];
}

/**
 * The recipes that the words of a command line stand for, by the project that they belong to.
 *
 * @param named Files or folders; empty stands for the one recipe of the current folder.
 * @returns At least one project, in the order in which they are named.
 * @throws {ReelwrightError} CLI_USAGE, CLI_FILE
 */
export function resolveProjects(named: readonly string[], cwd: string): RecipePaths[] {
  const recipes = named.length === 0 ? [onlyRecipeOf(cwd)] : named.flatMap((name) => resolveOne(name, cwd));
  const byRoot = Map.groupBy(new Set(recipes), (recipe) => findProjectRoot(dirname(recipe)));
  return [...byRoot].map(([root, found]) => ({ root, recipes: found }));
}

/**
 * As `resolveProjects`, for what is done to one project alone.
 *
 * @throws {ReelwrightError} CLI_USAGE also where there are several.
 */
export function resolveRecipePaths(named: readonly string[], cwd: string): RecipePaths {
  const [first, other] = resolveProjects(named, cwd);
  if (first === undefined) throw new InternalError('Words of a command line stood for no recipe.');
  if (other === undefined) return first;
  throw usageError(
    `The recipes belong to different projects: ${shownPath(first.root, cwd)} and ${shownPath(other.root, cwd)}.`,
    'Run each project on its own.',
  );
}

function resolveOne(name: string, cwd: string): string[] {
  const path = resolve(cwd, name);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw missing(name, path);
  if (!stat.isDirectory()) return [realpathSync(path)];
  const found = recipesBelow(realpathSync(path));
  if (found.length === 0)
    throw new ReelwrightError('CLI_FILE', `The folder ${name} holds no recipe.`, { hint: `Recipes end in ${recipeEnding}.` });
  return found;
}

function missing(name: string, path: string): ReelwrightError {
  const folder = dirname(path);
  const siblings = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
  const near = nearestName(path.slice(folder.length + 1), siblings);
  const hint = near === undefined ? `Give a file that ends in ${recipeEnding}, or a folder.` : `Did you mean ${join(dirname(name), near)}?`;
  return new ReelwrightError('CLI_FILE', `There is no file or folder ${name}.`, { hint });
}

function onlyRecipeOf(cwd: string): string {
  const here = readdirSync(cwd)
    .filter((name) => name.endsWith(recipeEnding))
    .sort();
  const [first, second] = here;
  if (first !== undefined && second === undefined) return realpathSync(join(cwd, first));
  if (first === undefined)
    throw usageError('No recipe is named, and this folder holds none.', 'Name a recipe or a folder, or start with reel init.');
  throw usageError(
    `No recipe is named, and this folder holds ${here.length}: ${here.join(', ')}.`,
    'Name the ones you mean, or . for all.',
  );
}

/** Every recipe of a folder and those within, by name, also those of other projects. */
export function recipesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name.startsWith('.') || skippedFolders.has(entry.name) ? [] : recipesBelow(path);
      return entry.name.endsWith(recipeEnding) ? [path] : [];
    });
}
