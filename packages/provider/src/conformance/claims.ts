import { inspect } from 'node:util';

/** A promise of the contract that was not kept. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

/** @throws {ConformanceError} unless it holds. */
export function claim(holds: boolean, sentence: string, seen?: unknown): asserts holds {
  if (holds) return;
  throw new ConformanceError(seen === undefined ? sentence : `${sentence}\nSeen: ${inspect(seen, { depth: 6, breakLength: 120 })}`);
}

/** What a call was refused with. */
export async function refusalOf(call: Promise<unknown>, what: string): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new ConformanceError(`${what} was expected to be refused, and succeeded.`);
}

/** Journal, events and lock hold it as JSON: nothing may be lost on the way. */
export function claimJson(value: unknown, what: string): void {
  const text = JSON.stringify(value);
  claim(
    text !== undefined && inspect(JSON.parse(text), { depth: 9 }) === inspect(bare(value), { depth: 9 }),
    `${what} is not plain JSON.`,
    value,
  );
}

/** Without keys whose value is undefined, which JSON leaves out as well. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, bare(inner)]])));
}

/** Everything that an error tells, its causes included: what may reach a log. */
export function wholeTextOf(value: unknown): string {
  return inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
}
