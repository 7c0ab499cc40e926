import type { Clock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';

/** How long the answers of creates that have been sent are waited for after a request to stop. */
export const answerGraceMs = 10_000;

const hint = 'The same command goes on where it stopped.';

/** The run was stopped while a task of this node went on at its provider. It is on record. */
export class LeftInFlight extends ReelwrightError {
  /** @param task `undefined` where the answer of its start is still owed. */
  constructor(task: string | undefined, provider: string) {
    const what =
      task === undefined
        ? `Whether its task was started at ${provider} is not known; the next run finds out.`
        : `Task ${task} goes on at ${provider}; the next run collects it.`;
    super('RUN_INTERRUPTED', `The run was interrupted. ${what}`, { hint });
  }
}

export interface Interruption {
  /** Aborted at once: nothing new begins, nothing is looked at any more. Its reason is a `RUN_INTERRUPTED`. */
  readonly stopping: AbortSignal;
  /** Aborted a while later: answers of sent creates are no longer waited for. */
  readonly abandoning: AbortSignal;
  /** Aborted with `stopping`, or by the end of the run: what nobody waits for any more ends, too. */
  readonly over: AbortSignal;
  /** Lets go of the caller's signal. */
  end(): void;
}

export function watchInterruption(signal: AbortSignal | undefined, clock: Clock): Interruption {
  const stopping = new AbortController();
  const abandoning = new AbortController();
  const ended = new AbortController();
  const stop = () => {
    const reason = new ReelwrightError('RUN_INTERRUPTED', 'The run was interrupted.', { hint });
    stopping.abort(reason);
    clock.sleep(answerGraceMs, ended.signal).then(
      () => abandoning.abort(reason),
      () => {},
    );
  };
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return {
    stopping: stopping.signal,
    abandoning: abandoning.signal,
    over: AbortSignal.any([stopping.signal, ended.signal]),
    end: () => {
      signal?.removeEventListener('abort', stop);
      ended.abort(new Error('ended'));
    },
  };
}
