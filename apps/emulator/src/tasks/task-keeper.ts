import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Clock } from '@reelwright/clock';
import { faultOf } from '../control/fault.ts';
import { MediaError } from '../media/index.ts';
import type { Callbacks } from './callbacks.ts';
import { RenderQueue } from './render-queue.ts';
import type { Rendered, TaskRecord } from './task.ts';
import { instancesHere, type TaskBook } from './task-book.ts';

export interface TaskKeeperSettings {
  readonly tasks: TaskBook;
  readonly callbacks: Callbacks;
  readonly clock: Clock;
  /** Runs work in one transaction, at the time of that transaction. */
  readonly transact: <T>(work: (now: number) => T) => T;
  readonly instance: string;
  /** Where the emulator tells of its own faults. */
  readonly onDefect: (what: string, error: unknown) => void;
}

/**
 * Brings every task to its end: begins to make its media at once, waits for its time, makes time wait where the media
 * are not there by then, ends it and sends its callback. Whoever asks for a task gets the same end, kept or not.
 */
export class TaskKeeper {
  readonly #settings: TaskKeeperSettings;
  readonly #queue = new RenderQueue(Math.max(2, availableParallelism()));
  readonly #rendering = new Map<string, Promise<void>>();
  readonly #busy = new Set<Promise<unknown>>();
  readonly #attended = new Set<string>();
  readonly #closing = new AbortController();

  constructor(settings: TaskKeeperSettings) {
    this.#settings = settings;
    instancesHere.add(settings.instance);
  }

  /** Takes care of a task from now on. Says nothing back: the task tells how it went. */
  attend(task: TaskRecord): void {
    if (this.#attended.has(task.id) || faultOf(task.faults, 'stuck')) return;
    this.#attended.add(task.id);
    void this.#attend(task)
      .catch((error) => {
        if (!this.#closing.signal.aborted) this.#settings.onDefect(`task ${task.id}`, error);
      })
      // Another process may have been making it and have died since: then the next look takes it over.
      .finally(() => this.#attended.delete(task.id));
  }

  /** Ends what is due and can end; takes over what a process that died has left. */
  catchUp(now: number): void {
    for (const task of this.#settings.tasks.overdue(now)) {
      this.#end(task.id, now);
      this.attend(task);
    }
  }

  /** Makes the media of a task again where a file of it has gone. */
  async restore(task: TaskRecord, path: string): Promise<void> {
    if (existsSync(path)) return;
    await this.#renderOnce(task, () =>
      this.#settings.tasks
        .workshop(task)
        .render(task)
        .then(() => undefined),
    );
  }

  /** Makes and ends a task at once, whatever the time. For the examples of a provider's pages. */
  async finish(task: TaskRecord): Promise<void> {
    await this.#render(task);
    this.#settings.transact((now) => this.#end(task.id, now));
  }

  /** Resolves when nothing is being made and no callback is on its way. */
  async idle(): Promise<void> {
    do {
      await Promise.allSettled(this.#busy);
      await new Promise<void>((resolve) => setImmediate(resolve)); // whoever waited for them goes on first
    } while (this.#busy.size > 0);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The emulator was closed.'));
    instancesHere.delete(this.#settings.instance);
    await this.idle();
  }

  async #attend(task: TaskRecord): Promise<void> {
    const rendering = this.#render(task);
    rendering.catch(() => {}); // awaited below, once its time has come
    await this.#until(task.dueAt);
    const release = this.#settings.clock.hold();
    try {
      await rendering;
      this.#settings.transact((now) => this.#end(task.id, now));
    } finally {
      release();
    }
  }

  async #until(time: number): Promise<void> {
    const { clock, transact } = this.#settings;
    for (let rest = time - transact((now) => now); rest > 0; rest = time - transact((now) => now)) {
      await clock.sleep(rest, this.#closing.signal);
    }
    this.#closing.signal.throwIfAborted();
  }

  async #render(task: TaskRecord): Promise<void> {
    if (faultOf(task.faults, 'fail')) return;
    const claimed = this.#settings.tasks.claim(task.id, this.#settings.instance);
    if (claimed === undefined) return;
    await this.#renderOnce(claimed, async () => {
      const rendered = await this.#make(claimed);
      if (rendered !== undefined) this.#settings.transact((now) => this.#settings.tasks.noteRendered(task.id, rendered, now));
    });
  }

  async #make(task: TaskRecord): Promise<Rendered | undefined> {
    const workshop = this.#settings.tasks.workshop(task);
    try {
      return await workshop.render(task);
    } catch (error) {
      if (error instanceof MediaError && error.kind === 'input') return { failure: { msg: workshop.unusable, reason: error.message } };
      // After the end, or when everything was forgotten meanwhile, nobody waits for it any more.
      if (this.#closing.signal.aborted || this.#settings.tasks.get(task.id) === undefined) return undefined;
      this.#settings.onDefect(`making ${task.kind} ${task.id}`, error);
      return { failure: { msg: '系统内部错误', reason: 'emulator' } };
    }
  }

  #renderOnce(task: TaskRecord, job: () => Promise<void>): Promise<void> {
    const running = this.#rendering.get(task.id);
    if (running !== undefined) return running;
    const rendering = this.#track(this.#queue.run(task.dueAt, async () => (this.#closing.signal.aborted ? undefined : job())));
    this.#rendering.set(task.id, rendering);
    const forget = () => this.#rendering.delete(task.id);
    rendering.then(forget, forget);
    return rendering;
  }

  #end(id: string, now: number): void {
    const ended = this.#settings.tasks.end(id, now);
    if (ended === undefined) return;
    const workshop = this.#settings.tasks.workshop(ended);
    const body = workshop.callbackBody(ended, Math.max(now, ended.ended?.visibleAt ?? now));
    this.#track(this.#settings.callbacks.send(ended, body, (answer) => workshop.answered?.(ended, answer)));
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#busy.add(work);
    const forget = () => this.#busy.delete(work);
    work.then(forget, forget);
    return work;
  }
}
