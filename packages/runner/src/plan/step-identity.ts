import type { Json, MediumFacts, Provider } from '@reelwright/provider';
import type { StepInstance, StepOutput, StepUses } from '@reelwright/recipe';
import { canonicalJson, sha256Hex } from '../canonical-json.ts';
import { inputsOf } from './identity-inputs.ts';
import type { OutputValue } from './known.ts';
import { localProvider } from './local-provider.ts';
import { vendorOptions } from './vendor-options.ts';

/** Raised when the same inputs would make something else on this machine. */
export const localKeyVersion = 1;

/**
 * Everything that decides what a step makes, and nothing else: no names, paths, comments or order. JSON-safe; the
 * fingerprint is its SHA-256, and a plan compares it with the previous one to say what changed.
 */
export type StepIdentity = {
  readonly format: 1;
  readonly kind: string;
  readonly provider: string;
  readonly keyVersion: number;
  readonly emulated: boolean;
  /** Only where the result is an id that means nothing in another account. */
  readonly account?: string;
  readonly inputs: { readonly [field: string]: Json };
};

/** Who carries a step out, as far as it decides what is made. */
export interface Maker {
  /** `Provider.id`, or `local`. */
  readonly provider: string;
  readonly keyVersion: number;
  /** `Provider.accountKey`. */
  readonly account: string;
  /** The account's name, by which `vendor` options are found before those of the adapter; it enters no identity itself. */
  readonly name?: string;
}

/** What the identity takes from outside the step. */
export interface IdentityContext extends Maker {
  readonly emulated: boolean;
  /** An upstream output, or undefined while it is not known. */
  readonly resolve: (output: StepOutput) => OutputValue | undefined;
  readonly media: ReadonlyMap<string, MediumFacts>;
}

/**
 * @param name The account's name, or `local`.
 * @param provider Undefined for what runs on this machine.
 */
export function makerOf(name: string, provider: Pick<Provider, 'id' | 'keyVersion' | 'accountKey'> | undefined): Maker {
  if (provider === undefined) return { name, provider: localProvider, keyVersion: localKeyVersion, account: '' };
  return { name, provider: provider.id, keyVersion: provider.keyVersion, account: provider.accountKey };
}

/** Kinds whose result is an id of one account. What is made of such an id has the id itself among its inputs. */
const boundToAccount: ReadonlySet<StepUses> = new Set(['clone-voice', 'clone-avatar', 'authorize']);

/**
 * @param step Lowered: no members of the cast in it, consents granted.
 * @returns `undefined` while an upstream result is not known.
 */
export function identifyStep(step: StepInstance, context: IdentityContext): StepIdentity | undefined {
  const inputs = inputsOf(step, context);
  if (inputs === undefined) return undefined;
  const { provider, name = provider, keyVersion, emulated, account } = context;
  const vendor = vendorOptions(step, name, provider);
  return {
    format: 1,
    kind: step.with.uses,
    ...{ provider, keyVersion, emulated },
    ...(boundToAccount.has(step.with.uses) ? { account } : {}),
    inputs: vendor === undefined ? inputs : { ...inputs, vendor },
  };
}

/** SHA-256, hex, over the canonical form. */
export function fingerprintOf(identity: StepIdentity): string {
  return sha256Hex(canonicalJson(identity));
}
