/** No service is believed that asks for more than this. */
const longestMs = 10 * 60_000;

/**
 * How long a `Retry-After` header asks us to wait, ms; undefined without one that can be read.
 * A date in it is compared with the answer's own `Date`, never with our clock: only one of the two need be right.
 */
export function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), longestMs) : undefined;
}
