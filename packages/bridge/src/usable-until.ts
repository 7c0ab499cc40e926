const hourMs = 3_600_000;

/**
 * Until when an address may be given to new tasks: some hours before it ends, or the last quarter of a short life, since a
 * task may stand in a queue for hours before its media are fetched.
 */
export function usableUntil(now: number, keepForMs: number): number {
  return now + keepForMs - Math.min(6 * hourMs, keepForMs / 4);
}
