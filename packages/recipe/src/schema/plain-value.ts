import { holdsExpression } from '../expression/parse-template.ts';
import type { SourceNode } from '../parse/source-node.ts';

/** JSON without prototypes, so that no key means more than itself. */
export type PlainValue = string | number | boolean | null | PlainValue[] | PlainMap;
export interface PlainMap {
  [key: string]: PlainValue;
}

/** Stands for a value that is not known yet; every schema of a value that may be an expression lets it pass. See generate.mjs. */
export const unknownValue: PlainMap = { '\0unknown': true };

export function plainMap(): PlainMap {
  return Object.create(null) as PlainMap; // a map to be filled: the cast says no more than `{}` would
}

/** A value without its places. */
export function plainValue(node: SourceNode): PlainValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  return fill(node.entries, (_, value) => plainValue(value));
}

/** A step, with everything in `with` that is an expression or a choice as `unknownValue`. */
export function plainStep(step: SourceNode): PlainValue {
  return within(step, (key, value) => (key === 'with' ? within(value, plainField) : plainValue(value)));
}

/** Of `vendor` no expression is taken out: the schema knows nothing of what stands in it. */
function plainField(key: string, node: SourceNode): PlainValue {
  if (key === 'vendor') return plainValue(node);
  return node.kind === 'map' && node.entries.has('by') ? unknownValue : plainEntry(node);
}

/** An entry of a choice: it may be an expression or hold some, but is not a choice again. */
export function plainEntry(node: SourceNode): PlainValue {
  if (node.kind === 'scalar') return typeof node.value === 'string' && holdsExpression(node.value) ? unknownValue : node.value;
  if (node.kind === 'list') return node.items.map(plainEntry);
  return fill(node.entries, (_, value) => plainEntry(value));
}

function within(node: SourceNode, convert: (key: string, value: SourceNode) => PlainValue): PlainValue {
  return node.kind === 'map' ? fill(node.entries, convert) : plainValue(node);
}

function fill(
  entries: ReadonlyMap<string, { readonly value: SourceNode }>,
  convert: (key: string, value: SourceNode) => PlainValue,
): PlainMap {
  const map = plainMap();
  for (const [key, { value }] of entries) map[key] = convert(key, value);
  return map;
}
