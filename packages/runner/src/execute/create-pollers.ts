import { InternalError } from '@reelwright/errors';
import type { PollPacing, Provider, TaskKind, TaskStatus } from '@reelwright/provider';
import { Poller } from './poller.ts';
import { retryAfterOf } from './provider-call.ts';
import { remembered } from './remembered.ts';
import { againAfter, jitteredPause, type Operation, pauseBefore } from './retry-table.ts';
import type { Pollers, RunContext } from './run-context.ts';
import type { RunOptions } from './run-options.ts';

export type CallBase = Pick<RunContext, 'windows' | 'clock' | 'random' | 'interruption' | 'callbacks'>;

/** One poller per account and kind, made when it is first needed. */
export function createPollers(base: CallBase, state: RunOptions['state']): Pollers {
  const tasks = new Map<string, ReturnType<Pollers['tasks']>>();
  const staged = new Map<string, ReturnType<Pollers['staged']>>();
  const { clock, interruption } = base;
  const signal = interruption.stopping;
  return {
    tasks: (provider, kind) =>
      remembered(tasks, `${provider.accountKey}/${kind}`, () => {
        const pacing = pacingOf(provider, kind);
        const look = limitedLook(base, state, provider, `poll:${kind}`, 'poll', provider.poll.bind(provider));
        const sightingOf = (status: TaskStatus) => (status.state === 'running' ? status : {});
        const isCalled = () => base.callbacks.isWorking(provider, kind);
        return new Poller({ clock, pacing, signal, look, sightingOf, isCalled, pauseAfter: pauseAfter('poll', pacing.intervalMs, base) });
      }),
    staged: (provider) =>
      remembered(staged, provider.accountKey, () => {
        const pacing = provider.pacing.staged;
        const look = limitedLook(base, state, provider, 'poll-staged', 'poll-staged', provider.pollStaged.bind(provider));
        return new Poller({
          clock,
          pacing,
          signal,
          look,
          sightingOf: () => ({}),
          pauseAfter: pauseAfter('poll-staged', pacing.intervalMs, base),
        });
      }),
  };
}

type Look<R, S> = (refs: readonly R[], options: { readonly signal: AbortSignal }) => Promise<readonly S[]>;

/** One look inside the provider's window. While anything is looked at, the run shows that it is alive to others that wait for its tasks. */
function limitedLook<R, S>(
  { windows, interruption }: CallBase,
  state: RunOptions['state'],
  provider: Provider,
  scope: `poll:${TaskKind}` | 'poll-staged',
  operation: Operation,
  call: Look<R, S>,
): (refs: readonly R[]) => Promise<readonly S[]> {
  return async (refs) => {
    const slot = await windows.acquire(provider, scope, interruption.stopping);
    state.leases.renewWhenDue();
    try {
      const statuses = await call(refs, { signal: interruption.stopping });
      slot.answered();
      interruption.calls.answered();
      return statuses;
    } catch (error) {
      interruption.calls.failed();
      if (againAfter(operation, error) === 'free') slot.refused(retryAfterOf(error));
      else slot.answered();
      throw error;
    }
  };
}

/** After the n-th failed look in a row. A task is not at fault when it cannot be looked at: its own deadline goes on. */
function pauseAfter(
  operation: Operation,
  intervalMs: number,
  { random }: CallBase,
): (error: unknown, failures: number) => number | undefined {
  return (error, failures) => {
    switch (againAfter(operation, error)) {
      case 'free':
        return intervalMs;
      case 'patient':
        return Math.max(intervalMs, jitteredPause(failures, random), retryAfterOf(error) ?? 0);
      case 'counted':
        return pauseBefore(operation, failures, random, error);
      default:
        return undefined;
    }
  };
}

function pacingOf(provider: Provider, kind: TaskKind): PollPacing {
  const pacing = provider.pacing.tasks[kind];
  if (pacing === undefined) throw new InternalError(`${provider.id} names no pacing for ${kind}.`);
  return pacing;
}
