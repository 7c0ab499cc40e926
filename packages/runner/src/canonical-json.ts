import { hash } from 'node:crypto';
import { InternalError } from '@reelwright/errors';

/**
 * JSON with one form per value: keys sorted by code unit, no spaces, keys of `undefined` left out. Numbers take
 * JavaScript's shortest form, so `1`, `1.0` and `1e0` are the same; `-0` is `0`.
 *
 * @throws {InternalError} for what JSON cannot say (NaN, functions): such a value must never be hashed as if it were nothing.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new InternalError(`${value} has no canonical form.`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new InternalError(`A ${typeof value} has no canonical form.`);
  let text = '';
  for (const key of Object.keys(value).sort()) {
    // Own enumerable keys of a plain object: reading them back by name is safe.
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** SHA-256 as 64 lower-case hex digits. Text is hashed as UTF-8. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}
