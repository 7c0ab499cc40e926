import type { Collection, Store } from '../state/store.ts';
import type { Fault } from './fault.ts';

/** A fault that waits for its occasion. */
export interface FaultRule {
  readonly id: string;
  readonly on: string;
  readonly fault: Fault;
  /** How many times more; without it always. */
  readonly times?: number;
}

/** The faults that are switched on, in the order they were asked for. They live in the store, so every process meets them. */
export class FaultBook {
  readonly #store: Store;
  readonly #rules: Collection<FaultRule>;

  constructor(store: Store) {
    this.#store = store;
    this.#rules = store.collection('fault');
  }

  add(on: string, fault: Fault, times?: number): void {
    this.#store.transaction(() => {
      const id = String(this.#store.add('fault-rules'));
      this.#rules.insert(id, { id, on, fault, ...(times === undefined ? {} : { times }) }, { list: on });
    });
  }

  /** The first fault for one of these occasions, most specific occasion first; a counted one is used up. */
  take(...occasions: readonly string[]): Fault | undefined {
    return this.#store.transaction(() => {
      for (const occasion of occasions) {
        const rule = this.#rules.oldest(occasion);
        if (rule !== undefined) return this.#use(rule);
      }
      return undefined;
    });
  }

  /** All faults for an occasion, one of each kind: a task can be stuck and have no callback. */
  takeAll(occasion: string): Fault[] {
    return this.#store.transaction(() => {
      const rules = this.list().filter(({ on }) => on === occasion);
      const firstOfKind = rules.filter(({ fault }, index) => rules.findIndex((other) => other.fault.kind === fault.kind) === index);
      return firstOfKind.map((rule) => this.#use(rule));
    });
  }

  list(): FaultRule[] {
    return this.#rules.all();
  }

  clear(): void {
    this.#store.transaction(() => {
      for (const { id } of this.list()) this.#rules.delete(id);
    });
  }

  #use(rule: FaultRule): Fault {
    if (rule.times === 1) this.#rules.delete(rule.id);
    else if (rule.times !== undefined) this.#rules.update(rule.id, { ...rule, times: rule.times - 1 });
    return rule.fault;
  }
}
