import type { Capability, Provider, TaskKind } from '@reelwright/provider';
import type { Consent, GrantedConsent, StepInstance } from '@reelwright/recipe';
import { checkInputOf } from './check-input.ts';
import { judgeStep, type StepFinding } from './check-step.ts';
import { compileStep } from './lower-compiled.ts';
import { consentUseOf, judgeConsent, shown, withoutRecording } from './lower-consent.ts';
import type { Account, LoweredStep, LoweringContext } from './lowering.ts';
import { vendorOptions } from './vendor-options.ts';

/**
 * Makes a step into steps that its account carries out as they are, and tells what stands against it. What the provider lacks is
 * refused here: nothing that was asked for is dropped.
 *
 * @param step Without members of the cast, and of a kind that lives at a provider.
 */
export function lowerStep(step: StepInstance, account: Account, context: LoweringContext): LoweredStep {
  const kind = step.with.uses as TaskKind; // as the caller promises
  const capability = account.provider.capabilities[kind];
  if (capability.support === 'absent') return { steps: [step], findings: [unsupported(step, account, capability.note)] };
  const agreed = applyConsent(step, capability, account.provider, context);
  const own = judgeStep(agreed.step, account, context).map(namingRecord(agreed.record));
  const findings = [...agreed.findings, ...(hasErrors(agreed.findings) ? own.filter(({ field }) => field !== 'consent') : own)];
  if (capability.support === 'compiled') return compiledStep(agreed.step, account, capability, findings, context);
  return { steps: [agreed.isUnused ? without(agreed.step) : agreed.step], findings };
}

interface Agreed {
  readonly step: StepInstance;
  readonly record: Consent | undefined;
  /** The provider has no use for a consent in such a step: then nobody's recording goes there. */
  readonly isUnused: boolean;
  readonly findings: readonly StepFinding[];
}

/** Puts the record behind `consent` into the step, once it is known to hold. */
function applyConsent(step: StepInstance, { support }: Capability, provider: Provider, context: LoweringContext): Agreed {
  const use = consentUseOf(step.with);
  if (use === undefined) return { step, record: undefined, isUnused: false, findings: [] };
  const { record, findings } = judgeConsent(use.consent.value, use.grants, context);
  // The footage of a lip-sync goes to its provider without any consent, where that has a call of its own for it.
  if (record === undefined || (step.with.uses === 'lip-sync' && support === 'native')) return { step, record, isUnused: false, findings };
  const isUnused = ignoresConsent(step, provider, context);
  const recording = record.recording[use.recording];
  if (recording === undefined) {
    const missing = isUnused ? [] : [withoutRecording(record, use.recording)];
    return { step, record, isUnused, findings: [...findings, ...missing] };
  }
  const granted: GrantedConsent = { name: record.name, statement: record.statement ?? '', recording };
  return { step: { ...step, granted }, record, isUnused, findings };
}

/** Asked with a consent of which nothing is known, the provider says that it has no place for one. */
function ignoresConsent(step: StepInstance, provider: Provider, { media }: LoweringContext): boolean {
  const input = checkInputOf(step, media);
  const asked = {
    ...input,
    media: [...input.media, { field: 'consent', purpose: 'consent' as const }],
    options: { ...input.options, consent: { statement: '' } },
  };
  return provider.check(asked).some(isUnusedConsent);
}

function isUnusedConsent({ field, severity, code }: StepFinding): boolean {
  return field === 'consent' && severity === 'warning' && code === 'PLAN_UNSUPPORTED';
}

/** A provider cannot know what its consent is called. */
function namingRecord(record: Consent | undefined): (finding: StepFinding) => StepFinding {
  return (finding) => {
    if (record === undefined || finding.field !== 'consent' || finding.code !== 'PLAN_CONSENT') return finding;
    return { ...finding, message: `${shown(record)} does not do. ${finding.message}` };
  };
}

function without({ granted: _, ...step }: StepInstance): StepInstance {
  return step;
}

/** Its parts are judged, too. What they say of a key that the whole step was found wanting in is no news. */
function compiledStep(
  step: StepInstance,
  account: Account,
  capability: Extract<Capability, { support: 'compiled' }>,
  findings: readonly StepFinding[],
  context: LoweringContext,
): LoweredStep {
  const { provider } = account;
  const steps = compileStep(step, capability);
  const isNative = (part: StepInstance) => provider.capabilities[part.with.uses as TaskKind].support === 'native';
  if (steps === undefined || !steps.every(isNative)) return { steps: [step], findings: [unsupported(step, account, capability.note)] };
  const all = [...findings, ...refuseVendor(step, account)];
  for (const part of steps) all.push(...news(judgeStep(part, account, context), all));
  return { steps, findings: all };
}

function news(findings: readonly StepFinding[], told: readonly StepFinding[]): StepFinding[] {
  return findings.filter(({ code, field }) => !told.some((other) => other.code === code && other.field === field));
}

/** Options of a call that is not made have nowhere to go. */
function refuseVendor(step: StepInstance, { name, provider }: Account): StepFinding[] {
  const options = vendorOptions(step, name, provider.id);
  if (typeof options !== 'object' || options === null || Object.keys(options).length === 0) return [];
  const message = `${name} has no call for "${step.with.uses}" that could take options of its own.`;
  return [{ severity: 'error', code: 'PLAN_UNSUPPORTED', field: 'vendor', message, hint: 'Leave them out.' }];
}

function unsupported({ id, with: { uses } }: StepInstance, { name }: Account, note: string): StepFinding {
  const message = `${name} cannot carry out "${uses}", which step "${id}" asks for. ${note}`.trim();
  return { severity: 'error', code: 'PLAN_UNSUPPORTED', field: 'uses', message };
}

function hasErrors(findings: readonly StepFinding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}
