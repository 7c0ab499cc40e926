import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import type { MapNode, ScalarNode, SourceNode } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import type { RecipeEntry, RecipeValue, Reference } from '../recipe.ts';
import { shown } from '../sentences.ts';
import { nearExpression } from './near-expression.ts';
import { holdsExpression, parsePath, parseTemplate } from './parse-template.ts';
import { createPlaceFinder } from './template-places.ts';

/** Where a decoder reports to. */
export interface DecodeContext {
  readonly source: SourceText;
  readonly diagnostics: Diagnostic[];
}

/** Expressions of one value; each costs a look at it when it is wrong. A cap for hostile texts. */
const maxExpressions = 1_000;

/**
 * A value of `with`, of `vendor` or of `outputs`. Undefined when an expression in it is no path: then it has been reported.
 *
 * @param choices Whether a map with the key `by` is a choice here.
 */
export function decodeValue(node: SourceNode, context: DecodeContext, choices = false): RecipeValue | undefined {
  if (node.kind === 'scalar') return decodeScalar(node, context);
  const location = context.source.locate(node.start, node.end);
  if (node.kind === 'list') {
    const items = node.items.map((item) => decodeValue(item, context));
    return items.every((item) => item !== undefined) ? { type: 'list', items, location } : undefined;
  }
  const by = choices ? node.entries.get('by')?.value : undefined;
  if (by !== undefined) return decodeChoice(node, by, context);
  const entries = decodeEntries(node, context);
  return entries && { type: 'map', entries, location };
}

/** The entries of a map; undefined when one of them could not be decoded. */
export function decodeEntries(node: MapNode, context: DecodeContext, skip?: string): Map<string, RecipeEntry> | undefined {
  const entries = new Map<string, RecipeEntry>();
  let whole = true;
  for (const [name, { key, value }] of node.entries) {
    if (name === skip) continue;
    const decoded = decodeValue(value, context);
    if (decoded) entries.set(name, { keyLocation: context.source.locate(key.start, key.end), value: decoded });
    else whole = false;
  }
  return whole ? entries : undefined;
}

function decodeScalar(node: ScalarNode, context: DecodeContext): RecipeValue | undefined {
  const { value } = node;
  const location = context.source.locate(node.start, node.end);
  if (typeof value === 'string') warnOfOtherForm(value, location, context);
  if (typeof value !== 'string' || !holdsExpression(value)) return { type: 'literal', value, location };
  const parts = decodeParts(node, value, context);
  if (parts === undefined) return undefined;
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object') return { type: 'reference', ...only };
  return { type: 'template', parts, location };
}

/** A voice would speak the braces. */
function warnOfOtherForm(value: string, location: SourceLocation, { diagnostics }: DecodeContext): void {
  const near = nearExpression(value);
  if (near === undefined) return;
  const message = `${shown(near.written)} is no expression and stays as it is written.`;
  diagnostics.push({ severity: 'warning', code: 'RECIPE_INVALID_EXPRESSION', message, location, hint: `Write ${near.meant}.` });
}

function decodeParts(node: ScalarNode, value: string, { source, diagnostics }: DecodeContext): (string | Reference)[] | undefined {
  const found = parseTemplate(value);
  const placeOf = createPlaceFinder(node, value, source);
  if (found.length > maxExpressions * 2) {
    const message = `This text holds more than ${maxExpressions} expressions.`;
    diagnostics.push({ severity: 'error', code: 'RECIPE_TOO_LARGE', message, location: placeOf(0, 0), hint: 'Make several texts of it.' });
    return undefined;
  }
  let whole = true;
  const parts: (string | Reference)[] = [];
  for (const part of found) {
    if (part.type === 'text') parts.push(part.text);
    else if (part.type === 'path') parts.push({ path: part.path, location: placeOf(part.start, part.end) });
    else {
      whole = false;
      const { message, hint } = part;
      diagnostics.push({ severity: 'error', code: 'RECIPE_INVALID_EXPRESSION', message, hint, location: placeOf(part.start, part.end) });
    }
  }
  return whole ? parts : undefined;
}

function decodeChoice(node: MapNode, by: SourceNode, context: DecodeContext): RecipeValue | undefined {
  const { source, diagnostics } = context;
  const entries = decodeEntries(node, context, 'by');
  const location = source.locate(by.start, by.end);
  const path = by.kind === 'scalar' && typeof by.value === 'string' ? parsePath(by.value) : undefined;
  if (path === undefined) {
    const written = by.kind === 'scalar' && typeof by.value === 'string' && holdsExpression(by.value);
    diagnostics.push({
      severity: 'error',
      code: 'RECIPE_INVALID_EXPRESSION',
      message: '"by" must be the path of an input, such as inputs.lang.',
      location,
      hint: written
        ? 'Write the path without ${{ and }}.'
        : 'Write "by: inputs." and the name of an input with an enum or of type boolean.',
    });
    return undefined;
  }
  return entries && { type: 'choice', by: { path, location }, entries, location: source.locate(node.start, node.end) };
}
