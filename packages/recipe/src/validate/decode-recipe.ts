import type { SourceLocation } from '@reelwright/errors';
import { type DecodeContext, decodeValue } from '../expression/decode-value.ts';
import { type MapNode, mapIn, type ScalarNode, type SourceNode } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import type { Recipe, RecipeEntry, RecipeStep, RecipeValue, Sourced } from '../recipe.ts';
import { isStepUses } from '../step-kinds.ts';
import { decodeInputs } from './decode-inputs.ts';
import { defaultRecipeName } from './recipe-name.ts';

/**
 * Makes the typed recipe of what the schema lets pass. What it refused is left out, and told already; expressions that are no
 * paths are told here.
 */
export function decodeRecipe(root: MapNode, context: DecodeContext): Omit<Recipe, 'sound'> {
  const { source } = context;
  const name = textIn(root, 'name', source)?.value.normalize('NFC');
  return {
    name: name ?? defaultRecipeName(source.file) ?? 'recipe',
    file: source.file,
    providers: textsIn(root, 'provider', source),
    inputs: decodeInputs(mapIn(root, 'inputs'), source),
    steps: decodeSteps(mapIn(root, 'steps'), context),
    outputs: decodeOutputs(mapIn(root, 'outputs'), context),
  };
}

function decodeSteps(steps: MapNode | undefined, context: DecodeContext): ReadonlyMap<string, RecipeStep> {
  const decoded = new Map<string, RecipeStep>();
  for (const [id, { key, value }] of steps?.entries ?? []) {
    const uses = value.kind === 'map' ? scalarIn(value, 'uses')?.value : undefined;
    if (value.kind !== 'map' || !isStepUses(uses)) continue;
    decoded.set(id, {
      id,
      uses,
      with: decodeWith(mapIn(value, 'with'), context),
      needs: textsIn(value, 'needs', context.source),
      provider: textIn(value, 'provider', context.source),
      location: context.source.locate(key.start, key.end),
    });
  }
  return decoded;
}

function decodeWith(map: MapNode | undefined, context: DecodeContext): ReadonlyMap<string, RecipeValue> {
  const fields = new Map<string, RecipeValue>();
  for (const [name, { value }] of map?.entries ?? []) {
    const decoded = decodeValue(value, context, name !== 'vendor');
    if (decoded) fields.set(name, decoded);
  }
  return fields;
}

function decodeOutputs(map: MapNode | undefined, context: DecodeContext): ReadonlyMap<string, RecipeEntry> {
  const outputs = new Map<string, RecipeEntry>();
  for (const [name, { key, value }] of map?.entries ?? []) {
    const decoded = decodeValue(value, context);
    if (decoded) outputs.set(name, { keyLocation: context.source.locate(key.start, key.end), value: decoded });
  }
  return outputs;
}

/** The texts behind a key, where one of them or a list may stand. */
export function textsIn(map: MapNode, key: string, source: SourceText): readonly Sourced<string>[] {
  const node = map.entries.get(key)?.value;
  const items = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return items.flatMap((item) => sourcedText(item, source) ?? []);
}

/** The text behind a key, where there is one. */
export function textIn(map: MapNode, key: string, source: SourceText): Sourced<string> | undefined {
  return sourcedText(map.entries.get(key)?.value, source);
}

export function scalarIn(map: MapNode, key: string): ScalarNode | undefined {
  const value = map.entries.get(key)?.value;
  return value?.kind === 'scalar' ? value : undefined;
}

/** A text and its place; undefined for what is no text. */
export function sourcedText(node: SourceNode | undefined, source: SourceText): Sourced<string> | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const location: SourceLocation = source.locate(node.start, node.end);
  return { value: node.value, location };
}
