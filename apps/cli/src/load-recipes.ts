import { dirname } from 'node:path';
import { type Diagnostic, hasErrors, nearestName, ReelwrightError } from '@reelwright/errors';
import {
  compileVendorChecks,
  instantiateRecipe,
  type Profile,
  parseRecipe,
  type Recipe,
  type RecipeInstance,
  type VendorSchemas,
  validateRecipe,
} from '@reelwright/recipe';
import { type LoadedProject, readTextIfThere } from './load-project.ts';
import { createProjectFiles, type SeenFiles } from './project-files.ts';
import type { RecipePaths } from './recipe-paths.ts';
import { shownPath } from './shown-path.ts';
import { usageError } from './usage-error.ts';

export interface LoadedRecipes {
  /** Of the recipes that are right; a wrong one has diagnostics instead. */
  readonly instances: readonly RecipeInstance[];
  /** Right as far as they could be judged without inputs that were not given. Only with `inputsMayBeMissing`. */
  readonly incomplete: readonly Recipe[];
  /** Of the project file and all recipes; none is left out because of another. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text of each file by the name under which diagnostics speak of it. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface LoadOptions {
  readonly input: Readonly<Record<string, string>>;
  readonly loadedProject: LoadedProject;
  readonly profile: Profile | undefined;
  readonly vendorSchemas: VendorSchemas;
  /** Is told of every file that is read besides the recipes themselves. */
  readonly seen: SeenFiles;
  /** For a check: inputs that each run is given anew need not be there. */
  readonly inputsMayBeMissing?: boolean;
}

/** A recipe's text and where it stands. */
export interface RecipeText {
  /** Absolute; its folder is where paths of the recipe begin. */
  readonly path: string;
  /** The name under which diagnostics speak of it. */
  readonly file: string;
  readonly text: string;
}

/** @throws {ReelwrightError} CLI_FILE for a recipe that is not there. */
export function readRecipes({ recipes }: RecipePaths, cwd: string): RecipeText[] {
  return recipes.map((path) => {
    const file = shownPath(path, cwd);
    const text = readTextIfThere(path, file);
    if (text === undefined) throw new ReelwrightError('CLI_FILE', `There is no file ${file}.`);
    return { path, file, text };
  });
}

/** Judges all recipes of one project. What an author can mend comes back as diagnostics, all at once. */
export async function loadRecipes(root: string, texts: readonly RecipeText[], options: LoadOptions): Promise<LoadedRecipes> {
  const { input, loadedProject, profile, vendorSchemas, seen, inputsMayBeMissing = false } = options;
  const { project } = loadedProject;
  const parsed = texts.map(({ path, file, text }) => ({ path, document: parseRecipe(text, file) }));
  const vendorChecks = await compileVendorChecks(
    vendorSchemas,
    parsed.map(({ document }) => document),
  );
  const validated = parsed.map(({ path, document }) => ({ path, ...validateRecipe(document, { vendorChecks, project }) }));
  refuseUnknownInputs(
    input,
    validated.map(({ recipe }) => recipe),
  );
  const diagnostics = [...loadedProject.diagnostics, ...validated.flatMap((one) => one.diagnostics)];
  const incomplete: Recipe[] = [];
  const instances = validated.flatMap(({ path, recipe }) => {
    if (recipe === undefined) return [];
    // With several recipes each is handed the inputs that it declares; with one, all, so that its own diagnostics tell.
    const inputs = validated.length > 1 ? declaredOf(recipe, input) : input;
    const files = createProjectFiles(root, dirname(path), seen);
    const made = instantiateRecipe(recipe, { inputs, files, vendorChecks, inputsMayBeMissing, project, profile });
    if (recipe.sound && made.instances.length === 0 && !hasErrors(made.diagnostics)) incomplete.push(recipe);
    diagnostics.push(...made.diagnostics);
    return made.instances;
  });
  const sources = new Map([...loadedProject.sources, ...texts.map(({ file, text }) => [file, text] as const)]);
  return { instances, incomplete, diagnostics: withoutRepeats(diagnostics), sources };
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
