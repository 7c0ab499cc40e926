import type { Json } from '@reelwright/provider';
import { canonicalJson } from '../canonical-json.ts';

/**
 * What differs between the inputs of then and now, as the end of a sentence: `its text changed: "Hello" -> "Hello you"`.
 *
 * @param before The identity kept from the previous run, as JSON of any age.
 */
export function describeChange(before: Json, now: Json): string {
  const changes = [...changedFields(before, now)];
  if (changes.length === 0) return 'the way it is identified changed';
  const shown = changes.slice(0, 2).join('; ');
  return changes.length > 2 ? `${shown}; and ${changes.length - 2} more` : shown;
}

const fieldNames: Readonly<Record<string, string>> = {
  keyVersion: 'the way this provider is asked',
  emulated: 'whether it is emulated',
  account: 'the account',
  kind: 'its kind',
  provider: 'its provider',
};

function* changedFields(before: Json, now: Json): Generator<string> {
  const [old, fresh] = [asRecord(before), asRecord(now)];
  for (const field of ['kind', 'provider', 'keyVersion', 'emulated', 'account']) {
    if (!sameJson(old[field], fresh[field])) yield `${fieldNames[field]} changed${arrow(old[field], fresh[field])}`;
  }
  const [oldInputs, inputs] = [asRecord(old.inputs), asRecord(fresh.inputs)];
  for (const field of new Set([...Object.keys(inputs), ...Object.keys(oldInputs)])) {
    if (!sameJson(oldInputs[field], inputs[field])) yield `its ${field} changed${arrow(oldInputs[field], inputs[field])}`;
  }
}

function arrow(before: Json | undefined, now: Json | undefined): string {
  if (typeof before === 'string' && typeof now === 'string') {
    const [old, fresh] = [[...before], [...now]];
    const from = Math.max(0, firstDifference(old, fresh) - 12);
    return `: ${quote(old, from)} -> ${quote(fresh, from)}`;
  }
  if (isList(before) && isList(now)) return `: ${changeInList(before, now)}`;
  return `: ${show(before)} -> ${show(now)}`;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function changeInList(before: readonly Json[], now: readonly Json[]): string {
  if (before.length !== now.length) return `${before.length} -> ${now.length} of them`;
  const at = now.findIndex((value, index) => !sameJson(value, before[index]));
  return `number ${at + 1} of ${now.length}: ${show(before[at])} -> ${show(now[at])}`;
}

function show(value: Json | undefined): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote([...value]);
  const { sha256, url } = asRecord(value);
  if (typeof sha256 === 'string') return `content ${sha256.slice(0, 8)}`;
  return quote([...(typeof url === 'string' ? url : canonicalJson(value))]);
}

/** At most 40 characters from `from` on, in quotes, with an ellipsis where something was left out. */
function quote(characters: readonly string[], from = 0): string {
  const part = characters.slice(from, from + 40);
  return `"${from > 0 ? '…' : ''}${part.join('')}${from + part.length < characters.length ? '…' : ''}"`;
}

function firstDifference(a: readonly string[], b: readonly string[]): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i += 1;
  return i;
}

function asRecord(value: Json | undefined): Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>) : {};
}

function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
