import { randomUUID } from 'node:crypto';
import type { RunnerState } from '../state/runner-state.ts';

/**
 * Says to other processes that this one relies on what the store holds: as long as it lives, `collectGarbage` of theirs removes no
 * result. Held from before a plan is made until its run is over.
 */
export function holdStore({ leases }: Pick<RunnerState, 'leases'>): Disposable {
  const name = `store/${randomUUID()}`;
  leases.claim(name);
  return { [Symbol.dispose]: () => leases.release(name) };
}
