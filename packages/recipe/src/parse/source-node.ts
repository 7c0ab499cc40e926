/** What the YAML of a file says, free of the library that read it; every value knows its range in the text. */
export type SourceNode = ScalarNode | ListNode | MapNode;

export interface SourceRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

interface ValueNode extends SourceRange {
  /** The reader has told what is wrong with it; whatever else it does not fit is no second mistake. */
  readonly refused?: true;
}

export interface ScalarNode extends ValueNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** Of an alias: where the value stands that it names. */
  readonly written?: SourceRange;
}

/** Where the characters of a scalar stand. */
export function writtenRange(scalar: ScalarNode): SourceRange {
  return scalar.written ?? scalar;
}

export interface ListNode extends ValueNode {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
}

export interface MapNode extends ValueNode {
  readonly kind: 'map';
  /** By key, in the order of the text. Of keys given twice the first counts. */
  readonly entries: ReadonlyMap<string, MapEntry>;
}

export interface MapEntry {
  readonly key: SourceRange;
  readonly value: SourceNode;
}

/** The value at a path of keys and list positions; undefined where the path leads to nothing. */
export function nodeAt(root: SourceNode, path: readonly string[]): SourceNode | undefined {
  let node: SourceNode | undefined = root;
  for (const part of path) {
    if (node?.kind === 'map') node = node.entries.get(part)?.value;
    else if (node?.kind === 'list') node = node.items[Number(part)];
    else return undefined;
  }
  return node;
}

/** The entry of a map at a path; undefined where there is none. */
export function entryAt(root: SourceNode, path: readonly string[]): MapEntry | undefined {
  const parent = nodeAt(root, path.slice(0, -1));
  return parent?.kind === 'map' ? parent.entries.get(path.at(-1) ?? '') : undefined;
}

/** The map behind a key, if there is one. */
export function mapIn(parent: MapNode, key: string): MapNode | undefined {
  const value = parent.entries.get(key)?.value;
  return value?.kind === 'map' ? value : undefined;
}
