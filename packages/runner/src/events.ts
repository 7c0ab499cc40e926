import type { ErrorCode, SourceLocation } from '@reelwright/errors';
import type { ProviderErrorClass, WireFacts } from '@reelwright/provider';

/** An error as plain data: what a journal, a JSON line or a web page can hold. Free of secrets. */
export interface EventError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly location?: SourceLocation;
  readonly provider?: string;
  readonly errorClass?: ProviderErrorClass;
  readonly wire?: WireFacts;
}

/** Which node of the plan an event speaks of. */
export interface NodeFacts {
  /** `<recipe>/<instance>/<step>`; unique in a plan. */
  readonly node: string;
  readonly recipe: string;
  readonly instance: string;
  readonly step: string;
}

/** A node as it is told before it begins. */
export interface RunNode extends NodeFacts {
  readonly uses: string;
  /** The account's name, or `local`. */
  readonly provider: string;
  readonly needs: readonly string[];
  readonly reused: boolean;
}

/** Why a node does not go on at this moment. */
export type WaitReason = 'rate-window' | 'upload' | 'backoff' | 'uncertain-start' | 'another-run';

/**
 * Everything that is ever told about a run, in order; terminal, JSON lines, report and page read nothing else.
 * Facts in the past, noun first. JSON-safe.
 */
export type RunEvent = { readonly sequence: number /** Wall time, ms. */; readonly at: number } & RunFact;

export type RunFact =
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly emulated: boolean;
      readonly nodes: readonly RunNode[];
    }
  /**
   * An instance goes on at another provider, before its first paid task: all its nodes begin anew there, and what was told of them so far
   * counts no more. `because` is a sentence.
   */
  | {
      readonly type: 'instance-switched';
      readonly recipe: string;
      readonly instance: string;
      /** Accounts by the names that recipes use. */
      readonly from: string;
      readonly to: string;
      readonly because: string;
      /** In place of those that were told before: a provider may take other steps to the same film. */
      readonly nodes: readonly RunNode[];
    }
  | ({ readonly type: 'node-reused' /** Where the result came from. */; readonly from: 'store' | 'same-run' } & NodeFacts)
  | ({ readonly type: 'node-started' } & NodeFacts)
  | ({ readonly type: 'node-waiting'; readonly reason: WaitReason; readonly forMs?: number } & NodeFacts)
  | ({
      readonly type: 'medium-staged';
      readonly field: string;
      readonly reused: boolean;
      readonly sizeBytes: number;
      /** The provider fetches it by the link of the task that made it. */
      readonly passedOn?: true;
    } & NodeFacts)
  | ({ readonly type: 'task-started'; readonly provider: string; readonly task: string; readonly attempt: number } & NodeFacts)
  /** A task of an earlier run (or one whose answer was lost) goes on. `adopted`: the provider was asked which one it is. */
  | ({ readonly type: 'task-resumed'; readonly provider: string; readonly task: string; readonly adopted?: boolean } & NodeFacts)
  | ({ readonly type: 'task-polled'; readonly progress?: number; readonly queued?: boolean; readonly detail?: string } & NodeFacts)
  | ({ readonly type: 'attempt-failed'; readonly error: EventError; readonly retryInMs: number } & NodeFacts)
  | ({
      readonly type: 'artifact-fetching';
      readonly output: string;
      readonly receivedBytes: number;
      readonly totalBytes?: number;
    } & NodeFacts)
  | ({ readonly type: 'artifact-saved'; readonly output: string; readonly sha256: string; readonly sizeBytes: number } & NodeFacts)
  | ({ readonly type: 'node-finished'; readonly elapsedMs: number } & NodeFacts)
  | ({ readonly type: 'node-failed'; readonly error: EventError } & NodeFacts)
  /** An upstream node failed, or the run was interrupted before this one was done; `because` is a sentence that says which. */
  | ({ readonly type: 'node-skipped'; readonly because: string } & NodeFacts)
  | {
      readonly type: 'output-written';
      readonly recipe: string;
      readonly instance: string;
      readonly output: string;
      readonly path: string;
      readonly unchanged: boolean;
    }
  /** The film was made, but its file could not be put into the output folder. */
  | {
      readonly type: 'output-failed';
      readonly recipe: string;
      readonly instance: string;
      readonly output: string;
      readonly error: EventError;
    }
  | { readonly type: 'warning-raised'; readonly message: string; readonly node?: string }
  | { readonly type: 'run-interrupted'; readonly inFlight: number }
  | {
      readonly type: 'run-finished';
      readonly outcome: 'done' | 'failed' | 'uncertain' | 'budget' | 'interrupted';
      readonly elapsedMs: number;
      readonly finished: number;
      readonly reused: number;
      readonly failed: number;
      readonly skipped: number;
      /** Paid tasks started in this run, per kind of step. */
      readonly started: Readonly<Record<string, number>>;
    };

/** How a run ended: the facts of its last event. */
export type RunResult = Extract<RunFact, { type: 'run-finished' }>;
