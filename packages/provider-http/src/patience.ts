import type { Failures } from './failures.ts';
import type { Operation } from './operation.ts';

const defaultTimeoutMs = 30_000;

/** How long one call may take as a whole, and what it means when that, or the caller's own patience, ends. */
export class Patience {
  readonly limit: AbortSignal;
  readonly #operation: Operation;
  readonly #caller: AbortSignal | undefined;
  readonly #timeoutMs: number;
  /** Held, since the combined signal holds those that it follows but weakly. */
  readonly #timeout: AbortSignal;

  constructor(operation: Operation, caller: AbortSignal | undefined) {
    this.#operation = operation;
    this.#caller = caller;
    this.#timeoutMs = operation.timeoutMs ?? defaultTimeoutMs;
    this.#timeout = AbortSignal.timeout(this.#timeoutMs);
    this.limit = caller === undefined ? this.#timeout : AbortSignal.any([caller, this.#timeout]);
  }

  /** Waits for a token. Nothing of the call itself has been sent by then. */
  async wait<T>(token: Promise<T>, failures: Failures): Promise<T> {
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(this.#caller?.aborted ? this.#caller.reason : failures.late(this.#operation, this.#timeoutMs, false));
    if (this.limit.aborted) onAbort();
    this.limit.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([token, ended]);
    } finally {
      this.limit.removeEventListener('abort', onAbort);
    }
  }

  /** What to throw for a request that failed on its way. */
  explain(error: unknown, failures: Failures): unknown {
    if (this.#caller?.aborted) return this.#operation.creates ? failures.broken(this.#operation, error) : this.#caller.reason;
    if (this.limit.aborted) return failures.late(this.#operation, this.#timeoutMs, true);
    return failures.broken(this.#operation, error);
  }
}
