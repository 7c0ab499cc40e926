import { isProviderError, type Provider, type RateLimitScope } from '@reelwright/provider';
import { againAfter, type Operation, pauseBefore } from './retry-table.ts';
import type { RunContext } from './run-context.ts';

export interface CallFacts {
  readonly provider: Provider;
  readonly scope: RateLimitScope;
  /** Never `start`: that has a way of its own. */
  readonly operation: Exclude<Operation, 'start'>;
  readonly signal: AbortSignal;
  readonly onRetry?: (error: unknown, inMs: number) => void;
}

/** One call that may be repeated: inside the rate window, retried by the table. */
export async function callProvider<T>(
  { windows, clock, random, interruption }: Pick<RunContext, 'windows' | 'clock' | 'random' | 'interruption'>,
  { provider, scope, operation, signal, onRetry }: CallFacts,
  call: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; ) {
    const slot = await windows.acquire(provider, scope, signal);
    try {
      const answer = await call();
      slot.answered();
      interruption.calls.answered();
      return answer;
    } catch (error) {
      interruption.calls.failed();
      const again = againAfter(operation, error);
      if (again === 'free') {
        if (slot.refused(retryAfterOf(error))) continue;
        throw error;
      }
      slot.answered();
      const pauseMs = again === 'never' ? undefined : pauseBefore(operation, attempt, random, error);
      if (pauseMs === undefined) throw error;
      const inMs = Math.max(pauseMs, retryAfterOf(error) ?? 0);
      onRetry?.(error, inMs);
      attempt += 1;
      await clock.sleep(inMs, signal);
    }
  }
}

export function retryAfterOf(error: unknown): number | undefined {
  return isProviderError(error) ? error.retryAfterMs : undefined;
}
