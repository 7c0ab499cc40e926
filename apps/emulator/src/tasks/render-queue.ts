/** Runs a few jobs at a time, the most urgent waiting one first. */
export class RenderQueue {
  readonly #width: number;
  readonly #waiting: { readonly urgency: number; readonly start: () => void }[] = [];
  #running = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** @param urgency Lower runs earlier. */
  async run<T>(urgency: number, job: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#width) {
      await new Promise<void>((start) => {
        const behind = this.#waiting.findIndex((other) => other.urgency > urgency);
        this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, { urgency, start });
      });
    } else this.#running += 1;
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next.start();
    }
  }
}
