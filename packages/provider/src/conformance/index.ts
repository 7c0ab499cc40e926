export type { Check } from './check.ts';
export { type ConformanceOptions, conformanceChecks, describeFingerprints, describeProvider, prove } from './describe-provider.ts';
export { type FingerprintOf, fingerprinting } from './fingerprinting.ts';
export type { AvatarChoice, ConformanceRig, MediumUse, OpenRig, SentRequest, Trouble } from './rig.ts';
