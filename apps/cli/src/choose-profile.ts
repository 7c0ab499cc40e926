import { nearestName } from '@reelwright/errors';
import type { Profile, Project } from '@reelwright/recipe';
import { projectFileName } from './project-root.ts';
import { usageError } from './usage-error.ts';

/** @throws {ReelwrightError} CLI_USAGE when the project has no such profile. */
export function chooseProfile(name: string, project: Project | undefined): Profile {
  const profile = project?.profiles.get(name);
  if (profile !== undefined) return profile;
  const known = [...(project?.profiles.keys() ?? [])];
  if (known.length === 0) {
    const where = project === undefined ? `there is no ${projectFileName}` : `${project.file} has no profiles`;
    throw usageError(
      `There is no profile "${name}": ${where}.`,
      `Write it in ${projectFileName}: profiles: { ${name}: { emulate: true } }.`,
    );
  }
  const near = nearestName(name, known);
  throw usageError(`There is no profile "${name}".`, `${near === undefined ? '' : `Did you mean "${near}"? `}Known: ${known.join(', ')}.`);
}
