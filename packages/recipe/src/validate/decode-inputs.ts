import { type MapNode, mapIn } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import type { InputDeclaration } from '../recipe.ts';

const types: readonly string[] = ['string', 'number', 'integer', 'boolean'] satisfies InputDeclaration['type'][];

/** The declared inputs. A declaration without a usable type is left out: it has been told. */
export function decodeInputs(inputs: MapNode | undefined, source: SourceText): ReadonlyMap<string, InputDeclaration> {
  const declarations = new Map<string, InputDeclaration>();
  for (const [name, { key }] of inputs?.entries ?? []) {
    const declaration = inputs && mapIn(inputs, name);
    const type = declaration && scalar(declaration, 'type');
    if (declaration === undefined || typeof type !== 'string' || !types.includes(type)) continue;
    declarations.set(name, {
      name,
      type: type as InputDeclaration['type'], // one of `types`
      default: scalar(declaration, 'default'),
      description: textOf(declaration, 'description'),
      pattern: textOf(declaration, 'pattern'),
      enum: enumOf(declaration),
      minimum: numberOf(declaration, 'minimum'),
      maximum: numberOf(declaration, 'maximum'),
      location: source.locate(key.start, key.end),
    });
  }
  return declarations;
}

type Scalar = string | number | boolean;

function scalar(map: MapNode, key: string): Scalar | undefined {
  const node = map.entries.get(key)?.value;
  return node?.kind === 'scalar' && node.value !== null ? node.value : undefined;
}

function textOf(map: MapNode, key: string): string | undefined {
  const value = scalar(map, key);
  return typeof value === 'string' ? value : undefined;
}

function numberOf(map: MapNode, key: string): number | undefined {
  const value = scalar(map, key);
  return typeof value === 'number' ? value : undefined;
}

function enumOf(map: MapNode): readonly Scalar[] | undefined {
  const node = map.entries.get('enum')?.value;
  if (node?.kind !== 'list') return undefined;
  return node.items.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [item.value] : []));
}
