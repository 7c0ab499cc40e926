import { isProviderError, type ProviderError, type ProviderErrorClass } from '@reelwright/provider';

/** The calls of a provider, by what a repetition of them would mean. */
export type Operation = 'start' | 'poll' | 'stage' | 'poll-staged' | 'find' | 'high-water-mark';

/**
 * What a failure asks for:
 * - `never` it is the answer
 * - `counted` again after a pause with full jitter, a limited number of times
 * - `free` again when the rate window allows it; costs no attempt
 * - `patient` again and again, until the task's own deadline
 * - `settle` a paid start may have happened: it is looked for, never repeated
 */
export type Again = 'never' | 'counted' | 'free' | 'patient' | 'settle';

/**
 * The one table of retries. It belongs to the operation, never to an HTTP method: several status calls are POSTs, and so are
 * the creates that cost money. For a start, `transient` is the adapter's word that nothing was made.
 */
const table: Readonly<Record<Operation, Readonly<Record<ProviderErrorClass, Again>>>> = {
  start: {
    auth: 'never',
    'rate-limit': 'free',
    quota: 'never',
    'rejected-content': 'never',
    'bad-input': 'never',
    'missing-resource': 'never',
    transient: 'counted',
    uncertain: 'settle',
    provider: 'never',
  },
  poll: {
    auth: 'counted',
    'rate-limit': 'free',
    quota: 'counted',
    'rejected-content': 'counted',
    'bad-input': 'counted',
    'missing-resource': 'counted',
    transient: 'patient',
    uncertain: 'patient',
    provider: 'patient',
  },
  stage: repeatable(),
  'poll-staged': repeatable(),
  find: repeatable(),
  'high-water-mark': repeatable(),
};

const mostAttempts: Readonly<Record<Operation, number>> = { start: 8, poll: 6, stage: 6, 'poll-staged': 8, find: 8, 'high-water-mark': 2 };

const backoff = { firstMs: 1_000, longestMs: 30_000 };

/**
 * Answers that came, and were no answers: whoever gave them will likely give them again. A web page with status 200 (a sign-in
 * page, a wrong address) is asked about a few times, a gateway's 5xx for a minute or two; the task itself goes on meanwhile.
 * Against that, a network that is gone is waited for until the task's own deadline.
 */
const mostStrangeAnswers = { unreadable: 4, gateway: 10 };

export function againAfter(operation: Operation, error: unknown): Again {
  if (isProviderError(error)) {
    const again = table[operation][error.errorClass];
    return again === 'patient' && strangeAnswer(error) !== undefined ? 'counted' : again;
  }
  // A start that ends in anything else says nothing about what the provider did.
  return operation === 'start' ? 'settle' : 'never';
}

/** How long to pause before the next attempt; `undefined` when there have been enough. `attempt` is the one that failed, from 1. */
export function pauseBefore(operation: Operation, attempt: number, random: () => number, error?: unknown): number | undefined {
  const strange = isProviderError(error) ? strangeAnswer(error) : undefined;
  const most = strange === undefined ? mostAttempts[operation] : mostStrangeAnswers[strange];
  return attempt >= most ? undefined : jitteredPause(attempt, random);
}

function strangeAnswer({ code, wire }: ProviderError): keyof typeof mostStrangeAnswers | undefined {
  if (code === 'PROVIDER_UNREADABLE') return 'unreadable';
  return wire.httpStatus !== undefined && wire.httpStatus >= 500 ? 'gateway' : undefined;
}

/** Full jitter: anything between nothing and the doubled step, so that many clients do not return together. */
export function jitteredPause(attempt: number, random: () => number): number {
  return random() * Math.min(backoff.longestMs, backoff.firstMs * 2 ** (attempt - 1));
}

/** Calls that change nothing, or that cost nothing when they are done twice. */
function repeatable(): Readonly<Record<ProviderErrorClass, Again>> {
  return {
    auth: 'never',
    'rate-limit': 'free',
    quota: 'never',
    'rejected-content': 'never',
    'bad-input': 'never',
    'missing-resource': 'never',
    transient: 'counted',
    uncertain: 'counted',
    provider: 'counted',
  };
}
