import type { CommandContext } from './context.ts';
import type { Loaded } from './loaded.ts';
import type { RecipePaths } from './recipe-paths.ts';
import type { RunRecord } from './run-record.ts';
import { shownPath } from './shown-path.ts';
import { type RunWords, writeUpToDate } from './up-to-date.ts';

export interface FinishedWork {
  readonly paths: RecipePaths;
  readonly loaded: Loaded;
  readonly record: RunRecord;
  readonly words: RunWords;
}

/** Leaves behind what the next run needs in order to see at once that there is nothing to do. */
export function noteFinishedRun({ paths, loaded, record, words }: FinishedWork, { host }: CommandContext): void {
  const recipes = paths.recipes.map((recipePath) => {
    const file = shownPath(recipePath, host.cwd);
    const names = new Set(loaded.instances.filter(({ recipe }) => recipe.file === file).map(({ recipe }) => recipe.name));
    return {
      recipePath,
      recipeBytes: Buffer.from(loaded.sources.get(file) ?? ''),
      outputs: record.outputs.filter(({ recipe }) => names.has(recipe)).map(({ path }) => path),
      nodes: record.nodes.filter(({ recipe }) => names.has(recipe)).map(({ node }) => node),
    };
  });
  const accountVariables = loaded.settings.flatMap((settings) => settings.accountVariables);
  writeUpToDate({ root: paths.root, recipes, inputs: loaded.seen.list(), accountVariables }, words, host);
}
