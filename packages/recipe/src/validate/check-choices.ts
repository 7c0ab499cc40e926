import type { Diagnostic } from '@reelwright/errors';
import type { InputDeclaration, RecipeStep, RecipeValue } from '../recipe.ts';
import { either, listed, shown } from '../sentences.ts';
import type { Suggester } from '../suggest.ts';

type Choice = Extract<RecipeValue, { readonly type: 'choice' }>;

/** Every `by` choice of a step must have an entry for each value that its input can have, and no other. */
export function checkChoices(step: RecipeStep, inputs: ReadonlyMap<string, InputDeclaration>, suggester: Suggester): Diagnostic[] {
  return [...step.with.values()].flatMap((value) => (value.type === 'choice' ? checkChoice(value, inputs, suggester) : []));
}

function checkChoice({ by, entries }: Choice, inputs: ReadonlyMap<string, InputDeclaration>, suggester: Suggester): Diagnostic[] {
  const { path, location } = by;
  const input = path[0] === 'inputs' && path.length === 2 ? inputs.get(path[1] ?? '') : undefined;
  if (input === undefined) return path[0] === 'inputs' ? [] : [notAnInput(by)]; // an unknown input has been told
  const values = choosable(input);
  if (values === undefined) {
    const message = `A choice needs an input with known values, and ${path.join('.')} can be any ${input.type}.`;
    return [{ severity: 'error', code: 'RECIPE_INVALID_VALUE', message, location, hint: `Give input "${input.name}" an enum.` }];
  }
  const missing = values.filter((value) => !entries.has(value));
  const dead = [...entries].filter(([key]) => !values.includes(key));
  const diagnostics: Diagnostic[] = dead.map(([key, { keyLocation }]) => {
    const message = `${path.join('.')} is never ${shown(key)}, so this entry can never be chosen.`;
    const hint = suggester.didYouMean(key, missing) ?? `Its values: ${listed(values)}.`;
    return { severity: 'error', code: 'RECIPE_DEAD_CHOICE', message, location: keyLocation, hint };
  });
  if (missing.length > 0) {
    const message = `The choice has no entry for ${either(missing.slice(0, 12).map(shown), 'and')}, which ${path.join('.')} can be.`;
    const hint = `Add ${listed(missing.map((value) => `${value}: …`))}`;
    diagnostics.push({ severity: 'error', code: 'RECIPE_INCOMPLETE_CHOICE', message, location, hint: `${hint}.` });
  }
  return diagnostics;
}

function notAnInput({ path, location }: Choice['by']): Diagnostic {
  const message = `A choice goes by an input, and ${path.join('.')} is none.`;
  const hint =
    path[0] === 'profile'
      ? `A profile holds the value itself: write \${{ ${path.join('.')} }} in place of the choice.`
      : 'Write "by: inputs." and the name of an input.';
  return { severity: 'error', code: 'RECIPE_INVALID_VALUE', message, location, hint };
}

/** The values that an input can have, as keys; undefined when they cannot be counted. */
function choosable({ type, enum: values }: InputDeclaration): readonly string[] | undefined {
  return type === 'boolean' ? ['true', 'false'] : values?.map(String);
}
