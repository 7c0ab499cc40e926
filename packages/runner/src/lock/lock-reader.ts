import { type Diagnostic, plainText, type SourceLocation } from '@reelwright/errors';
import type { ParsedDocument } from '@reelwright/recipe';

export type SourceNode = NonNullable<ParsedDocument['root']>;
export type MapNode = Extract<SourceNode, { kind: 'map' }>;

export const repairHint = 'Run `reel lock repair` on it, or take the file from version control.';

/** Reads a lock's values one by one and remembers what is wrong with them, each at its place. */
export class LockReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: ParsedDocument['source'];

  constructor({ source }: ParsedDocument) {
    this.#source = source;
  }

  placeOf({ start, end }: { readonly start: number; readonly end: number }): SourceLocation {
    return this.#source.locate(start, end);
  }

  refuse(node: { readonly start: number; readonly end: number }, message: string): undefined {
    this.diagnostics.push({ severity: 'error', code: 'LOCK_INVALID', message, hint: repairHint, location: this.placeOf(node) });
  }

  /** @param what As a sentence begins: `The instances`. */
  map(node: SourceNode | undefined, what: string): MapNode | undefined {
    if (node === undefined || node.kind === 'map') return node;
    return this.refuse(node, `${what} must be a map.`);
  }

  /** A map whose keys are the language's: others are refused. */
  record(node: SourceNode | undefined, what: string, keys: readonly string[]): MapNode | undefined {
    const map = this.map(node, what);
    for (const [key, { key: place }] of map?.entries ?? []) {
      if (!keys.includes(key)) this.refuse(place, `${what} has no "${plainText(key, 60)}": ${keys.join(', ')}.`);
    }
    return map;
  }

  /** What stands under the keys of a map of the author's, each read by `read`; those that are refused are left out. */
  entries<T>(node: MapNode | undefined, read: (value: SourceNode, key: string) => T | undefined): Map<string, T> {
    const found = new Map<string, T>();
    for (const [key, { value }] of node?.entries ?? []) {
      const one = this.isName(key) ? read(value, key) : this.refuse(value, `"${plainText(key, 60)}" is no name.`);
      if (one !== undefined) found.set(key, one);
    }
    return found;
  }

  isName(text: string): boolean {
    return text !== '' && text.length <= 255 && text !== '.' && text !== '..' && !/[/\\]/.test(text);
  }

  /** A text that must be there. */
  text(map: MapNode, key: string, form?: RegExp, formName = 'text'): string | undefined {
    const node = map.entries.get(key)?.value;
    if (node === undefined) return this.refuse(map, `\`${key}\` is missing.`);
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '' || node.value.length > 1000)
      return this.refuse(node, `\`${key}\` must be a ${formName}.`);
    if (form === undefined || form.test(node.value)) return node.value;
    return this.refuse(node, `\`${key}\` must be a ${formName}; "${plainText(node.value, 80)}" is none.`);
  }

  digest(map: MapNode, key: string): string | undefined {
    return this.text(map, key, /^[0-9a-f]{64}$/, 'SHA-256 of 64 lower-case hex digits');
  }

  optionalText(map: MapNode, key: string): string | undefined {
    return map.entries.has(key) ? this.text(map, key) : undefined;
  }

  /** A whole number that must be there, such as a length in bytes or milliseconds. */
  count(map: MapNode, key: string): number | undefined {
    const node = map.entries.get(key)?.value;
    if (node === undefined) return this.refuse(map, `\`${key}\` is missing.`);
    if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isSafeInteger(node.value) && node.value >= 0) return node.value;
    return this.refuse(node, `\`${key}\` must be a whole number.`);
  }

  /** Lengths of media may have fractions. */
  measure(map: MapNode, key: string): number | undefined {
    const node = map.entries.get(key)?.value;
    if (node === undefined) return this.refuse(map, `\`${key}\` is missing.`);
    if (node.kind === 'scalar' && typeof node.value === 'number' && node.value >= 0) return node.value;
    return this.refuse(node, `\`${key}\` must be a number.`);
  }
}
