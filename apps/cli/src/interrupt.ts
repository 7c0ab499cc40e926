import { exitCodes } from './exit-codes.ts';
import type { Host, StopReason } from './host.ts';

export interface Interrupt extends Disposable {
  /** Aborted by the first request to stop. */
  readonly signal: AbortSignal;
  readonly reason: StopReason | undefined;
}

/**
 * The first request to stop (Ctrl-C, SIGTERM, a closed terminal, a reader that went away) aborts the signal; the second one
 * leaves at once.
 */
export function watchInterrupts(host: Host, onFirst: (reason: StopReason) => void): Interrupt {
  const controller = new AbortController();
  let first: StopReason | undefined;
  const stop = host.onStop((reason) => {
    // Both streams may lose their reader: that is one request, not two.
    if (first !== undefined) return reason === 'broken-pipe' ? undefined : host.exit(exitCodes.interrupted);
    first = reason;
    onFirst(reason);
    controller.abort();
  });
  return {
    signal: controller.signal,
    get reason() {
      return first;
    },
    [Symbol.dispose]: stop,
  };
}

/** What people are told at the first request to stop: true for whoever sent it. */
export function stoppingNote(reason: StopReason): string {
  if (reason === 'broken-pipe') return 'Nobody reads the output any more: finishing what has been sent.';
  return `Finishing what has been sent; ${reason === 'SIGINT' ? 'press Ctrl-C again' : `send ${reason} again`} to stop at once.`;
}
