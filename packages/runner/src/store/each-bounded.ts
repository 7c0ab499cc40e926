/** Works on several at a time; the first failure ends all, once those under way have come to their end. */
export async function eachBounded<T>(
  items: readonly T[],
  most: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const failing = new AbortController();
  const ending = signal === undefined ? failing.signal : AbortSignal.any([signal, failing.signal]);
  const rest = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of rest) {
      ending.throwIfAborted();
      await work(item, ending);
    }
  };
  const workers = Array.from({ length: Math.min(most, items.length) }, () =>
    worker().catch((error: unknown) => {
      failing.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(workers);
  await Promise.all(workers);
}
