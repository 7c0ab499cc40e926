import type { Diagnostic } from '@reelwright/errors';
import { buildNodes } from './build-nodes.ts';
import { maskExpressions } from './flow-expressions.ts';
import { type IdPlaces, recipeIds } from './id-places.ts';
import { defaultLimits, type ParseLimits } from './limits.ts';
import { readYaml } from './read-yaml.ts';
import type { SourceNode } from './source-node.ts';
import { createSourceText, type SourceText } from './source-text.ts';
import { explainFaults } from './yaml-faults.ts';

/** A file that has been read as YAML. The structure is there as far as it could be understood, with all that is wrong. */
export interface ParsedDocument {
  readonly file: string;
  readonly source: SourceText;
  /** Undefined where nothing could be understood. An empty file is an empty scalar. */
  readonly root: SourceNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Offset from which on the structure is a guess of the reader, after a syntax error. */
  readonly brokenFrom: number | undefined;
}

/**
 * Reads YAML 1.2 as recipes use it. Never throws.
 *
 * @param text The whole file, decoded as UTF-8. Bytes that are no UTF-8 arrive as U+FFFD and are refused.
 * @param file Path as shown to people.
 */
export function parseRecipe(text: string, file: string, limits: ParseLimits = defaultLimits): ParsedDocument {
  return parseDocument(text, file, recipeIds, limits);
}

/** The same for any file of the language; `ids` says where whole numbers are ids. */
export function parseDocument(text: string, file: string, ids: IdPlaces, limits: ParseLimits = defaultLimits): ParsedDocument {
  const source = createSourceText(text.startsWith('\ufeff') ? text.slice(1) : text, file);
  const refused = refuseText(source, limits);
  if (refused) return { file, source, root: undefined, diagnostics: [refused], brokenFrom: 0 };
  const plain = readYaml(source.text, limits);
  const masked = maskExpressions(source.text, plain.faults);
  const reading = masked === undefined ? plain : readYaml(masked, limits);
  const { diagnostics, brokenFrom } = explainFaults(reading.faults, source, limits);
  if (reading.document === undefined) return { file, source, root: undefined, diagnostics, brokenFrom: brokenFrom ?? 0 };
  const building = buildNodes(reading.document, source, { limits, masked: masked !== undefined, ids });
  const told = [...diagnostics.filter((fault) => !isConsequence(fault, building.diagnostics)), ...building.diagnostics];
  return { file, source, root: building.root, diagnostics: told, brokenFrom };
}

/** True for a fault behind a word on its line that was not meant as YAML: `*bold* text` is one mistake. */
function isConsequence({ location: { line, column } }: Diagnostic, found: readonly Diagnostic[]): boolean {
  return found.some(({ code, location }) => code === 'RECIPE_SYNTAX' && location.line === line && location.column < column);
}

function refuseText(source: SourceText, { sizeBytes }: ParseLimits): Diagnostic | undefined {
  const size = Buffer.byteLength(source.text);
  if (size > sizeBytes) {
    const message = `The file holds ${size} bytes; ${sizeBytes} are allowed.`;
    return { severity: 'error', code: 'RECIPE_TOO_LARGE', message, hint: 'Make several recipes of it.', location: source.locate(0) };
  }
  return (
    refuseCharacter(source, /\ufffd/, 'The file is not UTF-8: this character could not be read.', 'Save the file as UTF-8.') ??
    refuseCharacter(source, /\r(?!\n)/, 'A carriage return stands here without a line feed.', 'Save the file with line ends LF or CRLF.')
  );
}

function refuseCharacter(source: SourceText, character: RegExp, message: string, hint: string): Diagnostic | undefined {
  const at = source.text.search(character);
  return at < 0 ? undefined : { severity: 'error', code: 'RECIPE_SYNTAX', message, hint, location: source.locate(at, at + 1) };
}
