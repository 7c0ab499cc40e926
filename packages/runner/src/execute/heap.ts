/** Takes out the highest priority first; equal ones in the order in which they came. */
export class Heap<T> {
  readonly #entries: { readonly priority: number; readonly order: number; readonly value: T }[] = [];
  #order = 0;

  get size(): number {
    return this.#entries.length;
  }

  push(value: T, priority: number): void {
    const entries = this.#entries;
    entries.push({ priority, order: this.#order++, value });
    for (let child = entries.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfBefore(child, parent)) return;
      child = parent;
    }
  }

  pop(): T | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (top === undefined || last === undefined) return undefined;
    if (entries.length > 0) {
      entries[0] = last;
      this.#sinkTop();
    }
    return top.value;
  }

  /** Every value, in no order. */
  *[Symbol.iterator](): Generator<T> {
    for (const { value } of this.#entries) yield value;
  }

  #sinkTop(): void {
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      if (left >= this.#entries.length) return;
      const right = left + 1;
      const child = right < this.#entries.length && this.#isBefore(right, left) ? right : left;
      if (!this.#swapIfBefore(child, parent)) return;
      parent = child;
    }
  }

  #swapIfBefore(child: number, parent: number): boolean {
    const [a, b] = [this.#entries[child], this.#entries[parent]];
    if (a === undefined || b === undefined || !this.#isBefore(child, parent)) return false;
    this.#entries[parent] = a;
    this.#entries[child] = b;
    return true;
  }

  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#entries[i], this.#entries[j]];
    if (a === undefined || b === undefined) return false;
    return a.priority > b.priority || (a.priority === b.priority && a.order < b.order);
  }
}
