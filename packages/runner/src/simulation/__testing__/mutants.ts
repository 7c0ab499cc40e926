/** A fault put into the runner on purpose, to see that a simulation notices. */
export interface Mutant {
  readonly name: string;
  /** In the runner's sources. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Each takes one of the promises away. Where `from` is not found any more, the simulation says so: then the mutant needs another place. */
export const mutants: readonly Mutant[] = [
  {
    name: 'no intent on the disk',
    file: 'state/start-store.ts',
    from: 'return tasks.intend(intent);',
    to: "return { ...intent, state: 'intent', task: undefined, startedAt: undefined, settledAt: undefined, failure: undefined };",
  },
  {
    name: 'the id of a task is not noted',
    file: 'execute/start-task.ts',
    from: 'return state.tasks.started(record, task, Math.round(clock.now()));',
    to: "return { ...record, state: 'started', task };",
  },
  { name: 'a lost create is sent again', file: 'execute/retry-table.ts', from: "uncertain: 'settle',", to: "uncertain: 'counted'," },
  {
    name: 'a lost create is not waited out',
    file: 'execute/settle-start.ts',
    from: 'if (restMs <= 0) return undefined;',
    to: 'return undefined;',
  },
  {
    name: 'candidates are taken for nothing',
    file: 'execute/settle-start.ts',
    from: "found.kind === 'none' || isFree",
    to: "found.kind !== 'certain' || isFree",
  },
  { name: 'tasks on record are candidates', file: 'execute/settle-start.ts', from: '!others.has(task.id)', to: 'true' },
  { name: 'no lease', file: 'execute/obtain-remote.ts', from: 'await claim(lease, work, context);', to: '' },
  {
    name: 'leases outlive their run',
    file: 'state/lease-store.ts',
    from: "database.run('DELETE FROM leases WHERE owner = ?', self.owner);",
    to: 'return;',
  },
  { name: 'what has vanished is made anew unasked', file: 'execute/obtain-remote.ts', from: '|| !restarts.take()', to: '' },
  {
    name: 'a result does not end its task',
    file: 'state/result-store.ts',
    from: 'if (record !== undefined) tasks.succeeded(record, at);',
    to: '',
  },
  {
    name: 'answered calls leave the window',
    file: 'execute/rate-windows.ts',
    from: 'this.#store.answered(callId, now());',
    to: 'this.#store.release(callId);',
  },
  {
    name: 'lost calls leave the window',
    file: 'execute/rate-windows.ts',
    from: 'lost: () => {},',
    to: 'lost: () => this.#store.release(callId),',
  },
  { name: 'a paid film may leave', file: 'execute/course.ts', from: 'if (isBinding) this.bind();', to: '' },
  {
    name: 'media are taken back while they are needed',
    file: 'execute/publications.ts',
    from: 'const isNeeded = () =>',
    to: 'const isNeeded = () => false &&',
  },
  { name: 'a finished task is not fetched again', file: 'state/runner-state.ts', from: '.every((output) =>', to: '.some((output) =>' },
];
