import type { Json } from '@reelwright/provider';

export type JsonObject = { readonly [key: string]: Json };

/** A whole string or a whole number of JSON that is known to be valid. */
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON without losing digits: an integer that a double cannot hold becomes text, since ids of 19 digits occur as numbers.
 * A byte order mark is passed over. Depth is no danger: nothing here recurses.
 *
 * @throws {SyntaxError} when the text is not JSON.
 */
export function parseJson(text: string): Json {
  const clean = text.startsWith('\ufeff') ? text.slice(1) : text;
  const value: Json = JSON.parse(clean);
  if (!/\d{16}/.test(clean)) return value;
  return JSON.parse(clean.replace(stringOrNumber, (token) => (losesDigits(token) ? `"${token}"` : token)));
}

function losesDigits(token: string): boolean {
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a string or number; anything else is undefined. Services send ids and codes as either. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** Text that says something, without the blanks around it. */
export function filledTextOf(value: Json | undefined): string | undefined {
  return textOf(value)?.trim() || undefined;
}

/** A finite number, also where it is written as text. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'string' && value.trim() === '') return undefined;
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** The items of a list; `null` and absence are the empty list, as several services write it. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
