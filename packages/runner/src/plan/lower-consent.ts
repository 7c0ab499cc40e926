import { nearestName, type SourceLocation } from '@reelwright/errors';
import type { Consent, Project, Sourced, StepWith } from '@reelwright/recipe';
import type { StepFinding } from './check-step.ts';

/** What a step does with a person that the person must have agreed to. */
export interface ConsentUse {
  readonly consent: Sourced<string>;
  readonly grants: readonly Part[];
  /** Which recording shows that the person agrees. */
  readonly recording: Part;
}

type Part = 'voice' | 'face';

/** What a step's own `consent` must cover. */
export function consentUseOf(step: StepWith): ConsentUse | undefined {
  if (!('consent' in step) || step.consent === undefined) return undefined;
  const { consent } = step;
  switch (step.uses) {
    case 'clone-voice':
      return { consent, grants: ['voice'], recording: 'voice' };
    case 'clone-avatar':
      return { consent, grants: step.trainVoice ? ['face', 'voice'] : ['face'], recording: 'face' };
    case 'lip-sync':
      return { consent, grants: ['face'], recording: 'face' };
    case 'authorize': {
      const part = step.target.kind === 'voice' ? 'voice' : 'face';
      return { consent, grants: [part], recording: part };
    }
  }
}

/** The record behind a name, and what stands against using it. */
export interface JudgedConsent {
  readonly record: Consent | undefined;
  readonly findings: readonly StepFinding[];
}

const dayMs = 24 * 3_600_000;
const warnedDays = 30;

/**
 * Whether a consent exists, holds on this day and covers these parts of the person.
 *
 * @param at The line of the recipe that leads to the consent, where it is not the field `consent`.
 */
export function judgeConsent(
  name: string,
  grants: readonly Part[],
  { project, now }: { readonly project: Pick<Project, 'consents'> | undefined; readonly now: number },
  at?: SourceLocation,
): JudgedConsent {
  const place = at === undefined ? {} : { at };
  const record = project?.consents.get(name);
  if (record === undefined) return { record, findings: [{ ...unknownConsent(name, project?.consents.keys() ?? []), ...place }] };
  const findings = [...grants.flatMap((part) => notGranted(record, part)), ...expiryOf(record, now)];
  return { record, findings: findings.map((finding) => ({ ...finding, ...place })) };
}

/** A provider that wants to see the person agree, and a record without a recording of it. */
export function withoutRecording(record: Consent, part: Part): StepFinding {
  const what = part === 'voice' ? 'in which the voice is heard' : 'in which the face is seen';
  return finding(`${shown(record)} has no recording ${what}.`, `Add \`${part}:\` to its \`recording\`.`);
}

/** `The consent "mei-2026" (reelwright.yaml:12)`. */
export function shown({ name, location }: Consent): string {
  return `The consent "${name}" (${location.file}:${location.line})`;
}

function unknownConsent(name: string, known: Iterable<string>): StepFinding {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? 'Add it to `consents` in reelwright.yaml.' : `Did you mean "${nearest}"?`;
  return finding(`There is no consent "${name}" in the project file.`, hint);
}

function notGranted(record: Consent, part: Part): StepFinding[] {
  if (record.grants.includes(part)) return [];
  const hint = `If the person agreed to it, add "${part}" to its \`grants\`.`;
  return [finding(`${shown(record)} does not grant the use of the ${part}.`, hint)];
}

/** It holds through its last day, in UTC. */
function expiryOf(record: Consent, now: number): StepFinding[] {
  const { expires } = record;
  if (expires === undefined) return [];
  const leftMs = Date.parse(`${expires.value}T00:00:00Z`) + dayMs - now;
  if (leftMs <= 0)
    return [finding(`${shown(record)} expired on ${expires.value}.`, 'Ask the person anew, and set `expires` to the new day.')];
  if (leftMs > warnedDays * dayMs) return [];
  return [{ ...finding(`${shown(record)} expires on ${expires.value}.`, 'Ask the person anew before that day.'), severity: 'warning' }];
}

function finding(message: string, hint: string): StepFinding {
  return { severity: 'error', code: 'PLAN_CONSENT', field: 'consent', message, hint };
}
