import type { InputDeclaration } from '../recipe.ts';
import { either, shown } from '../sentences.ts';
import { compilePattern } from './linear-pattern.ts';

export type InputValue = string | number | boolean;

/** Why a declaration refuses a value, as the end of a sentence that begins with the input. */
export interface Refusal {
  readonly reason: string;
  readonly hint?: string;
}

/** Longest text that is matched against a pattern. */
const maxMatchedLength = 1_000;

const typeWords = { string: 'text', number: 'a number', integer: 'a whole number', boolean: 'true or false' } as const;

/** Reads a value as it is given on the command line: text, in the type of the declaration. */
export function readInput({ type }: InputDeclaration, text: string): InputValue | Refusal {
  if (type === 'string') return text;
  if (type === 'boolean')
    return text === 'true' ? true : text === 'false' ? false : { reason: `must be true or false, not ${shown(text)}` };
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) return { reason: `must be ${typeWords[type]}, not ${shown(text)}` };
  return number;
}

export function isRefusal(value: InputValue | Refusal): value is Refusal {
  return typeof value === 'object';
}

/** What the declaration has against a value; undefined when nothing. */
export function judgeInput(declaration: InputDeclaration, value: InputValue): Refusal | undefined {
  const { type, minimum, maximum, pattern } = declaration;
  const fits = type === 'integer' ? Number.isInteger(value) : typeof value === type;
  if (!fits) return { reason: `must be ${typeWords[type]}, not ${asShown(value)}`, ...quoteHint(type, value) };
  if (declaration.enum !== undefined && !declaration.enum.includes(value)) {
    return { reason: `must be ${either(declaration.enum.map(asShown))}, not ${asShown(value)}` };
  }
  if (typeof value === 'number' && ((minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum))) {
    return { reason: `must be ${rangeInWords(minimum, maximum)}, not ${value}` };
  }
  if (typeof value !== 'string' || pattern === undefined) return undefined;
  const compiled = compilePattern(pattern);
  if ('reason' in compiled) return undefined; // the declaration has been refused
  if (value.length > maxMatchedLength) return { reason: `is longer than ${maxMatchedLength} characters, too long for a pattern` };
  return compiled.test(value) ? undefined : { reason: `must match ${pattern}, and ${asShown(value)} does not` };
}

function quoteHint(type: InputDeclaration['type'], value: InputValue): { hint?: string } {
  return type === 'string' && typeof value !== 'string' ? { hint: `Put the value in quotes: '${value}'.` } : {};
}

function rangeInWords(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return `at most ${maximum}`;
  return maximum === undefined ? `at least ${minimum}` : `between ${minimum} and ${maximum}`;
}

function asShown(value: InputValue): string {
  return typeof value === 'string' ? shown(value) : String(value);
}
