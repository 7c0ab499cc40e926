import type { Diagnostic } from '@reelwright/errors';
import { shown } from '../sentences.ts';
import type { ParseLimits } from './limits.ts';
import type { YamlFault } from './read-yaml.ts';
import type { SourceText } from './source-text.ts';

export interface YamlDiagnostics {
  readonly diagnostics: readonly Diagnostic[];
  /** Offset from which on the structure of the text cannot be trusted. */
  readonly brokenFrom: number | undefined;
}

/** What leaves the structure of the text as its author meant it. */
const harmless: ReadonlySet<YamlFault['code']> = new Set([
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'DIRECTIVE',
  'MULTIPLE_DOCS',
  'NON_STRING_KEY',
]);

/**
 * Turns the reader's findings into diagnostics: one per mistake. After the first fault that breaks the structure the reader
 * guesses, so what follows is told only where it is a mistake for certain (a tab).
 */
export function explainFaults(faults: readonly YamlFault[], source: SourceText, limits: ParseLimits): YamlDiagnostics {
  const diagnostics: Diagnostic[] = [];
  let brokenFrom: number | undefined;
  // Tags are told by build-nodes.ts, which knows the value that they stand at.
  const told = faults.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED').sort((a, b) => a.start - b.start || precision(b) - precision(a));
  for (const fault of told) {
    if (brokenFrom !== undefined && fault.code !== 'TAB_AS_INDENT') continue;
    const { message, hint, start = fault.start, end = fault.end, code = 'RECIPE_SYNTAX' } = explain(fault, source.text, limits);
    diagnostics.push({ severity: 'error', code, message, hint, location: source.locate(start, end) });
    if (!harmless.has(fault.code)) brokenFrom ??= Math.min(fault.start, start);
  }
  return { diagnostics: onePerLine(diagnostics), brokenFrom };
}

/** Of several findings at one place the more telling comes first. */
function precision({ code }: YamlFault): number {
  return code === 'BAD_INDENT' ? 2 : code === 'MULTILINE_IMPLICIT_KEY' ? 1 : 0;
}

function onePerLine(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const lines = new Set<number>();
  return diagnostics.filter(({ location: { line } }) => !lines.has(line) && lines.add(line));
}

interface Explanation {
  readonly message: string;
  readonly hint: string;
  readonly code?: Diagnostic['code'];
  readonly start?: number;
  readonly end?: number;
}

function explain(fault: YamlFault, text: string, limits: ParseLimits): Explanation {
  const written = text.slice(fault.start, fault.end);
  switch (fault.code) {
    case 'TOO_DEEP':
      return tooLarge(`Maps and lists are nested deeper than ${limits.depth} levels.`);
    case 'TOO_MANY_TOKENS':
      return tooLarge(`The file holds more words and signs than a recipe may (${limits.tokens}).`);
    case 'DIRECTIVE':
      return { message: `The directive ${shown(fault.message)} is not part of a recipe.`, hint: 'Remove the line; recipes are YAML 1.2.' };
    case 'MULTIPLE_DOCS':
      return { message: 'A second document begins here; a file holds one.', hint: 'Remove the line "---", or make two files.' };
    case 'TAB_AS_INDENT':
      return { message: 'A tab stands where the indentation must be spaces.', hint: 'Indent with two spaces.' };
    case 'NON_STRING_KEY':
      return (
        bareExpression(fault, text) ?? {
          message: `The key ${shown(firstLine(written))} is not a plain text.`,
          hint: 'Write the key as a word, or put it in quotes.',
        }
      );
    case 'BAD_DQ_ESCAPE':
      return badEscape(fault);
    case 'BAD_SCALAR_START':
      return { message: `A value cannot start with ${written} unless it is in quotes.`, hint: 'Put the value in quotes.' };
    case 'MULTILINE_IMPLICIT_KEY':
      return brokenKey(fault, text);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: 'A second ": " stands in this line, where a value was expected.',
        hint: 'Put the value in quotes, or indent a map on lines of its own.',
      };
    case 'MISSING_CHAR':
    case 'BAD_INDENT':
      return missing(fault, text);
    default:
      return (
        brokenQuote(fault, text) ?? { message: `The text cannot be read as YAML here: ${lowerFirst(fault.message)}.`, hint: hintFor(fault) }
      );
  }
}

function tooLarge(message: string): Explanation {
  return { message, hint: 'Make several recipes of it.', code: 'RECIPE_TOO_LARGE' };
}

function badEscape({ start, message }: YamlFault): Explanation {
  const sequence = /\\.*$/.exec(message)?.[0] ?? '\\';
  const hint = 'Write \\\\ for a backslash, or use single quotes.';
  return { message: `${shown(sequence)} is no escape in double quotes.`, hint, start, end: start + sequence.length };
}

/** `{{ steps.a.b }}` without the dollar sign, which YAML reads as a map in a map. */
function bareExpression({ start }: YamlFault, text: string): Explanation | undefined {
  const found = /^\{\{\s*([\w.-]+)\s*\}\}/.exec(text.slice(start - 1, start + 200));
  if (found === null) return undefined;
  const end = start - 1 + found[0].length;
  return { message: 'An expression begins with ${{, and the $ is missing.', hint: `Write \${{ ${found[1]} }}.`, start: start - 1, end };
}

/** `uses:tts` */
function gluedKey(start: number, key: string): Explanation | undefined {
  const glued = /^([\w-]+):(?=\S)/.exec(key);
  if (glued === null) return undefined;
  const hint = `Write "${glued[0]} ${key.slice(glued[0].length)}".`;
  return { message: `After "${glued[0]}" a space is missing.`, hint, start, end: start + glued[0].length };
}

/** A key over several lines: mostly a colon forgotten, a space after it, or a line indented too far. */
function brokenKey({ start, end }: YamlFault, text: string): Explanation {
  const [first = ''] = text.slice(start, end).split('\n', 1);
  const key = first.trimEnd();
  const glued = gluedKey(start, key);
  if (glued) return glued;
  if (/^-\S/.test(key)) return { message: 'After "-" a space is missing.', hint: `Write "- ${key.slice(1)}".`, start, end: start + 1 };
  if (/^\w[\w-]*$/.test(key) && startsLine(text, start)) {
    return { message: `After the key ${shown(key)} a colon is missing.`, hint: `Write "${key}:".`, start, end: start + key.length };
  }
  const at = afterSpaces(text, start + first.length + 1);
  return {
    message: 'This line is indented further than the one before it, which has its value already.',
    hint: 'Give the keys of a map the same indentation.',
    start: at,
    end: Math.max(at + 1, end),
  };
}

function missing({ start, end, message }: YamlFault, text: string): Explanation {
  if (message === 'quote') return { message: 'A text in quotes begins here and is never closed.', hint: `Add the closing ${text[start]}.` };
  const flow = /^Flow (map|sequence).*([}\]])$/.exec(message);
  if (flow)
    return {
      message: `The ${flow[1] === 'map' ? 'map' : 'list'} that began before this line is never closed.`,
      hint: `Add the closing "${flow[2]}".`,
    };
  if (message.includes('followed by map values')) {
    const key = firstLine(text.slice(start, end));
    return gluedKey(start, key) ?? { message: `After the key ${shown(key)} a colon is missing.`, hint: `Write "${key}:".` };
  }
  if (message.includes('same column')) {
    const at = afterSpaces(text, start);
    const hint = 'Give the keys of a map the same indentation.';
    return { message: 'The indentation of this line fits no line above it.', hint, start: at, end: Math.max(at + 1, end) };
  }
  return { message: `The text cannot be read as YAML here: ${lowerFirst(message)}.`, hint: 'Compare the line with the ones around it.' };
}

/** More of a text behind its closing quote: an apostrophe has ended it. */
function brokenQuote({ start, message }: YamlFault, text: string): Explanation | undefined {
  const quote = text[start - 1];
  if (!message.includes('at node end') || (quote !== "'" && quote !== '"')) return undefined;
  const hint = quote === "'" ? "Write '' for an apostrophe, or put the text in double quotes." : 'Write \\" for a quote inside the text.';
  return { message: 'The text in quotes has ended before this.', hint };
}

function hintFor({ message }: YamlFault): string {
  return message.includes('at node end')
    ? 'If this belongs to the value before it, put the whole value in quotes.'
    : 'Compare the line with the ones around it.';
}

function afterSpaces(text: string, offset: number): number {
  let at = offset;
  while (text[at] === ' ') at += 1;
  return at;
}

function startsLine(text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return text.slice(lineStart, offset).trim() === '';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trimEnd() ?? '';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
}
