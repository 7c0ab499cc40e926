import { dirname } from 'node:path';
import { type Diagnostic, hasErrors, nearestName, ReelwrightError } from '@reelwright/errors';
import {
  compileVendorChecks,
  instantiateRecipe,
  type Project,
  parseRecipe,
  type Recipe,
  type RecipeInstance,
  type VendorSchemas,
  validateRecipe,
} from '@reelwright/recipe';
import { loadProject, readTextIfThere } from './load-project.ts';
import { createProjectFiles, SeenFiles } from './project-files.ts';
import type { RecipePaths } from './recipe-paths.ts';
import { shownPath } from './shown-path.ts';
import { usageError } from './usage-error.ts';

export interface LoadedRecipes {
  readonly root: string;
  /** Undefined where there is no project file, or a wrong one. */
  readonly project: Project | undefined;
  /** Of the recipes that are right; a wrong one has diagnostics instead. */
  readonly instances: readonly RecipeInstance[];
  /** Right as far as they could be judged without inputs that were not given. Only with `inputsMayBeMissing`. */
  readonly incomplete: readonly Recipe[];
  /** Of the project file and all recipes; none is left out because of another. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was read besides the recipes themselves, as it looked before. */
  readonly seen: SeenFiles;
  /** The text of each file by the name under which diagnostics speak of it. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface LoadOptions {
  readonly input: Readonly<Record<string, string>>;
  readonly vendorSchemas: VendorSchemas;
  readonly cwd: string;
  /** For a check: inputs that each run is given anew need not be there. */
  readonly inputsMayBeMissing?: boolean;
}

/** Reads and judges the project file and all recipes. What an author can mend comes back as diagnostics, all at once. */
export async function loadRecipes(
  { root, recipes }: RecipePaths,
  { input, vendorSchemas, cwd, inputsMayBeMissing = false }: LoadOptions,
): Promise<LoadedRecipes> {
  const seen = new SeenFiles();
  const { project, diagnostics: projectDiagnostics, sources } = loadProject(root, cwd, seen);
  const parsed = recipes.map((path) => {
    const file = shownPath(path, cwd);
    const text = readTextIfThere(path, file);
    if (text === undefined) throw new ReelwrightError('CLI_FILE', `There is no file ${file}.`);
    sources.set(file, text);
    return { path, document: parseRecipe(text, file) };
  });
  const vendorChecks = await compileVendorChecks(
    vendorSchemas,
    parsed.map(({ document }) => document),
  );
  const validated = parsed.map(({ path, document }) => ({ path, ...validateRecipe(document, { vendorChecks }) }));
  refuseUnknownInputs(
    input,
    validated.map(({ recipe }) => recipe),
  );
  const diagnostics = [...projectDiagnostics, ...validated.flatMap((one) => one.diagnostics)];
  const incomplete: Recipe[] = [];
  const instances = validated.flatMap(({ path, recipe }) => {
    if (recipe === undefined) return [];
    // With several recipes each is handed the inputs that it declares; with one, all, so that its own diagnostics tell.
    const inputs = validated.length > 1 ? declaredOf(recipe, input) : input;
    const made = instantiateRecipe(recipe, {
      inputs,
      files: createProjectFiles(root, dirname(path), seen),
      vendorChecks,
      inputsMayBeMissing,
    });
    if (recipe.sound && made.instances.length === 0 && !hasErrors(made.diagnostics)) incomplete.push(recipe);
    diagnostics.push(...made.diagnostics);
    return made.instances;
  });
  return { root, project, instances, incomplete, diagnostics: withoutRepeats(diagnostics), seen, sources };
}

function declaredOf(recipe: Recipe, input: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(input).filter(([name]) => recipe.inputs.has(name)));
}

/** An input that one of several recipes declares is right for all; one that none declares is a slip of the command line. */
function refuseUnknownInputs(input: Readonly<Record<string, string>>, recipes: readonly (Recipe | undefined)[]): void {
  if (recipes.length < 2 || recipes.includes(undefined)) return;
  const declared = new Set(recipes.flatMap((recipe) => [...(recipe?.inputs.keys() ?? [])]));
  for (const name of Object.keys(input)) {
    if (declared.has(name)) continue;
    const near = nearestName(name, declared);
    throw usageError(`None of the recipes has an input "${name}".`, near === undefined ? undefined : `Did you mean "${near}"?`);
  }
}

/** Validating and instantiating may see the same fault; people need it once. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map(
    diagnostics.map((one) => [`${one.location.file}:${one.location.line}:${one.location.column} ${one.code} ${one.message}`, one]),
  );
  return [...seen.values()];
}
