import type { Profile } from '../project/project.ts';
import type { RecipeStep } from '../recipe.ts';
import { shown } from '../sentences.ts';
import { stepKind } from '../step-kinds.ts';
import type { ResolvedValue } from './resolve-value.ts';

/** What a profile puts in the place of fields of a step. */
export interface GivenFields {
  readonly fields: ReadonlyMap<string, ResolvedValue>;
  /** Keys that no step of this kind has been judged by yet: a value that does not fit is told once. */
  readonly unjudged: readonly string[];
}

export interface ProfileFields {
  of(step: RecipeStep): GivenFields;
}

const nothing: GivenFields = { fields: new Map(), unjudged: [] };
/** Keys that belong to a text; beside sound they mean nothing. */
const ofSpokenText: ReadonlySet<string> = new Set(['speed', 'pitch']);

export function profileFieldsFor(profile: Profile | undefined): ProfileFields {
  if (profile === undefined || profile.fields.size === 0) return { of: () => nothing };
  const judged = new Set<string>();
  const values = new Map<string, ResolvedValue>();
  for (const [key, { value, location }] of profile.fields) {
    values.set(key, { type: 'scalar', value, location, origin: `${shown(key)} of profile ${shown(profile.name)}` });
  }
  return {
    of(step) {
      const fields = new Map([...values].filter(([key]) => takes(step, key)));
      const unjudged = [...fields.keys()].filter((key) => !judged.has(`${step.uses} ${key}`));
      for (const key of unjudged) judged.add(`${step.uses} ${key}`);
      return { fields, unjudged };
    },
  };
}

function takes({ uses, with: written }: RecipeStep, key: string): boolean {
  return stepKind(uses).fields.get(key)?.role === 'plain' && !(ofSpokenText.has(key) && written.has('audio'));
}
