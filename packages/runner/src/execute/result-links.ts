import type { Clock } from '@reelwright/clock';
import { remembered } from './remembered.ts';

/** A link under which a provider gives out a file that it made. It is a secret of a kind: it stays in memory. */
export interface ResultLink {
  readonly url: string;
  /** Monotonic ms: then it is not handed on any more. */
  readonly freshUntil: number;
}

/** Links are good for hours; whoever is given one needs some of that for its own queue. */
const freshForMs = 30 * 60_000;

/** Links to the results of this run, so that another provider can fetch a file where it lies. */
export class ResultLinks {
  readonly #clock: Clock;
  readonly #links = new Map<string, ResultLink>();
  readonly #asking = new Map<string, Promise<ResultLink | undefined>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(fingerprint: string, output: string, url: string): ResultLink {
    const link = { url, freshUntil: this.#clock.monotonic() + freshForMs };
    this.#links.set(`${fingerprint}/${output}`, link);
    return link;
  }

  fresh(fingerprint: string, output: string): ResultLink | undefined {
    const link = this.#links.get(`${fingerprint}/${output}`);
    return link !== undefined && link.freshUntil > this.#clock.monotonic() ? link : undefined;
  }

  /** It did not work. */
  forget(fingerprint: string, output: string): void {
    this.#links.delete(`${fingerprint}/${output}`);
  }

  /** The link that is known, or the one that `ask` brings: once for all who want it at the same time. */
  obtain(fingerprint: string, output: string, ask: () => Promise<string | undefined>): Promise<ResultLink | undefined> {
    const known = this.fresh(fingerprint, output);
    if (known !== undefined) return Promise.resolve(known);
    const key = `${fingerprint}/${output}`;
    return remembered(this.#asking, key, async () => {
      try {
        const url = await ask();
        return url === undefined ? undefined : this.note(fingerprint, output, url);
      } finally {
        this.#asking.delete(key);
      }
    });
  }
}
