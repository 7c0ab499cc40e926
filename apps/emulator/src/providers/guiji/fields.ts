import { codes, Refusal } from './envelope.ts';

/**
 * Reads documented fields from a JSON body. The pages know one code for what is missing or cannot be read. `null` and
 * empty texts count as absent, unknown fields are ignored.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @throws {Refusal} when the body is no JSON object. */
  constructor(body: unknown) {
    if (body === null || typeof body !== 'object' || Array.isArray(body)) throw new Refusal(codes.parameter, 'The body is no JSON object');
    this.#values = body as Record<string, unknown>; // an object, as checked above
  }

  has(name: string): boolean {
    return this.#raw(name) !== undefined;
  }

  optionalText(name: string): string | undefined {
    const value = this.#raw(name);
    if (value !== undefined && typeof value !== 'string') throw wrongType(name, 'String');
    return value;
  }

  text(name: string): string {
    return this.optionalText(name) ?? missing(name);
  }

  /** A whole number, also as digits in a text. */
  optionalInteger(name: string): number | undefined {
    const value = this.#raw(name);
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
    if (number !== undefined && !Number.isSafeInteger(number)) throw wrongType(name, 'Integer');
    return number as number | undefined; // an integer, as checked above
  }

  integer(name: string): number {
    return this.optionalInteger(name) ?? missing(name);
  }

  /** One of a few numbers. */
  choice<T extends number>(name: string, choices: readonly T[]): T | undefined {
    const value = this.optionalInteger(name);
    const chosen = choices.find((choice) => choice === value);
    if (value !== undefined && chosen === undefined) {
      throw new Refusal(codes.parameter, `Parameter ${name} must be one of ${choices.join(', ')}`);
    }
    return chosen;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#raw(name) ?? fallback;
    if (typeof value !== 'boolean') throw wrongType(name, 'Boolean');
    return value;
  }

  #raw(name: string): unknown {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
    return value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;
  }
}

function missing(name: string): never {
  throw new Refusal(codes.parameter, `Required parameter ${name} is missing`);
}

function wrongType(name: string, type: string): Refusal {
  return new Refusal(codes.parameter, `Parameter ${name} must be of type ${type}`);
}
