import { Composer, type CST, type Document, Lexer, type ErrorCode as LibraryCode, Parser } from 'yaml';
import type { ParseLimits } from './limits.ts';

/** What the reader finds wrong, in the words of the library or one of ours. */
export interface YamlFault {
  readonly code: LibraryCode | 'TOO_DEEP' | 'TOO_MANY_TOKENS' | 'DIRECTIVE';
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface YamlReading {
  /** Absent when reading was given up. */
  readonly document: Document.Parsed | undefined;
  /** In the order in which they were met. */
  readonly faults: readonly YamlFault[];
}

// The library's own check for duplicate keys takes quadratic time; ours is in build-nodes.ts.
const options = {
  version: '1.2',
  schema: 'core',
  merge: false,
  uniqueKeys: false,
  strict: true,
  stringKeys: true,
  logLevel: 'silent',
} as const;

/** After so many faults the text is something else than a recipe, and reading on costs more than it tells. */
const maxFaults = 100;

/**
 * Reads the first document of a text. Takes the library's parts one by one instead of its `parseDocument`, so that nesting is
 * measured while the text is read: the library composes nodes by recursion, and 20,000 brackets would exhaust the stack.
 */
export function readYaml(text: string, limits: ParseLimits): YamlReading {
  const faults: YamlFault[] = [];
  try {
    return { document: read(text, limits, faults), faults };
  } catch (error) {
    if (error instanceof GiveUp) return { document: undefined, faults };
    throw error;
  }
}

class GiveUp extends Error {}

function read(text: string, limits: ParseLimits, faults: YamlFault[]): Document.Parsed | undefined {
  const parser = new Parser();
  const composer = createComposer(faults);
  let documents = 0;
  let tokens = 0;
  let lastQuote = 0;
  /** False when a second document begins. */
  const take = (token: CST.Token): boolean => {
    if (token.type === 'document') documents += 1;
    if (documents > 1) report(faults, { code: 'MULTIPLE_DOCS', start: token.offset, end: token.offset, message: '' });
    else if (token.type === 'error') report(faults, errorToken(token));
    else if (token.type === 'directive' && !/^%YAML[ \t]+1\.2\s*$/.test(token.source)) report(faults, directive(token));
    else for (const _ of composer.next(token)); // hands a document over only when the next begins
    return documents <= 1;
  };
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) if (!take(token)) return lastDocument(composer, text.length);
    if (lexeme.startsWith('"') || lexeme.startsWith("'")) lastQuote = parser.offset - lexeme.length;
    tokens += 1;
    if (tokens > limits.tokens) giveUp(faults, 'TOO_MANY_TOKENS', parser.offset);
    if (openCollections(parser.stack) > limits.depth) giveUp(faults, 'TOO_DEEP', parser.offset);
  }
  for (const token of parser.end()) if (!take(token)) break;
  const document = lastDocument(composer, text.length);
  // A quote that is never closed swallows the rest: the last one of the text. The library points at the end.
  const open = faults.findIndex(({ code, message }) => code === 'MISSING_CHAR' && /closing .quote/.test(message));
  if (open >= 0) faults.splice(open, 1, { code: 'MISSING_CHAR', start: lastQuote, end: lastQuote + 1, message: 'quote' });
  return document;
}

/** The stack holds the document, the open collections and perhaps a scalar. */
function openCollections(stack: readonly CST.Token[]): number {
  const top = stack.at(-1);
  return stack.length - 1 - (top !== undefined && 'items' in top ? 0 : 1);
}

function lastDocument(composer: Composer, length: number): Document.Parsed | undefined {
  let last: Document.Parsed | undefined;
  for (const document of composer.end(true, length)) last = document;
  return last;
}

type Place = number | readonly [number, number] | readonly [number, number, number] | { readonly offset: number; readonly source?: string };

/**
 * The library's composer with its reporting led to `faults`: it would make an Error with a stack trace of each, tens of thousands
 * for a hostile text. What is a warning to it (an unknown tag) changes a value in silence, so it is a fault to us.
 */
function createComposer(faults: YamlFault[]): Composer {
  const composer = new Composer(options);
  // The property is private in the types; a test notices when the library reports in another way.
  // biome-ignore lint/complexity/useLiteralKeys: element access is how TypeScript lets a private member be reached
  composer['onError'] = (place: Place, code: LibraryCode, message: string) => report(faults, { code, message, ...rangeOf(place) });
  return composer;
}

function report(faults: YamlFault[], fault: YamlFault): void {
  // The library catches what is thrown inside a collection and reports that, too, on its way out.
  if (faults.length >= maxFaults) throw new GiveUp();
  faults.push(fault);
}

function giveUp(faults: YamlFault[], code: YamlFault['code'], at: number): never {
  faults.push({ code, start: at, end: at, message: '' });
  throw new GiveUp();
}

function rangeOf(place: Place): { start: number; end: number } {
  if (typeof place === 'number') return { start: place, end: place + 1 };
  if ('offset' in place) return { start: place.offset, end: place.offset + (place.source?.length ?? 1) };
  return { start: place[0], end: place[1] };
}

function errorToken({ offset, source, message }: CST.ErrorToken): YamlFault {
  return { code: 'UNEXPECTED_TOKEN', start: offset, end: offset + Math.max(1, source.length), message };
}

function directive({ offset, source }: CST.Directive): YamlFault {
  return { code: 'DIRECTIVE', start: offset, end: offset + source.trimEnd().length, message: source.trim() };
}
