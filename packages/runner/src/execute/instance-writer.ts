import { toReelwrightError } from '../event-error.ts';
import type { Course } from './course.ts';
import type { RunContext } from './run-context.ts';
import type { Tally } from './tally.ts';
import { writeOutputs } from './write-outputs.ts';

/** Writes the outputs of each instance as soon as all its steps are done. */
export class InstanceWriter {
  readonly #context: RunContext;
  readonly #tally: Tally;
  readonly #done = new Map<Course, number>();
  readonly #writing: Promise<void>[] = [];

  constructor(context: RunContext, tally: Tally) {
    this.#context = context;
    this.#tally = tally;
  }

  /** Another node of an instance is done; each is told once. */
  noteDone(course: Course): void {
    const done = (this.#done.get(course) ?? 0) + 1;
    this.#done.set(course, done);
    if (done === course.nodes.length) this.#writing.push(this.#write(course));
  }

  /** It begins anew elsewhere. */
  forget(course: Course): void {
    this.#done.delete(course);
  }

  async finish(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #write(course: Course): Promise<void> {
    this.#release(course);
    for (const error of await writeOutputs(course.instance, this.#context)) this.#tally.outputFailed(error.code);
  }

  /** Its next version may be made anywhere. Where that cannot be noted, it stays where it is. */
  #release({ film }: Course): void {
    const { state, events } = this.#context;
    try {
      state.films.finish(film);
    } catch (error) {
      const message = `That "${film.name}" is finished could not be noted: ${toReelwrightError(error).message}`;
      events.emit({ type: 'warning-raised', message });
    }
  }
}
