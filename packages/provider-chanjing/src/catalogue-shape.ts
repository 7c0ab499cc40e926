import type { Json } from '@reelwright/provider';
import { isJsonObject, numberOf, textOf } from '@reelwright/provider-http';

/**
 * What a field holds. Absence, null and, but for an `id`, empty text are allowed everywhere: the service leaves out what it has nothing to
 * say of. Texts occur as numbers and numbers as text; flags as either. A shape in brackets is a list of such objects.
 */
export type FieldType = 'id' | 'text' | 'number' | 'flag' | 'list' | readonly [Shape];

export interface Shape {
  readonly [field: string]: FieldType;
}

/**
 * Where an answer departs from its documentation. Fields that the shape does not name are nobody's business.
 *
 * @returns The path of the first field of a wrong type, such as `data.list[3].figures[0].width`.
 */
export function misfitIn(value: Json | undefined, shape: Shape, path: string): string | undefined {
  if (!isJsonObject(value)) return path;
  for (const [field, type] of Object.entries(shape)) {
    const misfit = misfitOf(value[field], type, `${path}.${field}`);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

/** As `misfitIn`, for each object of a list. */
export function misfitAmong(values: readonly Json[], shape: Shape, path: string): string | undefined {
  for (const [index, value] of values.entries()) {
    const misfit = misfitIn(value, shape, `${path}[${index}]`);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

function misfitOf(value: Json | undefined, type: FieldType, path: string): string | undefined {
  if (type === 'id') return (textOf(value)?.trim() ?? '') === '' ? path : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof type !== 'string') return Array.isArray(value) ? misfitAmong(value, type[0], path) : path;
  return fits[type](value) ? undefined : path;
}

const fits = {
  text: (value: Json) => textOf(value) !== undefined,
  number: (value: Json) => numberOf(value) !== undefined,
  flag: (value: Json) => typeof value === 'boolean' || numberOf(value) !== undefined,
  list: (value: Json) => Array.isArray(value),
} as const;
