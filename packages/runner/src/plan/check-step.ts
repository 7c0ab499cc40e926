import { type Diagnostic, nearestName, type SourceLocation } from '@reelwright/errors';
import type { CheckInput, Finding, TaskKind } from '@reelwright/provider';
import type { StepInstance } from '@reelwright/recipe';
import { checkInputOf } from './check-input.ts';
import type { Account, LoweringContext } from './lowering.ts';
import { vendorOptions } from './vendor-options.ts';

/** What stands against a step, at a key of its `with`; `at` where the author has to look elsewhere. */
export interface StepFinding extends Finding {
  readonly at?: SourceLocation;
}

/** What stands against running a step as it is on its provider, as far as can be said offline. */
export function judgeStep(step: StepInstance, { name, provider }: Account, { media, readers }: LoweringContext): readonly StepFinding[] {
  const input = checkInputOf(step, media, vendorOptions(step, name, provider.id));
  const read = readers === undefined || !leavesNotAll.has(input.kind) ? undefined : readers(step.id);
  if (read === undefined || read.size === 0) return [...provider.check(input), ...warnOfUnreadable(input.media)];
  const findings = provider.check({ ...input, outputs: [...read.keys()] }).map((finding) => atReader(finding, read));
  return [...findings, ...warnOfUnreadable(input.media)];
}

/** Kinds whose outputs depend on who carries them out, and on what they are asked for. */
const leavesNotAll: ReadonlySet<TaskKind> = new Set(['clone-avatar', 'avatar-video']);

function atReader(finding: StepFinding, readers: ReadonlyMap<string, SourceLocation>): StepFinding {
  const at = finding.field.startsWith('outputs.') ? readers.get(finding.field.slice('outputs.'.length)) : undefined;
  return at === undefined ? finding : { ...finding, at };
}

/** Each finding at the key that it speaks of, else at the step. */
export function locateFindings(findings: readonly StepFinding[], step: StepInstance): Diagnostic[] {
  return findings.map(({ field, at, ...finding }) => ({ ...finding, location: at ?? step.fieldLocations[field] ?? step.location }));
}

/** Formats that this machine can read, so that a file of this name that it cannot read is damaged or something else. */
const readable: ReadonlySet<string> = new Set(['wav', 'mp3', 'm4a', 'mp4', 'mov', 'webm']);

/** A task that is paid for would find out as well. */
function warnOfUnreadable(media: CheckInput['media']): Finding[] {
  return media
    .filter(({ facts }) => facts?.unreadable === true && readable.has(facts.extension))
    .map(({ field, facts }) => ({
      field,
      severity: 'warning',
      code: 'PLAN_LIMIT',
      message: `The file ends in .${facts?.extension} and cannot be read as that: it is damaged or something else.`,
      hint: 'Play it on this machine before a task is paid for.',
    }));
}

/** A provider that nobody registered, at the word that names it: in the same words for all steps that the word stands for. */
export function unknownProvider(name: string, known: Iterable<string>, location: SourceLocation): Diagnostic {
  const names = [...known];
  const nearest = nearestName(name, names);
  return {
    severity: 'error',
    code: 'PLAN_UNKNOWN_PROVIDER',
    message: `There is no provider "${name}".`,
    location,
    hint: nearest === undefined ? `Known: ${names.sort().join(', ') || 'none'}.` : `Did you mean "${nearest}"?`,
  };
}
