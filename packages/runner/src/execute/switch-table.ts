import { type ErrorCode, isReelwrightError } from '@reelwright/errors';
import { isProviderError, type ProviderErrorClass } from '@reelwright/provider';

/**
 * Whether a failure before the first paid task says something of the provider, so that a film may be made elsewhere, or of the
 * recipe, which another provider would be told just the same:
 * - `leave` the account cannot or will not work for us now
 * - `stay` the failure stands
 */
const byClass: Readonly<Record<ProviderErrorClass, 'leave' | 'stay'>> = {
  auth: 'leave',
  // A start is given up only after a quarter of an hour of nothing but refusals.
  'rate-limit': 'leave',
  quota: 'leave',
  // All repetitions have failed, and the adapter vouches that nothing was made.
  transient: 'leave',
  provider: 'leave',
  // Something may have been made, and paid.
  uncertain: 'stay',
  'rejected-content': 'stay',
  'bad-input': 'stay',
  // An id that the recipe or its cast names; whoever meant something else must say so.
  'missing-resource': 'stay',
};

/** What says more than the class. Before a paid task, nothing but an upload or an authorization has a deadline. */
const byCode: Readonly<Partial<Record<ErrorCode, 'leave' | 'stay'>>> = {
  PLAN_PROVIDER_SETTINGS: 'leave',
  RUN_BRIDGE: 'leave',
  RUN_DEADLINE: 'leave',
};

export function mayLeaveAfter(error: unknown): boolean {
  const code = isReelwrightError(error) ? byCode[error.code] : undefined;
  return (code ?? (isProviderError(error) ? byClass[error.errorClass] : 'stay')) === 'leave';
}
