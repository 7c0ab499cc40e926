import type { ProcessIdentity } from '../../state/process-identity.ts';

/** Which processes of the simulated machine run. Takes the place of `state/process-identity.ts` (see hooks.ts). */
export class ProcessTable {
  readonly #running = new Set<number>();

  begin(owner: string): ProcessIdentity {
    lastPid += 1;
    this.#running.add(lastPid);
    running.add(lastPid);
    return { owner, host: 'simulated', pid: lastPid, start: `boot/${lastPid}` };
  }

  end(pid: number): void {
    this.#running.delete(pid);
    running.delete(pid);
  }
}

let lastPid = 100_000;
const running = new Set<number>();

export function currentProcess(): ProcessIdentity {
  throw new Error('A simulated process is told who it is.');
}

export function isRunning(pid: number): boolean {
  return running.has(pid);
}

export function isAlive({ pid }: ProcessIdentity): boolean {
  return running.has(pid);
}

export function isGone({ pid }: ProcessIdentity): boolean {
  return !running.has(pid);
}
