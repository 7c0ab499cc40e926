import type { Diagnostic } from '@reelwright/errors';
import { checkConsentName, checkProjectPath, type ProjectNames, profileValue } from '../project/project-names.ts';
import type { RecipeStep, Reference, Sourced } from '../recipe.ts';
import { referencesIn } from '../validate/references.ts';

/** Judges what steps name in the project file, and notes what cannot be known without being wrong. */
export class NameJudge {
  /** A value of a profile is asked for and cannot be known, which is no error: no profile need be chosen, or the project is unusable. */
  lacksProfile = false;
  readonly #names: ProjectNames;
  readonly #diagnostics: Diagnostic[];

  constructor(names: ProjectNames, diagnostics: Diagnostic[]) {
    this.#names = names;
    this.#diagnostics = diagnostics;
  }

  /** Paths into the project file must lead somewhere, those of entries that are not chosen, too. */
  paths({ with: fields }: RecipeStep): void {
    for (const value of fields.values()) {
      if (value.type === 'literal') continue;
      if (value.type === 'reference') this.#path(value);
      else for (const { reference } of referencesIn(value)) this.#path(reference);
    }
  }

  #path(reference: Reference): void {
    const [area, name = ''] = reference.path;
    if (area !== 'cast' && area !== 'profile') return;
    this.#tell(checkProjectPath(reference, this.#names));
    const { profile } = this.#names;
    if (area === 'profile' && (profile === undefined || profileValue(profile, name) === undefined)) this.lacksProfile = true;
  }

  consent(consent: Sourced<string> | undefined): void {
    if (consent) this.#tell(checkConsentName(consent, this.#names));
  }

  #tell(problem: Diagnostic | undefined): void {
    if (problem) this.#diagnostics.push(problem);
  }
}
