import type { Details, Json } from '@reelwright/provider';
import { filledTextOf, listOf, type ProviderHttp } from '@reelwright/provider-http';

/** Text of the service that is fit to be shown; undefined for blanks. */
export type Tell = (value: Json | undefined) => string | undefined;

export function tellerOf(http: ProviderHttp): Tell {
  return (value) => {
    const text = filledTextOf(value);
    return text === undefined ? undefined : http.scrub(text);
  };
}

/** An object without the keys whose value is undefined. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // Only keys with a value remain, and those keep their type.
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** What is known of these; undefined where it is nothing. */
export function detailsOf(facts: Readonly<Record<string, Json | undefined>>): Details | undefined {
  const known = Object.entries(facts).filter((fact): fact is [string, Json] => fact[1] !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** The texts of a list. */
export function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).flatMap((one) => filledTextOf(one) ?? []);
}

/** Language codes in one text, in lower case: `cn`, `cn,en`, `multilingual`. */
export function languagesIn(text: string | undefined): readonly string[] {
  const words = (text ?? '').toLowerCase().split(/[,，、|/\s]+/);
  return words.filter((word) => word !== '');
}
