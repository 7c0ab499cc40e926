import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import { segmentPlace } from '../expression/template-places.ts';
import type { Reference, Sourced } from '../recipe.ts';
import { either, listed, shown } from '../sentences.ts';
import type { Suggester } from '../suggest.ts';
import type { Profile, Project } from './project.ts';

/**
 * The project file that recipes may name parts of. Undefined where there is none; `'unusable'` where it has errors of its own, so that
 * nothing can be said about names in it.
 */
export type ProjectView = Project | 'unusable' | undefined;

/** What the names of a recipe that lead into the project file are judged by. */
export interface ProjectNames {
  readonly project: ProjectView;
  /** The one that was chosen. */
  readonly profile: Profile | undefined;
  /** A check of the recipe alone: no profile need be chosen where one of them has the value. */
  readonly profileMayBeMissing: boolean;
  readonly suggester: Suggester;
}

/** The scalar behind `profile.name`: one of `values`, else the key itself. */
export function profileValue({ values, fields }: Profile, name: string): Sourced<string | number | boolean> | undefined {
  return values.get(name) ?? fields.get(name);
}

/** Where `cast.mei.voice` or `profile.pace` leads to nothing. Other paths, and those of a wrong form, are judged elsewhere. */
export function checkProjectPath({ path, location }: Reference, names: ProjectNames): Diagnostic | undefined {
  const [area, name, part] = path;
  const place = (index: number) => segmentPlace(path, index, location);
  if (area === 'cast' && name !== undefined && path.length === 3 && (part === 'voice' || part === 'avatar'))
    return checkMember(name, part, place, names);
  if (area === 'profile' && name !== undefined && path.length === 2) return checkProfileName(name, place(1), names);
  return undefined;
}

function checkMember(
  name: string,
  part: 'voice' | 'avatar',
  place: (index: number) => SourceLocation,
  { project, suggester }: ProjectNames,
): Diagnostic | undefined {
  if (project === 'unusable') return undefined;
  if (project === undefined) {
    const message = `There is no project file with a member ${shown(name)} in its cast.`;
    return problem(place(1), message, `Write reelwright.yaml, and in it cast: { ${name}: { ${part}: … } }.`);
  }
  const member = project.cast.get(name);
  if (member === undefined) {
    const hint =
      suggester.didYouMean(name, project.cast) ?? knownNames('Members', project.cast, `Add ${name} to cast: in ${project.file}.`);
    return problem(place(1), `There is no member ${shown(name)} in the cast.`, hint);
  }
  if (member[part] !== undefined) return undefined;
  return problem(place(2), `${shown(name)} has no ${part} in the cast.`, `Add ${part}: to ${shown(name)} in ${project.file}.`);
}

function checkProfileName(
  name: string,
  location: SourceLocation,
  { project, profile, profileMayBeMissing, suggester }: ProjectNames,
): Diagnostic | undefined {
  if (project === 'unusable') return undefined;
  if (profile !== undefined) {
    if (profileValue(profile, name) !== undefined) return undefined;
    const hint = suggester.didYouMean(name, valueNames([profile])) ?? `Add ${name} to values: of the profile.`;
    return problem(location, `The profile ${shown(profile.name)} has no value ${shown(name)}.`, hint);
  }
  if (project === undefined) {
    const message = `There is no project file with a profile that has a value ${shown(name)}.`;
    return problem(location, message, `Write reelwright.yaml, and in it profiles: { name: { values: { ${name}: … } } }.`);
  }
  const profiles = [...project.profiles.values()];
  const having = profiles.filter((one) => profileValue(one, name) !== undefined).map((one) => `--profile ${one.name}`);
  if (having.length === 0) {
    const hint = suggester.didYouMean(name, valueNames(profiles)) ?? `Add ${name} to values: of a profile in ${project.file}.`;
    return problem(location, `No profile has a value ${shown(name)}.`, hint);
  }
  if (profileMayBeMissing) return undefined;
  const message = `profile.${name} has no value, because no profile was chosen.`;
  return problem(location, message, `Give ${either(having.slice(0, 12))}.`);
}

function valueNames(profiles: readonly Profile[]): readonly string[] {
  return [...new Set(profiles.flatMap(({ values, fields }) => [...values.keys(), ...fields.keys()]))];
}

/** Where the name of a consent leads to no record. Whether the record holds is judged by the plan. */
export function checkConsentName({ value: name, location }: Sourced<string>, names: ProjectNames): Diagnostic | undefined {
  const { project, suggester } = names;
  if (project === 'unusable' || project?.consents.has(name)) return undefined;
  const problem = { severity: 'error', code: 'PLAN_CONSENT', location } as const;
  if (project === undefined) {
    const hint = `Write reelwright.yaml, and in it consents: { ${name}: … }.`;
    return { ...problem, message: `There is no project file with a consent ${shown(name)}.`, hint };
  }
  const { consents, file } = project;
  const hint = suggester.didYouMean(name, consents) ?? knownNames('Consents', consents, `Add ${name} to consents: in ${file}.`);
  return { ...problem, message: `There is no consent ${shown(name)} in ${file}.`, hint };
}

function knownNames(title: string, known: ReadonlyMap<string, unknown>, otherwise: string): string {
  return known.size === 0 ? otherwise : `${title}: ${listed([...known.keys()])}.`;
}

function problem(location: SourceLocation, message: string, hint: string): Diagnostic {
  return { severity: 'error', code: 'RECIPE_UNKNOWN_REFERENCE', message, location, hint };
}
