import type { Json } from '@reelwright/provider';
import { describeChange } from './describe-change.ts';
import type { KnownTask, PreviousInputs, StepResult } from './known.ts';
import type { Decision } from './plan.ts';

/** All that is known of a node when its fate is decided. */
export interface DecisionFacts {
  /** Undefined while an upstream result is not known. */
  readonly fingerprint: string | undefined;
  readonly identity: Json | undefined;
  readonly result: StepResult | undefined;
  readonly task: KnownTask | undefined;
  readonly previous: PreviousInputs | undefined;
  /** An earlier node of the plan with this fingerprint. */
  readonly twin: string | undefined;
  readonly waitsFor: readonly string[];
}

export function decide(facts: DecisionFacts): Decision {
  const { fingerprint, identity, previous } = facts;
  if (fingerprint === undefined || identity === undefined) return decideBlind(facts);
  if (facts.result !== undefined) return { action: 'reuse', reason: 'Nothing that it is made of has changed.' };
  if (facts.twin !== undefined) return { action: 'reuse', reason: `It is the same task as ${facts.twin}.` };
  const known = decideByTask(facts.task);
  if (known !== undefined) return known;
  if (previous === undefined) return { action: 'run', reason: 'It has not been made yet.' };
  if (previous.fingerprint === fingerprint) return { action: 'run', reason: 'Its result is not in the store.' };
  return { action: 'run', reason: sentence(describeChange(previous.identity, identity)) };
}

function decideByTask(task: KnownTask | undefined): Decision | undefined {
  switch (task?.state) {
    case 'started':
      return { action: 'resume', reason: 'It was started before and goes on at the provider.', task: task.task ?? '' };
    case 'succeeded':
      return {
        action: 'resume',
        reason: 'It was made before, but a file of it is missing here: it is fetched again.',
        task: task.task ?? '',
      };
    case 'intent':
      return { action: 'run', reason: 'An earlier start of it was cut off: the provider is asked first whether it took place.' };
    case 'failed':
      return { action: 'run', reason: `Its last task failed: ${task.failure ?? 'no reason was given'}` };
    default:
      return undefined;
  }
}

function decideBlind({ waitsFor, previous }: DecisionFacts): Decision {
  const names = waitsFor.map((name) => `"${name}"`).join(' and ');
  if (previous === undefined) return { action: 'run', reason: `It has not been made yet, and waits for ${names}.` };
  return { action: 'run-if-changed', reason: `It runs again if what ${names} gives has changed.` };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
