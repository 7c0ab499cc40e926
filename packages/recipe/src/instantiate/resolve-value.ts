import type { SourceLocation } from '@reelwright/errors';
import type { Profile } from '../project/project.ts';
import { profileValue } from '../project/project-names.ts';
import type { CastReference, RecipeStep, RecipeValue, StepOutput } from '../recipe.ts';
import { stepKind } from '../step-kinds.ts';
import type { InputValue } from '../validate/input-values.ts';
import { isCastPart } from '../validate/project-paths.ts';

/** A value with everything put in its place but the outputs of other steps and the members of the cast. */
export type ResolvedValue =
  | {
      readonly type: 'scalar';
      readonly value: string | number | boolean | null;
      readonly location: SourceLocation;
      readonly origin: string;
    }
  | { readonly type: 'output'; readonly output: StepOutput; readonly location: SourceLocation }
  | { readonly type: 'cast'; readonly reference: CastReference; readonly location: SourceLocation }
  | { readonly type: 'list'; readonly items: readonly ResolvedValue[]; readonly location: SourceLocation }
  | { readonly type: 'map'; readonly entries: ReadonlyMap<string, ResolvedValue>; readonly location: SourceLocation };

/** What references lead to. */
export interface Scope {
  readonly inputs: ReadonlyMap<string, InputValue>;
  readonly steps: ReadonlyMap<string, RecipeStep>;
  readonly profile: Profile | undefined;
}

/**
 * Puts values in the place of references and choices. What an input holds is text from now on, whatever it looks like.
 *
 * @returns undefined where something it needs has no value; that has been told elsewhere.
 */
export function resolveValue(value: RecipeValue, scope: Scope): ResolvedValue | undefined {
  const { location } = value;
  switch (value.type) {
    case 'literal':
      return { type: 'scalar', value: value.value, location, origin: '' };
    case 'reference':
      return resolveReference(value, scope);
    case 'template': {
      const texts = value.parts.map((part) => (typeof part === 'string' ? part : textOf(resolveReference(part, scope))));
      if (!texts.every((text) => text !== undefined)) return undefined;
      return { type: 'scalar', value: texts.join(''), location, origin: 'the text' };
    }
    case 'choice': {
      const chosen = chosenEntry(value, scope);
      return chosen && resolveValue(chosen, scope);
    }
    case 'list': {
      const items = value.items.map((item) => resolveValue(item, scope));
      return items.every((item) => item !== undefined) ? { type: 'list', items, location } : undefined;
    }
    case 'map':
      return resolveMap(value, scope);
  }
}

function resolveMap({ entries, location }: Extract<RecipeValue, { readonly type: 'map' }>, scope: Scope): ResolvedValue | undefined {
  const resolved = new Map<string, ResolvedValue>();
  for (const [name, { value }] of entries) {
    const entry = resolveValue(value, scope);
    if (entry === undefined) return undefined;
    resolved.set(name, entry);
  }
  return { type: 'map', entries: resolved, location };
}

/** The entry that a choice comes down to. */
export function chosenEntry(choice: Extract<RecipeValue, { readonly type: 'choice' }>, { inputs }: Scope): RecipeValue | undefined {
  const value = inputs.get(choice.by.path[1] ?? '');
  return value === undefined ? undefined : choice.entries.get(String(value))?.value;
}

function resolveReference(
  { path, location }: { readonly path: readonly string[]; readonly location: SourceLocation },
  { inputs, steps, profile }: Scope,
): ResolvedValue | undefined {
  const [area, name = '', output = ''] = path;
  if (area === 'inputs' && path.length === 2) {
    const value = inputs.get(name);
    return value === undefined ? undefined : { type: 'scalar', value, location, origin: path.join('.') };
  }
  if (area === 'profile' && path.length === 2) {
    const chosen = profile && profileValue(profile, name);
    return chosen && { type: 'scalar', value: chosen.value, location, origin: path.join('.') };
  }
  if (area === 'cast' && path.length === 3 && isCastPart(output)) {
    return { type: 'cast', reference: { type: 'cast', member: name, part: output, location }, location };
  }
  const step = area === 'steps' && path.length === 3 ? steps.get(name) : undefined;
  const kind = step && stepKind(step.uses).outputs.get(output);
  return kind && { type: 'output', output: { type: 'step-output', step: name, output, kind, location }, location };
}

function textOf(value: ResolvedValue | undefined): string | undefined {
  return value?.type === 'scalar' ? String(value.value) : undefined;
}

/** True where a value depends on inputs or the profile, so that its shape is known only when they are. */
export function dependsOnRun(value: RecipeValue): boolean {
  switch (value.type) {
    case 'literal':
      return false;
    case 'reference':
      return value.path[0] === 'inputs' || value.path[0] === 'profile';
    case 'template':
    case 'choice':
      return true;
    case 'list':
      return value.items.some(dependsOnRun);
    case 'map':
      return [...value.entries.values()].some((entry) => dependsOnRun(entry.value));
  }
}
