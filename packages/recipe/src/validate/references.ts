import type { SourceLocation } from '@reelwright/errors';
import type { RecipeStep, RecipeValue, Reference } from '../recipe.ts';

/** A reference and how it stands in its value. */
export interface FoundReference {
  readonly reference: Reference;
  /** Whether it is the whole value, or a piece of a text. */
  readonly whole: boolean;
  /** The names that lead to it within `with`: `['text', 'file']`. */
  readonly field: readonly string[];
}

/** All references of a value, in the order of the text. */
export function* referencesIn(value: RecipeValue, field: readonly string[] = []): Generator<FoundReference> {
  switch (value.type) {
    case 'literal':
      return;
    case 'reference':
      return yield { reference: value, whole: true, field };
    case 'template':
      for (const part of value.parts) if (typeof part === 'object') yield { reference: part, whole: false, field };
      return;
    case 'list':
      for (const item of value.items) yield* referencesIn(item, field);
      return;
    case 'choice':
      for (const { value: entry } of value.entries.values()) yield* referencesIn(entry, field);
      return;
    case 'map':
      for (const [name, { value: entry }] of value.entries) yield* referencesIn(entry, [...field, name]);
  }
}

/** Names of the steps that a step demands: references first, in the order of the text, then `needs`. They may repeat or not exist. */
export function demandedSteps(step: RecipeStep): string[] {
  const names: string[] = [];
  for (const value of step.with.values()) {
    if (value.type === 'literal') continue;
    if (value.type === 'reference') addStep(value, names);
    else for (const { reference } of referencesIn(value)) addStep(reference, names);
  }
  for (const { value } of step.needs) names.push(value);
  return names;
}

function addStep({ path: [area, name] }: Reference, names: string[]): void {
  if (area === 'steps' && name !== undefined) names.push(name);
}

/** The place where a step first asks for another. */
export function placeOfDemand(step: RecipeStep, name: string): SourceLocation {
  for (const value of step.with.values()) {
    for (const { reference } of referencesIn(value)) {
      if (reference.path[0] === 'steps' && reference.path[1] === name) return reference.location;
    }
  }
  return step.needs.find(({ value }) => value === name)?.location ?? step.location;
}
