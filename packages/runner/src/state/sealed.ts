import { sha256Hex } from '../canonical-json.ts';

/** A short digest that stands beside a text in the database: a bit that was turned over since shows. */
export function sealOf(text: string): string {
  return sha256Hex(text).slice(0, 16);
}

/** The value of a sealed JSON text; `undefined` when it is not as it was written. What can be made or fetched again needs no more. */
export function openSealed(text: unknown, seal: unknown): unknown {
  return typeof text === 'string' && sealOf(text) === seal ? JSON.parse(text) : undefined;
}
