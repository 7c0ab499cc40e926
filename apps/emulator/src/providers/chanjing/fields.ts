import { codes, Refusal } from './envelope.ts';

/** The codes that a call answers with, since the pages do not agree: some know 400, some only 40000. */
export interface FieldCodes {
  readonly wrongType: number;
  readonly missing: number;
}

export const strictFormat: FieldCodes = { wrongType: codes.format, missing: codes.parameter };
export const parameterOnly: FieldCodes = { wrongType: codes.parameter, missing: codes.parameter };
export const formatOnly: FieldCodes = { wrongType: codes.format, missing: codes.format };

/**
 * Reads documented fields from a JSON body and refuses what the pages do not allow. A `null` counts as absent, unknown
 * fields are ignored.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #codes: FieldCodes;
  readonly #prefix: string;

  /** @throws {Refusal} when the body is no JSON object. */
  constructor(body: unknown, fieldCodes: FieldCodes, prefix = '') {
    if (body === null || typeof body !== 'object' || Array.isArray(body)) throw new Refusal(fieldCodes.wrongType, '参数格式错误');
    this.#values = body as Record<string, unknown>; // an object, as checked above
    this.#codes = fieldCodes;
    this.#prefix = prefix;
  }

  raw(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? undefined) : undefined;
  }

  optionalText(name: string): string | undefined {
    const value = this.raw(name);
    if (value !== undefined && typeof value !== 'string') throw this.#wrongType(name, 'string');
    return value;
  }

  /** A text that must be there and say something. */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined || value.trim() === '') throw new Refusal(this.#codes.missing, `参数错误: ${this.#prefix}${name} 不能为空`);
    return value;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.raw(name) ?? fallback;
    if (typeof value !== 'boolean') throw this.#wrongType(name, 'bool');
    return value;
  }

  /** A number within both ends; `fallback` undefined makes it required. */
  number(name: string, range: { readonly min: number; readonly max: number; readonly fallback?: number }): number {
    const value = this.raw(name) ?? range.fallback;
    if (value === undefined) throw new Refusal(this.#codes.missing, `参数错误: ${this.#prefix}${name} 不能为空`);
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.#wrongType(name, 'number');
    if (value < range.min || value > range.max) throw this.outOfRange(name, `范围 ${range.min}~${range.max}`);
    return value;
  }

  integer(name: string, range: { readonly min: number; readonly max: number; readonly fallback?: number }): number {
    const value = this.raw(name);
    if (value !== undefined && !Number.isInteger(value)) throw this.#wrongType(name, 'int');
    return this.number(name, range);
  }

  choice<T extends string | number>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.raw(name) ?? fallback;
    if (typeof value !== typeof fallback) throw this.#wrongType(name, typeof fallback === 'number' ? 'int' : 'string');
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw this.outOfRange(name, `可选值 ${choices.map((choice) => JSON.stringify(choice)).join(' / ')}`);
    return chosen;
  }

  object(name: string): Fields {
    const value = this.raw(name);
    if (value === undefined) throw new Refusal(this.#codes.missing, `参数错误: ${this.#prefix}${name} 不能为空`);
    if (typeof value !== 'object' || Array.isArray(value)) throw this.#wrongType(name, 'object');
    return new Fields(value, this.#codes, `${this.#prefix}${name}.`);
  }

  /** A string, or an array of strings read as one text: the pages know both. */
  speech(name: string): string {
    const value = this.raw(name);
    if (!Array.isArray(value)) return this.text(name);
    if (!value.every((part) => typeof part === 'string')) throw this.#wrongType(name, 'array[string]');
    const text = value.join('');
    if (text.trim() === '') throw new Refusal(this.#codes.missing, `参数错误: ${this.#prefix}${name} 不能为空`);
    return text;
  }

  /** An array of strings; one string is taken for an array of one. */
  texts(name: string): readonly string[] {
    const value = this.raw(name);
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map((part) => {
      if (typeof part !== 'string') throw this.#wrongType(name, 'array[string]');
      return part;
    });
  }

  objects(name: string): readonly Fields[] {
    const value = this.raw(name);
    if (!Array.isArray(value)) throw this.#wrongType(name, 'array[object]');
    return value.map((item, index) => new Fields(item, this.#codes, `${this.#prefix}${name}[${index}].`));
  }

  outOfRange(name: string, allowed: string): Refusal {
    return new Refusal(codes.parameter, `参数错误: ${this.#prefix}${name} ${allowed}`);
  }

  #wrongType(name: string, type: string): Refusal {
    return new Refusal(this.#codes.wrongType, `参数错误: ${this.#prefix}${name} 类型应为 ${type}`);
  }
}

/** Page numbers as list calls read them: from 1, with a size of at most 100. */
export function readPage(fields: Fields, sizeName: string): { readonly page: number; readonly size: number } {
  const page = fields.integer('page', { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, fallback: 1 });
  const size = fields.integer(sizeName, { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, fallback: 10 });
  return { page: Math.max(1, page), size: size < 1 ? 10 : Math.min(100, size) };
}

/** The query of a GET call, as fields; numbers come as digits. */
export function queryFields(query: URLSearchParams, numbers: readonly string[] = []): Fields {
  const values = [...query].map(([name, value]) => [name, numbers.includes(name) && /^-?\d+$/.test(value) ? Number(value) : value]);
  return new Fields(Object.fromEntries(values), parameterOnly);
}
