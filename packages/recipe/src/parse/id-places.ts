/**
 * Whether the value at a path is the id of something at a provider. What YAML takes for a whole number is text there, digit by digit as
 * it is written: ids may be negative, or longer than numbers can be kept.
 */
export type IdPlaces = (path: readonly string[]) => boolean;

const parts: ReadonlySet<string> = new Set(['voice', 'avatar']);
const noIds: ReadonlySet<string> = new Set(['figure', 'clone', 'language', 'sex', 'sample', 'video']);

/** `voice` and `avatar` of a step, the entries of a choice for them, and `id` of `{ id, figure }`. */
export const recipeIds: IdPlaces = (path) => path[0] === 'steps' && path[2] === 'with' && isId(path, 3);

/** The bindings of the cast. */
export const projectIds: IdPlaces = (path) => path[0] === 'cast' && path.length > 3 && isId(path, 2);

function isId(path: readonly string[], at: number): boolean {
  return parts.has(path[at] ?? '') && !noIds.has(path.at(-1) ?? '');
}

/** A whole number in the form in which ids are printed: no leading zeros, sign `+`, exponent or other base. */
export function isPlainInteger(written: string): boolean {
  return /^(?:0|-?[1-9]\d{0,62})$/.test(written);
}
