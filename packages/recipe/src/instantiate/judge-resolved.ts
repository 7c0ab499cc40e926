import type { Diagnostic } from '@reelwright/errors';
import type { RecipeStep } from '../recipe.ts';
import { demandOf, isSecondOpinion } from '../schema/explain-shape.ts';
import { type PlainMap, type PlainValue, plainMap, unknownValue } from '../schema/plain-value.ts';
import { recipeWords } from '../schema/recipe-words.ts';
import { pointerPath, type ShapeFault, shapeFaults } from '../schema/shape-fault.ts';
import { shown } from '../sentences.ts';
import { stepKind } from '../step-kinds.ts';
import { validateStepShape } from '../validate-recipe.generated.js';
import type { VendorChecks } from '../vendor/vendor-checks.ts';
import type { ResolvedValue } from './resolve-value.ts';
import type { ResolvedFields } from './step-reader.ts';

/**
 * Judges what inputs and the profile have brought into a step, by the schema that has judged the rest already.
 *
 * @param open The keys of `with` whose values depend on the run; only they are judged.
 */
export function judgeResolved(step: RecipeStep, fields: ResolvedFields, open: readonly string[], vendors?: VendorChecks): Diagnostic[] {
  const plain = plainMap();
  const given = plainMap();
  for (const key of open) {
    const value = fields.get(key);
    if (value) given[key] = mustBeOutput(step, key) && value.type === 'scalar' ? null : plainResolved(value);
  }
  plain.uses = step.uses;
  plain.with = given;
  const told = new Set<string>();
  const judged = shapeFaults(validateStepShape, plain)
    .map((fault) => ({ fault, path: pointerPath(fault.instancePath) }))
    .filter(({ fault, path }) => path[0] === 'with' && path.length > 1 && fault.keyword !== 'if' && fault.keyword !== 'false schema')
    .filter(({ fault }) => !isSecondOpinion(fault, told))
    .flatMap(({ fault, path }) => tell(fault, path.slice(1), fields, step));
  return [...judged, ...judgeVendors(step, fields, open, vendors)];
}

/** For such keys the schema can only ask for an expression; words that look like one are none. */
function mustBeOutput({ uses }: RecipeStep, key: string): boolean {
  return stepKind(uses).fields.get(key)?.role === 'captions';
}

function judgeVendors(step: RecipeStep, fields: ResolvedFields, open: readonly string[], vendors: VendorChecks | undefined): Diagnostic[] {
  const vendor = fields.get('vendor');
  if (vendors === undefined || vendor?.type !== 'map' || !open.includes('vendor')) return [];
  return [...vendor.entries].flatMap(([provider, value]) => {
    const validate = vendors.check(provider, step.uses);
    if (validate === undefined) return []; // told by validateRecipe
    return shapeFaults(validate, plainResolved(value)).flatMap((fault) =>
      tell(fault, ['vendor', provider, ...pointerPath(fault.instancePath)], fields, step),
    );
  });
}

function tell(fault: ShapeFault, path: readonly string[], fields: ResolvedFields, step: RecipeStep): Diagnostic[] {
  const value = valueAt(fields, path);
  // What stands in the recipe itself has been judged there; keys of maps are never from elsewhere.
  if (value?.type !== 'scalar' || value.origin === '') return [];
  const code = recipeWords.code(fault.keyword, ['steps', step.id, 'with', ...path], 'RECIPE_INVALID_VALUE');
  const word = typeof value.value === 'string' ? shown(value.value) : String(value.value);
  const message = `${shown(path.at(-1) ?? '')} of step ${shown(step.id)} ${demandOf(fault)}, and ${value.origin} is ${word}.`;
  return [{ severity: 'error', code, message, location: value.location, hint: hintFor(fault, value) }];
}

function hintFor({ keyword, params }: ShapeFault, { value, origin }: Extract<ResolvedValue, { readonly type: 'scalar' }>): string {
  const profile = origin.includes('profile');
  const types = [params.type].flat(); // ajv: the type or types of the schema
  if (keyword === 'type' && typeof value !== 'string' && types.includes('string')) {
    return profile ? `Put it in quotes in the profile: '${value}'.` : 'Let the input be of type string.';
  }
  return profile ? 'Change the value in the profile.' : 'Change the value of the input.';
}

function valueAt(fields: ResolvedFields, [first = '', ...rest]: readonly string[]): ResolvedValue | undefined {
  let value = fields.get(first);
  for (const part of rest) {
    if (value?.type === 'map') value = value.entries.get(part);
    else if (value?.type === 'list') value = value.items[Number(part)];
    else return undefined;
  }
  return value;
}

/** The value without its places; as `unknownValue` what only plan and run make known: members of the cast, outputs of other steps. */
export function plainResolved(value: ResolvedValue): PlainValue {
  switch (value.type) {
    case 'scalar':
      return value.value;
    case 'output':
    case 'cast':
      return unknownValue;
    case 'list':
      return value.items.map(plainResolved);
    case 'map': {
      const map: PlainMap = plainMap();
      for (const [key, entry] of value.entries) map[key] = plainResolved(entry);
      return map;
    }
  }
}
