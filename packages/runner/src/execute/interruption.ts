import type { Clock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';

/** How long the answers of creates that have been sent are waited for after a request to stop. */
export const answerGraceMs = 10_000;

const hint = 'The same command goes on where it stopped.';

/** The run was stopped while a task of this node went on at its provider. It is on record. */
export class LeftInFlight extends ReelwrightError {
  /**
   * @param why A sentence: what stopped the run.
   * @param task `undefined` where the answer of its start is still owed.
   */
  constructor(why: string, task: string | undefined, provider: string) {
    const what =
      task === undefined
        ? `Whether its task was started at ${provider} is not known; the next run finds out.`
        : `Task ${task} goes on at ${provider}; the next run collects it.`;
    super('RUN_INTERRUPTED', `${why} ${what}`, { hint });
  }
}

export interface Interruption {
  /** Aborted at once: nothing new begins, nothing is looked at any more. Its reason is a `RUN_INTERRUPTED`. */
  readonly stopping: AbortSignal;
  /** Aborted a while later: answers of sent creates are no longer waited for. */
  readonly abandoning: AbortSignal;
  /** Aborted with `stopping`, or by the end of the run: what nobody waits for any more ends, too. */
  readonly over: AbortSignal;
  /** A call has failed in a way that may pass; or one has been answered, so that there is hope. */
  readonly calls: { failed(): void; answered(): void };
  /** Lets go of the caller's signal. */
  end(): void;
}

/** What ends a run besides a request to stop. Whatever is in flight then stays known. */
export interface RunLimits {
  readonly deadlineMs?: number | undefined;
  /** How long calls may meet nothing but failures and refusals. */
  readonly patienceMs?: number | undefined;
}

export function watchInterruption(signal: AbortSignal | undefined, clock: Clock, { deadlineMs, patienceMs }: RunLimits = {}): Interruption {
  const stopping = new AbortController();
  const abandoning = new AbortController();
  const ended = new AbortController();
  const later = (inMs: number, work: () => void) => {
    clock.sleep(inMs, ended.signal).then(work, () => {});
  };
  const stop = (why: string) => {
    if (stopping.signal.aborted) return;
    const reason = new ReelwrightError('RUN_INTERRUPTED', why, { hint });
    stopping.abort(reason);
    later(answerGraceMs, () => abandoning.abort(reason));
  };
  const onAbort = () => stop('The run was interrupted.');
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  if (deadlineMs !== undefined) later(deadlineMs, () => stop(`The run reached its deadline of ${span(deadlineMs)}.`));
  return {
    stopping: stopping.signal,
    abandoning: abandoning.signal,
    over: AbortSignal.any([stopping.signal, ended.signal]),
    calls: watchCalls(patienceMs, later, (limit) =>
      stop(`For ${limit} no call was answered with anything but failures, so the run waits no longer.`),
    ),
    end: () => {
      signal?.removeEventListener('abort', onAbort);
      ended.abort(new Error('ended'));
    },
  };
}

type Later = (inMs: number, work: () => void) => void;

/** From the first failure after a success: when nothing succeeds until patience ends, it is enough. */
function watchCalls(patienceMs: number | undefined, later: Later, giveUp: (limit: string) => void): Interruption['calls'] {
  let failing: symbol | undefined;
  return {
    failed: () => {
      if (patienceMs === undefined || failing !== undefined) return;
      const since = Symbol('failing');
      failing = since;
      later(patienceMs, () => {
        if (failing === since) giveUp(span(patienceMs));
      });
    },
    answered: () => {
      failing = undefined;
    },
  };
}

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes >= 2 ? `${minutes} minutes` : `${Math.round(ms / 1000)} seconds`;
}
