import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import type { InputDeclaration, Recipe } from '../recipe.ts';
import { listed, shown } from '../sentences.ts';
import { createSuggester } from '../suggest.ts';
import { type InputValue, isRefusal, judgeInput, readInput } from '../validate/input-values.ts';

export interface ResolvedInputs {
  /** Only those that have a usable value. */
  readonly values: ReadonlyMap<string, InputValue>;
  readonly diagnostics: readonly Diagnostic[];
  /** Those of the diagnostics that tell of inputs which were not given. */
  readonly missing: readonly Diagnostic[];
}

/** Gives every declared input its value: the one that is given, else its default. */
export function resolveInputs(recipe: Recipe, given: Readonly<Record<string, string>>): ResolvedInputs {
  const values = new Map<string, InputValue>();
  const diagnostics: Diagnostic[] = [];
  for (const declaration of recipe.inputs.values()) {
    const text = Object.hasOwn(given, declaration.name) ? given[declaration.name] : undefined;
    const value = text === undefined ? defaultOf(declaration) : readGiven(declaration, text);
    if (typeof value === 'object') diagnostics.push(value);
    else if (value !== undefined) values.set(declaration.name, value);
  }
  for (const name of Object.keys(given)) if (!recipe.inputs.has(name)) diagnostics.push(unknownInput(name, recipe));
  return { values, diagnostics, missing: diagnostics.filter(({ code }) => code === 'RECIPE_INPUT_MISSING') };
}

function defaultOf(declaration: InputDeclaration): InputValue | Diagnostic | undefined {
  const { name, location, default: value } = declaration;
  if (value === undefined) {
    const message = `Input ${shown(name)} has no default and was not given.`;
    return { severity: 'error', code: 'RECIPE_INPUT_MISSING', message, location, hint: `Add --input ${name}=…, or a default.` };
  }
  return judgeInput(declaration, value) === undefined ? value : undefined; // a wrong default has been told at its place
}

function readGiven(declaration: InputDeclaration, text: string): InputValue | Diagnostic {
  const value = readInput(declaration, text);
  const refusal = isRefusal(value) ? value : judgeInput(declaration, value);
  if (refusal === undefined && !isRefusal(value)) return value;
  const message = `Input ${shown(declaration.name)}, as given, ${refusal?.reason}.`;
  const hint = `Change --input ${declaration.name}=….`;
  return { severity: 'error', code: 'RECIPE_INPUT_INVALID', message, location: declaration.location, hint };
}

function unknownInput(name: string, recipe: Recipe): Diagnostic {
  const declared = [...recipe.inputs.keys()];
  const location: SourceLocation = recipe.inputs.values().next().value?.location ?? { file: recipe.file, line: 1, column: 1 };
  const hint =
    createSuggester().didYouMean(name, declared) ??
    (declared.length === 0 ? 'The recipe declares no inputs.' : `Inputs: ${listed(declared)}.`);
  return {
    severity: 'error',
    code: 'RECIPE_INPUT_UNKNOWN',
    message: `The recipe has no input ${shown(name)}, which was given.`,
    location,
    hint,
  };
}
