import { type Diagnostic, renderDiagnostic } from '@reelwright/errors';
import type { CommandContext } from './context.ts';
import type { Loaded } from './loaded.ts';
import { lockPathOf } from './locks/lock-files.ts';
import type { Planned } from './planning.ts';
import type { RecipePaths } from './recipe-paths.ts';
import type { RunRecord } from './run-record.ts';
import { shownPath } from './shown-path.ts';
import { type RunWords, writeUpToDate } from './up-to-date.ts';

export interface FinishedWork {
  readonly paths: RecipePaths;
  readonly loaded: Loaded;
  readonly planned: Planned;
  readonly record: RunRecord;
  readonly words: RunWords;
}

const dayMs = 86_400_000;

/** Leaves behind what the next run needs in order to see at once that there is nothing to do. */
export function noteFinishedRun({ paths, loaded, planned, record, words }: FinishedWork, { host }: CommandContext): void {
  const named = new Set(paths.recipes.map((path) => shownPath(path, host.cwd)));
  const recipes = paths.recipes.map((recipePath) => {
    const file = shownPath(recipePath, host.cwd);
    const names = new Set(loaded.instances.filter(({ recipe }) => recipe.file === file).map(({ recipe }) => recipe.name));
    return {
      recipePath,
      lockPath: lockPathOf(recipePath),
      recipeBytes: Buffer.from(loaded.sources.get(file) ?? ''),
      outputs: record.outputs.filter(({ recipe }) => names.has(recipe)).map(({ path }) => path),
      nodes: record.nodes.filter(({ recipe }) => names.has(recipe)).map(({ node }) => node),
      // What is told of the project is told with each of its recipes.
      remarks: remarksOf(
        planned.diagnostics.filter(({ location }) => location.file === file || !named.has(location.file)),
        loaded,
      ),
    };
  });
  const accountVariables = loaded.settings.flatMap(({ variables }) => variables.account);
  const loginVariables = loaded.settings.flatMap(({ variables }) => variables.login);
  const conditions = { accountVariables, loginVariables, holdsUntil: firstExpiryOf(loaded, host.now()) };
  writeUpToDate({ root: paths.root, recipes, inputs: loaded.seen.list(), ...conditions }, words, host);
}

function remarksOf(diagnostics: readonly Diagnostic[], { sources }: Loaded): string[] {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sources.get(diagnostic.location.file)));
}

/** People are warned of a consent's end this long before. */
const warnedMs = 30 * dayMs;

/** When a consent of the project ends, or is close to it, whether this run used it or not: from then on somebody must look again. */
function firstExpiryOf({ project }: Loaded, now: number): number | undefined {
  const ends = [...(project?.consents.values() ?? [])].flatMap(({ expires }) => (expires === undefined ? [] : [endOfDay(expires.value)]));
  const turns = ends.flatMap((end) => [end - warnedMs, end]).filter((turn) => turn > now);
  return turns.length === 0 ? undefined : Math.min(...turns);
}

/** The first moment at which `2027-06-30` is over, in UTC. */
function endOfDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) + dayMs;
}
