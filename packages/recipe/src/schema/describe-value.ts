import { type ScalarNode, type SourceNode, writtenRange } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import { either, shown } from '../sentences.ts';

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
};

/** `text or a map` for the JSON Schema types that a place allows. */
export function typesInWords(types: string | readonly string[]): string {
  const list = typeof types === 'string' ? [types] : types;
  return either(list.map((type) => typeWords[type] ?? type));
}

/** What stands in the file, as the end of "…, not". */
export function describeNode(node: SourceNode, source: SourceText): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return shown(node.value);
  const written = writtenText(node, source);
  if (typeof node.value === 'boolean') return `the switch ${written}`;
  return written === String(node.value) ? `the number ${written}` : `${written}, which is the number ${node.value}`;
}

/** What helps when a value has the wrong type although its author meant the right one: YAML tells types by their look. */
export function typeHint(node: SourceNode, types: string | readonly string[], source: SourceText): string | undefined {
  if (node.kind !== 'scalar') return undefined;
  const wants = (type: string) => (typeof types === 'string' ? types === type : types.includes(type));
  const { value } = node;
  if (value === null) return undefined;
  if (typeof value !== 'string') {
    return wants('string') ? `Put it in quotes: '${writtenText(node, source)}'.` : undefined;
  }
  if (wants('boolean') && /^(yes|no|on|off|y|n)$/i.test(value)) {
    return `Write ${/^(yes|on|y)$/i.test(value) ? 'true' : 'false'}; in YAML 1.2 ${shown(value)} is a word.`;
  }
  if (!wants('number') && !wants('integer')) return undefined;
  if (/^-?\d+,\d+$/.test(value)) return `Write ${value.replace(',', '.')}, with a point.`;
  return value.trim() !== '' && Number.isFinite(Number(value)) ? `Take away the quotes: ${value.trim()}.` : undefined;
}

function writtenText(scalar: ScalarNode, source: SourceText): string {
  const { start, end } = writtenRange(scalar);
  return source.text.slice(start, end);
}
