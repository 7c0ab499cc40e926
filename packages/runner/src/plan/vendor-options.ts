import type { Json } from '@reelwright/provider';
import type { StepInstance } from '@reelwright/recipe';

/**
 * What a step's `vendor` holds for the account that runs it: under the account's own name, else under its adapter's.
 *
 * @param account The account's name.
 * @param adapter `Provider.id`.
 */
export function vendorOptions({ vendor }: Pick<StepInstance, 'vendor'>, account: string, adapter: string): Json | undefined {
  // The recipe has checked it against the provider's own schema, so it is JSON.
  if (Object.hasOwn(vendor, account)) return vendor[account] as Json;
  return Object.hasOwn(vendor, adapter) ? (vendor[adapter] as Json) : undefined;
}
