import type { Clock } from '@reelwright/clock';
import type { Provider } from '@reelwright/provider';
import type { CallbackSource } from '../callbacks/callback-source.ts';
import type { RunEvent } from '../events.ts';
import type { MediaTools } from '../media/media-tools.ts';
import type { RunnerState } from '../state/runner-state.ts';
import type { BudgetLimits } from './budget.ts';

/**
 * What becomes of a start of which nobody can say whether it happened: `ask` ends the run as uncertain, `fail` fails the step,
 * `restart` starts it anew, which may be paid twice and is therefore a person's decision.
 */
export type OnUncertain = 'ask' | 'restart' | 'fail';

export interface RunOptions {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly state: RunnerState;
  readonly clock: Clock;
  /** The project's root, absolute. */
  readonly root: string;
  /** Absolute. Outputs land in `<outFolder>/<recipe>/<instance>/`. Default: `out` in the project. */
  readonly outFolder?: string;
  /** Aborted by the first request to stop: nothing is started any more, what is under way is recorded. */
  readonly signal?: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Jitter. Default: Math.random. */
  readonly random?: () => number;
  readonly onUncertain?: OnUncertain;
  /**
   * The most that is spent on the films of this run, also across runs that are cut off and gone on with, and together with others of the
   * same films. What an account has left is heeded besides, where it tells.
   */
  readonly budget?: BudgetLimits;
  /** The run stops after that long, as if it had been interrupted: what is in flight stays known. Default: it does not. */
  readonly deadlineMs?: number;
  /** The same, when calls have met nothing but failures and refusals for that long. Default: each task waits until its own deadline. */
  readonly patienceMs?: number;
  /** Where providers may report the end of tasks: what they send makes the run look, sooner than it would. Default: it polls. */
  readonly callbacks?: CallbackSource;
  /**
   * Nodes of the plan, by id, that are made anew and paid anew although their results are there. The old result stays until the new one is
   * whole; what follows them runs again where it gets something else. Cut off, they go on; they are made once until a run ends as done.
   */
  readonly retake?: ReadonlySet<string>;
  /** False: after a step has failed no further task is started; what is under way comes to its end. Default: true. */
  readonly keepGoing?: boolean;
  /** Results may be fetched from this machine over plain http, because the provider's own address is on it. */
  readonly allowLoopback?: boolean;
  /** Takes secret values out of every text of every event. */
  readonly redact?: (text: string) => string;
  /** Largest result that is taken in. Default: 4 GB. */
  readonly maxArtifactBytes?: number;
  readonly media?: MediaTools;
}
