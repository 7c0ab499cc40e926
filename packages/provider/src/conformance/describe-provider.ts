import { describe, test } from 'vitest';
import type { TaskKind } from '../task.ts';
import { cataloguing } from './cataloguing.ts';
import { allKinds, type Check } from './check.ts';
import { describing } from './describing.ts';
import { type FingerprintOf, fingerprinting } from './fingerprinting.ts';
import { claimNoSecret, listenTo } from './listening.ts';
import { options } from './options.ts';
import type { OpenRig } from './rig.ts';
import { working } from './working.ts';

export interface ConformanceOptions {
  /** `fingerprintOfInput` of `@reelwright/runner`; without it the tests of fingerprints are left out. */
  readonly fingerprintOf?: FingerprintOf;
}

/** Every promise of the contract that needs no runner. */
export const conformanceChecks: readonly Check[] = [...describing, ...options, ...working, ...cataloguing];

/**
 * The one suite that every adapter passes. Call it at the top of a test file of vitest:
 *
 * ```ts
 * describeProvider('Example', openExampleRig, { fingerprintOf: fingerprintOfInput });
 * ```
 */
export function describeProvider(name: string, open: OpenRig, { fingerprintOf }: ConformanceOptions = {}): void {
  const checks = fingerprintOf === undefined ? conformanceChecks : [...conformanceChecks, ...fingerprinting(fingerprintOf)];
  describeChecks(`${name} keeps the contract of a provider:`, checks, open);
}

/** Only the tests of fingerprints, for whoever has `fingerprintOf` where the adapter has not. */
export function describeFingerprints(name: string, open: OpenRig, fingerprintOf: FingerprintOf): void {
  describeChecks(`fingerprints of ${name}:`, fingerprinting(fingerprintOf), open);
}

function describeChecks(title: string, checks: readonly Check[], open: OpenRig): void {
  describe(title, async () => {
    const kinds = await kindsOf(open);
    for (const check of checks) {
      if (check.kinds === undefined) test(check.title, () => prove(check, open));
      else for (const kind of kinds[check.kinds]) test(`${kind}: ${check.title}`, () => prove(check, open, kind));
    }
  });
}

/** Opens a rig, proves one promise, and claims that no secret was told on the way. */
export async function prove(check: Check, open: OpenRig, kind: TaskKind = 'tts'): Promise<void> {
  await using rig = await open();
  const heard: unknown[] = [];
  try {
    await check.prove(Object.assign(Object.create(rig), { provider: listenTo(rig.provider, heard) }), kind);
  } finally {
    claimNoSecret(heard, rig.secrets());
  }
}

type KindGroup = NonNullable<Check['kinds']>;

async function kindsOf(open: OpenRig): Promise<Readonly<Record<KindGroup, readonly TaskKind[]>>> {
  await using rig = await open();
  const { capabilities } = rig.provider;
  const native = allKinds.filter((kind) => capabilities[kind].support === 'native');
  return {
    native,
    // An authorization costs nothing and may be repeated.
    paid: native.filter((kind) => kind !== 'authorize'),
    absent: allKinds.filter((kind) => capabilities[kind].support !== 'native'),
  };
}
