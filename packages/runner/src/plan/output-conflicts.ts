import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import type { RecipeInstance } from '@reelwright/recipe';

/** Two outputs, or two whole instances, that would be written to one place. Case is ignored: some disks do so, too. */
export function findOutputConflicts(instances: readonly RecipeInstance[]): Diagnostic[] {
  const folders = new Map<string, RecipeInstance>();
  return instances.flatMap((instance) => {
    const folder = `${instance.recipe.name}/${instance.id}`;
    const other = folders.get(folder.toLowerCase());
    folders.set(folder.toLowerCase(), instance);
    return [...(other === undefined ? [] : [conflictOfFolders(instance, other, folder)]), ...conflictsWithin(instance)];
  });
}

function conflictOfFolders(instance: RecipeInstance, other: RecipeInstance, folder: string): Diagnostic {
  return {
    severity: 'error',
    code: 'PLAN_OUTPUT_CONFLICT',
    message: `The recipes ${other.recipe.file} and ${instance.recipe.file} would both be written to "${folder}".`,
    location: placeOf(instance),
    hint: 'Give one of them another `name:`.',
  };
}

function conflictsWithin(instance: RecipeInstance): Diagnostic[] {
  const names = new Map<string, string>();
  return instance.outputs.flatMap(({ name, from }) => {
    const other = names.get(name.toLowerCase());
    names.set(name.toLowerCase(), name);
    if (other === undefined) return [];
    return [
      {
        severity: 'error' as const,
        code: 'PLAN_OUTPUT_CONFLICT' as const,
        message: `The outputs "${other}" and "${name}" would be written to the same file.`,
        location: instance.recipe.outputs.get(name)?.keyLocation ?? from.location,
        hint: 'Names that differ by case alone are one file on some disks: rename one.',
      },
    ];
  });
}

function placeOf(instance: RecipeInstance): SourceLocation {
  return instance.steps[0]?.location ?? { file: instance.recipe.file, line: 1, column: 1 };
}
