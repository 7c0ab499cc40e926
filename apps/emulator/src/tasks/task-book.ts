import { faultOf, type TaskFault } from '../control/fault.ts';
import type { FaultBook } from '../control/fault-book.ts';
import type { Collection, Store } from '../state/store.ts';
import type { Rendered, TaskEnd, TaskKind, TaskRecord, TaskWorkshop } from './task.ts';

export type TaskDraft = Omit<TaskRecord, 'faults' | 'claim' | 'rendered' | 'ended'>;

/** All tasks of all providers: what was asked, what was made, how it ended, how often somebody looked. */
export class TaskBook {
  readonly #store: Store;
  readonly #tasks: Collection<TaskRecord>;
  readonly #faults: FaultBook;
  readonly #workshops = new Map<string, TaskWorkshop>();

  constructor(store: Store, faults: FaultBook) {
    this.#store = store;
    this.#tasks = store.collection('task');
    this.#faults = faults;
  }

  register(provider: string, kind: TaskKind, workshop: TaskWorkshop): void {
    this.#workshops.set(`${provider}/${kind}`, workshop);
  }

  workshop(task: TaskRecord): TaskWorkshop {
    const workshop = this.#workshops.get(`${task.provider}/${task.kind}`);
    if (workshop === undefined) throw new Error(`Nobody here makes ${task.kind} for ${task.provider}.`);
    return workshop;
  }

  /** Takes an order. A task that is stuck never becomes due; one that is not `listed` shows in no list. */
  create(draft: TaskDraft, { listed = true }: { readonly listed?: boolean } = {}): TaskRecord {
    const faults = listed ? (this.#faults.takeAll(taskOccasion(draft.kind)) as TaskFault[]) : []; // only task faults wait there
    const task: TaskRecord = { ...draft, faults };
    const due = faultOf(faults, 'stuck') ? {} : { due: task.dueAt };
    this.#tasks.insert(task.id, task, { list: listed ? listName(task) : '', ...due });
    return task;
  }

  get(id: string): TaskRecord | undefined {
    return this.#tasks.get(id);
  }

  page(owner: string, kind: TaskKind, offset: number, limit: number): TaskRecord[] {
    return this.#tasks.page(listName({ owner, kind }), offset, limit);
  }

  count(owner: string, kind: TaskKind): number {
    return this.#tasks.count(listName({ owner, kind }));
  }

  /** Takes a task out of the lists. */
  unlist(id: string): void {
    this.#tasks.unlist(id);
  }

  all(): TaskRecord[] {
    return this.#tasks.all();
  }

  /** Tasks that have not ended and will. */
  open(): TaskRecord[] {
    return this.#tasks.waiting();
  }

  overdue(now: number): TaskRecord[] {
    return this.#tasks.dueBy(now);
  }

  /** Notes that somebody looked. @returns how often somebody had looked before. */
  look(task: TaskRecord): number {
    return this.#store.add(`polls:${task.id}`) - 1;
  }

  looks(): Map<string, number> {
    return this.#store.counters('polls:');
  }

  /** Takes the making of a task over, unless a process that still lives has it or it is made. */
  claim(id: string, instance: string): TaskRecord | undefined {
    return this.#store.transaction(() => {
      const task = this.#tasks.get(id);
      if (task === undefined || task.rendered !== undefined) return undefined;
      if (task.claim !== undefined && task.claim.instance !== instance && isAlive(task.claim)) return undefined;
      const claimed = { ...task, claim: { instance, processId: process.pid } };
      this.#tasks.update(id, claimed);
      return claimed;
    });
  }

  noteRendered(id: string, rendered: Rendered, now: number): void {
    this.#store.transaction(() => {
      const task = this.#tasks.get(id);
      if (task !== undefined && task.rendered === undefined) this.#tasks.update(id, { ...task, rendered: { ...rendered, at: now } });
    });
  }

  /**
   * Ends a task whose time has come and whose media are there: pays for it and fixes its outcome, once and for all.
   *
   * @returns the task as it ended, to whoever ended it; `undefined` to everybody else.
   */
  end(id: string, now: number): TaskRecord | undefined {
    return this.#store.transaction(() => {
      const task = this.#tasks.get(id);
      if (task === undefined || task.ended !== undefined || now < task.dueAt || faultOf(task.faults, 'stuck')) return undefined;
      const outcome = this.#outcome(task);
      if (outcome === undefined) return undefined;
      const at = Math.max(task.dueAt, task.rendered?.at ?? 0);
      const early = faultOf(task.faults, 'callback-early');
      const ended = { ...task, ended: { at, visibleAt: early ? at + (early.ms ?? 5_000) : at, ...outcome } };
      this.#tasks.update(id, ended, null);
      return ended;
    });
  }

  #outcome(task: TaskRecord): Pick<TaskEnd, 'failure' | 'cost'> | undefined {
    const failing = faultOf(task.faults, 'fail');
    if (failing !== undefined) {
      const { kind: _, ...failure } = failing;
      return { failure, cost: 0 };
    }
    if (task.rendered === undefined) return undefined;
    if ('failure' in task.rendered) return { failure: task.rendered.failure, cost: 0 };
    const paid = this.workshop(task).charge(task, task.rendered.media);
    return 'cost' in paid ? paid : { ...paid, cost: 0 };
  }
}

/** The name under which faults wait for the next task of a kind. */
export function taskOccasion(kind: TaskKind): string {
  return `task/${kind}`;
}

function listName({ owner, kind }: Pick<TaskRecord, 'owner' | 'kind'>): string {
  return `${owner}/${kind}`;
}

/** The emulators that run in this process. */
export const instancesHere = new Set<string>();

/** Whether the emulator that took a task is still there, in this process or in another one of this machine. */
function isAlive({ instance, processId }: NonNullable<TaskRecord['claim']>): boolean {
  if (processId === process.pid) return instancesHere.has(instance);
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
