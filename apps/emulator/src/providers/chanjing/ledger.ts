import type { Store } from '../../state/store.ts';
import type { RenderedMedia, TaskRecord } from '../../tasks/task.ts';
import type { Accounts } from './accounts.ts';

/** One payment. */
export interface Payment {
  readonly taskId: string;
  readonly at: number;
  readonly beans: number;
  readonly kind: TaskRecord['kind'];
}

/** What an account has paid for what. */
export class Ledger {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  note(owner: string, payment: Payment): void {
    this.#payments().insert(payment.taskId, payment, { list: owner });
  }

  /** Newest first. */
  of(owner: string): Payment[] {
    return this.#payments().page(owner, 0, -1);
  }

  #payments() {
    return this.#store.collection<Payment>('chanjing-payment');
  }
}

export interface Bill {
  readonly beans: number;
  readonly videoSeconds?: number;
  readonly speechSeconds?: number;
}

/** Pays for a task that is done, or fails it where there are too few beans. */
export function pay(
  { accounts, ledger }: { readonly accounts: Accounts; readonly ledger: Ledger },
  task: TaskRecord,
  { beans: price, videoSeconds = 0, speechSeconds = 0 }: Bill,
): { readonly cost: number } | { readonly failure: { readonly msg: string } } {
  const account = accounts.get(task.owner);
  if (account === undefined) return { cost: 0 };
  if (account.beans < price) return { failure: { msg: '蝉豆不足扣费失败' } };
  accounts.change(task.owner, (before) => ({
    beans: before.beans - price,
    videoSeconds: before.videoSeconds + videoSeconds,
    speechSeconds: before.speechSeconds + speechSeconds,
  }));
  ledger.note(task.owner, { taskId: task.id, at: Math.max(task.dueAt, task.rendered?.at ?? 0), beans: price, kind: task.kind });
  return { cost: price };
}

/** Seconds that count on a bill: begun ones whole. */
export function billedSeconds({ durationMs }: Pick<RenderedMedia, 'durationMs'>): number {
  return Math.ceil(durationMs / 1000);
}
