import { isProviderError, type ProviderError } from '@reelwright/provider';

/** What a call was refused with; a success, or an error of another kind, fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  const outcome = await call.then(
    () => undefined,
    (reason: unknown) => ({ reason }),
  );
  if (outcome === undefined) throw new Error('The call succeeded, and was to be refused.');
  if (!isProviderError(outcome.reason)) throw outcome.reason;
  return outcome.reason;
}
