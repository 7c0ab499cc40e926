import type { Diagnostic, ErrorCode } from '@reelwright/errors';
import { maxDiagnostics } from '../merge-diagnostics.ts';
import { entryAt, type MapNode, nodeAt, type SourceNode, type SourceRange } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import { either, listed, shown } from '../sentences.ts';
import type { Suggester } from '../suggest.ts';
import { describeNode, typeHint, typesInWords } from './describe-value.ts';
import { pointerPath, type ShapeFault } from './shape-fault.ts';

/** What a sentence about a fault is made from. */
export interface ShapeContext {
  readonly root: SourceNode;
  readonly source: SourceText;
  readonly suggester: Suggester;
  /** What a kind of file adds to the general sentences. */
  readonly words: ShapeWords;
}

export interface ShapeWords {
  /** The thing that a path leads to, as the beginning of a sentence: `Step "speech"`. */
  owner(path: readonly string[], root: SourceNode): string;
  /** The code of a fault that is not told by its keyword alone. */
  code(keyword: string, path: readonly string[], fallback: ErrorCode): ErrorCode;
  /** A hint for a key that the schema does not know, before the nearest name is tried. */
  unknownKeyHint(path: readonly string[], key: string, root: SourceNode): string | undefined;
  /** A hint for a key that is missing. */
  missingKeyHint(path: readonly string[], key: string, root: SourceNode): string | undefined;
  /** A hint for a value that does not fit, where the place tells more than the value. */
  wrongValueHint?(path: readonly string[], node: SourceNode): string | undefined;
  /** A hint for a key that is no name, where another form is asked for than of most names. */
  nameHint?(path: readonly string[]): string | undefined;
  /** A sentence and hint of its own, for faults that the general ones do not fit. */
  special?(fault: ShapeFault, path: readonly string[], context: ShapeContext): Explained | undefined;
}

export interface Explained {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly range: SourceRange;
}

/** One diagnostic per cause, in words about the author's own value; nothing of the validator's way of saying it. */
export function explainShape(faults: readonly ShapeFault[], context: ShapeContext): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const mistyped = mistypedKeys(faults, context.suggester);
  const judged = new Set<string>();
  for (const fault of faults) {
    if (diagnostics.length > maxDiagnostics) break;
    if (isMistyped(fault, mistyped) || isSecondOpinion(fault, judged)) continue;
    const path = pointerPath(fault.instancePath);
    if (nodeAt(context.root, path)?.refused) continue;
    const explained = context.words.special?.(fault, path, context) ?? explain(fault, path, context);
    if (explained === undefined) continue;
    const { code, message, hint, range } = explained;
    const location = context.source.locate(range.start, range.end);
    diagnostics.push({ severity: 'error', code, message, location, ...(hint === undefined ? {} : { hint }) });
  }
  return diagnostics;
}

const aboutTheValue: ReadonlySet<string> = new Set(['type', 'enum', 'const', 'pattern', 'minimum', 'maximum']);

/** True for a further finding about one value: what is no whole number need not be told to be out of range as well. */
export function isSecondOpinion({ keyword, instancePath }: ShapeFault, judged: Set<string>): boolean {
  if (!aboutTheValue.has(keyword)) return false;
  if (judged.has(instancePath)) return true;
  judged.add(instancePath);
  return false;
}

/** The keys that unknown keys were meant to be, by the map that they stand in. */
function mistypedKeys(faults: readonly ShapeFault[], suggester: Suggester): ReadonlyMap<string, readonly string[]> {
  const meant = new Map<string, string[]>();
  const missing = new Set(faults.filter(({ keyword }) => keyword !== 'additionalProperties').map(({ instancePath }) => instancePath));
  for (const { keyword, instancePath, params, parentSchema } of faults) {
    if (keyword !== 'additionalProperties' || !missing.has(instancePath)) continue;
    const known = Object.keys(asRecord(parentSchema?.properties));
    const key = known.length === 1 ? known[0] : suggester.nearest(String(params.additionalProperty), known);
    if (key !== undefined) meant.set(instancePath, [...(meant.get(instancePath) ?? []), key]);
  }
  return meant;
}

/** True where a key is missing only because it is mistyped, which is told as an unknown key. */
function isMistyped(
  { keyword, instancePath, params, parentSchema }: ShapeFault,
  mistyped: ReadonlyMap<string, readonly string[]>,
): boolean {
  const meant = mistyped.get(instancePath);
  if (meant === undefined) return false;
  if (keyword === 'anyOf') return alternatives(parentSchema).some((key) => meant.includes(key));
  return ['required', 'dependencies', 'dependentRequired'].includes(keyword) && meant.includes(String(params.missingProperty));
}

/** The keys of which one must be there. */
function alternatives(schema: ShapeFault['parentSchema']): string[] {
  const branches = Array.isArray(schema?.anyOf) ? schema.anyOf : [];
  return branches.flatMap((branch) => asRecord(branch).required ?? []) as string[]; // our schema: branches that require keys
}

function explain(fault: ShapeFault, path: readonly string[], context: ShapeContext): Explained | undefined {
  const node = nodeAt(context.root, path);
  if (node === undefined) return undefined;
  const parameters = fault.params as Readonly<Record<string, string>>; // what each keyword puts there is a text where we read it
  switch (fault.keyword) {
    case 'if': // says that `then` or `else` failed, which has told why
      return undefined;
    case 'additionalProperties':
      return unknownKey(fault, path, parameters.additionalProperty ?? '', context);
    case 'required':
      return /\/anyOf\/\d+\/required$/.test(fault.schemaPath) ? undefined : missingKey(path, parameters.missingProperty ?? '', context);
    case 'dependencies':
    case 'dependentRequired':
      return dependentKey(path, parameters.property ?? '', parameters.missingProperty ?? '', node, context);
    case 'propertyNames':
      return invalidName(path, parameters.propertyName ?? '', node, context);
    case 'false schema':
      return excludedKey(path, context);
    case 'uniqueItems':
      return repeatedItem(fault, path, node, context);
    case 'anyOf':
      return missingAlternative(fault, path, context);
    case 'minProperties':
    case 'minItems':
      return emptyValue(path, node, context);
    default:
      // A pattern for keys reports with the path of their map; `propertyNames` has told it.
      return fault.keyword === 'pattern' && node.kind !== 'scalar' ? undefined : wrongValue(fault, path, node, context);
  }
}

function unknownKey(fault: ShapeFault, path: readonly string[], key: string, { root, suggester, words }: ShapeContext): Explained {
  const known = Object.keys(asRecord(fault.parentSchema?.properties));
  const hint =
    words.unknownKeyHint(path, key, root) ??
    suggester.didYouMean(key, known) ??
    (known.length > 0 ? `Known here: ${listed(known, 20)}.` : undefined);
  const message = `${words.owner(path, root)} knows no key ${shown(key)}.`;
  return { code: words.code('additionalProperties', path, 'RECIPE_UNKNOWN_KEY'), message, hint, range: keyRange([...path, key], root) };
}

function missingKey(path: readonly string[], key: string, { root, words }: ShapeContext): Explained {
  const message = `${words.owner(path, root)} has no ${shown(key)}, which it needs.`;
  const code = words.code('required', path, 'RECIPE_MISSING_KEY');
  return { code, message, hint: words.missingKeyHint(path, key, root), range: keyRange(path, root) };
}

function dependentKey(
  path: readonly string[],
  key: string,
  missing: string,
  node: SourceNode,
  { root, words }: ShapeContext,
): Explained | undefined {
  if (node.kind === 'map' && node.entries.has('audio')) return undefined; // told as a key that cannot stand beside "audio"
  const message = `${words.owner(path, root)} has ${shown(key)} but no ${shown(missing)}; the two go together.`;
  const code = words.code('required', path, 'RECIPE_MISSING_KEY');
  return { code, message, hint: words.missingKeyHint(path, missing, root), range: keyRange([...path, key], root) };
}

function missingAlternative(fault: ShapeFault, path: readonly string[], { root, words }: ShapeContext): Explained {
  const keys = alternatives(fault.parentSchema);
  const message = `${words.owner(path, root)} has none of ${either(keys.map(shown), 'and')}.`;
  const hint = words.missingKeyHint(path, keys.join(' '), root);
  return { code: words.code('required', path, 'RECIPE_MISSING_KEY'), message, hint, range: keyRange(path, root) };
}

function excludedKey(path: readonly string[], { root, words }: ShapeContext): Explained {
  const key = path.at(-1) ?? '';
  const beside = nodeAt(root, path.slice(0, -1));
  const speech = beside?.kind === 'map' && beside.entries.has('audio');
  const [other, why] = speech
    ? ['audio', 'speech is either sound or a text for a voice']
    : ['avatar', 'it is one of them that is authorized'];
  return {
    code: words.code('false schema', path, 'RECIPE_INVALID_VALUE'),
    message: `"${key}" cannot stand beside "${other}": ${why}.`,
    hint: `Remove "${key}" or "${other}".`,
    range: keyRange(path, root),
  };
}

function repeatedItem({ params }: ShapeFault, path: readonly string[], node: SourceNode, { source, words }: ShapeContext): Explained {
  const places = [Number(params.i), Number(params.j)]; // ajv: the positions of the two
  const item = node.kind === 'list' ? (node.items[Math.max(...places)] ?? node) : node;
  const message = `${shown(path.at(-1) ?? '')} names ${describeNode(item, source)} twice.`;
  return { code: words.code('uniqueItems', path, 'RECIPE_INVALID_VALUE'), message, hint: 'Remove one of them.', range: item };
}

function invalidName(path: readonly string[], name: string, node: SourceNode, { root, words }: ShapeContext): Explained {
  const provider = path.at(-1) === 'vendor' || path.at(-1) === 'providers';
  const hint =
    words.nameHint?.(path) ??
    (provider
      ? 'A provider is named in lower case: a letter, then letters, digits and -.'
      : 'A name starts with a letter and holds only letters, digits, _ and -, at most 63.');
  const message = name === '' ? 'A name is missing before the colon.' : `${shown(name)} is not a name.`;
  const range = node.kind === 'map' ? keyRange([...path, name], root) : node;
  return { code: words.code('propertyNames', path, 'RECIPE_INVALID_NAME'), message, hint, range };
}

function emptyValue(path: readonly string[], node: SourceNode, { root, words }: ShapeContext): Explained {
  const message = `${shown(path.at(-1) ?? '')} is empty.`;
  const range = node.kind === 'map' && node.entries.size === 0 ? keyRange(path, root) : node;
  return { code: words.code('minProperties', path, 'RECIPE_INVALID_VALUE'), message, hint: words.missingKeyHint(path, '', root), range };
}

function wrongValue(fault: ShapeFault, path: readonly string[], node: SourceNode, context: ShapeContext): Explained {
  const { source, root, words } = context;
  const demand = demandOf(fault);
  const empty = node.kind === 'scalar' && node.value === null;
  const subject = subjectOf(path);
  const message = empty
    ? `${subject} has no value; it ${demand}.`
    : `${subject} ${demand}, not ${isRange(fault) ? source.text.slice(node.start, node.end) : describeNode(node, source)}.`;
  const hint = words.wrongValueHint?.(path, node) ?? hintFor(fault, node, context);
  const range = empty ? keyRange(path, root) : node;
  return { code: words.code(fault.keyword, path, 'RECIPE_INVALID_VALUE'), message, hint, range };
}

function isRange({ keyword }: ShapeFault): boolean {
  return keyword === 'minimum' || keyword === 'maximum';
}

function subjectOf(path: readonly string[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  return /^\d+$/.test(last) && path.length > 1 ? `An entry of ${shown(path.at(-2) ?? '')}` : shown(last);
}

/** `must be …`, from the words that the schema itself gives, else from the keyword. */
export function demandOf({ keyword, params, parentSchema = {} }: ShapeFault): string {
  const written = keyword === 'pattern' ? parentSchema.patternErrorMessage : parentSchema.errorMessage;
  if (typeof written === 'string') return written;
  const { minimum, maximum } = parentSchema;
  switch (keyword) {
    case 'type':
      return `must be ${typesInWords(params.type as string | string[])}`; // ajv: the type or types of the schema
    case 'enum':
      return `must be ${either((params.allowedValues as unknown[]).map(asShown))}`; // ajv: the values of the schema
    case 'const':
      return `must be ${asShown(params.allowedValue)}`;
    case 'minimum':
    case 'maximum':
      if (minimum === undefined || maximum === undefined) return `must be at ${keyword === 'minimum' ? 'least' : 'most'} ${params.limit}`;
      return `must be between ${minimum} and ${maximum}`;
    default:
      return `does not fit (${keyword})`;
  }
}

function asShown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function hintFor({ keyword, params }: ShapeFault, node: SourceNode, { source, suggester }: ShapeContext): string | undefined {
  if (keyword === 'type') return typeHint(node, params.type as string | string[], source); // ajv: the type or types of the schema
  if (keyword !== 'enum' || node.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const words = (params.allowedValues as unknown[]).filter((value) => typeof value === 'string'); // ajv: the values of the schema
  return suggester.didYouMean(node.value, words);
}

/** The key that a path ends with; the beginning of the file for the root. */
export function keyRange(path: readonly string[], root: SourceNode): SourceRange {
  if (path.length === 0) return firstKey(root);
  return entryAt(root, path)?.key ?? nodeAt(root, path) ?? firstKey(root);
}

function firstKey(root: SourceNode): SourceRange {
  if (root.kind !== 'map') return root;
  return (root as MapNode).entries.values().next().value?.key ?? root;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
