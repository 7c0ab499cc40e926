import { type Diagnostic, hasErrors } from '@reelwright/errors';
import { mergeDiagnostics } from '../merge-diagnostics.ts';
import type { ParsedDocument } from '../parse/parse-recipe.ts';
import { type MapNode, mapIn } from '../parse/source-node.ts';
import type { ProjectView } from '../project/project-names.ts';
import type { Recipe } from '../recipe.ts';
import { explainShape } from '../schema/explain-shape.ts';
import { judgeRecipeShape } from '../schema/judge-shape.ts';
import { isNewerVersion, isStep, recipeWords } from '../schema/recipe-words.ts';
import { createSuggester } from '../suggest.ts';
import { checkVendors } from '../vendor/check-vendors.ts';
import type { VendorChecks } from '../vendor/vendor-checks.ts';
import { checkChoices } from './check-choices.ts';
import { checkCycles } from './check-cycles.ts';
import { checkInputs } from './check-inputs.ts';
import { checkNames } from './check-names.ts';
import { checkProjectNames } from './check-project-names.ts';
import { checkNeeds, checkOutputs, checkStepReferences, type Names } from './check-references.ts';
import { decodeRecipe } from './decode-recipe.ts';
import { trustworthy } from './trustworthy.ts';

export interface ValidateOptions {
  /** What providers say of `vendor`, from `compileVendorChecks`. Without it the fields of `vendor` are not judged. */
  readonly vendorChecks?: VendorChecks | undefined;
  /**
   * To judge names of the cast and of consents early. Without it, or where there is no project file, that is left to
   * `instantiateRecipe`, which needs it in any case.
   */
  readonly project?: ProjectView;
}

export interface ValidatedRecipe {
  /**
   * What could be understood, with `sound: false` where the text has errors; undefined where it is no map at all or asks for a
   * newer version.
   */
  readonly recipe: Recipe | undefined;
  /** Everything that is wrong so far, what `parseRecipe` found included, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Judges a recipe as far as its own text goes: shape, names, references, kinds, circles. All findings, not the first. */
export function validateRecipe(parsed: ParsedDocument, options: ValidateOptions = {}): ValidatedRecipe {
  const { root, source } = parsed;
  if (root === undefined) return { recipe: undefined, diagnostics: mergeDiagnostics(parsed.diagnostics) };
  const suggester = createSuggester();
  const shape = explainShape(judgeRecipeShape(root), { root, source, suggester, words: recipeWords });
  if (root.kind !== 'map') return { recipe: undefined, diagnostics: mergeDiagnostics(parsed.diagnostics, keep(shape, parsed)) };
  if (isNewerVersion(root)) {
    const version = shape.filter(({ code }) => code === 'RECIPE_UNSUPPORTED_VERSION');
    return { recipe: undefined, diagnostics: mergeDiagnostics(parsed.diagnostics, version) };
  }
  const found: Diagnostic[] = [...shape];
  const draft = decodeRecipe(root, { source, diagnostics: found });
  const names: Names = { inputs: allNames(root, 'inputs', draft.inputs), steps: allNames(root, 'steps', draft.steps), suggester };
  found.push(...checkInputs(root, draft.inputs, source), ...checkNames(root, source));
  for (const step of draft.steps.values()) {
    found.push(...checkStepReferences(step, names), ...checkNeeds(step, names), ...checkChoices(step, draft.inputs, suggester));
  }
  const { project } = options;
  if (project !== undefined) {
    const known = { project, profile: undefined, profileMayBeMissing: true, suggester };
    for (const step of draft.steps.values()) found.push(...checkProjectNames(step, known));
  }
  const outputs = checkOutputs(draft.outputs, names);
  const vendors = options.vendorChecks ? checkVendors(root, source, options.vendorChecks, suggester) : [];
  const hasSteps = mapIn(root, 'steps') !== undefined;
  const judged = [...found, ...outputs, ...checkCycles(draft.steps), ...vendors].filter(
    ({ code }) => hasSteps || code !== 'RECIPE_UNKNOWN_STEP',
  );
  const diagnostics = mergeDiagnostics(parsed.diagnostics, keep(judged, parsed));
  return { recipe: { ...draft, sound: !hasErrors(diagnostics) }, diagnostics };
}

function keep(found: readonly Diagnostic[], { source, brokenFrom }: ParsedDocument): readonly Diagnostic[] {
  return brokenFrom === undefined ? found : trustworthy(found, source.locate(brokenFrom));
}

/** All names of an area, those included whose declaration is wrong, so that they are not told as missing, too. */
function allNames<T>(root: MapNode, area: string, known: ReadonlyMap<string, T>): ReadonlyMap<string, T | undefined> {
  const names = new Map<string, T | undefined>();
  for (const name of mapIn(root, area)?.entries.keys() ?? []) names.set(name, known.get(name));
  if (area === 'steps') for (const key of root.entries.keys()) if (!names.has(key) && isStep(root, key)) names.set(key, undefined);
  return names;
}
