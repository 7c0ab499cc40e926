import type { Diagnostic } from '@reelwright/errors';
import { checkConsentName, checkProjectPath, type ProjectNames } from '../project/project-names.ts';
import type { RecipeStep, RecipeValue, Sourced } from '../recipe.ts';
import { referencesIn } from './references.ts';

/** Judges what a step's own text names in the project file: members of the cast and consents. Profiles are known when one is chosen. */
export function checkProjectNames({ with: fields }: RecipeStep, names: ProjectNames): Diagnostic[] {
  const members = [...fields.values()].flatMap((value) =>
    [...referencesIn(value)].map(({ reference }) => (reference.path[0] === 'cast' ? checkProjectPath(reference, names) : undefined)),
  );
  const consents = textsOf(fields.get('consent')).map((consent) => checkConsentName(consent, names));
  return [...members, ...consents].filter((problem) => problem !== undefined);
}

/** The texts that stand as a value or as entries of a choice. */
function textsOf(value: RecipeValue | undefined): Sourced<string>[] {
  if (value?.type === 'choice') return [...value.entries.values()].flatMap((entry) => textsOf(entry.value));
  return value?.type === 'literal' && typeof value.value === 'string' ? [{ value: value.value, location: value.location }] : [];
}
