import type { Diagnostic } from '@reelwright/errors';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { shown } from '../sentences.ts';
import { isMasked, unmask } from './flow-expressions.ts';
import { type IdPlaces, isPlainInteger } from './id-places.ts';
import type { ParseLimits } from './limits.ts';
import type { MapEntry, SourceNode, SourceRange } from './source-node.ts';
import type { SourceText } from './source-text.ts';

/** What is refused while the library's nodes become ours. */
export interface Building {
  /** Undefined when the aliases are too many to be written out. */
  readonly root: SourceNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface BuildOptions {
  readonly limits: ParseLimits;
  /** The document was read from a text in which the braces of expressions were hidden. */
  readonly masked: boolean;
  readonly ids: IdPlaces;
}

/** A value that an anchor names, and how large it is when the aliases in it are written out. */
interface Anchored {
  readonly node: SourceNode;
  readonly values: number;
  readonly height: number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
const controls = /[\u0000-\u001f\u007f-\u009f]/;
/** Controls but tab and line ends, halves of surrogate pairs, and what Unicode calls no character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\p{Surrogate}/u;

/**
 * Makes our tree of a document: aliases resolved (shared, not copied), duplicate keys dropped and reported, tags refused.
 * Recursion is bounded: the reader has refused deep nesting already.
 */
export function buildNodes(document: Document.Parsed, source: SourceText, { limits, masked, ids }: BuildOptions): Building {
  const builder = new NodeBuilder(source, limits, masked, ids);
  const root = builder.build(document.contents, 0, 0);
  return { root: builder.refuseAliases() ? undefined : root, diagnostics: builder.diagnostics };
}

class NodeBuilder {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: SourceText;
  readonly #limits: ParseLimits;
  readonly #masked: boolean;
  readonly #ids: IdPlaces;
  /** Keys of the maps around the value that is built; of lists there is nothing. */
  readonly #path: string[] = [];
  /** `open` while the value that the anchor names is still being built. */
  readonly #anchors = new Map<string, Anchored | 'open'>();
  #firstAlias: SourceRange | undefined;
  #aliases = 0;
  /** Values that stand in the text, and values that there were with all aliases written out. */
  #written = 0;
  #expanded = 0;
  /** Levels of maps and lists in the value built last, aliases written out. */
  #height = 0;
  /** How many `{ }` and `[ ]` are open. */
  #flow = 0;

  constructor(source: SourceText, limits: ParseLimits, masked: boolean, ids: IdPlaces) {
    this.#source = source;
    this.#limits = limits;
    this.#masked = masked;
    this.#ids = ids;
  }

  /** @param start Where a value stands that is not written at all; `end` likewise. */
  build(node: Node | null | undefined, start: number, end: number): SourceNode {
    this.#written += 1;
    if (isAlias(node)) return this.#buildAlias(node);
    const anchor = node?.anchor;
    if (anchor === undefined) return this.#buildValue(node, node?.range?.[0] ?? start, node?.range?.[1] ?? end);
    const before = this.#expanded;
    this.#anchors.set(anchor, 'open');
    const built = this.#buildValue(node, node?.range?.[0] ?? start, node?.range?.[1] ?? end);
    this.#anchors.set(anchor, { node: built, values: this.#expanded - before, height: this.#height });
    return built;
  }

  #buildValue(node: Node | null | undefined, start: number, end: number): SourceNode {
    this.#expanded += 1;
    if (node?.tag !== undefined && node.tag !== 'tag:yaml.org,2002:str') {
      this.#reportTag(node.tag, { start, end });
      return { ...this.#buildPlain(node, start, end), refused: true };
    }
    return this.#buildPlain(node, start, end);
  }

  #buildPlain(node: Node | null | undefined, start: number, end: number): SourceNode {
    if (!isMap(node) && !isSeq(node)) {
      this.#height = 0;
      return this.#buildScalar(isScalar(node) ? node : undefined, start, end);
    }
    const flow = this.#flow;
    if (node.flow) this.#flow += 1;
    // What was parsed holds nodes only.
    const built = isMap(node)
      ? this.#buildMap(node as YAMLMap<Node, Node | null>, start, end)
      : this.#buildList(node as YAMLSeq<Node | null>, start, end);
    this.#flow = flow;
    return built;
  }

  #buildScalar(scalar: Scalar | undefined, start: number, end: number): SourceNode {
    const value = scalar?.value ?? null;
    if (typeof value === 'string') {
      if (unprintable.test(value)) {
        this.#reportCharacter(value, { start, end });
        return { kind: 'scalar', value, start, end, refused: true };
      }
      if (scalar?.type === 'PLAIN' && value.includes(' ')) this.#warnOfCut(end);
      if (this.#masked && isMasked(value)) return this.#buildMasked(value, scalar, start, end);
      return { kind: 'scalar', value, start, end };
    }
    if (typeof value === 'number') {
      if (isPlainInteger(scalar?.source ?? '') && this.#ids(this.#path)) {
        return { kind: 'scalar', value: scalar?.source ?? '', start, end };
      }
      const exact = Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value));
      const written = scalar?.source ?? String(value);
      if (!exact) {
        this.#reportNumber(written, { start, end });
        return { kind: 'scalar', value, start, end, refused: true };
      }
      if (/^[-+]?0[0-7]+$/.test(written)) this.#warnOfOctal(written, value, { start, end });
      return { kind: 'scalar', value, start, end };
    }
    return { kind: 'scalar', value: typeof value === 'boolean' ? value : null, start, end };
  }

  #buildMasked(value: string, scalar: Scalar | undefined, start: number, end: number): SourceNode {
    const text = unmask(value);
    if (this.#flow > 0 && scalar?.type === 'PLAIN') {
      const message = 'Between { } or [ ] a value with an expression must be in quotes.';
      this.#report('RECIPE_SYNTAX', { start, end }, message, `Write '${text}'.`);
    }
    return { kind: 'scalar', value: text, start, end };
  }

  #buildList(list: YAMLSeq<Node | null>, start: number, end: number): SourceNode {
    let height = 0;
    const items = list.items.map((item) => {
      const built = this.build(item, start, end);
      height = Math.max(height, this.#height);
      return built;
    });
    this.#height = height + 1;
    return { kind: 'list', items, start, end };
  }

  #buildMap(map: YAMLMap<Node, Node | null>, start: number, end: number): SourceNode {
    const entries = new Map<string, MapEntry>();
    let height = 0;
    const isGarbled = map.items.some(({ key }) => isMap(key) || isSeq(key));
    for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
      const place: SourceRange = { start: key?.range?.[0] ?? start, end: key?.range?.[1] ?? end };
      const name = this.#keyOf(key, place);
      this.#path.push(name ?? '');
      const built = this.build(value, place.end, place.end);
      this.#path.pop();
      height = Math.max(height, this.#height);
      if (name === undefined) continue;
      const first = entries.get(name);
      if (first === undefined) entries.set(name, { key: place, value: built });
      else this.#reportDuplicate(name, place, first.key);
    }
    this.#height = height + 1;
    return { kind: 'map', entries, start, end, ...(isGarbled ? { refused: true } : {}) };
  }

  /** The name that a key gives; undefined where it gives none, which is told here or by the reader. */
  #keyOf(key: Node | null | undefined, place: SourceRange): string | undefined {
    if (!isScalar(key) || typeof key.value !== 'string') return undefined;
    const name = this.#masked ? unmask(key.value) : key.value;
    if (key.anchor !== undefined) this.#anchors.set(key.anchor, { node: { kind: 'scalar', value: name, ...place }, values: 1, height: 0 });
    if (!controls.test(name)) return name;
    this.#report('RECIPE_INVALID_NAME', place, `The key ${shown(name)} holds a control character.`, 'Remove it.');
    return undefined;
  }

  #buildAlias(alias: Alias): SourceNode {
    const [start, end] = alias.range ?? [0, 0];
    this.#aliases += 1;
    this.#firstAlias ??= { start, end };
    const target = this.#anchors.get(alias.source);
    if (target === undefined || target === 'open') {
      const hint = 'Write the value out; a text that begins with * belongs in quotes.';
      const why = target === 'open' ? 'stands inside the value that it names' : 'names an anchor that does not stand before it';
      this.#report('RECIPE_SYNTAX', { start, end }, `The alias ${shown(`*${alias.source}`)} ${why}.`, hint);
      this.#height = 0;
      return { kind: 'scalar', value: null, start, end, refused: true };
    }
    this.#expanded += target.values;
    this.#height = target.height;
    const { node } = target;
    return node.kind === 'scalar' ? { ...node, start, end, written: node.written ?? node } : { ...node, start, end };
  }

  /** True when there are too many aliases, or too much behind them. */
  refuseAliases(): boolean {
    const { aliases, aliasedValues, depth } = this.#limits;
    if (this.#firstAlias === undefined) return false;
    const tooMany = this.#aliases > aliases;
    if (!tooMany && this.#expanded - this.#written <= aliasedValues && this.#height <= depth) return false;
    const message = tooMany
      ? `The file uses ${this.#aliases} aliases; ${aliases} are allowed.`
      : `Written out, the aliases of this file would make more than ${aliasedValues} values or ${depth} levels.`;
    this.#report('RECIPE_TOO_LARGE', this.#firstAlias, message, 'Write the values out, or make several recipes.');
    return true;
  }

  #reportCharacter(value: string, range: SourceRange): void {
    this.#report('RECIPE_INVALID_VALUE', range, `The text ${shown(value)} holds something that is no character to read.`, 'Remove it.');
  }

  #reportDuplicate(name: string, place: SourceRange, first: SourceRange): void {
    const { line } = this.#source.locate(first.start);
    const message = `The key ${shown(name)} stands in this map already, at line ${line}.`;
    this.#report('RECIPE_DUPLICATE_KEY', place, message, 'Remove or rename one of the two.');
  }

  #reportTag(tag: string, range: SourceRange): void {
    const name = tag.replace(/^tag:yaml\.org,2002:/, '!!');
    const written = /![^\s]*\s*$/.exec(this.#source.text.slice(Math.max(0, range.start - 200), range.start))?.[0];
    const start = written === undefined ? range.start : range.start - written.length;
    const place = written === undefined ? range : { start, end: start + written.trimEnd().length };
    this.#report('RECIPE_SYNTAX', place, `The tag ${shown(name)} is not part of a recipe.`, 'Remove the tag; only !!str is known.');
  }

  #reportNumber(written: string, range: SourceRange): void {
    const finite = Number.isFinite(Number(written));
    const message = finite ? `The number ${shown(written)} is too long to be kept exactly.` : `${shown(written)} is not a finite number.`;
    this.#report('RECIPE_INVALID_VALUE', range, message, `If it is an id or a word, put it in quotes: '${written}'.`);
  }

  /** `text: We are #1 today` ends before the sign, which begins a comment. */
  #warnOfCut(end: number): void {
    const cut = /^[ \t]+(#[^\s#]\S*)/.exec(this.#source.text.slice(end, end + 200));
    if (cut === null) return;
    const [all, word = ''] = cut;
    this.diagnostics.push({
      severity: 'warning',
      code: 'RECIPE_SYNTAX',
      message: `The text ends before ${shown(word)}: a # after a space begins a comment.`,
      hint: 'Put the text in quotes; for a comment write a space after the #.',
      location: this.#source.locate(end + all.length - word.length, end + all.length),
    });
  }

  /** The one number that YAML 1.1 reads as another number. */
  #warnOfOctal(written: string, value: number, { start, end }: SourceRange): void {
    const older = Number.parseInt(written.replace('0', ''), 8);
    if (older === value) return;
    this.diagnostics.push({
      severity: 'warning',
      code: 'RECIPE_INVALID_VALUE',
      message: `"${written}" is the number ${value}; YAML before 1.2 reads ${older}.`,
      hint: `Write ${value}, or in quotes what is no number.`,
      location: this.#source.locate(start, end),
    });
  }

  #report(code: Diagnostic['code'], { start, end }: SourceRange, message: string, hint: string): void {
    this.diagnostics.push({ severity: 'error', code, message, hint, location: this.#source.locate(start, end) });
  }
}
