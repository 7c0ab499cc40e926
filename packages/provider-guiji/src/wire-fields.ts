/** A JSON object whose values nobody has looked at yet. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** An answer that lacks what it must hold. Says where, never what stood there. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  /** `data.records[3].id` */
  readonly path: string;

  constructor(path: string, expected: string) {
    super(`${path} should be ${expected}`);
    this.path = path;
  }
}

/** @throws {ShapeError} When the value is no JSON object. */
export function recordAt(value: unknown, path: string): WireRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(path, 'an object');
  return value as WireRecord; // an object that is neither null nor an array can be read key by key
}

/** Like `recordAt`, where the service may leave the object out. */
export function optionalRecord(value: unknown): WireRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireRecord) : undefined;
}

/**
 * An id as opaque text: `C_125`, `-292`, 19 digits. A number beyond 2^53 has lost digits before it came here and is refused.
 *
 * @throws {ShapeError} When there is none.
 */
export function idAt(record: WireRecord, key: string, path: string): string {
  const id = optionalId(record, key);
  if (id === undefined) throw new ShapeError(`${path}.${key}`, 'an id');
  return id;
}

export function optionalId(record: WireRecord, key: string): string | undefined {
  const value = record[key];
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Text; empty text counts as none, a number as its digits. */
export function optionalText(record: WireRecord, key: string): string | undefined {
  const value = record[key];
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

/** A number, told as a number or as text (`6966`, `"22.75"`). */
export function optionalNumber(record: WireRecord, key: string): number | undefined {
  const value = record[key];
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || !/^\s*-?\d+(?:\.\d+)?\s*$/.test(value)) return undefined;
  return Number(value);
}

/**
 * A point in time as ms since 1970: epoch ms (callbacks), or `yyyy-MM-dd HH:mm:ss` in UTC+8 (lists and details).
 *
 * @see WIRE.md, "Times" for how the zone is known.
 */
export function optionalTime(record: WireRecord, key: string): number | undefined {
  const value = optionalText(record, key);
  if (value === undefined) return undefined;
  // Up to the end of the calendar, which has 16 digits.
  if (/^\d{12,15}$/.test(value)) return Number(value);
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(value);
  if (parts === null) return undefined;
  const ms = Date.parse(`${parts[1]}T${parts[2]}+08:00`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** A point in time as the service wants to be asked for it: `yyyy-MM-dd HH:mm:ss` in UTC+8. */
export function wireTime(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Words in a list, or in one text parted by `|` or commas. */
export function words(value: unknown): readonly string[] {
  const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[|,，、]/) : [];
  return parts.filter((part) => typeof part === 'string' && part.trim() !== '').map((part) => String(part).trim());
}

/** 1 yes, 0 no; anything else, and nothing at all, is unknown. */
export function optionalFlag(record: WireRecord, key: string): boolean | undefined {
  const value = record[key];
  if (typeof value === 'boolean') return value;
  const number = optionalNumber(record, key);
  return number === 1 ? true : number === 0 ? false : undefined;
}

/** An object without the keys whose value is undefined. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // Only keys with a value remain, and those keep their type.
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
